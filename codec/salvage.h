// Bytes of a damaged .kmc file -> what is left of the image.
#ifndef KMC_CODEC_SALVAGE_H_
#define KMC_CODEC_SALVAGE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/image.h"
#include "codec/progress.h"
#include "format/limits.h"
#include "format/status.h"
#include "format/tile_grid.h"

namespace kmc {

struct LossReport {
  std::vector<Rect> tiles;  // that were lost, in raster order
  uint64_t pixels = 0;      // in all of them
  uint64_t skipped_bytes = 0;
  uint32_t dropped_metadata = 0;
  bool ends_early = false;
};

// An intact file becomes what ReadImage makes of it. Of others the tiles are
// kept that are intact; if there is none, the failure is that of ReadImage.
// Lost pixels get a palette entry of their own, the last, fully transparent; in
// a palette of kMaxColors entries there is no room for it, and they get index 0.
Status SalvageImage(std::span<const uint8_t> bytes, const Limits& limits, uint32_t threads, Progress& progress,
                    IndexedImage& image, LossReport& loss);

}  // namespace kmc

#endif  // KMC_CODEC_SALVAGE_H_
