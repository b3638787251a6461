// The index codings behind one pair of functions. Spec section "Index codings".
#ifndef KMC_FORMAT_INDEX_CODING_H_
#define KMC_FORMAT_INDEX_CODING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/index_plane.h"
#include "format/rgba.h"
#include "format/status.h"

namespace kmc {

// The first byte of a tile.
enum class IndexCoding : uint8_t { kPacked = 1, kDeflate = 2, kFast = 3, kMax = 4 };

// Appends the tile's data (without the coding byte) to out. Indices are below colors.size().
Status EncodeIndices(const IndexPlane& plane, const Rect& tile, std::span<const Rgba> colors, IndexCoding coding,
                     std::vector<uint8_t>& out);

// Fills the tile's rectangle of the plane, whose other pixels stay untouched.
// kUnsupported for an unknown coding, kInvalid for data that break its rules.
Status DecodeIndices(std::span<const uint8_t> data, std::span<const Rgba> colors, uint8_t coding, const Rect& tile,
                     IndexPlane& plane);

}  // namespace kmc

#endif  // KMC_FORMAT_INDEX_CODING_H_
