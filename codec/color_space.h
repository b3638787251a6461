// Where distances between colours are measured.
//
// A translucent colour is seen over some background. The squared error over
// black and over white, averaged, of two colours with alpha a, b and
// premultiplied channels p, q is per channel
//     ((p - a/2) - (q - b/2))^2 + ((a - b)/2)^2,
// a Euclidean distance again. So a colour becomes the point
//     (its red, green and blue as seen over mid-grey, sqrt(3)/2 x its alpha):
// opaque colours keep their RGB distances, all fully transparent ones are one
// point, and k-means needs to know nothing of alpha.
//
// Points are integers in 1/64 of an 8-bit level: the finest for which squared
// distances in four channels fit 32 bits, and SIMD multiplies 16-bit integers fastest.
//
// The same holds of any other space in which black and white lie opposite each
// other, with what is seen over the middle between them: linear light, and OKLab,
// where they differ in one channel alone, which makes alpha's factor 1/2.
#ifndef KMC_CODEC_COLOR_SPACE_H_
#define KMC_CODEC_COLOR_SPACE_H_

#include <array>
#include <cstdint>

#include "format/rgba.h"

namespace kmc {

inline constexpr int kPointBits = 6;                                 // fractional bits of a coordinate
inline constexpr int32_t kPointMax = 255 << kPointBits;              // coordinates are 0..kPointMax
inline constexpr double kSquaredUnit = 1.0 / (1 << 2 * kPointBits);  // of squared distances, in squared levels

// Coordinates of 0..1 are scaled to 0..kPointMax, OKLab's a and b with 0 in the middle.
enum class ColorSpace { kSrgb, kLinear, kOklab };

// Three coordinates over mid-grey; alpha scaled.
using Point = std::array<int16_t, 4>;

Point PointOfColor(Rgba color, ColorSpace space = ColorSpace::kSrgb);

// The 8-bit colour whose point is nearest to `point`, as far as rounding each channel finds it.
Rgba ColorOfPoint(const Point& point, ColorSpace space = ColorSpace::kSrgb);

// At most 4 x kPointMax^2, just below 2^30.
inline uint32_t SquaredDistance(const Point& x, const Point& y) {
  uint32_t sum = 0;
  for (int c = 0; c < 4; ++c) {
    const int32_t difference = x[c] - y[c];
    sum += static_cast<uint32_t>(difference * difference);
  }
  return sum;
}

}  // namespace kmc

#endif  // KMC_CODEC_COLOR_SPACE_H_
