// The grid of tiles: it covers every pixel once, whatever the header's byte says.
#include "format/tile_grid.h"

#include <gtest/gtest.h>

#include <vector>

#include "format/limits.h"

namespace kmc {
namespace {

TEST(TileGrid, TilesCoverEveryPixelOnce) {
  for (const auto& [width, height] : {std::pair{1u, 1u}, {31u, 33u}, {32u, 64u}, {100u, 70u}, {1u, 300u}, {257u, 1u}}) {
    for (uint32_t tile_byte = 0; tile_byte < 256; ++tile_byte) {
      const TileGrid grid(width, height, static_cast<uint8_t>(tile_byte));
      std::vector<int> covered(size_t{width} * height);
      for (uint64_t i = 0; i < grid.count(); ++i) {
        const Rect tile = grid.Tile(i);
        ASSERT_GE(tile.width, 1u);
        ASSERT_LE(tile.width, grid.tile_width());
        ASSERT_GE(tile.height, 1u);
        ASSERT_LE(tile.height, grid.tile_height());
        ASSERT_LE(tile.x + tile.width, width);
        ASSERT_LE(tile.y + tile.height, height);
        for (uint32_t y = tile.y; y < tile.y + tile.height; ++y) {
          for (uint32_t x = tile.x; x < tile.x + tile.width; ++x) ++covered[size_t{y} * width + x];
        }
      }
      for (const int times : covered) ASSERT_EQ(1, times) << width << "x" << height << " byte " << tile_byte;
    }
  }
}

TEST(TileGrid, TilesFollowInRasterOrder) {
  const TileGrid grid(100, 70, TileGrid::SquareTileByte(32));
  ASSERT_EQ(4u * 3, grid.count());
  for (uint64_t i = 0; i < grid.count(); ++i) {
    EXPECT_EQ(i % 4 * 32, grid.Tile(i).x);
    EXPECT_EQ(i / 4 * 32, grid.Tile(i).y);
  }
  EXPECT_EQ(100u - 96, grid.Tile(3).width);
  EXPECT_EQ(70u - 64, grid.Tile(8).height);
}

TEST(TileGrid, CodeZeroSpansTheImage) {
  EXPECT_EQ(1u, TileGrid(5000, 3000, 0x00).count());
  EXPECT_EQ(3000u, TileGrid(5000, 3000, 0x10).tile_height());
  EXPECT_EQ(32u, TileGrid(5000, 3000, 0x10).tile_width());
  EXPECT_EQ(5000u, TileGrid(5000, 3000, 0x01).tile_width());
  EXPECT_EQ(32u, TileGrid(5000, 3000, 0x01).tile_height());
}

TEST(TileGrid, SquareTileByteNamesEachSide) {
  for (uint32_t code = 1; code <= 15; ++code) {
    const uint32_t side = 16u << code;
    EXPECT_EQ(code << 4 | code, TileGrid::SquareTileByte(side));
    const TileGrid grid(kMaxExtent, kMaxExtent, TileGrid::SquareTileByte(side));
    EXPECT_EQ(side, grid.tile_width());
    EXPECT_EQ(side, grid.tile_height());
  }
}

TEST(TileGrid, TheLargestImageHasItsPlaces) {
  for (uint32_t tile_byte = 0; tile_byte < 256; ++tile_byte) {
    const TileGrid grid(kMaxExtent, kMaxExtent - 1, static_cast<uint8_t>(tile_byte));
    const uint64_t columns = kMaxExtent / grid.tile_width();
    const uint64_t rows = (kMaxExtent - 2) / grid.tile_height() + 1;
    ASSERT_EQ(columns * rows, grid.count());
    const Rect last = grid.Tile(grid.count() - 1);
    EXPECT_EQ(kMaxExtent, last.x + last.width);
    EXPECT_EQ(kMaxExtent - 1, last.y + last.height);
  }
}

}  // namespace
}  // namespace kmc
