// What a .kmc file holds, as far as kmcinfo tells it.
#ifndef KMC_TOOLS_KMC_CONTENTS_H_
#define KMC_TOOLS_KMC_CONTENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "codec/kmc.hpp"

namespace kmc::tools {

struct KmcContents {
  std::string name;
  kmc_info info = {};
  Image image;
  std::vector<uint64_t> pixels;  // how many have each palette colour

  uint64_t Pixels() const { return uint64_t{info.width} * info.height; }
  double BitsPerPixel() const { return 8 * static_cast<double>(info.file_bytes) / static_cast<double>(Pixels()); }
  uint64_t RawBytes() const { return Pixels() * (info.has_alpha ? 4 : 3); }
};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_KMC_CONTENTS_H_
