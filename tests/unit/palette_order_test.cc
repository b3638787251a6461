// Palettes whose order means something: it comes back, for few bytes more than the set.
#include "format/palette_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "codec/random.h"
#include "format/bit_coder.h"
#include "format/palette_coding.h"

namespace kmc {
namespace {

std::vector<Rgba> Colors(uint32_t count, uint64_t seed) {
  Random random(seed);
  std::vector<Rgba> colors(count);
  for (Rgba& color : colors) {
    const auto grey = static_cast<uint8_t>(random.Below(200));
    color = {static_cast<uint8_t>(grey + random.Below(50)), static_cast<uint8_t>(grey + random.Below(50)),
             static_cast<uint8_t>(grey + random.Below(50)), 255};
  }
  return colors;
}

size_t BytesOf(const Palette& palette) {
  std::vector<uint8_t> bytes;
  EXPECT_EQ(EncodePalette(palette, bytes), Status::kOk);
  Palette read;
  EXPECT_EQ(DecodePalette(bytes, read), Status::kOk);
  EXPECT_EQ(read.keeps_order, palette.keeps_order);
  EXPECT_TRUE(read.colors == palette.colors);
  return bytes.size();
}

TEST(PaletteOrder, AnyOrderComesBack) {
  for (const uint32_t count : {1u, 2u, 3u, 16u, 17u, 256u, 65536u}) {
    const Palette palette{Colors(count, count), true};
    EXPECT_LT(BytesOf(palette), 3 * size_t{count} + 8) << count;
  }
}

TEST(PaletteOrder, RepeatedEntriesComeBack) {
  BytesOf({{{1, 2, 3, 255}, {9, 9, 9, 0}, {1, 2, 3, 255}, {1, 2, 3, 255}, {9, 9, 9, 0}}, true});
}

TEST(PaletteOrder, TakesTheBitsOfAPermutation) {
  Palette palette{Colors(256, 3), true};
  const size_t ordered = BytesOf(palette);
  std::sort(palette.colors.begin(), palette.colors.end(), CanonicalLess);
  const size_t nearly_free = BytesOf(palette);
  palette.keeps_order = false;
  const size_t set = BytesOf(palette);
  EXPECT_NEAR(static_cast<double>(ordered - set), 1684 / 8.0, 6);  // log2 256! bits
  EXPECT_LE(nearly_free, set + 3);
}

TEST(PaletteOrder, AnyBytesAreSomeOrder) {
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<uint8_t> bytes(random.Below(40));
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.Next());
    BitDecoder bits(bytes);
    std::vector<uint32_t> places(1 + random.Below(100));
    CodeOrder(bits, places);
    std::sort(places.begin(), places.end());
    for (uint32_t place = 0; place < places.size(); ++place) ASSERT_EQ(places[place], place);
  }
}

TEST(FreePlaces, AreTakenByRank) {
  Random random(2);
  for (const uint32_t count : {1u, 2u, 7u, 64u, 100u}) {
    FreePlaces places(count);
    std::vector<uint32_t> free_places(count);
    std::iota(free_places.begin(), free_places.end(), 0u);
    while (!free_places.empty()) {
      const auto rank = static_cast<uint32_t>(random.Below(free_places.size()));
      ASSERT_EQ(places.CountBelow(free_places[rank]), rank);
      ASSERT_EQ(places.Take(rank), free_places[rank]);
      free_places.erase(free_places.begin() + rank);
    }
    EXPECT_EQ(places.CountBelow(count), 0u);
  }
}

}  // namespace
}  // namespace kmc
