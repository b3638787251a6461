// What the public handle kmc_image stands for.
#ifndef KMC_CODEC_IMAGE_H_
#define KMC_CODEC_IMAGE_H_

#include <vector>

#include "format/index_plane.h"
#include "format/metadata.h"
#include "format/palette_coding.h"

namespace kmc {

struct IndexedImage {
  Palette palette;
  IndexPlane plane;  // every index is below palette.colors.size()
  std::vector<MetadataItem> metadata;
};

}  // namespace kmc

#endif  // KMC_CODEC_IMAGE_H_
