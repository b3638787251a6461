// What all index codings promise: tiles of every shape and depth come back,
// nothing around them is touched, and no other bytes pass for them.
#include "format/index_coding.h"

#include <gtest/gtest.h>

#include <map>
#include <type_traits>
#include <vector>

#include "codec/random.h"

namespace kmc {
namespace {

constexpr IndexCoding kCodings[] = {IndexCoding::kPacked, IndexCoding::kDeflate, IndexCoding::kFast, IndexCoding::kMax};
constexpr uint32_t kColors[] = {1, 2, 3, 4, 5, 16, 17, 200, 256, 257, 5000, 65536};

// What the rectangle of a plane holds.
std::vector<uint32_t> IndicesIn(const IndexPlane& plane, const Rect& rect) {
  std::vector<uint32_t> indices;
  plane.Visit(rect, [&](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) indices.insert(indices.end(), view.Row(y), view.Row(y) + view.width);
  });
  return indices;
}

template <class F>
void Fill(IndexPlane& plane, const Rect& rect, F&& index) {
  plane.Visit(rect, [&](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) {
      for (uint32_t x = 0; x < view.width; ++x) {
        view.Row(y)[x] = static_cast<std::remove_reference_t<decltype(view.data[0])>>(index(x, y));
      }
    }
  });
}

// Content of several kinds: flat, noise, stripes, runs.
IndexPlane Patterned(uint32_t width, uint32_t height, uint32_t colors, int kind) {
  IndexPlane plane(width, height, colors);
  Random random(width * 7919u + colors);
  uint64_t run = 0;
  Fill(plane, {0, 0, width, height}, [&](uint32_t x, uint32_t y) -> uint64_t {
    if (kind == 0) return colors - 1;
    if (kind == 1) return random.Below(colors);
    if (kind == 2) return (uint64_t{x} * colors / width + y) % colors;
    if (random.Below(8) == 0) run = random.Below(colors);
    return run;
  });
  return plane;
}

// A palette of so many colours, some of them equal.
std::vector<Rgba> MixedColors(uint32_t count) {
  Random random(count);
  std::vector<Rgba> colors;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t bits = random.Next();
    colors.push_back({static_cast<uint8_t>(bits), static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits >> 16),
                      static_cast<uint8_t>(bits >> 24)});
    if (i > 0 && random.Below(8) == 0) colors[i] = colors[i - 1];
  }
  return colors;
}

const CodingPalette& PaletteOf(uint32_t colors) {
  static std::map<uint32_t, CodingPalette> palettes;  // large ones take long to make
  return palettes.try_emplace(colors, MixedColors(colors)).first->second;
}

std::vector<uint8_t> Encode(const IndexPlane& plane, const Rect& tile, uint32_t colors, IndexCoding coding) {
  std::vector<uint8_t> data;
  EXPECT_EQ(Status::kOk, EncodeIndices(plane, tile, colors, &PaletteOf(colors), coding, data));
  return {data.begin(), data.end()};  // without spare capacity
}

Status Decode(const std::vector<uint8_t>& data, const Rect& tile, uint32_t colors, IndexCoding coding,
              IndexPlane& plane) {
  return DecodeIndices(data, colors, &PaletteOf(colors), static_cast<uint8_t>(coding), tile, plane);
}

void ExpectComesBack(const IndexPlane& plane, const Rect& tile, uint32_t colors, IndexCoding coding) {
  IndexPlane read(plane.width(), plane.height(), colors);
  ASSERT_EQ(Status::kOk, Decode(Encode(plane, tile, colors, coding), tile, colors, coding, read))
      << tile.width << "x" << tile.height << ", " << colors << " colours, coding " << static_cast<int>(coding);
  EXPECT_TRUE(IndicesIn(plane, tile) == IndicesIn(read, tile))
      << tile.width << "x" << tile.height << ", " << colors << " colours, coding " << static_cast<int>(coding);
}

TEST(IndexCoding, PlanesOfEveryShapeAndDepthComeBack) {
  constexpr uint32_t kShapes[][2] = {{1, 1}, {7, 3}, {9, 2}, {33, 17}, {1, 100}, {64, 65}};
  for (const IndexCoding coding : kCodings) {
    for (const uint32_t colors : kColors) {
      for (const auto& [width, height] : kShapes) {
        for (int kind = 0; kind < 4; ++kind) {
          ExpectComesBack(Patterned(width, height, colors, kind), {0, 0, width, height}, colors, coding);
        }
      }
    }
  }
}

