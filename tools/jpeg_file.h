// JPEG, with the metadata that kmc keeps.
#ifndef KMC_TOOLS_JPEG_FILE_H_
#define KMC_TOOLS_JPEG_FILE_H_

#include <cstdint>
#include <span>

#include "tools/image_file.h"

namespace kmc::tools {

bool IsJpeg(std::span<const uint8_t> start);

// CMYK becomes RGB by the plain formula. An EXIF orientation is applied to the
// pixels, and the EXIF data kept then says upright.
Picture ReadJpeg(InputFile& file, const ReadOptions& options);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_JPEG_FILE_H_
