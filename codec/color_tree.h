// The weighted points that k-means clusters, in a tree of boxes.
//
// Colours in canonical order are sorted by the bits of their channels from the
// top, so every cube of the colour space is a run of them. The tree follows
// those cubes: a node knows the bounding box, weight and sum of its points, and
// where only one centroid can be nearest to anything in its box, all its points
// are dealt with at once. (The filtering algorithm of Kanungo et al. 2002, on a
// tree that the sorting gives for free.)
#ifndef KMC_CODEC_COLOR_TREE_H_
#define KMC_CODEC_COLOR_TREE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/color_space.h"
#include "codec/kernels.h"
#include "format/rgba.h"

namespace kmc {

// Weighted sums of points.
struct Moments {
  uint64_t weight = 0;              // at most 2^32
  std::array<int64_t, 4> sum = {};  // below 2^46
  uint64_t squares = 0;             // sum of weight x |point|^2, below 2^62

  void Add(const Moments& other) {
    weight += other.weight;
    for (int c = 0; c < 4; ++c) sum[c] += other.sum[c];
    squares += other.squares;
  }
  void Add(const Point& point, uint64_t times);
  // The nearest representable point to sum / weight; weight > 0.
  Point Mean() const;
  // Sum of weight x |point - exact mean|^2, rounded to an integer.
  uint64_t SquaredError() const;
  // Sum of weight x |point - center|^2.
  uint64_t SquaredErrorAbout(const Point& center) const;
};

struct ColorNode {
  uint32_t begin = 0, end = 0;             // its points
  uint32_t first_child = 0, children = 0;  // 0 children: a leaf
  Point low = {}, high = {};               // bounding box
  Moments moments = {};
};

class ColorTree {
 public:
  // A node with no more points is a leaf: not worth boxes of its own.
  static constexpr uint32_t kLeafPoints = 16;

  // `colors` in ascending order of CanonicalKey, not empty.
  ColorTree(std::span<const Rgba> colors, std::span<const uint32_t> counts, ColorSpace space = ColorSpace::kSrgb);

  uint32_t size() const { return static_cast<uint32_t>(weights_.size()); }
  const PointPairs& points() const { return points_; }
  std::span<const uint32_t> weights() const { return weights_; }  // pixels

  const ColorNode& root() const { return nodes_[0]; }
  std::span<const ColorNode> Children(const ColorNode& node) const {
    return std::span(nodes_).subspan(node.first_child, node.children);
  }

 private:
  void Split(uint32_t node, uint32_t level, std::span<const uint32_t> keys);
  void Summarise(ColorNode& node);

  PointPairs points_;
  std::vector<uint32_t> weights_;
  std::vector<ColorNode> nodes_;
};

}  // namespace kmc

#endif  // KMC_CODEC_COLOR_TREE_H_
