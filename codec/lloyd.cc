#include "codec/lloyd.h"

#include <algorithm>

#include "codec/threads.h"

namespace kmc {
namespace {

// Nodes above this depth are expanded into subtrees for threads to share.
constexpr uint32_t kSubtreeDepth = 2;
// Depths at which Visit keeps a candidate list: the tree's levels and its root.
constexpr uint32_t kMaxDepth = 10;
// In a leaf, trying so many is quicker than leaving out some.
constexpr size_t kFewCandidates = 6;
constexpr size_t kLeafLabels = ColorTree::kLeafPoints + kKernelPadding;

void CollectSubtrees(const ColorTree& tree, const ColorNode& node, uint32_t depth,
                     std::vector<const ColorNode*>& subtrees) {
  if (depth == 0 || node.children == 0) {
    subtrees.push_back(&node);
    return;
  }
  for (const ColorNode& child : tree.Children(node)) CollectSubtrees(tree, child, depth - 1, subtrees);
}

}  // namespace

Assigner::Assigner(const ColorTree& tree, size_t max_centroids, uint32_t threads)
    : tree_(tree), threads_(threads), all_(max_centroids) {
  CollectSubtrees(tree, tree.root(), threads > 1 ? kSubtreeDepth : 0, subtrees_);
  workers_.resize(std::min<size_t>(threads, subtrees_.size()));
  for (Worker& worker : workers_) {
    for (uint32_t depth = 0; depth < kMaxDepth; ++depth) worker.lists.emplace_back(max_centroids);
    worker.labels.resize(kLeafLabels);
    worker.sums.resize(max_centroids);
  }
}

template <class OnNode, class OnLeaf>
void Assigner::Visit(const ColorNode& node, const CandidateList& candidates, uint32_t depth, Worker& worker,
                     OnNode& on_node, OnLeaf& on_leaf) {
  const CandidateList* useful = &candidates;
  if (node.children > 0 || candidates.size > kFewCandidates) {
    useful = &worker.lists[depth];
    FilterCandidates(node.low, node.high, candidates, worker.lists[depth]);
    if (useful->size == 1) return on_node(node, useful->index[0]);
  }
  for (const ColorNode& child : tree_.Children(node)) Visit(child, *useful, depth + 1, worker, on_node, on_leaf);
  if (node.children > 0) return;
  FindNearest(tree_.points(), node.begin, node.end - node.begin, *useful, worker.labels.data());
  on_leaf(node, worker.labels.data());
}

void Assigner::ForSubtrees(const std::function<void(const ColorNode&, Worker&)>& task) {
  ParallelFor(subtrees_.size(), threads_, [&](size_t i, uint32_t worker) { task(*subtrees_[i], workers_[worker]); });
}

void Assigner::Sum(std::span<const Point> centroids, std::span<Moments> sums) {
  all_.SetAll(centroids);
  for (Worker& worker : workers_) std::fill_n(worker.sums.begin(), centroids.size(), Moments());
  ForSubtrees([&](const ColorNode& subtree, Worker& worker) {
    auto on_node = [&](const ColorNode& node, int32_t label) { worker.sums[label].Add(node.moments); };
    auto on_leaf = [&](const ColorNode& node, const int32_t* labels) {
      for (uint32_t i = node.begin; i < node.end; ++i) {
        worker.sums[labels[i - node.begin]].Add(tree_.points().At(i), tree_.weights()[i]);
      }
    };
    Visit(subtree, all_, 0, worker, on_node, on_leaf);
  });
  std::fill_n(sums.begin(), centroids.size(), Moments());
  for (const Worker& worker : workers_) {
    for (size_t i = 0; i < centroids.size(); ++i) sums[i].Add(worker.sums[i]);
  }
}

void Assigner::Label(std::span<const Point> centroids, std::span<uint16_t> labels) {
  all_.SetAll(centroids);
  ForSubtrees([&](const ColorNode& subtree, Worker& worker) {
    auto on_node = [&](const ColorNode& node, int32_t label) {
      std::fill(labels.begin() + node.begin, labels.begin() + node.end, static_cast<uint16_t>(label));
    };
    auto on_leaf = [&](const ColorNode& node, const int32_t* found) {
      for (uint32_t i = node.begin; i < node.end; ++i) labels[i] = static_cast<uint16_t>(found[i - node.begin]);
    };
    Visit(subtree, all_, 0, worker, on_node, on_leaf);
  });
}

std::vector<uint32_t> WorstServed(const ColorTree& tree, Assigner& assigner, std::span<const Point> centroids,
                                  const PointPairs& offers, size_t count) {
  struct Worst {
    uint64_t gain = 0;
    uint32_t point = 0;
  };
  std::vector<uint16_t> labels(tree.size());
  assigner.Label(centroids, labels);
  std::vector<Worst> worst(centroids.size());
  for (uint32_t i = 0; i < tree.size(); ++i) {
    const Point point = tree.points().At(i);
    const uint32_t served = SquaredDistance(point, centroids[labels[i]]);
    const uint32_t offered = SquaredDistance(point, offers.At(i));
    if (offered >= served) continue;
    const uint64_t gain = uint64_t{tree.weights()[i]} * (served - offered);
    if (gain > worst[labels[i]].gain) worst[labels[i]] = {gain, i};
  }
  std::erase_if(worst, [](const Worst& one) { return one.gain == 0; });
  std::sort(worst.begin(), worst.end(),
            [](const Worst& x, const Worst& y) { return x.gain != y.gain ? x.gain > y.gain : x.point < y.point; });
  std::vector<uint32_t> points;
  for (size_t i = 0; i < std::min(count, worst.size()); ++i) points.push_back(worst[i].point);
  return points;
}

LloydRun RunLloyd(Assigner& assigner, const ColorTree& tree, std::vector<Point> seeds, uint32_t iterations,
                  size_t pinned) {
  LloydRun run{std::move(seeds), {}};
  std::vector<Moments> sums(run.centroids.size());
  for (uint32_t iteration = 0; iteration < iterations; ++iteration) {
    assigner.Sum(run.centroids, sums);
    std::vector<Point> means = run.centroids;
    std::vector<size_t> empty;
    uint64_t cost = 0;
    for (size_t j = 0; j < sums.size(); ++j) {
      cost += j < pinned ? sums[j].SquaredErrorAbout(means[j]) : sums[j].SquaredError();
      if (j < pinned) continue;
      if (sums[j].weight > 0) {
        means[j] = sums[j].Mean();
      } else {
        empty.push_back(j);
      }
    }
    run.costs.push_back(cost);
    if (!empty.empty()) {
      const std::vector<uint32_t> worst = WorstServed(tree, assigner, run.centroids, tree.points(), empty.size());
      for (size_t i = 0; i < worst.size(); ++i) means[empty[i]] = tree.points().At(worst[i]);
    }
    const bool moved = means != run.centroids;
    run.centroids = std::move(means);
    if (!moved) break;
  }
  return run;
}

}  // namespace kmc
