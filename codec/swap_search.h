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
  // `points` must outlive the search. 2 <= centroids.size() <= points.size().
  SwapSearch(const Coreset& points, std::vector<Point> centroids);

  // Lloyd iterations over all points, at most so many.
  void Iterate(uint32_t iterations);
  // Tries swaps, the most promising first, until the best of them is estimated
  // to lose `patience` times what it gains. May be called again with more patience.
  void TrySwaps(uint32_t patience);

  const std::vector<Point>& centroids() const { return centroids_; }

 private:
  struct Cluster {
    std::vector<uint32_t> members;  // points of the coreset
    WeightedSum sum;
    uint64_t score = 0;
    // Estimates by which swaps are chosen, made when asked for after a change.
    bool estimated = false;
    std::vector<uint32_t> neighbors;   // the nearest other clusters
    uint64_t removal_loss = 0;         // score lost if its members went to its neighbours
    uint64_t split_gain = 0;           // score won if it were split ...
    std::array<Point, 2> halves = {};  // ... into clusters about these
  };

  void AssignAll();
  std::pair<uint32_t, uint32_t> PickSwap();
  // False if it does not lower the squared error: nothing is changed then.
  bool TrySwap(uint32_t removed, uint32_t split);
  std::vector<uint32_t> Region(uint32_t removed, uint32_t split);
  void Adopt(std::span<const uint32_t> region);

  void Estimate(uint32_t cluster);
  void FindNeighbors(uint32_t cluster);
  void EstimateRemoval(Cluster& cluster);
  void EstimateSplit(Cluster& cluster);
  std::array<Point, 2> FirstHalves(const Cluster& cluster) const;

  // A part of the problem: some points, and centroids among which to divide them.
  void ClearPart();
  void AddPoints(const std::vector<uint32_t>& members);
  void AddCentroid(const Point& centroid);
  // Gives every point of the part to its nearest centroid; the sum of their scores.
  uint64_t DividePart();
  void MovePartToMeans();

  const Coreset& points_;
  std::vector<Point> centroids_;
  std::vector<Cluster> clusters_;
  CandidateList all_;
  std::vector<int32_t> labels_;
  std::vector<char> in_region_;

  std::vector<uint32_t> part_members_;
  PointPairs part_points_;
  CandidateList part_centroids_;
  std::vector<int32_t> part_labels_;
  std::vector<WeightedSum> part_sums_;
};

}  // namespace kmc

#endif  // KMC_CODEC_SWAP_SEARCH_H_
