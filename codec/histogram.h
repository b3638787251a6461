// The different colours of one or several images, how many pixels have each,
// and back from a label per colour to a label per pixel.
#ifndef KMC_CODEC_HISTOGRAM_H_
#define KMC_CODEC_HISTOGRAM_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "codec/pixels.h"
#include "format/index_plane.h"
#include "format/rgba.h"

namespace kmc {

class Histogram {
 public:
  // Counts every pixel; fully transparent ones are one colour. The result does
  // not depend on the number of threads.
  static std::unique_ptr<Histogram> Build(std::span<const Pixels> images, uint32_t threads);
  static std::unique_ptr<Histogram> Build(const Pixels& image, uint32_t threads) { return Build({&image, 1}, threads); }
  virtual ~Histogram() = default;

  // In ascending order of CanonicalKey, without repetition.
  std::span<const Rgba> colors() const { return colors_; }
  // Pixels of each colour, at least 1. 2^32 pixels or more are not accepted.
  std::span<const uint32_t> counts() const { return counts_; }

  // Receives the ranks of a row of pixels, as places in colors().
  using RowTask = std::function<void(uint32_t y, std::span<const uint32_t> ranks)>;
  // Calls task for every row of an image that was given to Build; from several
  // threads at a time, or top to bottom if `threads` is 1.
  void ForRows(const Pixels& image, uint32_t threads, const RowTask& task) const;

  // plane(x, y) = labels[rank of the pixel's colour].
  void Map(const Pixels& image, std::span<const uint16_t> labels, uint32_t threads, IndexPlane& plane) const;

 protected:
  // The ranks of the colours of `width` pixels, as places in colors().
  virtual void FindRanks(const uint8_t* row, uint32_t width, uint32_t* ranks) const = 0;

  std::vector<Rgba> colors_;
  std::vector<uint32_t> counts_;
};

}  // namespace kmc

#endif  // KMC_CODEC_HISTOGRAM_H_
