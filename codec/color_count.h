// How many colours a palette needs for a given error.
#ifndef KMC_CODEC_COLOR_COUNT_H_
#define KMC_CODEC_COLOR_COUNT_H_

#include <cstdint>

#include "codec/pixels.h"

namespace kmc {

// What a palette is wanted for. Errors are squared, in units of kSquaredUnit.
struct ColorWish {
  uint64_t error = 0;  // a pixel, that it may have
  uint64_t worth = 0;  // of the image: what a further colour must take off to be worth its bytes
  uint32_t least = 2, most = 65536;
};

// The number of colours of whose quick palette the error would be about as
// wished, or fewer, if more are not worth it; least..most. Palettes of 8, 16, ..
// colours are measured, in some milliseconds; between them a power law holds.
uint32_t ColorsFor(const Pixels& image, const ColorWish& wish, uint32_t threads);

}  // namespace kmc

#endif  // KMC_CODEC_COLOR_COUNT_H_
