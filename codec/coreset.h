// A few thousand weighted points that stand for all colours of an image while
// a palette is searched: cubes of the colour tree, cut finest where the colours
// spread most; or, for a quick start, equal cubes of a sample of the pixels.
#ifndef KMC_CODEC_CORESET_H_
#define KMC_CODEC_CORESET_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codec/color_tree.h"
#include "codec/kernels.h"
#include "codec/pixels.h"

namespace kmc {

// What k-means needs to know of a set of points to find its mean.
struct WeightedSum {
  uint64_t weight = 0;
  std::array<int64_t, 4> sum = {};

  void Add(const WeightedSum& other) {
    weight += other.weight;
    for (int c = 0; c < 4; ++c) sum[c] += other.sum[c];
  }
  Point Mean() const;
  // |sum|^2 / weight, 0 of nothing. The squared error of a partition is the
  // sum of its points' squares less this of every cluster.
  int64_t Score() const;
  // The same for a cluster whose centroid is not its mean.
  int64_t ScoreAbout(const Point& centroid) const;
};

// density x the root of `colors`, rounded up: enough points to place so many centroids.
size_t CoresetSize(uint32_t density, uint32_t colors);

class Coreset {
 public:
  // About `size` points, or all of the tree's if it has no more.
  Coreset(const ColorTree& tree, size_t size);

  // Of some 24,000 pixels, spread evenly over the images, in sRGB: the means of those that share the
  // upper `bits` (at most 7) of each channel. None if one is not opaque.
  static std::optional<Coreset> OfSample(std::span<const Pixels> images, int bits);

  size_t size() const { return sums_.size(); }
  const PointPairs& points() const { return points_; }            // means of the cubes
  std::span<const uint32_t> weights() const { return weights_; }  // pixels
  const WeightedSum& sum(size_t i) const { return sums_[i]; }

 private:
  Coreset() = default;
  void SetPoints();

  PointPairs points_;
  std::vector<WeightedSum> sums_;
  std::vector<uint32_t> weights_;
};

}  // namespace kmc

#endif  // KMC_CODEC_CORESET_H_
