// The plane of palette indices: one byte per pixel for up to 256 colours, two
// above. Codings work on views of it, so that tiles are decoded in place.
#ifndef KMC_FORMAT_INDEX_PLANE_H_
#define KMC_FORMAT_INDEX_PLANE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

#include "format/tile_grid.h"

namespace kmc {

// A rectangle of indices in memory that somebody else owns. T is uint8_t or
// uint16_t, const where it is only read. The stride counts indices.
template <class T>
struct IndexView {
  T* data = nullptr;
  size_t stride = 0;
  uint32_t width = 0;
  uint32_t height = 0;

  T* Row(uint32_t y) const { return data + size_t{y} * stride; }
};

class IndexPlane {
 public:
  IndexPlane() = default;
  // All indices 0. The caller has checked width x height against its limits.
  IndexPlane(uint32_t width, uint32_t height, uint32_t colors)
      : width_(width), height_(height), wide_(colors > 256), bytes_(SizeOf(width, height, wide_)) {}

  uint32_t width() const { return width_; }
  uint32_t height() const { return height_; }

  // Calls f with an IndexView of the rectangle, of the type that the plane holds.
  template <class F>
  decltype(auto) Visit(const Rect& rect, F&& f) {
    if (wide_) return std::forward<F>(f)(View(reinterpret_cast<uint16_t*>(bytes_.data()), rect));
    return std::forward<F>(f)(View(bytes_.data(), rect));
  }
  template <class F>
  decltype(auto) Visit(const Rect& rect, F&& f) const {
    if (wide_) return std::forward<F>(f)(View(reinterpret_cast<const uint16_t*>(bytes_.data()), rect));
    return std::forward<F>(f)(View(bytes_.data(), rect));
  }
  template <class F>
  decltype(auto) Visit(F&& f) {
    return Visit({0, 0, width_, height_}, std::forward<F>(f));
  }
  template <class F>
  decltype(auto) Visit(F&& f) const {
    return Visit({0, 0, width_, height_}, std::forward<F>(f));
  }

  // Copies `part` of a plane of as many colours to this one, with its upper left corner at x, y.
  void CopyFrom(const IndexPlane& source, const Rect& part, uint32_t x, uint32_t y) {
    const size_t bytes = wide_ ? 2 : 1;
    for (uint32_t row = 0; row < part.height; ++row) {
      const auto* from = &source.bytes_[((size_t{part.y} + row) * source.width_ + part.x) * bytes];
      std::copy_n(from, part.width * bytes, &bytes_[((size_t{y} + row) * width_ + x) * bytes]);
    }
  }

  // Indices of so many colours fit from now on.
  void MakeRoomFor(uint32_t colors) {
    if (wide_ || colors <= 256) return;
    IndexPlane wide(width_, height_, colors);
    std::copy(bytes_.begin(), bytes_.end(), reinterpret_cast<uint16_t*>(wide.bytes_.data()));
    *this = std::move(wide);
  }

 private:
  // In bytes; throws if that is more than 32 bits address.
  static size_t SizeOf(uint32_t width, uint32_t height, bool wide) {
    const uint64_t bytes = uint64_t{width} * height * (wide ? 2 : 1);
    if (bytes > SIZE_MAX) throw std::bad_alloc();
    return static_cast<size_t>(bytes);
  }

  template <class T>
  IndexView<T> View(T* origin, const Rect& rect) const {
    return {origin + size_t{rect.y} * width_ + rect.x, width_, rect.width, rect.height};
  }

  uint32_t width_ = 0;
  uint32_t height_ = 0;
  bool wide_ = false;
  std::vector<uint8_t> bytes_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_INDEX_PLANE_H_
