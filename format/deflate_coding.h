// Index coding `deflate`: one zlib stream (RFC 1950) over the packed tile; and
// the same stream for metadata. Spec section "Deflate".
#ifndef KMC_FORMAT_DEFLATE_CODING_H_
#define KMC_FORMAT_DEFLATE_CODING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/index_plane.h"
#include "format/status.h"

namespace kmc {

// A zlib stream of `bytes` appended to out.
Status Deflate(std::span<const uint8_t> bytes, std::vector<uint8_t>& out);

// False if no zlib stream of data_size bytes can yield `size` bytes: to be
// asked before making room for them.
bool MayInflateTo(size_t data_size, uint64_t size);

// kInvalid unless `data` is exactly one zlib stream that yields exactly out.size() bytes.
Status Inflate(std::span<const uint8_t> data, std::span<uint8_t> out);

template <class T>
Status EncodeDeflate(IndexView<const T> view, uint32_t colors, std::vector<uint8_t>& out);

template <class T>
Status DecodeDeflate(std::span<const uint8_t> data, uint32_t colors, IndexView<T> view);

}  // namespace kmc

#endif  // KMC_FORMAT_DEFLATE_CODING_H_
