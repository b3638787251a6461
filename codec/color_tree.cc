#include "codec/color_tree.h"

#include <algorithm>

#include "codec/wide.h"
#include "format/palette_coding.h"

namespace kmc {
namespace {

constexpr uint32_t kLevels = 8;  // bits of a channel

}  // namespace

void Moments::Add(const Point& point, uint64_t times) {
  weight += times;
  const auto signed_times = static_cast<int64_t>(times);
  for (int c = 0; c < 4; ++c) {
    sum[c] += signed_times * point[c];
    squares += times * static_cast<uint64_t>(point[c] * point[c]);
  }
}

Point Moments::Mean() const {
  Point mean;
  const auto w = static_cast<int64_t>(weight);
  for (int c = 0; c < 4; ++c) mean[c] = static_cast<int16_t>((sum[c] + w / 2) / w);
  return mean;
}

uint64_t Moments::SquaredError() const {
  if (weight == 0) return 0;
  Wide squared = SumOfSquares(sum);
  squared += {0, weight / 2};
  return squares - Quotient(squared, weight);
}

uint64_t Moments::SquaredErrorAbout(const Point& center) const {
  auto error = static_cast<int64_t>(squares);
  for (int c = 0; c < 4; ++c) error += center[c] * (static_cast<int64_t>(weight) * center[c] - 2 * sum[c]);
  return static_cast<uint64_t>(error);
}

ColorTree::ColorTree(std::span<const Rgba> colors, std::span<const uint32_t> counts, ColorSpace space)
    : weights_(counts.begin(), counts.end()) {
  const size_t size = colors.size();
  points_.Resize(size);
  std::vector<uint32_t> keys(size);
  for (size_t i = 0; i < size; ++i) {
    points_.Set(i, PointOfColor(colors[i], space));
    keys[i] = CanonicalKey(colors[i]);
  }
  nodes_.reserve(size / 2 + 1);
  nodes_.push_back({0, static_cast<uint32_t>(size)});
  Split(0, 0, keys);
}

// Makes the children of a node whose keys share their bits above `level`, then
// sums it up. The recursion is at most kLevels deep.
void ColorTree::Split(uint32_t node, uint32_t level, std::span<const uint32_t> keys) {
  const uint32_t begin = nodes_[node].begin, end = nodes_[node].end;
  // Skip levels on which all points agree.
  while (level < kLevels && (keys[begin] ^ keys[end - 1]) >> (28 - 4 * level) == 0) ++level;
  if (end - begin > kLeafPoints && level < kLevels) {
    const auto first_child = static_cast<uint32_t>(nodes_.size());
    const uint32_t shift = 28 - 4 * level;
    for (uint32_t child = begin; child < end;) {
      const uint32_t prefix = keys[child] >> shift;
      const auto last = std::upper_bound(keys.begin() + child, keys.begin() + end, prefix,
                                         [&](uint32_t value, uint32_t key) { return value < key >> shift; });
      const auto child_end = static_cast<uint32_t>(last - keys.begin());
      nodes_.push_back({child, child_end});
      child = child_end;
    }
    nodes_[node].first_child = first_child;
    nodes_[node].children = static_cast<uint32_t>(nodes_.size()) - first_child;
    for (uint32_t i = 0; i < nodes_[node].children; ++i) Split(first_child + i, level + 1, keys);
  }
  Summarise(nodes_[node]);
}

void ColorTree::Summarise(ColorNode& node) {
  node.low.fill(INT16_MAX);
  node.high.fill(INT16_MIN);
  const auto widen = [&](const Point& low, const Point& high) {
    for (int c = 0; c < 4; ++c) {
      node.low[c] = std::min(node.low[c], low[c]);
      node.high[c] = std::max(node.high[c], high[c]);
    }
  };
  for (const ColorNode& child : Children(node)) {
    widen(child.low, child.high);
    node.moments.Add(child.moments);
  }
  if (node.children > 0) return;
  for (uint32_t i = node.begin; i < node.end; ++i) {
    const Point point = points_.At(i);
    widen(point, point);
    node.moments.Add(point, weights_[i]);
  }
}

}  // namespace kmc
