// Palettes in files of other programs.
#ifndef KMC_TOOLS_PALETTE_FILE_H_
#define KMC_TOOLS_PALETTE_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "codec/kmc.h"

namespace kmc::tools {

// Colours one after another, four bytes each: R, G, B, A.
using RgbaColors = std::vector<uint8_t>;

// Appends the colour that RRGGBB or RRGGBBAA, perhaps after a #, stands for; false if the text is none.
bool AppendHexColor(std::string_view text, RgbaColors& colors);

// Reads a palette of GIMP (.gpl), Paint Shop Pro (JASC .pal) or Photoshop
// (.act), hexadecimal colours (.hex, one to a line), or an image: the palette
// of an indexed PNG, else its different colours in the order of their first
// pixels. 1..65536 colours. Throws Failure, which names the file.
RgbaColors ReadPaletteFile(const std::string& path, const kmc_limits& limits);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PALETTE_FILE_H_
