#include "format/palette_tree.h"

#include <algorithm>
#include <numeric>

namespace kmc {

PaletteTree::PaletteTree(std::span<const Rgba> colors)
    : order_(colors.size()),
      places_(colors.size()),
      channels_(colors.size()),
      thresholds_(colors.size()),
      halves_(colors.size()) {
  std::vector<std::array<uint8_t, 4>> channels;
  channels.reserve(colors.size());
  for (const Rgba color : colors) channels.push_back({color.r, color.g, color.b, color.a});
  std::iota(order_.begin(), order_.end(), 0u);
  Part(channels, 0, size());
  for (uint32_t place = 0; place < size(); ++place) places_[order_[place]] = place;
}

// Halves the node, so that the recursion is at most 16 deep.
void PaletteTree::Part(std::span<const std::array<uint8_t, 4>> colors, uint32_t begin, uint32_t end) {
  if (end - begin < 2) return;
  std::array<int32_t, 4> low{255, 255, 255, 255}, high{};
  for (uint32_t place = begin; place < end; ++place) {
    for (size_t c = 0; c < 4; ++c) {
      low[c] = std::min<int32_t>(low[c], colors[order_[place]][c]);
      high[c] = std::max<int32_t>(high[c], colors[order_[place]][c]);
    }
  }
  size_t widest = 0;
  for (size_t c = 1; c < 4; ++c) {
    if (high[c] - low[c] > high[widest] - low[widest]) widest = c;
  }
  std::sort(order_.begin() + begin, order_.begin() + end, [&](uint32_t x, uint32_t y) {
    return colors[x][widest] != colors[y][widest] ? colors[x][widest] < colors[y][widest] : x < y;
  });
  const uint32_t middle = Middle(begin, end);
  channels_[middle] = static_cast<uint8_t>(widest);
  thresholds_[middle] = static_cast<int16_t>(colors[order_[middle - 1]][widest] + colors[order_[middle]][widest]);
  Part(colors, begin, middle);
  Part(colors, middle, end);
  const auto half = [&](uint32_t first, uint32_t behind) {
    return behind - first == 1 ? kLeaf | order_[first] : Middle(first, behind);
  };
  halves_[middle] = {half(begin, middle), half(middle, end)};
}

}  // namespace kmc
