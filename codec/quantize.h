// Pixels -> indexed images.
#ifndef KMC_CODEC_QUANTIZE_H_
#define KMC_CODEC_QUANTIZE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "codec/image.h"
#include "codec/mapping.h"
#include "codec/palette_search.h"
#include "codec/pixels.h"
#include "codec/progress.h"
#include "format/status.h"

namespace kmc {

struct QuantizeOptions {
  SearchOptions search;
  std::vector<Rgba> palette;  // if not empty, the palette: nothing is searched
  bool lossless = false;      // kColors if pixels would not be kept exactly
  bool vivid = false;         // choose colours by VividWeights
  Dithering dithering = Dithering::kNone;
  uint32_t dither_strength = 1000;  // thousandths, 0..1000
};

struct QuantizeReport {
  uint64_t source_colors = 0;
  bool exact = false;
  uint64_t cost = 0;        // squared error in sRGB, in units of kSquaredUnit
  uint64_t space_cost = 0;  // in the space of the search
  SearchRuns runs;
  std::array<double, 3> stage_ms = {};  // histogram, k-means, mapping
};

// One palette for all images, which the caller has checked against its limits,
// as it has the options. indexed[i] becomes images[i].
Status Quantize(std::span<const Pixels> images, const QuantizeOptions& options, Progress& progress,
                std::span<IndexedImage> indexed, QuantizeReport& report);

}  // namespace kmc

#endif  // KMC_CODEC_QUANTIZE_H_
