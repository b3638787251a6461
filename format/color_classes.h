// How colours around a pixel lie to each other and to where the palette tree
// parts, in a few classes: contexts that need not know exact indices. Spec
// section "Colour classes".
#ifndef KMC_FORMAT_COLOR_CLASSES_H_
#define KMC_FORMAT_COLOR_CLASSES_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

namespace kmc {

// Red, green, blue, alpha, 0..255; foretold colours may lie outside.
using PlainColor = std::array<int32_t, 4>;

inline int32_t ColorDistance(const PlainColor& x, const PlainColor& y) {
  int32_t sum = 0;
  for (size_t c = 0; c < 4; ++c) sum += std::abs(x[c] - y[c]);
  return sum;
}

// Distances in eight classes, finer where they are small.
inline uint32_t DistanceClass(int32_t distance) {
  static constexpr std::array<int32_t, 7> kBounds = {1, 4, 8, 16, 28, 48, 90};
  uint32_t bounds_reached = 0;
  for (const int32_t bound : kBounds) bounds_reached += distance >= bound;
  return bounds_reached;
}

// How far a foretold value is above or below a threshold (both doubled): 24
// classes, about two to an octave. Offsets are -1020..1020.
inline constexpr int32_t kMaxOffset = 1020;
inline constexpr std::array<uint8_t, 2 * kMaxOffset + 1> kOffsetClasses = [] {
  constexpr std::array<int32_t, 11> kBounds = {1, 2, 3, 5, 7, 11, 15, 21, 30, 42, 58};
  std::array<uint8_t, 2 * kMaxOffset + 1> classes{};
  for (int32_t offset = -kMaxOffset; offset <= kMaxOffset; ++offset) {
    int bounds_reached = 0;
    for (const int32_t bound : kBounds) bounds_reached += (offset < 0 ? -offset : offset) >= bound;
    classes[static_cast<uint32_t>(offset + kMaxOffset)] =
        static_cast<uint8_t>(offset < 0 ? 11 - bounds_reached : 12 + bounds_reached);
  }
  return classes;
}();
inline uint32_t OffsetClass(int32_t offset) { return kOffsetClasses[static_cast<uint32_t>(offset + kMaxOffset)]; }

// Two foretold values: the gradient, kept between left and upper, and a weighted mean.
inline int32_t ClampedGradient(int32_t w, int32_t n, int32_t nw) {
  return std::clamp(w + n - nw, std::min(w, n), std::max(w, n));
}
inline int32_t SmoothMean(int32_t w, int32_t n, int32_t nw, int32_t ne) { return (3 * w + 3 * n + nw + ne + 4) >> 3; }

}  // namespace kmc

#endif  // KMC_FORMAT_COLOR_CLASSES_H_
