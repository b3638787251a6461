// A tile's indices without gaps between rows, as the modelled codings want them.
#ifndef KMC_FORMAT_TILE_BUFFER_H_
#define KMC_FORMAT_TILE_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "format/index_plane.h"

namespace kmc {

template <class T>
class TileBuffer {
 public:
  // All indices 0.
  TileBuffer(uint32_t width, uint32_t height) : width_(width), height_(height), indices_(size_t{width} * height) {}

  IndexView<T> view() { return {indices_.data(), width_, width_, height_}; }

  // `other` has the same width and height.
  void CopyFrom(const IndexView<const T>& other) {
    for (uint32_t y = 0; y < height_; ++y) std::copy_n(other.Row(y), width_, view().Row(y));
  }
  void CopyTo(const IndexView<T>& other) {
    for (uint32_t y = 0; y < height_; ++y) std::copy_n(view().Row(y), width_, other.Row(y));
  }

 private:
  uint32_t width_, height_;
  std::vector<T> indices_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_TILE_BUFFER_H_
