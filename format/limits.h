// What version 1 of the format allows (spec section "Limits"), and what a
// reader is ready to accept of it.
#ifndef KMC_FORMAT_LIMITS_H_
#define KMC_FORMAT_LIMITS_H_

#include <cstdint>

namespace kmc {

inline constexpr uint32_t kMaxExtent = 1u << 24;  // width and height of any file
inline constexpr uint32_t kMaxColors = 1u << 16;
inline constexpr uint64_t kMaxTiles = 1u << 24;
inline constexpr uint64_t kMaxMetadataItem = 1u << 30;  // bytes of one item's content

// Checked before anything is allocated. The defaults admit a 268-megapixel image.
struct Limits {
  uint32_t max_width = 1u << 20;
  uint32_t max_height = 1u << 20;
  uint64_t max_pixels = 1u << 28;
  uint64_t max_metadata = 1u << 26;  // bytes after decompression, all sections together
};

}  // namespace kmc

#endif  // KMC_FORMAT_LIMITS_H_
