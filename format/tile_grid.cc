#include "format/tile_grid.h"

#include <algorithm>
#include <bit>

namespace kmc {
namespace {

uint32_t TileExtent(uint32_t image_extent, uint32_t code) {
  return code == 0 ? image_extent : std::min(image_extent, 1u << (code + 4));
}

}  // namespace

TileGrid::TileGrid(uint32_t width, uint32_t height, uint8_t tile_byte)
    : width_(width),
      height_(height),
      tile_width_(TileExtent(width, tile_byte >> 4)),
      tile_height_(TileExtent(height, tile_byte & 15)),
      columns_((width - 1) / tile_width_ + 1),
      rows_((height - 1) / tile_height_ + 1) {}

uint8_t TileGrid::SquareTileByte(uint32_t side) {
  const auto code = static_cast<uint8_t>(std::countr_zero(side) - 4);
  return static_cast<uint8_t>(code << 4 | code);
}

Rect TileGrid::Tile(uint64_t index) const {
  const auto column = static_cast<uint32_t>(index % columns_);
  const auto row = static_cast<uint32_t>(index / columns_);
  const uint32_t x = column * tile_width_;
  const uint32_t y = row * tile_height_;
  return {x, y, std::min(tile_width_, width_ - x), std::min(tile_height_, height_ - y)};
}

}  // namespace kmc
