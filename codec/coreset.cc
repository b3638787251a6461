#include "codec/coreset.h"

#include <algorithm>
#include <queue>
#include <utility>

#include "codec/wide.h"

namespace kmc {
namespace {

// Enough for some hundred of each of 256 colours.
constexpr uint64_t kSamplePixels = 24'000;

}  // namespace

Point WeightedSum::Mean() const {
  Point mean;
  const auto w = static_cast<int64_t>(weight);
  for (int c = 0; c < 4; ++c) mean[c] = static_cast<int16_t>((sum[c] + w / 2) / w);
  return mean;
}

int64_t WeightedSum::Score() const {
  if (weight == 0) return 0;
  return static_cast<int64_t>(Quotient(SumOfSquares(sum), weight));
}

int64_t WeightedSum::ScoreAbout(const Point& centroid) const {
  int64_t score = 0;
  for (int c = 0; c < 4; ++c) score += centroid[c] * (2 * sum[c] - static_cast<int64_t>(weight) * centroid[c]);
  return score;
}

size_t CoresetSize(uint32_t density, uint32_t colors) {
  uint32_t root = 1;
  while (root * root < colors) ++root;
  return std::max<size_t>(size_t{density} * root, 2 * size_t{colors});
}

Coreset::Coreset(const ColorTree& tree, size_t size) {
  const auto add_points = [&](const ColorNode& node) {
    for (uint32_t i = node.begin; i < node.end; ++i) {
      WeightedSum point{tree.weights()[i], {}};
      const Point at = tree.points().At(i);
      for (int c = 0; c < 4; ++c) point.sum[c] = int64_t{at[c]} * tree.weights()[i];
      sums_.push_back(point);
    }
  };
  // The cube with the largest squared error is divided next; ties by place in the tree.
  using Entry = std::pair<uint64_t, const ColorNode*>;
  const auto less = [](const Entry& x, const Entry& y) {
    return x.first != y.first ? x.first < y.first : x.second->begin > y.second->begin;
  };
  std::priority_queue<Entry, std::vector<Entry>, decltype(less)> queue(less);
  sums_.reserve(size + ColorTree::kLeafPoints);
  queue.push({tree.root().moments.SquaredError(), &tree.root()});
  while (!queue.empty() && sums_.size() + queue.size() < size) {
    const ColorNode& node = *queue.top().second;
    queue.pop();
    if (node.children == 0) add_points(node);
    for (const ColorNode& child : tree.Children(node)) queue.push({child.moments.SquaredError(), &child});
  }
  for (; !queue.empty(); queue.pop()) {
    const Moments& moments = queue.top().second->moments;
    sums_.push_back({moments.weight, moments.sum});
  }
  SetPoints();
}

std::optional<Coreset> Coreset::OfSample(std::span<const Pixels> images, int bits) {
  uint64_t pixels = 0;
  for (const Pixels& image : images) pixels += uint64_t{image.width} * image.height;
  // Of every `step` pixels one is taken, any of them, so that no pattern of the image meets one of the sample.
  const uint64_t step = pixels / kSamplePixels + 1;
  const int shift = 8 - bits;
  Coreset coreset;
  std::vector<uint32_t> cubes(size_t{1} << 3 * bits);  // 1 + the place of their sum, 0: no pixel yet
  uint32_t jitter = 0;
  for (const Pixels& image : images) {
    uint64_t left = uint64_t{image.width} * image.height, row = 0, begin = 0;  // `begin` counts from the row's start
    for (; left > 0; left -= std::min(step, left), begin += step) {
      for (; begin >= image.width; begin -= image.width) ++row;
      jitter = jitter * 1664525 + 1013904223;  // the generator of Numerical Recipes; its high bits are random
      uint64_t x = begin + (jitter * std::min(step, left) >> 32), y = row;
      for (; x >= image.width; x -= image.width) ++y;
      const uint8_t* pixel = image.Row(static_cast<uint32_t>(y)) + 4 * x;
      if (pixel[3] != 255) return std::nullopt;
      uint32_t& cube = cubes[((pixel[0] >> shift) << bits | pixel[1] >> shift) << bits | pixel[2] >> shift];
      if (cube == 0) {
        coreset.sums_.emplace_back();
        cube = static_cast<uint32_t>(coreset.sums_.size());
      }
      WeightedSum& sum = coreset.sums_[cube - 1];
      for (int c = 0; c < 3; ++c) sum.sum[c] += pixel[c];
      ++sum.weight;
    }
  }
  for (WeightedSum& sum : coreset.sums_) {
    for (int c = 0; c < 3; ++c) sum.sum[c] <<= kPointBits;
    sum.sum[3] = static_cast<int64_t>(sum.weight) * PointOfColor({0, 0, 0, 255})[3];
  }
  coreset.SetPoints();
  return coreset;
}

void Coreset::SetPoints() {
  points_.Resize(sums_.size());
  weights_.reserve(sums_.size());
  for (size_t i = 0; i < sums_.size(); ++i) {
    points_.Set(i, sums_[i].Mean());
    weights_.push_back(static_cast<uint32_t>(sums_[i].weight));
  }
}

}  // namespace kmc
