// Indexed image -> bytes of a .kmc file.
#ifndef KMC_CODEC_WRITE_H_
#define KMC_CODEC_WRITE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "codec/image.h"
#include "codec/progress.h"
#include "format/index_coding.h"
#include "format/status.h"

namespace kmc {

struct WriteOptions {
  std::optional<IndexCoding> coding;  // none: the default, `fast`
  uint32_t tile = 0;                  // side in pixels, a power of two; 0: by the image's size
  uint32_t threads = 1;
};

// The tiles that a plane of this size is cut into.
uint8_t TileByteOf(uint32_t width, uint32_t height, const WriteOptions& options);

// Unless the palette keeps its order, it is stored sorted and without unused entries.
Status WriteImage(const IndexedImage& image, const WriteOptions& options, Progress& progress,
                  std::vector<uint8_t>& out);

}  // namespace kmc

#endif  // KMC_CODEC_WRITE_H_
