// Pixels -> indexed image.
#ifndef KMC_CODEC_QUANTIZE_H_
#define KMC_CODEC_QUANTIZE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/image.h"
#include "codec/palette_search.h"
#include "codec/pixels.h"
#include "codec/progress.h"
#include "format/status.h"

namespace kmc {

struct QuantizeOptions {
  SearchOptions search;
  bool lossless = false;  // kColors if the image has more colours than search.colors
};

struct QuantizeReport {
  uint64_t source_colors = 0;
  bool exact = false;
  uint64_t cost = 0;  // squared error, in units of kSquaredUnit
  SearchRuns runs;
  std::array<double, 3> stage_ms = {};  // histogram, k-means, mapping
};

// The caller has checked the options and the size against its limits.
Status Quantize(const Pixels& pixels, const QuantizeOptions& options, Progress& progress, IndexedImage& image,
                QuantizeReport& report);

}  // namespace kmc

#endif  // KMC_CODEC_QUANTIZE_H_
