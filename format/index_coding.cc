#include "format/index_coding.h"

#include "format/deflate_coding.h"
#include "format/fast_coding.h"
#include "format/max_coding.h"
#include "format/packed_coding.h"

namespace kmc {

Status EncodeIndices(const IndexPlane& plane, const Rect& tile, std::span<const Rgba> colors, IndexCoding coding,
                     std::vector<uint8_t>& out) {
  const auto count = static_cast<uint32_t>(colors.size());
  return plane.Visit(tile, [&](auto view) {
    switch (coding) {
      case IndexCoding::kPacked:
        EncodePacked(view, count, out);
        return Status::kOk;
      case IndexCoding::kDeflate:
        return EncodeDeflate(view, count, out);
      case IndexCoding::kFast:
        EncodeFast(view, colors, out);
        return Status::kOk;
      case IndexCoding::kMax:
        EncodeMax(view, colors, out);
        return Status::kOk;
    }
    return Status::kInternal;
  });
}

Status DecodeIndices(std::span<const uint8_t> data, std::span<const Rgba> colors, uint8_t coding, const Rect& tile,
                     IndexPlane& plane) {
  const auto count = static_cast<uint32_t>(colors.size());
  return plane.Visit(tile, [&](auto view) {
    switch (static_cast<IndexCoding>(coding)) {
      case IndexCoding::kPacked:
        return DecodePacked(data, count, view);
      case IndexCoding::kDeflate:
        return DecodeDeflate(data, count, view);
      case IndexCoding::kFast:
        return DecodeFast(data, colors, view);
      case IndexCoding::kMax:
        return DecodeMax(data, colors, view);
    }
    return Status::kUnsupported;
  });
}

}  // namespace kmc
