// From pixels to indices: each pixel its nearest palette colour, or dithered, so
// that neighbours together come nearer to their colour than any of them alone.
#ifndef KMC_CODEC_MAPPING_H_
#define KMC_CODEC_MAPPING_H_

#include <cstdint>
#include <span>

#include "codec/color_space.h"
#include "codec/histogram.h"
#include "codec/kernels.h"
#include "codec/pixels.h"
#include "format/index_plane.h"

namespace kmc {

enum class Dithering { kNone, kFloydSteinberg, kOrdered };

// A palette, and what is known of the colours that are mapped to it.
struct ColorMap {
  const Histogram& histogram;
  const PointPairs& points;          // of the histogram's colours
  std::span<const uint16_t> labels;  // the nearest palette colour of each
  std::span<const Point> palette;
  int16_t opaque;  // the alpha of opaque points
};

// Floyd & Steinberg 1976: what a pixel lacks is added to its neighbours that
// are still to come. Every second row goes from right to left, so that no
// slanting lines appear. `strength` is in thousandths of the error. A colour of
// the palette stays as it is, and over an edge no error is carried.
void DitherFloydSteinberg(const ColorMap& map, const Pixels& image, uint32_t strength, IndexPlane& plane);

// Each pixel gets one of two palette colours, between which its own lies, by a
// threshold of its place (blue_noise.h). Flat areas give repeating patterns,
// which compress better than those of Floyd and Steinberg.
void DitherOrdered(const ColorMap& map, const Pixels& image, uint32_t strength, uint32_t threads, IndexPlane& plane);

// The sum of squared distances between the image's pixels and their palette colours.
// `points` are those of the histogram's colours.
uint64_t SquaredError(const Histogram& histogram, const PointPairs& points, std::span<const Point> palette,
                      const Pixels& image, uint32_t threads, const IndexPlane& plane);

}  // namespace kmc

#endif  // KMC_CODEC_MAPPING_H_
