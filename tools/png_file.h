// PNG of every colour type, with the metadata that kmc keeps. https://www.w3.org/TR/png-3/
#ifndef KMC_TOOLS_PNG_FILE_H_
#define KMC_TOOLS_PNG_FILE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tools/image_file.h"

namespace kmc::tools {

bool IsPng(std::span<const uint8_t> start);

// Colour chunks (gamma, primaries, sRGB, ICC) are kept as metadata and never applied to the pixels.
Picture ReadPng(InputFile& file, const ReadOptions& options);

// An indexed PNG of the least bit depth if the image has at most 256 colours,
// else RGB or RGBA. `level` is zlib's, 0..9.
void WritePng(const ImageBands& image, int level, AtomicFile& file, std::vector<std::string>& warnings);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PNG_FILE_H_
