// Local search for centroids by swaps (after Fraenti & Kivijaervi 2000): take
// one centroid away where it is missed least, put it where a cluster gains most
// by being split, repair the neighbourhood by a few Lloyd iterations, and keep
// the change if it lowers the squared error. Lloyd's algorithm alone never
// moves a centroid from a crowded region to a starved one.
#ifndef KMC_CODEC_SWAP_SEARCH_H_
#define KMC_CODEC_SWAP_SEARCH_H_

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "codec/coreset.h"
#include "codec/kernels.h"

namespace kmc {

class SwapSearch {
 public:
  // In three dimensions a Voronoi cell touches some fifteen others; the nearest
  // of them take nearly all of what a removed centroid leaves.
  static constexpr uint32_t kUsualNeighbors = 8;

  // `points` must outlive the search. At least 1 centroid, or 2 to be swapped, of which the first
  // `pinned` stay where they are. A change is repaired among so many neighbours.
  SwapSearch(const Coreset& points, std::vector<Point> centroids, size_t pinned = 0,
             uint32_t neighbors = kUsualNeighbors);

  // Splits clusters in two, always that which gains most, until there are
  // `count`, or fewer if there are not so many different points.
  void Grow(size_t count);
  // Lloyd iterations over all points, at most so many.
  void Iterate(uint32_t iterations);
  // Tries swaps, the most promising first, until the best of them is estimated
  // to lose `patience` times what it gains. May be called again with more patience.
  void TrySwaps(uint32_t patience);

  // Removes the centroid that is missed least; at least 2 must be left. None may be pinned.
  void RemoveOne();

  const std::vector<Point>& centroids() const { return centroids_; }
  // The sum of the clusters' scores: what the partition takes off the sum of the points' squares.
  int64_t Score() const;

 private:
  struct Cluster {
    std::vector<uint32_t> members;  // points of the coreset
    WeightedSum sum;
    int64_t score = 0;
    std::vector<uint32_t> neighbors;   // the nearest other clusters
    std::array<Point, 2> halves = {};  // about which it would be split
  };

  void AssignAll();
  bool IsPinned(size_t cluster) const { return cluster < pinned_; }
  // The score of a set of points as this cluster.
  int64_t ScoreAs(size_t cluster, const WeightedSum& sum) const {
    return IsPinned(cluster) ? sum.ScoreAbout(centroids_[cluster]) : sum.Score();
  }
  // The centroid to remove and the cluster to split; the former is centroids_.size() if there is none.
  std::pair<uint32_t, uint32_t> PickSwap();
  // False if it does not lower the squared error: nothing is changed then.
  bool TrySwap(uint32_t removed, uint32_t split);
  std::vector<uint32_t> Region(uint32_t removed, uint32_t split);
  void Drop(uint32_t j);
  void Adopt(std::span<const uint32_t> region);

  void EstimateStale();
  void FindNeighbors(uint32_t j);
  void EstimateRemoval(uint32_t j);
  void EstimateSplit(uint32_t j);
  std::array<Point, 2> FirstHalves(uint32_t j) const;

  // A part of the problem: some points, and centroids among which to divide them.
  void ClearPart();
  void AddPoints(const std::vector<uint32_t>& members);
  void AddCentroid(const Point& centroid, bool pinned);
  // Gives every point of the part to its nearest centroid; the sum of their scores.
  int64_t DividePart();
  void MovePartToMeans();

  const Coreset& points_;
  std::vector<Point> centroids_;
  size_t pinned_;
  uint32_t neighbors_;
  std::vector<Cluster> clusters_;
  CandidateList all_;
  std::vector<int32_t> labels_;

  // Estimates by which swaps are chosen, and neighbours and halves, made anew where stale.
  std::vector<char> stale_;
  std::vector<uint64_t> losses_;  // of score if a cluster's members went to its neighbours
  std::vector<uint64_t> gains_;   // of score if it were split
  std::vector<int32_t> distances_;
  std::vector<uint64_t> order_;

  std::vector<char> in_region_;
  std::vector<uint32_t> part_members_;
  PointPairs part_points_;
  CandidateList part_centroids_;
  std::vector<char> part_pinned_;
  std::vector<int32_t> part_labels_;
  std::vector<WeightedSum> part_sums_;
};

}  // namespace kmc

#endif  // KMC_CODEC_SWAP_SEARCH_H_
