// Index coding `fast`: "same as the left neighbour", "same as the upper one" are
// told as those of `max`, each foretold by just two contexts and a small adaptive
// map; other indices four bits at a time. All tables stay in a processor's first
// and second cache. Spec section "Fast".
#ifndef KMC_FORMAT_FAST_CODING_H_
#define KMC_FORMAT_FAST_CODING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/coding_palette.h"
#include "format/index_plane.h"
#include "format/status.h"

namespace kmc {

template <class T>
void EncodeFast(IndexView<const T> view, const CodingPalette& palette, std::vector<uint8_t>& out);

// Any data decode to some indices below the palette's size; kInvalid if they do
// not end where the last of them does.
template <class T>
Status DecodeFast(std::span<const uint8_t> data, const CodingPalette& palette, IndexView<T> view);

// The bits that EncodeFast spends on each pixel, row after row; none if there is only one colour.
template <class T>
std::vector<float> MeasureFast(IndexView<const T> view, const CodingPalette& palette);

}  // namespace kmc

#endif  // KMC_FORMAT_FAST_CODING_H_
