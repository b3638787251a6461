// Index coding `packed`: a fixed number of bits per index, no entropy coding.
// Also the bytes that `deflate` compresses. Spec section "Packed".
#ifndef KMC_FORMAT_PACKED_CODING_H_
#define KMC_FORMAT_PACKED_CODING_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "format/index_plane.h"
#include "format/status.h"

namespace kmc {

// Bits that hold any index below `colors` (1..65536): 0, 1, 2, 4, 8 or 16.
uint32_t PackedBits(uint32_t colors);

// Bytes of a packed tile; rows are padded to whole bytes.
uint64_t PackedSize(uint32_t width, uint32_t height, uint32_t colors);

// Appends the packed tile to out. T is uint8_t for at most 256 colours, else uint16_t.
template <class T>
void EncodePacked(IndexView<const T> view, uint32_t colors, std::vector<uint8_t>& out);

// kInvalid unless `data` has exactly the packed size, its padding bits are 0
// and every index is below `colors`.
template <class T>
Status DecodePacked(std::span<const uint8_t> data, uint32_t colors, IndexView<T> view);

}  // namespace kmc

#endif  // KMC_FORMAT_PACKED_CODING_H_
