#include "codec/swap_search.h"

#include <algorithm>
#include <queue>
#include <utility>

namespace kmc {
namespace {

// Lloyd iterations that repair the neighbourhood of a swap, at most.
constexpr int kRepairs = 8;
constexpr int kSplitIterations = 2;
// Hardly any swap is kept that loses more than this at first: half of what
// removing was estimated to lose, or so many times what splitting is to gain.
constexpr int64_t kHopelessGains = 4;
// A search that accepts more swaps than this per centroid is not expected; a bound all the same.
constexpr uint32_t kMaxTrialsPerCentroid = 256;

}  // namespace

SwapSearch::SwapSearch(const Coreset& points, std::vector<Point> centroids, size_t pinned, uint32_t neighbors)
    : points_(points),
      centroids_(std::move(centroids)),
      pinned_(pinned),
      neighbors_(neighbors),
      clusters_(centroids_.size()),
      all_(centroids_.size()),
      labels_(points.size() + kKernelPadding),
      stale_(centroids_.size()),
      losses_(centroids_.size()),
      gains_(centroids_.size()),
      in_region_(centroids_.size()),
      part_points_(points.size()),
      part_centroids_(2 * size_t{neighbors} + 2),
      part_labels_(points.size() + kKernelPadding) {
  AssignAll();
}

void SwapSearch::AssignAll() {
  stale_.assign(clusters_.size(), 1);
  all_.SetAll(centroids_);
  for (Cluster& cluster : clusters_) {
    cluster.members.clear();
    cluster.sum = WeightedSum();
  }
  FindNearest(points_.points(), 0, points_.size(), all_, labels_.data());
  for (uint32_t i = 0; i < points_.size(); ++i) {
    Cluster& cluster = clusters_[labels_[i]];
    cluster.members.push_back(i);
    cluster.sum.Add(points_.sum(i));
  }
  for (size_t j = 0; j < clusters_.size(); ++j) clusters_[j].score = ScoreAs(j, clusters_[j].sum);
}

void SwapSearch::Grow(size_t count) {
  all_ = CandidateList(count);
  for (auto* const flags : {&in_region_, &stale_}) flags->resize(count);
  for (auto* const estimates : {&losses_, &gains_}) estimates->resize(count);
  std::priority_queue<std::pair<uint64_t, uint32_t>> gains;
  const auto estimate = [&](uint32_t j) {
    EstimateSplit(j);
    gains.push({gains_[j], j});
  };
  for (uint32_t j = 0; j < clusters_.size(); ++j) estimate(j);
  while (clusters_.size() < count && gains.top().first > 0) {
    const std::array<uint32_t, 2> halves = {gains.top().second, static_cast<uint32_t>(clusters_.size())};
    gains.pop();
    clusters_.emplace_back();
    centroids_.emplace_back();
    const Cluster& split = clusters_[halves[0]];
    ClearPart();
    AddPoints(split.members);
    for (const Point& half : split.halves) AddCentroid(half, false);
    DividePart();
    Adopt(halves);
    for (const uint32_t j : halves) estimate(j);
  }
}

void SwapSearch::Iterate(uint32_t iterations) {
  for (uint32_t iteration = 0; iteration < iterations; ++iteration) {
    bool moved = false;
    for (size_t j = pinned_; j < centroids_.size(); ++j) {
      if (clusters_[j].members.empty()) continue;
      const Point mean = clusters_[j].sum.Mean();
      moved |= mean != centroids_[j];
      centroids_[j] = mean;
    }
    if (!moved) return;
    AssignAll();
  }
}

void SwapSearch::TrySwaps(uint32_t patience) {
  const uint64_t trials = uint64_t{kMaxTrialsPerCentroid} * clusters_.size();
  for (uint64_t trial = 0; trial < trials; ++trial) {
    const auto [removed, split] = PickSwap();
    if (removed == clusters_.size()) return;
    uint64_t& loss = losses_[removed];
    uint64_t& gain = gains_[split];
    if (loss >= patience * gain) return;
    if (TrySwap(removed, split)) continue;
    // What failed looks worse until its neighbourhood changes, so that other pairs get their turn.
    loss += loss / 4 + 1;
    gain -= gain / 8;
  }
}

std::pair<uint32_t, uint32_t> SwapSearch::PickSwap() {
  EstimateStale();
  const auto split = static_cast<uint32_t>(std::max_element(gains_.begin(), gains_.end()) - gains_.begin());
  // The first of the least, the one to be split left out.
  const auto least = [&](size_t begin, size_t end) {
    return static_cast<uint32_t>(std::min_element(losses_.begin() + begin, losses_.begin() + end) - losses_.begin());
  };
  const uint32_t none = static_cast<uint32_t>(clusters_.size());
  const uint32_t before = split > pinned_ ? least(pinned_, split) : none;
  const uint32_t after = split + 1 < none ? least(std::max<size_t>(split + 1, pinned_), none) : none;
  if (before == none || after == none) return {std::min(before, after), split};
  return {losses_[after] < losses_[before] ? after : before, split};
}

bool SwapSearch::TrySwap(uint32_t removed, uint32_t split) {
  const std::vector<uint32_t> region = Region(removed, split);
  ClearPart();
  int64_t old_score = 0;
  for (const uint32_t j : region) {
    old_score += clusters_[j].score;
    AddPoints(clusters_[j].members);
    if (j == split || j == removed) {
      AddCentroid(clusters_[split].halves[j == removed], IsPinned(j));
    } else {
      AddCentroid(centroids_[j], IsPinned(j));
    }
  }
  int64_t score = DividePart();
  const auto loss = static_cast<int64_t>(losses_[removed]), gain = static_cast<int64_t>(gains_[split]);
  if (old_score - score > std::min(loss / 2, kHopelessGains * gain)) return false;
  for (int repair = 1; repair < kRepairs; ++repair) {
    MovePartToMeans();
    const int64_t before = std::exchange(score, DividePart());
    // Each repair brings less than the one before: give up what two more like the last could not save.
    if (score + 2 * (score - before) <= old_score) return false;
  }
  if (score <= old_score) return false;
  MovePartToMeans();
  Adopt(region);
  return true;
}

void SwapSearch::RemoveOne() {
  EstimateStale();
  const auto removed = static_cast<uint32_t>(std::min_element(losses_.begin(), losses_.end()) - losses_.begin());
  std::vector<uint32_t> region = Region(removed, removed);
  ClearPart();
  for (const uint32_t j : region) {
    AddPoints(clusters_[j].members);
    if (j != removed) AddCentroid(centroids_[j], false);
  }
  std::erase(region, removed);
  int64_t score = DividePart();
  for (int repair = 1; repair < kRepairs; ++repair) {
    MovePartToMeans();
    const int64_t before = std::exchange(score, DividePart());
    if (score <= before) break;
  }
  MovePartToMeans();
  Adopt(region);
  Drop(removed);
}

// Forgets a cluster without members; the last takes its number.
void SwapSearch::Drop(uint32_t dropped) {
  const auto last = static_cast<uint32_t>(clusters_.size() - 1);
  clusters_[dropped] = std::move(clusters_[last]);
  centroids_[dropped] = centroids_[last];
  stale_[dropped] = stale_[last];
  losses_[dropped] = losses_[last];
  gains_[dropped] = gains_[last];
  clusters_.pop_back();
  centroids_.pop_back();
  stale_.pop_back();
  losses_.pop_back();
  gains_.pop_back();
  for (size_t j = 0; j < clusters_.size(); ++j) {
    for (const uint32_t neighbor : clusters_[j].neighbors) {
      if (neighbor == dropped || neighbor == last) stale_[j] = 1;
    }
  }
}

int64_t SwapSearch::Score() const {
  int64_t score = 0;
  for (const Cluster& cluster : clusters_) score += cluster.score;
  return score;
}

std::vector<uint32_t> SwapSearch::Region(uint32_t removed, uint32_t split) {
  std::vector<uint32_t> region;
  const auto add = [&](uint32_t j) {
    if (!std::exchange(in_region_[j], 1)) region.push_back(j);
  };
  for (const uint32_t j : {removed, split}) {
    add(j);
    for (const uint32_t neighbor : clusters_[j].neighbors) add(neighbor);
  }
  for (const uint32_t j : region) in_region_[j] = 0;
  return region;
}

// Makes the division of the part, whose centroids are those of `region`, the state of the search.
void SwapSearch::Adopt(std::span<const uint32_t> region) {
  for (size_t place = 0; place < region.size(); ++place) {
    Cluster& cluster = clusters_[region[place]];
    centroids_[region[place]] = part_centroids_.points.At(place);
    cluster.members.clear();
    cluster.sum = part_sums_[place];
    cluster.score = ScoreAs(region[place], cluster.sum);
    stale_[region[place]] = 1;
  }
  for (size_t i = 0; i < part_members_.size(); ++i) {
    clusters_[region[part_labels_[i]]].members.push_back(part_members_[i]);
  }
}

void SwapSearch::EstimateStale() {
  for (uint32_t j = 0; j < clusters_.size(); ++j) {
    if (!stale_[j]) continue;
    FindNeighbors(j);
    EstimateRemoval(j);
    EstimateSplit(j);
    stale_[j] = 0;
  }
}

void SwapSearch::FindNeighbors(uint32_t j) {
  const size_t size = clusters_.size();
  for (size_t other = 0; other < size; ++other) all_.points.Set(other, centroids_[other]);
  distances_.assign(size + kKernelPadding, INT32_MAX);
  LowerDistances(all_.points, size, centroids_[j], distances_.data());
  // Distance and number in one, so that the lower number comes first on a tie; `j` itself is left out.
  order_.clear();
  for (size_t other = 0; other < size; ++other) {
    if (other != j) order_.push_back(static_cast<uint64_t>(distances_[other]) << 32 | other);
  }
  const size_t count = std::min<size_t>(neighbors_, order_.size());
  std::partial_sort(order_.begin(), order_.begin() + static_cast<ptrdiff_t>(count), order_.end());
  std::vector<uint32_t>& neighbors = clusters_[j].neighbors;
  neighbors.clear();
  for (size_t i = 0; i < count; ++i) neighbors.push_back(static_cast<uint32_t>(order_[i]));
}

void SwapSearch::EstimateRemoval(uint32_t j) {
  const Cluster& cluster = clusters_[j];
  ClearPart();
  AddPoints(cluster.members);
  for (const uint32_t neighbor : cluster.neighbors) AddCentroid(centroids_[neighbor], false);
  DividePart();
  int64_t before = cluster.score, after = 0;
  for (size_t i = 0; i < cluster.neighbors.size(); ++i) {
    const Cluster& neighbor = clusters_[cluster.neighbors[i]];
    if (part_sums_[i].weight == 0) continue;
    part_sums_[i].Add(neighbor.sum);
    before += neighbor.score;
    after += ScoreAs(cluster.neighbors[i], part_sums_[i]);
  }
  losses_[j] = static_cast<uint64_t>(std::max<int64_t>(0, before - after));
}

void SwapSearch::EstimateSplit(uint32_t j) {
  Cluster& cluster = clusters_[j];
  gains_[j] = 0;
  if (cluster.members.size() < 2) return;
  ClearPart();
  AddPoints(cluster.members);
  const std::array<Point, 2> first = FirstHalves(j);
  AddCentroid(first[0], IsPinned(j));
  AddCentroid(first[1], false);
  int64_t score = 0;
  for (int iteration = 0; iteration < kSplitIterations; ++iteration) {
    score = DividePart();
    MovePartToMeans();
  }
  cluster.halves = {part_centroids_.points.At(0), part_centroids_.points.At(1)};
  gains_[j] = static_cast<uint64_t>(std::max<int64_t>(0, score - cluster.score));
}

// Two points on either side of the mean, a mean deviation away along the axis
// that spreads most. A pinned centroid is the first, and the farther of the two the second.
std::array<Point, 2> SwapSearch::FirstHalves(uint32_t j) const {
  const Cluster& cluster = clusters_[j];
  const Point mean = cluster.sum.Mean();
  std::array<uint64_t, 4> deviation = {};
  for (const uint32_t i : cluster.members) {
    const Point point = points_.points().At(i);
    for (int c = 0; c < 4; ++c)
      deviation[c] += points_.sum(i).weight * static_cast<uint64_t>(std::abs(point[c] - mean[c]));
  }
  const auto axis = static_cast<size_t>(std::max_element(deviation.begin(), deviation.end()) - deviation.begin());
  const auto step = static_cast<int32_t>(deviation[axis] / cluster.sum.weight) + 1;
  std::array<Point, 2> halves = {mean, mean};
  halves[0][axis] = static_cast<int16_t>(std::max(0, mean[axis] - step));
  halves[1][axis] = static_cast<int16_t>(std::min(kPointMax, mean[axis] + step));
  if (!IsPinned(j)) return halves;
  if (SquaredDistance(halves[0], centroids_[j]) > SquaredDistance(halves[1], centroids_[j])) halves[1] = halves[0];
  halves[0] = centroids_[j];
  return halves;
}

void SwapSearch::ClearPart() {
  part_members_.clear();
  part_pinned_.clear();
  part_centroids_.size = 0;
}

void SwapSearch::AddPoints(const std::vector<uint32_t>& members) {
  for (const uint32_t i : members) {
    const size_t at = part_members_.size();
    part_points_.red_green[at] = points_.points().red_green[i];
    part_points_.blue_alpha[at] = points_.points().blue_alpha[i];
    part_members_.push_back(i);
  }
}

void SwapSearch::AddCentroid(const Point& centroid, bool pinned) {
  part_pinned_.push_back(pinned);
  part_centroids_.points.Set(part_centroids_.size, centroid);
  part_centroids_.index[part_centroids_.size] = static_cast<int32_t>(part_centroids_.size);
  ++part_centroids_.size;
}

int64_t SwapSearch::DividePart() {
  FindNearest(part_points_, 0, part_members_.size(), part_centroids_, part_labels_.data());
  part_sums_.assign(part_centroids_.size, WeightedSum());
  for (size_t i = 0; i < part_members_.size(); ++i) part_sums_[part_labels_[i]].Add(points_.sum(part_members_[i]));
  int64_t score = 0;
  for (size_t i = 0; i < part_sums_.size(); ++i) {
    score += part_pinned_[i] ? part_sums_[i].ScoreAbout(part_centroids_.points.At(i)) : part_sums_[i].Score();
  }
  return score;
}

void SwapSearch::MovePartToMeans() {
  for (size_t i = 0; i < part_sums_.size(); ++i) {
    if (part_sums_[i].weight > 0 && !part_pinned_[i]) part_centroids_.points.Set(i, part_sums_[i].Mean());
  }
}

}  // namespace kmc
