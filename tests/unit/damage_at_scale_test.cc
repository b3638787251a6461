// A million flipped bits in large files: each is noticed, or harmless because it is in metadata that are dropped.
//
// Whether a bit is noticed is asked of what kmc_read asks: ParseContainer for the
// whole file, and DecodeTile for a tile that the bit decides. Other tiles need no
// question, as neither their bytes nor those that they share have changed. So
// nothing is decoded but of a sample, for which kmc_read itself has to agree.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "codec/random.h"
#include "format/container.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

struct LargeFile {
  kmc_coding coding;
  uint32_t colors, width, height, tile;
  int flips;  // as many as make a million of all files together, and do not take long
  int reads;  // of the flips, for how many kmc_read is asked, too
};

constexpr LargeFile kLargeFiles[] = {
    {KMC_CODING_PACKED, 100, 1000, 800, 128, 240'000, 1000}, {KMC_CODING_DEFLATE, 100, 800, 600, 64, 250'000, 1000},
    {KMC_CODING_FAST, 16, 900, 800, 64, 250'000, 40},        {KMC_CODING_MAX, 16, 900, 800, 64, 250'000, 8},
    {KMC_CODING_PACKED, 60, 1700, 1200, 1024, 10'000, 200},
};

// Noise, so that the file is large, with metadata on both sides.
FileBytes FileOf(const LargeFile& large) {
  Random random(1);
  std::vector<Rgba> palette;
  for (uint32_t i = 0; i < large.colors; ++i) {
    palette.push_back({static_cast<uint8_t>(random.Next()), static_cast<uint8_t>(i), 9, 255});
  }
  std::vector<uint16_t> indices(size_t{large.width} * large.height);
  for (uint16_t& index : indices) index = static_cast<uint16_t>(random.Below(large.colors));
  const Image image = CreateImage(large.width, large.height, palette, indices);
  std::string profile(3000, ' '), text = "Title" + std::string(1, '\0') + "text";
  for (char& byte : profile) byte = static_cast<char>(random.Next());
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_ICC, profile.data(), profile.size()));
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_TEXT, text.data(), text.size()));
  const FileBytes file = Write(image.get(), large.coding, large.tile, 2);
  EXPECT_TRUE(file.size() >= 300'000 && file.size() <= 2'100'000) << file.size();
  return file;
}

// The tile whose section the byte is in.
std::optional<size_t> TileAt(const FileBytes& file, const Container& container, size_t byte) {
  const uint8_t* const place = file.data() + byte;
  const auto behind =
      std::upper_bound(container.tiles.begin(), container.tiles.end(), place,
                       [](const uint8_t* at, const TileView& tile) { return at < tile.section.data(); });
  if (behind == container.tiles.begin()) return {};
  const TileView& tile = *(behind - 1);
  if (place >= tile.section.data() + tile.section.size()) return {};
  return static_cast<size_t>(behind - 1 - container.tiles.begin());
}

class Flipper {
 public:
  explicit Flipper(FileBytes file) : file_(std::move(file)) {
    EXPECT_EQ(Status::kOk, ParseContainer(file_, Limits(), intact_));
    EXPECT_GE(intact_.tiles.size(), 4u);
    const TileGrid grid = intact_.header.Grid();
    plane_ = IndexPlane(grid.tile_width(), grid.tile_height(), static_cast<uint32_t>(intact_.palette.colors.size()));
  }

  const FileBytes& file() const { return file_; }
  void Flip(size_t bit) { file_[bit / 8] = static_cast<uint8_t>(file_[bit / 8] ^ 1u << bit % 8); }

  // What kmc_read has to say of the file in which this bit is flipped.
  Status Expected(size_t bit) {
    Container container;
    const Status status = ParseContainer(file_, Limits(), container);
    if (status != Status::kOk) return status;
    if (container.dropped_metadata == 1 && SameHeadAndTiles(container)) return Status::kOk;
    // Header and palette are part of what the CRC of any tile is about.
    const size_t tile = TileAt(file_, container, bit / 8).value_or(0);
    const Rect rect = container.header.Grid().Tile(tile);
    if (rect.width > plane_.width() || rect.height > plane_.height()) return Status::kInternal;
    PrepareDecoding(container);
    const Status decoded = DecodeTile(container, tile, {0, 0, rect.width, rect.height}, plane_);
    return decoded == Status::kOk ? Status::kInternal : decoded;  // a bit that nothing has noticed
  }

 private:
  bool SameHeadAndTiles(const Container& other) const {
    return other.head_crc == intact_.head_crc &&
           std::equal(intact_.tiles.begin(), intact_.tiles.end(), other.tiles.begin(), other.tiles.end(),
                      [](const TileView& x, const TileView& y) {
                        return x.section.data() == y.section.data() && x.section.size() == y.section.size();
                      });
  }

  FileBytes file_;
  Container intact_;
  IndexPlane plane_;
};

TEST(DamageAtScale, EveryFlippedBitIsNoticedOrOnlyDropsMetadata) {
  Random random(1);
  int flips = 0;
  for (const LargeFile& large : kLargeFiles) {
    Flipper flipper(FileOf(large));
    const std::vector<uint16_t> indices = IndicesOf(Read(flipper.file(), 2).get());
    int harmless = 0;
    for (int i = 0; i < large.flips; ++i, ++flips) {
      const size_t bit = random.Below(flipper.file().size() * 8);
      flipper.Flip(bit);
      const Status expected = flipper.Expected(bit);
      ASSERT_NE(Status::kInternal, expected) << bit;
      harmless += expected == Status::kOk;
      if (i < large.reads) {
        const kmc_work work = WorkOn(1);
        Image image;
        const kmc_result result = kmc_read(flipper.file().data(), flipper.file().size(), &work, Out(image));
        ASSERT_EQ(static_cast<int>(expected), result) << bit;
        if (result == KMC_OK) {
          ASSERT_TRUE(indices == IndicesOf(image.get())) << bit;
        }
      }
      flipper.Flip(bit);
    }
    EXPECT_GT(harmless, 0) << "no metadata were hit";
    EXPECT_LT(harmless, large.flips / 50);
  }
  EXPECT_EQ(1'000'000, flips);
}

}  // namespace
}  // namespace kmc
