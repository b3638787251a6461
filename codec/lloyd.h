// Lloyd's algorithm: assign every point to its nearest centroid, move every
// centroid to the mean of its points, again. Exact, on a ColorTree.
#ifndef KMC_CODEC_LLOYD_H_
#define KMC_CODEC_LLOYD_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "codec/color_tree.h"
#include "codec/kernels.h"

namespace kmc {

// The assignment step. Keeps its buffers between calls; one object to a thread.
class Assigner {
 public:
  // For up to `max_centroids` (1..65536) centroids.
  Assigner(const ColorTree& tree, size_t max_centroids, uint32_t threads);

  // sums[j] = moments of the points nearest to centroids[j] (the lower index wins a tie).
  void Sum(std::span<const Point> centroids, std::span<Moments> sums);
  // labels[i] = index of the centroid nearest to point i of the tree.
  void Label(std::span<const Point> centroids, std::span<uint16_t> labels);

 private:
  struct Worker {
    std::vector<CandidateList> lists;  // one for each depth
    std::vector<int32_t> labels;       // of a leaf's points
    std::vector<Moments> sums;
  };

  template <class OnNode, class OnLeaf>
  void Visit(const ColorNode& node, const CandidateList& candidates, uint32_t depth, Worker& worker, OnNode& on_node,
             OnLeaf& on_leaf);
  void ForSubtrees(const std::function<void(const ColorNode&, Worker&)>& task);

  const ColorTree& tree_;
  uint32_t threads_;
  CandidateList all_;
  std::vector<const ColorNode*> subtrees_;  // the units of threading; they cover the tree
  std::vector<Worker> workers_;
};

// The result of a run of Lloyd iterations. Costs are squared errors in units of kSquaredUnit.
struct LloydRun {
  std::vector<Point> centroids;  // means of the last assignment
  std::vector<uint64_t> costs;   // after each iteration, about the exact means (or pinned centroids) of its clusters

  uint64_t cost() const { return costs.back(); }
};

// From `seeds`, of which the first `pinned` stay where they are, at most
// `iterations` (>= 1) iterations, fewer if nothing moves any more. A centroid
// that loses all its points moves to the colour that is served worst.
LloydRun RunLloyd(Assigner& assigner, const ColorTree& tree, std::vector<Point> seeds, uint32_t iterations,
                  size_t pinned = 0);

// Points of the tree that would gain most from a centroid of their own, which
// would stand at offers.At(i) for point i: in each cluster the one that gains
// most, those of the clusters with the largest gain first, `count` at most.
std::vector<uint32_t> WorstServed(const ColorTree& tree, Assigner& assigner, std::span<const Point> centroids,
                                  const PointPairs& offers, size_t count);

}  // namespace kmc

#endif  // KMC_CODEC_LLOYD_H_
