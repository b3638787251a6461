// A colour: 8 bits each of red, green, blue and straight (not premultiplied) alpha.
#ifndef KMC_FORMAT_RGBA_H_
#define KMC_FORMAT_RGBA_H_

#include <cstdint>

namespace kmc {

struct Rgba {
  uint8_t r = 0, g = 0, b = 0, a = 255;
  friend bool operator==(const Rgba&, const Rgba&) = default;
};

}  // namespace kmc

#endif  // KMC_FORMAT_RGBA_H_
