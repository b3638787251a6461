// The palette section: palettes come back, as sets or in order, and nothing else passes for one.
#include "format/palette_coding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "codec/random.h"
#include "format/byte_reader.h"
#include "format/byte_writer.h"

namespace kmc {
namespace {

std::vector<Rgba> RandomColors(size_t count, bool opaque, Random& random) {
  std::vector<Rgba> colors;
  for (size_t i = 0; i < count; ++i) {
    const auto byte = [&] { return static_cast<uint8_t>(random.Next()); };
    colors.push_back({byte(), byte(), byte(), opaque ? uint8_t{255} : byte()});
  }
  return colors;
}

Palette SetOf(std::vector<Rgba> colors) {
  std::sort(colors.begin(), colors.end(), CanonicalLess);
  return {std::move(colors), false};
}

std::vector<uint8_t> Encode(const Palette& palette) {
  std::vector<uint8_t> payload;
  EXPECT_EQ(Status::kOk, EncodePalette(palette, payload));
  return {payload.begin(), payload.end()};  // without spare capacity
}

void ExpectComesBack(const Palette& palette) {
  Palette read;
  ASSERT_EQ(Status::kOk, DecodePalette(Encode(palette), read)) << palette.colors.size();
  EXPECT_EQ(palette.keeps_order, read.keeps_order);
  EXPECT_TRUE(palette.colors == read.colors) << palette.colors.size();
}

bool SaysItHasAlpha(const std::vector<uint8_t>& payload) {
  ByteReader reader(payload);
  uint32_t last = 0;
  uint8_t method = 0;
  EXPECT_EQ(Status::kOk, reader.ReadVarint(last));
  EXPECT_EQ(Status::kOk, reader.ReadU8(method));
  return method & 1;
}

constexpr size_t kCounts[] = {1, 2, 3, 5, 16, 17, 255, 256, 257, 1000, 65535, 65536};

TEST(PaletteCoding, SetsComeBack) {
  Random random(1);
  for (const size_t count : kCounts) {
    for (const bool opaque : {true, false}) ExpectComesBack(SetOf(RandomColors(count, opaque, random)));
  }
}

TEST(PaletteCoding, OrderComesBack) {
  Random random(2);
  for (const size_t count : kCounts) {
    for (const bool opaque : {true, false}) ExpectComesBack({RandomColors(count, opaque, random), true});
  }
}

TEST(PaletteCoding, EqualColorsComeBackAsOftenAsTheyOccur) {
  Random random(3);
  for (const size_t count : kCounts) {
    ExpectComesBack(SetOf(std::vector<Rgba>(count, {10, 20, 30, 255})));
    ExpectComesBack(SetOf(std::vector<Rgba>(count, {0, 0, 0, 0})));
    std::vector<Rgba> few = RandomColors(3, true, random), colors;
    for (size_t i = 0; i < count; ++i) colors.push_back(few[random.Below(3)]);
    ExpectComesBack(SetOf(colors));
    ExpectComesBack({colors, true});
  }
}

TEST(PaletteCoding, RegularSetsComeBack) {
  std::vector<Rgba> greys, cube, alphas;
  for (uint32_t i = 0; i < 256; ++i) {
    const auto byte = static_cast<uint8_t>(i);
    greys.push_back({byte, byte, byte, 255});
    alphas.push_back({200, 100, 50, byte});
  }
  for (uint32_t i = 0; i < 4096; ++i) {
    cube.push_back({static_cast<uint8_t>(i % 16 * 17), static_cast<uint8_t>(i / 16 % 16 * 17),
                    static_cast<uint8_t>(i / 256 * 17), 255});
  }
  ExpectComesBack(SetOf(greys));
  ExpectComesBack(SetOf(alphas));
  ExpectComesBack(SetOf(cube));
  EXPECT_LT(Encode(SetOf(greys)).size(), greys.size());
}

TEST(PaletteCoding, SetsAreSmallerThanPalettesInOrder) {
  // Even of colours that follow no rule: what the order would tell is saved.
  Random random(4);
  for (const size_t count : {64, 256, 4096}) {
    const std::vector<Rgba> colors = RandomColors(count, true, random);
    EXPECT_LT(Encode(SetOf(colors)).size(), Encode({colors, true}).size() * 9 / 10) << count;
  }
}

TEST(PaletteCoding, WhatIsUsualInPalettesTakesFewBytes) {
  // Of one colour drawn smoothed, premultiplied with alpha and then not; of greys; of nothing.
  std::vector<Rgba> smoothed, greys;
  for (uint32_t alpha = 0; alpha < 256; alpha += 4) {
    const auto sample = [&](uint32_t full) {
      return static_cast<uint8_t>(alpha == 0 ? 0 : (full * alpha / 255 * 255 + alpha / 2) / alpha);
    };
    smoothed.push_back({sample(200), sample(100), sample(50), static_cast<uint8_t>(alpha)});
    greys.push_back({static_cast<uint8_t>(alpha), static_cast<uint8_t>(alpha), static_cast<uint8_t>(alpha), 255});
  }
  EXPECT_LT(Encode(SetOf(smoothed)).size(), smoothed.size() * 2);
  EXPECT_LT(Encode(SetOf(greys)).size(), greys.size() / 2);
  EXPECT_LE(Encode(SetOf({{0, 0, 0, 0}})).size(), size_t{5});
}

TEST(PaletteCoding, SetsOutOfOrderAreRefused) {
  std::vector<uint8_t> payload;
  EXPECT_EQ(Status::kInternal, EncodePalette({{{255, 255, 255, 255}, {0, 0, 0, 255}}, false}, payload));
}

TEST(PaletteCoding, CanonicalKeysInterleaveTheBits) {
  Random random(5);
  for (const Rgba color : RandomColors(1000, false, random)) {
    uint32_t key = 0;
    for (int bit = 7; bit >= 0; --bit) {
      for (const uint32_t channel : {color.a, color.g, color.r, color.b}) key = key << 1 | (channel >> bit & 1);
    }
    EXPECT_EQ(key, CanonicalKey(color));
  }
}

TEST(PaletteCoding, PayloadsCutShortOrDrawnOutAreNotThePalette) {
  Random random(6);
  for (const size_t count : {1, 2, 7, 40}) {
    for (const bool opaque : {true, false}) {
      const std::vector<Rgba> colors = RandomColors(count, opaque, random);
      for (const Palette& palette : {SetOf(colors), Palette{colors, true}}) {
        const std::vector<uint8_t> payload = Encode(palette);
        Palette read;
        for (size_t size = 0; size < payload.size(); ++size) {
          const std::vector<uint8_t> shorter(payload.begin(), payload.begin() + static_cast<ptrdiff_t>(size));
          // Fewer bytes may be those of another set.
          const bool is_taken_for_it = DecodePalette(shorter, read) == Status::kOk && read.colors == palette.colors;
          EXPECT_FALSE(is_taken_for_it) << size << " of " << payload.size();
        }
        std::vector<uint8_t> longer = payload;
        longer.push_back(0);
        EXPECT_EQ(Status::kInvalid, DecodePalette(longer, read));
      }
    }
  }
}

TEST(PaletteCoding, CountsAndMethodsBeyondTheFormatAreInvalid) {
  Palette read;
  std::vector<uint8_t> too_many;
  WriteVarint(65536, too_many);
  too_many.resize(too_many.size() + 1 + 65537 * 3);
  EXPECT_EQ(Status::kInvalid, DecodePalette(too_many, read));
  for (uint8_t method = 4; method != 0; ++method) {
    EXPECT_EQ(Status::kInvalid, DecodePalette(std::vector<uint8_t>{0, method, 1, 2, 3}, read)) << int{method};
  }
}

TEST(PaletteCoding, AnyBytesGiveAPaletteOrAnError) {
  Random random(7);
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> payload(random.Below(40));
    for (uint8_t& byte : payload) byte = static_cast<uint8_t>(random.Next());
    if (payload.size() > 3 && round % 2) {  // more often than chance: a small count and a known method
      payload[0] = static_cast<uint8_t>(random.Below(30));
      payload[1] = static_cast<uint8_t>(random.Below(4));
    }
    Palette read;
    const Status status = DecodePalette(payload, read);
    if (status != Status::kOk) {
      EXPECT_TRUE(status == Status::kInvalid || status == Status::kTruncated);
    } else if (SaysItHasAlpha(payload) == read.HasAlpha()) {
      EXPECT_EQ(payload, Encode(read)) << "two encodings of one palette";
    }
  }
}

}  // namespace
}  // namespace kmc