TEST(IndexCoding, EveryWidthComesBack) {
  for (const IndexCoding coding : kCodings) {
    for (uint32_t width = 1; width <= 70; ++width) {
      for (const uint32_t colors : {2u, 4u, 16u, 256u, 300u}) {
        ExpectComesBack(Patterned(width, 3, colors, 1), {0, 0, width, 3}, colors, coding);
      }
    }
  }
}

TEST(IndexCoding, NothingAroundATileIsTouched) {
  constexpr Rect kTile{13, 5, 21, 11};
  for (const IndexCoding coding : kCodings) {
    for (const uint32_t colors : {1u, 2u, 7u, 256u, 1000u}) {
      const IndexPlane plane = Patterned(50, 20, colors, 1);
      IndexPlane read(50, 20, colors), expected(50, 20, colors);
      constexpr uint32_t kUntouched = 211;
      Fill(read, {0, 0, 50, 20}, [](uint32_t, uint32_t) { return kUntouched; });
      Fill(expected, {0, 0, 50, 20}, [](uint32_t, uint32_t) { return kUntouched; });
      const std::vector<uint32_t> inside = IndicesIn(plane, kTile);
      Fill(expected, kTile, [&](uint32_t x, uint32_t y) { return inside[y * kTile.width + x]; });
      ASSERT_EQ(Status::kOk, Decode(Encode(plane, kTile, colors, coding), kTile, colors, coding, read));
      EXPECT_TRUE(IndicesIn(expected, {0, 0, 50, 20}) == IndicesIn(read, {0, 0, 50, 20})) << colors;
    }
  }
}

TEST(IndexCoding, DataCutShortOrDrawnOutAreNotTheTile) {
  constexpr Rect kTile{0, 0, 19, 7};
  for (const IndexCoding coding : kCodings) {
    for (const uint32_t colors : {1u, 2u, 16u, 256u, 1000u}) {
      const IndexPlane plane = Patterned(kTile.width, kTile.height, colors, 3);
      const std::vector<uint8_t> data = Encode(plane, kTile, colors, coding);
      const auto is_taken_for_it = [&](const std::vector<uint8_t>& other) {
        IndexPlane read(kTile.width, kTile.height, colors);
        const Status status = Decode(other, kTile, colors, coding, read);
        EXPECT_TRUE(status == Status::kOk || status == Status::kInvalid);
        return status == Status::kOk && IndicesIn(plane, kTile) == IndicesIn(read, kTile);
      };
      ASSERT_TRUE(is_taken_for_it(data));
      for (size_t size = 0; size < data.size(); ++size) {
        EXPECT_FALSE(is_taken_for_it({data.begin(), data.begin() + static_cast<ptrdiff_t>(size)}))
            << size << " of " << data.size() << ", " << colors << " colours, coding " << static_cast<int>(coding);
      }
      std::vector<uint8_t> longer = data;
      longer.push_back(0);
      EXPECT_FALSE(is_taken_for_it(longer)) << colors << " colours, coding " << static_cast<int>(coding);
    }
  }
}

TEST(IndexCoding, WhatIsDecodedIsBelowTheNumberOfColors) {
  Random random(1);
  constexpr Rect kTile{0, 0, 9, 5};
  for (const IndexCoding coding : kCodings) {
    for (const uint32_t colors : {1u, 2u, 3u, 11u, 200u, 300u}) {
      const std::vector<uint8_t> good = Encode(Patterned(9, 5, colors, 1), kTile, colors, coding);
      for (int round = 0; round < 500; ++round) {
        std::vector<uint8_t> data = good;
        for (uint64_t changes = 1 + random.Below(3); changes-- > 0 && !data.empty();) {
          data[random.Below(data.size())] = static_cast<uint8_t>(random.Next());
        }
        IndexPlane plane(9, 5, colors);
        const Status status = Decode(data, kTile, colors, coding, plane);
        ASSERT_TRUE(status == Status::kOk || status == Status::kInvalid);
        if (status != Status::kOk) continue;
        for (const uint32_t index : IndicesIn(plane, kTile)) ASSERT_LT(index, colors);
      }
    }
  }
}

TEST(IndexCoding, UnknownCodingsAreUnsupported) {
  IndexPlane plane(4, 4, 2);
  for (uint32_t coding = 0; coding < 256; ++coding) {
    if (coding >= 1 && coding <= 4) continue;  // those of the specification
    EXPECT_EQ(Status::kUnsupported,
              DecodeIndices(std::vector<uint8_t>(4), 2, nullptr, static_cast<uint8_t>(coding), {0, 0, 4, 4}, plane));
  }
}

}  // namespace
}  // namespace kmc
