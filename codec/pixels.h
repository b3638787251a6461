// RGBA pixels that the caller owns: 8 bits a channel, straight alpha.
#ifndef KMC_CODEC_PIXELS_H_
#define KMC_CODEC_PIXELS_H_

#include <cstddef>
#include <cstdint>

#include "format/rgba.h"

namespace kmc {

static_assert(sizeof(Rgba) == 4);

struct Pixels {
  const uint8_t* data = nullptr;
  size_t stride = 0;  // bytes
  uint32_t width = 0, height = 0;

  const uint8_t* Row(uint32_t y) const { return data + y * stride; }
};

inline Rgba PixelAt(const uint8_t* row, uint32_t x) {
  const uint8_t* p = row + size_t{x} * 4;
  return {p[0], p[1], p[2], p[3]};
}

// Fully transparent pixels have no colour: they are all black with alpha 0.
inline Rgba Visible(Rgba color) { return color.a == 0 ? Rgba{0, 0, 0, 0} : color; }

}  // namespace kmc

#endif  // KMC_CODEC_PIXELS_H_
