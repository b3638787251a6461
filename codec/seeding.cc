#include "codec/seeding.h"

#include <algorithm>
#include <numeric>

namespace kmc {
namespace {

// The first point whose running total exceeds `target`.
uint32_t PointAtTotal(const std::vector<uint64_t>& totals, uint64_t target) {
  return static_cast<uint32_t>(std::upper_bound(totals.begin(), totals.end(), target) - totals.begin());
}

std::vector<uint64_t> TotalWeights(std::span<const uint32_t> weights) {
  std::vector<uint64_t> totals(weights.size());
  uint64_t total = 0;
  for (uint32_t i = 0; i < weights.size(); ++i) totals[i] = total += weights[i];
  return totals;
}

}  // namespace

std::vector<Point> SeedAtRandom(const PointPairs& points, std::span<const uint32_t> weights, uint32_t count,
                                Random& random, std::vector<Point> seeds) {
  const std::vector<uint64_t> totals = TotalWeights(weights);
  std::vector<char> taken(weights.size());
  // Draws are bounded: if one colour has nearly all pixels, the rest are taken in order.
  for (uint64_t draw = 0; seeds.size() < count && draw < 64 * uint64_t{count}; ++draw) {
    const uint32_t i = PointAtTotal(totals, random.Below(totals.back()));
    if (taken[i]) continue;
    taken[i] = 1;
    seeds.push_back(points.At(i));
  }
  for (uint32_t i = 0; seeds.size() < count; ++i) {
    if (!taken[i]) seeds.push_back(points.At(i));
  }
  return seeds;
}

std::vector<Point> SeedByDistance(const PointPairs& points, std::span<const uint32_t> weights, uint32_t count,
                                  Random& random, std::vector<Point> seeds) {
  std::vector<uint64_t> totals(weights.size());
  // While there is no seed all are equally far.
  std::vector<int32_t> distances(weights.size() + kKernelPadding, INT32_MAX);
  for (const Point& seed : seeds) LowerDistances(points, weights.size(), seed, distances.data());
  for (uint32_t any = 0; seeds.size() < count; ++any) {
    uint64_t total = 0;
    for (uint32_t i = 0; i < weights.size(); ++i) {
      totals[i] = total += uint64_t{weights[i]} * static_cast<uint32_t>(distances[i]);
    }
    // Colours differ by at least one level, or by what rounding leaves of low
    // alpha: where all distances are 0, points coincide and any will do.
    seeds.push_back(points.At(total > 0 ? PointAtTotal(totals, random.Below(total)) : any));
    LowerDistances(points, weights.size(), seeds.back(), distances.data());
  }
  return seeds;
}

}  // namespace kmc
