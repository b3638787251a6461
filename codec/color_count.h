// How many colours a palette needs for a given error.
#ifndef KMC_CODEC_COLOR_COUNT_H_
#define KMC_CODEC_COLOR_COUNT_H_

#include <cstdint>

#include "codec/pixels.h"

namespace kmc {

// The number of colours, 2..most, of whose quick palette the squared error a
// pixel would be about `error`, in units of kSquaredUnit. Palettes of 8, 16, ..
// colours are measured, in some milliseconds; between them a power law holds.
uint32_t ColorsForError(const Pixels& image, uint64_t error, uint32_t most, uint32_t threads);

}  // namespace kmc

#endif  // KMC_CODEC_COLOR_COUNT_H_
