// The grid of independent tiles into which an index plane is cut, in raster
// order. Spec section "Tiles".
#ifndef KMC_FORMAT_TILE_GRID_H_
#define KMC_FORMAT_TILE_GRID_H_

#include <algorithm>
#include <cstdint>

namespace kmc {

struct Rect {
  uint32_t x = 0, y = 0, width = 0, height = 0;

  // Of width 0 if they have nothing in common.
  Rect CommonWith(const Rect& other) const {
    const uint32_t left = std::max(x, other.x), right = std::min(x + width, other.x + other.width);
    const uint32_t top = std::max(y, other.y), bottom = std::min(y + height, other.y + other.height);
    if (left >= right || top >= bottom) return {};
    return {left, top, right - left, bottom - top};
  }
  friend bool operator==(const Rect&, const Rect&) = default;
};

class TileGrid {
 public:
  // `tile_byte` is the header's: two codes of four bits, width then height;
  // code 0 spans the whole image, code n means 2^(n+4) pixels.
  TileGrid(uint32_t width, uint32_t height, uint8_t tile_byte);

  // The code for tiles of `side` pixels (a power of two, 32..524288), as both halves of a tile byte.
  static uint8_t SquareTileByte(uint32_t side);

  uint64_t count() const { return uint64_t{columns_} * rows_; }
  uint32_t tile_width() const { return tile_width_; }
  uint32_t tile_height() const { return tile_height_; }
  // Tiles at the right and lower edges are cut to the image. index < count().
  Rect Tile(uint64_t index) const;

 private:
  uint32_t width_, height_;
  uint32_t tile_width_, tile_height_;
  uint32_t columns_, rows_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_TILE_GRID_H_
