// PNG files in memory, of pixels alone: for pages, and for other programs to read.
#ifndef KMC_TOOLS_PNG_MEMORY_H_
#define KMC_TOOLS_PNG_MEMORY_H_

#include <cstdint>
#include <span>
#include <vector>

namespace kmc::tools {

// Width x height pixels of four bytes R, G, B, A; RGB if all are opaque.
std::vector<uint8_t> EncodePng(uint32_t width, uint32_t height, const uint8_t* rgba);

// Indices into a palette of at most 256 colours (R, G, B, A).
std::vector<uint8_t> EncodePng(uint32_t width, uint32_t height, std::span<const uint8_t> palette,
                               const uint8_t* indices);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PNG_MEMORY_H_
