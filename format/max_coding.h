// Index coding `max`: every index is told by few binary decisions (is it the
// left neighbour, is it the upper one, else a path down the palette's colour
// tree), each foretold by many models whose opinions are mixed. The smallest
// coding, and the slowest. Spec section "Max".
#ifndef KMC_FORMAT_MAX_CODING_H_
#define KMC_FORMAT_MAX_CODING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/coding_palette.h"
#include "format/index_plane.h"
#include "format/status.h"

namespace kmc {

template <class T>
void EncodeMax(IndexView<const T> view, const CodingPalette& palette, std::vector<uint8_t>& out);

// Any data decode to some indices below the palette's size; kInvalid if they do
// not end where the last of them does.
template <class T>
Status DecodeMax(std::span<const uint8_t> data, const CodingPalette& palette, IndexView<T> view);

// The bits that EncodeMax spends on each pixel, row after row; none if there is only one colour.
template <class T>
std::vector<float> MeasureMax(IndexView<const T> view, const CodingPalette& palette);

}  // namespace kmc

#endif  // KMC_FORMAT_MAX_CODING_H_
