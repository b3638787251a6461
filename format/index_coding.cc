#include "format/index_coding.h"

#include "format/deflate_coding.h"
#include "format/packed_coding.h"

namespace kmc {

Status EncodeIndices(const IndexPlane& plane, const Rect& tile, uint32_t colors, IndexCoding coding,
                     std::vector<uint8_t>& out) {
  return plane.Visit(tile, [&](auto view) {
    switch (coding) {
      case IndexCoding::kPacked:
        EncodePacked(view, colors, out);
        return Status::kOk;
      case IndexCoding::kDeflate:
        return EncodeDeflate(view, colors, out);
    }
    return Status::kInternal;
  });
}

Status DecodeIndices(std::span<const uint8_t> data, uint32_t colors, uint8_t coding, const Rect& tile,
                     IndexPlane& plane) {
  return plane.Visit(tile, [&](auto view) {
    switch (static_cast<IndexCoding>(coding)) {
      case IndexCoding::kPacked:
        return DecodePacked(data, colors, view);
      case IndexCoding::kDeflate:
        return DecodeDeflate(data, colors, view);
    }
    return Status::kUnsupported;
  });
}

}  // namespace kmc
