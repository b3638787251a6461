// Where the bytes of a .kmc file go: the bits that each pixel costs.
#ifndef KMC_CODEC_PIXEL_BITS_H_
#define KMC_CODEC_PIXEL_BITS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/progress.h"
#include "format/limits.h"
#include "format/status.h"

namespace kmc {

// Decodes the file and goes over its indices once more, as their encoder did.
// bits[y * width + x] becomes that of a pixel.
Status MeasurePixels(std::span<const uint8_t> bytes, const Limits& limits, uint32_t threads, Progress& progress,
                     std::vector<float>& bits);

}  // namespace kmc

#endif  // KMC_CODEC_PIXEL_BITS_H_
