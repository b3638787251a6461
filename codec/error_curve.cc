// The curve comes from one search: at the largest number of colours, then one
// centroid less at a time, each time the one that is missed least (as Ward 1963
// unites clusters), with repairs about it and the swaps that have become worth it.
#include "codec/error_curve.h"

#include <algorithm>
#include <cmath>

#include "codec/coreset.h"
#include "codec/log2.h"
#include "codec/random.h"
#include "codec/seeding.h"
#include "codec/swap_search.h"

namespace kmc {
namespace {

constexpr uint32_t kDensity = 1024;  // of the coreset
constexpr uint32_t kFirstIterations = 4;
constexpr uint32_t kPatience = 2;  // of the swap search

// An error of so small a share of that of one colour is none: 50 dB less, as a logarithm.
constexpr int64_t kNoError = Log2(100'000);

// Of a floating-point number above 0, and exact.
int64_t Log2OfReal(double value) {
  int exponent;
  const auto mantissa = static_cast<uint64_t>(std::frexp(value, &exponent) * 4294967296.0);  // 2^31..2^32-1
  return (int64_t{exponent} - 1) * (1 << kLog2Bits) + Log2OfMantissa(mantissa);
}

}  // namespace

std::vector<uint64_t> ErrorCurve(const ColorTree& tree, uint32_t max_colors, Progress& progress) {
  std::vector<uint64_t> errors(max_colors);
  errors[0] = tree.root().moments.SquaredError();
  const auto largest = static_cast<uint32_t>(std::min<size_t>(max_colors, tree.size()));
  if (largest == 1) return errors;
  const Coreset coreset(tree, CoresetSize(kDensity, largest));
  Random random(1);
  SwapSearch search(coreset, SeedByDistance(coreset.points(), coreset.weights(), largest, random));
  search.Iterate(kFirstIterations);
  const auto squares = static_cast<int64_t>(tree.root().moments.squares);
  for (uint32_t colors = largest; colors >= 2 && !progress.cancelled(); --colors) {
    search.TrySwaps(kPatience);
    errors[colors - 1] = static_cast<uint64_t>(std::max<int64_t>(0, squares - search.Score()));
    if (colors > 2) search.RemoveOne();
    progress.Tell(1 - static_cast<double>(colors) / largest);
  }
  // One more colour never harms: where the search found less than for fewer, theirs holds.
  for (size_t k = 1; k < errors.size(); ++k) errors[k] = std::min(errors[k], errors[k - 1]);
  return errors;
}

uint32_t Elbow(std::span<const double> errors) {
  if (errors[0] == 0) return 1;
  const int64_t none = Log2OfReal(errors[0]) - kNoError;
  std::vector<int64_t> logs;
  for (const double error : errors) {
    const bool is_none = error == 0 || Log2OfReal(error) <= none;
    logs.push_back(std::max<int64_t>({is_none ? none : Log2OfReal(error), 0}));
    if (is_none) break;
  }
  // How far a point is below the chord, times the chord's width.
  const size_t width = logs.size() - 1;
  const auto depth = [&](size_t i) {
    return (logs[0] - logs[i]) * static_cast<int64_t>(width) - (logs[0] - logs[width]) * static_cast<int64_t>(i);
  };
  size_t elbow = 0;
  for (size_t i = 1; i <= width; ++i) {
    if (depth(i) > depth(elbow)) elbow = i;
  }
  return static_cast<uint32_t>(elbow + 1);
}

}  // namespace kmc
