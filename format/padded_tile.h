// A tile's indices with a margin, so that every pixel has all its neighbours.
// Above the tile lie zeros; left of a row the first index of the row above it;
// right of a row its own last index. Spec section "Neighbourhood".
#ifndef KMC_FORMAT_PADDED_TILE_H_
#define KMC_FORMAT_PADDED_TILE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "format/index_plane.h"

namespace kmc {

template <class T>
class PaddedTile {
 public:
  static constexpr uint32_t kAbove = 2, kLeft = 3, kRight = 2;

  // All indices 0.
  PaddedTile(uint32_t width, uint32_t height)
      : width_(width),
        height_(height),
        stride_(size_t{width} + kLeft + kRight),
        cells_(stride_ * (size_t{height} + kAbove)) {}

  uint32_t width() const { return width_; }
  uint32_t height() const { return height_; }
  size_t stride() const { return stride_; }
  // Of all cells, in scan order, margins included.
  const T* cells() const { return cells_.data(); }
  T* Row(uint32_t y) { return &cells_[(size_t{y} + kAbove) * stride_ + kLeft]; }

  // A row's margins: the left one when the row above is known, the right one when the row is.
  void FillLeft(uint32_t y) {
    T* row = Row(y);
    std::fill_n(row - kLeft, kLeft, *(row - stride_));
  }
  void FillRight(uint32_t y) {
    T* end = Row(y) + width_;
    std::fill_n(end, kRight, end[-1]);
  }

  // `other` has the same width and height.
  void CopyFrom(const IndexView<const T>& other) {
    for (uint32_t y = 0; y < height_; ++y) std::copy_n(other.Row(y), width_, Row(y));
  }
  void CopyTo(const IndexView<T>& other) {
    for (uint32_t y = 0; y < height_; ++y) std::copy_n(Row(y), width_, other.Row(y));
  }

 private:
  uint32_t width_, height_;
  size_t stride_;
  std::vector<T> cells_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_PADDED_TILE_H_
