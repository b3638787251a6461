// The index codings that model indices by what lies around them, `fast` and
// `max`: smaller than the others on pictures, and one byte string for one tile.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "codec/random.h"
#include "format/fast_coding.h"
#include "format/max_coding.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

struct Tile {
  uint32_t width = 0, height = 0;
  std::vector<Rgba> palette;
  std::vector<uint8_t> indices;
};

struct Coding {
  std::string name;
  kmc_coding number;
  size_t twice_percent;  // what noise that is repeated may take, of what it takes once
  void (*encode)(IndexView<const uint8_t>, const CodingPalette&, std::vector<uint8_t>&);
  Status (*decode)(std::span<const uint8_t>, const CodingPalette&, IndexView<uint8_t>);
};

const Coding kCodings[] = {{"fast", KMC_CODING_FAST, 112, EncodeFast<uint8_t>, DecodeFast<uint8_t>},
                           {"max", KMC_CODING_MAX, 110, EncodeMax<uint8_t>, DecodeMax<uint8_t>}};

Tile TileOf(const SampleImage& sample, uint32_t colors) {
  const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors));
  const std::vector<uint16_t> indices = IndicesOf(quantized.image.get());
  return {sample.width, sample.height, PaletteOf(quantized.image.get()), {indices.begin(), indices.end()}};
}

std::vector<uint8_t> Encode(const Coding& coding, const Tile& tile) {
  std::vector<uint8_t> data;
  coding.encode({tile.indices.data(), tile.width, tile.width, tile.height}, CodingPalette(tile.palette), data);
  return {data.begin(), data.end()};  // without spare capacity
}

// Fills the tile's indices.
Status Decode(const Coding& coding, const std::vector<uint8_t>& data, Tile& tile) {
  return coding.decode(data, CodingPalette(tile.palette), {tile.indices.data(), tile.width, tile.width, tile.height});
}

TEST(ModelledCoding, IsSmallerThanDeflateOnPictures) {
  for (const SampleImage& sample :
       {Photo(200, 150), Gradient(200, 150), FewColors(200, 150, 9), Translucent(200, 150)}) {
    for (const uint32_t colors : {4u, 16u, 64u, 256u, 800u}) {
      const Image image = std::move(QuantizeSample(sample, QuantizeTo(colors)).image);
      const auto size = [&](kmc_coding coding) { return InfoOf(Write(image.get(), coding)).index_bytes; };
      EXPECT_LT(size(KMC_CODING_FAST), size(KMC_CODING_DEFLATE) * 95 / 100) << sample.name << " " << colors;
      EXPECT_LT(size(KMC_CODING_MAX), size(KMC_CODING_DEFLATE) * 90 / 100) << sample.name << " " << colors;
    }
  }
}

TEST(ModelledCoding, RepetitionsFarAwayAreFound) {
  for (const Coding& coding : kCodings) {
    // Noise, and the same noise again below it.
    Tile tile = TileOf(Noise(128, 64), 64);
    const size_t once = Encode(coding, tile).size();
    const std::vector<uint8_t> noise = tile.indices;
    tile.indices.insert(tile.indices.end(), noise.begin(), noise.end());
    tile.height *= 2;
    EXPECT_LT(Encode(coding, tile).size(), once * coding.twice_percent / 100) << coding.name;
  }
}

TEST(ModelledCoding, FlatTilesTakeNextToNothing) {
  for (const Coding& coding : kCodings) {
    Tile tile = TileOf(Noise(10, 10), 40);
    tile.width = tile.height = 500;
    tile.indices.assign(size_t{500} * 500, 7);
    EXPECT_LT(Encode(coding, tile).size(), 100u) << coding.name;
  }
}

TEST(ModelledCoding, FlatAreasWithFewDotsComeBack) {
  // Runs of any length end anywhere; in the lower half the match model foretells where.
  for (const Coding& coding : kCodings) {
    Random random(3);
    for (const uint32_t width : {1u, 3u, 4u, 5u, 33u, 100u, 301u}) {
      Tile tile{width, 60, TileOf(Noise(20, 20), 20).palette, std::vector<uint8_t>(size_t{width} * 60)};
      const size_t half = tile.indices.size() / 2;
      for (size_t at = 0; at < half; ++at) {
        tile.indices[at] = static_cast<uint8_t>(random.Below(40u) == 0 ? random.Below(20u) : 5);
      }
      std::copy_n(tile.indices.begin(), half, tile.indices.begin() + static_cast<ptrdiff_t>(half));
      Tile read = tile;
      std::fill(read.indices.begin(), read.indices.end(), uint8_t{0});
      ASSERT_EQ(Status::kOk, Decode(coding, Encode(coding, tile), read)) << coding.name << ' ' << width;
      ASSERT_EQ(tile.indices, read.indices) << coding.name << ' ' << width;
    }
  }
}

TEST(ModelledCoding, ATileHasOneByteString) {
  for (const Coding& coding : kCodings) {
    Random random(1);
    const Tile tile = TileOf(Photo(20, 12), 12);
    const std::vector<uint8_t> good = Encode(coding, tile);
    size_t valid = 0;
    for (int round = 0; round < 1000; ++round) {
      std::vector<uint8_t> data = good;
      data[random.Below(data.size())] = static_cast<uint8_t>(random.Next());
      data = {data.begin(), data.end() - static_cast<ptrdiff_t>(random.Below(3))};
      Tile read = tile;
      if (Decode(coding, data, read) != Status::kOk) continue;
      ++valid;
      ASSERT_EQ(data, Encode(coding, read)) << coding.name;
    }
    EXPECT_GT(valid, 0u) << coding.name;
  }
}

TEST(ModelledCoding, TilesOfTwoColorsComeBack) {
  // Where both neighbours are known and differ, nothing is left to tell.
  for (const Coding& coding : kCodings) {
    Random random(2);
    for (const bool reversed : {false, true}) {
      Tile tile{30, 20, {{0, 0, 0, 255}, {255, 255, 255, 255}}, std::vector<uint8_t>(600)};
      if (reversed) std::swap(tile.palette[0], tile.palette[1]);
      for (uint8_t& index : tile.indices) index = static_cast<uint8_t>(random.Below(2));
      Tile read = tile;
      read.indices.assign(600, 0);
      ASSERT_EQ(Status::kOk, Decode(coding, Encode(coding, tile), read)) << coding.name;
      EXPECT_EQ(tile.indices, read.indices) << coding.name;
    }
  }
}

}  // namespace
}  // namespace kmc
