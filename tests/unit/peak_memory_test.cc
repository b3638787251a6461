// What reading allocates is what the document says (section "Memory") and next to nothing besides.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "codec/random.h"
#include "format/packed_coding.h"
#include "tests/unit/allocations.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

constexpr uint64_t kSlack = uint64_t{1} << 16;  // handles, threads, odds and ends

struct Shape {
  uint32_t width, height, tile;
};

uint64_t BytesPerTile(uint32_t width, uint32_t height, uint32_t colors, kmc_coding coding) {
  const uint64_t s = colors > 256 ? 2 : 1;
  const auto digits = static_cast<uint32_t>(std::bit_width(uint64_t{width} * height));
  const uint64_t cells = s * (width + 5) * (uint64_t{height} + 2);
  const uint64_t places = uint64_t{8} << std::clamp(digits - 4, 8u, 15u);
  switch (coding) {
    case KMC_CODING_DEFLATE:
      return PackedSize(width, height, colors);  // and 40 kB that zlib takes from malloc
    case KMC_CODING_FAST: {
      const uint32_t table_bits = std::clamp(digits, 8u, std::clamp(std::max(digits, 6u) - 6, 13u, 15u));
      return cells + places + (uint64_t{64} << table_bits) + (uint64_t{4} << std::max(table_bits + 1, 11u)) +
             s * width + 42'000;
    }
    case KMC_CODING_MAX:
      return cells + places + (uint64_t{176} << std::clamp(digits, 9u, 15u)) +
             (uint64_t{512} << std::clamp(digits, 7u, 14u)) + (uint64_t{12} << std::clamp(digits + 2, 10u, 16u)) +
             640'000 + (11 + s) * width;
    default:
      return 0;
  }
}

uint64_t BytesToRead(const FileBytes& file, uint32_t threads, kmc_coding coding) {
  const kmc_info info = InfoOf(file);
  const uint64_t s = info.colors > 256 ? 2 : 1;
  const uint64_t at_once = std::min(threads, info.tiles);
  return s * info.width * info.height + 4 * uint64_t{info.colors} +
         at_once * BytesPerTile(info.tile_width, info.tile_height, info.colors, coding) + 36 * uint64_t{info.tiles} +
         8'000 + 43 * uint64_t{info.colors} + 64'000 + 2'000 + 8 * uint64_t{info.colors};
}

// Stripes with some noise: what codings find hard and easy, cheaply made.
Image Stripes(const Shape& shape, uint32_t colors) {
  Random random(1);
  std::vector<Rgba> palette;
  for (uint32_t i = 0; i < colors; ++i) {
    palette.push_back({static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8), static_cast<uint8_t>(i * 7), 255});
  }
  std::vector<uint16_t> indices(size_t{shape.width} * shape.height);
  for (size_t i = 0; i < indices.size(); ++i) {
    indices[i] = static_cast<uint16_t>((random.Below(8) ? i / 8 : random.Next()) % colors);
  }
  return CreateImage(shape.width, shape.height, palette, indices, true);
}

void ExpectWithin(const Shape& shape, uint32_t colors, kmc_coding coding) {
  const FileBytes file = Write(Stripes(shape, colors).get(), coding, shape.tile);
  for (const uint32_t threads : {1u, 2u, 7u}) {
    const uint64_t stated = BytesToRead(file, threads, coding);
    const kmc_work work = WorkOn(threads);
    Image image;
    BeginAllocationPeak();
    ASSERT_EQ(KMC_OK, kmc_read(file.data(), file.size(), &work, Out(image)));
    const uint64_t peak = AllocationPeak();
    EXPECT_LE(peak, stated + kSlack) << shape.width << "x" << shape.height << " by " << shape.tile << ", " << colors
                                     << " colours, coding " << coding << ", " << threads << " threads";
    EXPECT_GE(peak, uint64_t{shape.width} * shape.height) << "allocations are not counted";
  }
}

TEST(PeakMemory, OfReadingIsWhatTheDocumentSays) {
  // One tile; many; narrow and flat ones, of which margins and bookkeeping are the largest part.
  const Shape shapes[] = {{1000, 1000, 0}, {1500, 1100, 256}, {1, 65'500, 32}, {65'500, 1, 32}, {65'500, 3, 64}};
  for (const Shape& shape : shapes) {
    for (const uint32_t colors : {2u, 256u, 3000u}) {
      for (const kmc_coding coding : {KMC_CODING_PACKED, KMC_CODING_DEFLATE, KMC_CODING_FAST}) {
        ExpectWithin(shape, colors, coding);
      }
    }
  }
}

TEST(PeakMemory, OfReadingMaxIsWhatTheDocumentSays) {
  for (const Shape& shape : {Shape{300, 300, 0}, Shape{300, 200, 64}, Shape{1, 5000, 512}, Shape{9000, 1, 1024}}) {
    for (const uint32_t colors : {2u, 256u, 3000u}) ExpectWithin(shape, colors, KMC_CODING_MAX);
  }
}

TEST(PeakMemory, OfManySmallTilesHasLittleBookkeeping) { ExpectWithin({1 << 20, 33, 32}, 2, KMC_CODING_PACKED); }

TEST(PeakMemory, OfLargePalettesIsStatedToo) {
  for (const kmc_coding coding : {KMC_CODING_PACKED, KMC_CODING_FAST}) ExpectWithin({300, 300, 0}, 65'536, coding);
}

TEST(PeakMemory, OfARegionIsItsPixelsAndOneWholeTileAThread) {
  const Shape shape{4000, 3000, 512};
  const FileBytes file = Write(Stripes(shape, 16).get(), KMC_CODING_FAST, shape.tile);
  for (const uint32_t threads : {1u, 4u}) {
    const kmc_work work = WorkOn(threads);
    Image image;
    BeginAllocationPeak();
    ASSERT_EQ(KMC_OK, kmc_read_region(file.data(), file.size(), 300, 300, 1000, 700, &work, Out(image)));
    EXPECT_LE(AllocationPeak(),
              1000 * 700 + threads * (512 * 512 + BytesPerTile(512, 512, 16, KMC_CODING_FAST)) + 36 * 48 + kSlack);
  }
}

// Tiles are copied and coded one a thread, kept until all are done, and appended to the file.
TEST(PeakMemory, OfWritingIsTwiceTheFileAndSomeTiles) {
  const Shape shape{2000, 1500, 256};
  const uint64_t tile_pixels = uint64_t{shape.tile} * shape.tile;
  for (const kmc_coding coding : {KMC_CODING_PACKED, KMC_CODING_FAST}) {
    const Image image = Stripes(shape, 200);
    for (const uint32_t threads : {1u, 3u}) {
      kmc_write_options options;
      kmc_write_options_init(&options);
      options.coding = coding;
      options.tile = shape.tile;
      const kmc_work work = WorkOn(threads);
      Bytes file;
      BeginAllocationPeak();
      ASSERT_EQ(KMC_OK, kmc_write(image.get(), &options, &work, Out(file)));
      const uint64_t peak = AllocationPeak(), size = kmc_bytes_size(file.get());
      const uint64_t at_work = 4 * tile_pixels + BytesPerTile(shape.tile, shape.tile, 200, coding);
      EXPECT_LE(peak, 2 * size + threads * at_work + 43 * 200 + 200 * 200 + kSlack);
      EXPECT_GE(peak, 2 * size) << "allocations are not counted";
    }
  }
}

}  // namespace
}  // namespace kmc
