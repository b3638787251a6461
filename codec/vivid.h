// Small areas of vivid colour, a red berry in a green wood, are what a viewer
// looks at, but weigh little in the squared error of a picture. Here the pixels
// of a colour count for more the more saturated it is.
#ifndef KMC_CODEC_VIVID_H_
#define KMC_CODEC_VIVID_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/rgba.h"

namespace kmc {

// Weights in place of counts of pixels, for choosing a palette: in proportion to
// count x (1 + (chroma / 64)^2), where chroma is the difference between the
// largest and the smallest channel times alpha. They are at least 1 and add up
// to less than 2^32, as far as there are fewer colours.
std::vector<uint32_t> VividWeights(std::span<const Rgba> colors, std::span<const uint32_t> counts);

}  // namespace kmc

#endif  // KMC_CODEC_VIVID_H_
