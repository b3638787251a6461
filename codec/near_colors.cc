#include "codec/near_colors.h"

#include <algorithm>
#include <numeric>

namespace kmc {

NearColors::NearColors(std::span<const Point> palette)
    : palette_(palette), nearest_(palette), neighbors_of_each_(std::min(kNeighbors, palette.size() - 1)) {
  std::vector<uint16_t> order(palette.size());
  std::vector<uint32_t> distances(palette.size());
  for (const Point& color : palette) {
    std::iota(order.begin(), order.end(), uint16_t{0});
    for (size_t i = 0; i < palette.size(); ++i) distances[i] = SquaredDistance(color, palette[i]);
    const auto end = order.begin() + static_cast<ptrdiff_t>(neighbors_of_each_) + 1;
    std::partial_sort(order.begin(), end, order.end(), [&](uint16_t x, uint16_t y) {
      return distances[x] != distances[y] ? distances[x] < distances[y] : x < y;
    });
    neighbors_.insert(neighbors_.end(), order.begin() + 1, end);  // the first is the colour itself
  }
}

NearColors::List NearColors::Near(const Point& point, uint16_t nearest) const {
  List list;
  list.index[list.size++] = nearest;
  std::array<uint32_t, kNear> distances{};
  const auto neighbors = std::span(neighbors_).subspan(nearest * neighbors_of_each_, neighbors_of_each_);
  for (const uint16_t neighbor : neighbors) {
    const uint32_t distance = SquaredDistance(point, palette_[neighbor]);
    size_t at = list.size < kNear ? list.size++ : kNear;
    for (; at > 1 && distances[at - 1] > distance; --at) {  // those behind move back, the last one out
      if (at < kNear) distances[at] = distances[at - 1], list.index[at] = list.index[at - 1];
    }
    if (at < kNear) distances[at] = distance, list.index[at] = neighbor;
  }
  return list;
}

}  // namespace kmc
