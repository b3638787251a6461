#include "codec/coreset.h"

#include <queue>
#include <utility>

namespace kmc {

Point WeightedSum::Mean() const {
  Point mean;
  const auto w = static_cast<int64_t>(weight);
  for (int c = 0; c < 4; ++c) mean[c] = static_cast<int16_t>((sum[c] + w / 2) / w);
  return mean;
}

int64_t WeightedSum::Score() const {
  if (weight == 0) return 0;
  unsigned __int128 squared = 0;
  for (int c = 0; c < 4; ++c) squared += static_cast<unsigned __int128>(sum[c]) * static_cast<uint64_t>(sum[c]);
  return static_cast<int64_t>(squared / weight);
}

int64_t WeightedSum::ScoreAbout(const Point& centroid) const {
  int64_t score = 0;
  for (int c = 0; c < 4; ++c) score += centroid[c] * (2 * sum[c] - static_cast<int64_t>(weight) * centroid[c]);
  return score;
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
  points_.Resize(sums_.size());
  for (size_t i = 0; i < sums_.size(); ++i) {
    points_.Set(i, sums_[i].Mean());
    weights_.push_back(static_cast<uint32_t>(sums_[i].weight));
  }
}

}  // namespace kmc
