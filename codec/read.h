// Bytes of a .kmc file -> indexed image.
#ifndef KMC_CODEC_READ_H_
#define KMC_CODEC_READ_H_

#include <cstdint>
#include <optional>
#include <span>

#include "codec/image.h"
#include "codec/progress.h"
#include "format/limits.h"
#include "format/status.h"
#include "format/tile_grid.h"

namespace kmc {

// Only the region, if one is wanted: tiles without a share in it are not
// decoded. kArgument if it is empty or does not lie within the image.
Status ReadImage(std::span<const uint8_t> bytes, const std::optional<Rect>& wanted, const Limits& limits,
                 uint32_t threads, Progress& progress, IndexedImage& image);

}  // namespace kmc

#endif  // KMC_CODEC_READ_H_
