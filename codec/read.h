// Bytes of a .kmc file -> indexed image.
#ifndef KMC_CODEC_READ_H_
#define KMC_CODEC_READ_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codec/image.h"
#include "codec/progress.h"
#include "format/container.h"
#include "format/limits.h"
#include "format/status.h"
#include "format/tile_grid.h"

namespace kmc {

// Only the region, if one is wanted: tiles without a share in it are not
// decoded. kArgument if it is empty or does not lie within the image.
Status ReadImage(std::span<const uint8_t> bytes, const std::optional<Rect>& wanted, const Limits& limits,
                 uint32_t threads, Progress& progress, IndexedImage& image);

// Decodes what tiles of a prepared container have in common with the region, which is all of the plane.
// The results of those that have anything, in raster order; unless progress is
// cancelled, when some are not decoded.
std::vector<Status> DecodeTiles(const Container& container, const Rect& region, uint32_t threads, Progress& progress,
                                IndexPlane& plane);

}  // namespace kmc

#endif  // KMC_CODEC_READ_H_
