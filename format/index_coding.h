// The index codings behind one pair of functions. Spec section "Index codings".
#ifndef KMC_FORMAT_INDEX_CODING_H_
#define KMC_FORMAT_INDEX_CODING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/coding_palette.h"
#include "format/index_plane.h"
#include "format/status.h"

namespace kmc {

// The first byte of a tile.
enum class IndexCoding : uint8_t { kPacked = 1, kDeflate = 2, kFast = 3, kMax = 4 };

// `fast` and `max` see the palette through a CodingPalette; the others need only its size.
bool NeedsCodingPalette(uint8_t coding);

// Appends the tile's data (without the coding byte) to out. Indices are below
// `colors`. `palette` may be null for a coding that does not need it.
Status EncodeIndices(const IndexPlane& plane, const Rect& tile, uint32_t colors, const CodingPalette* palette,
                     IndexCoding coding, std::vector<uint8_t>& out);

// Fills the tile's rectangle of the plane, whose other pixels stay untouched.
// kUnsupported for an unknown coding, kInvalid for data that break its rules.
Status DecodeIndices(std::span<const uint8_t> data, uint32_t colors, const CodingPalette* palette, uint8_t coding,
                     const Rect& tile, IndexPlane& plane);

// The bits that each pixel of the tile costs, row after row, where its data are
// so many bytes in that coding. What is not modelled pixel by pixel is spread evenly.
std::vector<float> MeasureIndices(const IndexPlane& plane, const Rect& tile, const CodingPalette* palette,
                                  uint8_t coding, size_t data_bytes);

}  // namespace kmc

#endif  // KMC_FORMAT_INDEX_CODING_H_
