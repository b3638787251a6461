// The squared error as a function of the number of colours, and how many of
// them are worth their while.
#ifndef KMC_CODEC_ERROR_CURVE_H_
#define KMC_CODEC_ERROR_CURVE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/color_tree.h"
#include "codec/progress.h"

namespace kmc {

// Beyond, swaps are too slow, and an elbow is none.
inline constexpr uint32_t kMaxCurveColors = 4096;

// Squared errors of palettes of 1..max_colors colours (before they are rounded),
// in units of kSquaredUnit; none larger than the one before it. If progress is
// cancelled, any errors.
std::vector<uint64_t> ErrorCurve(const ColorTree& tree, uint32_t max_colors, Progress& progress);

// The number of colours at the elbow of a curve of squared errors, which is
// not empty: errors[k - 1] is that of k colours, and none is negative.
//
// Seen as decibels over the number of colours, a curve falls steeply first and
// evenly at last. Its elbow is the point farthest below the straight line
// between its ends ("Kneedle", Satopaa et al. 2011). Errors themselves would
// give far fewer colours, as the first few take off nearly all there is; both
// axes as logarithms make most curves straight, with an elbow by chance.
uint32_t Elbow(std::span<const double> errors);

}  // namespace kmc

#endif  // KMC_CODEC_ERROR_CURVE_H_
