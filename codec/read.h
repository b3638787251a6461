// Bytes of a .kmc file -> indexed image.
#ifndef KMC_CODEC_READ_H_
#define KMC_CODEC_READ_H_

#include <cstdint>
#include <span>

#include "codec/image.h"
#include "codec/progress.h"
#include "format/limits.h"
#include "format/status.h"

namespace kmc {

Status ReadImage(std::span<const uint8_t> bytes, const Limits& limits, uint32_t threads, Progress& progress,
                 IndexedImage& image);

}  // namespace kmc

#endif  // KMC_CODEC_READ_H_
