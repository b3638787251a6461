// The formats of Netpbm: PBM, PGM, PPM (P1 to P6) and PAM (P7). http://netpbm.sourceforge.net/doc/
#ifndef KMC_TOOLS_PNM_FILE_H_
#define KMC_TOOLS_PNM_FILE_H_

#include <cstdint>
#include <span>

#include "tools/image_file.h"

namespace kmc::tools {

bool IsPnm(std::span<const uint8_t> start);

// The first image of the file, its samples scaled to 8 bits and rounded.
Picture ReadPnm(InputFile& file, const ReadOptions& options);

// RGB, or RGB_ALPHA if the image has translucent colours.
void WritePam(const ImageBands& image, AtomicFile& file);
// The image must be opaque.
void WritePpm(const ImageBands& image, AtomicFile& file);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PNM_FILE_H_
