#include "format/index_coding.h"

#include "format/deflate_coding.h"
#include "format/fast_coding.h"
#include "format/max_coding.h"
#include "format/packed_coding.h"

namespace kmc {

bool NeedsCodingPalette(uint8_t coding) {
  return coding == static_cast<uint8_t>(IndexCoding::kFast) || coding == static_cast<uint8_t>(IndexCoding::kMax);
}

Status EncodeIndices(const IndexPlane& plane, const Rect& tile, uint32_t colors, const CodingPalette* palette,
                     IndexCoding coding, std::vector<uint8_t>& out) {
  return plane.Visit(tile, [&](auto view) {
    switch (coding) {
      case IndexCoding::kPacked:
        EncodePacked(view, colors, out);
        return Status::kOk;
      case IndexCoding::kDeflate:
        return EncodeDeflate(view, colors, out);
      case IndexCoding::kFast:
        EncodeFast(view, *palette, out);
        return Status::kOk;
      case IndexCoding::kMax:
        EncodeMax(view, *palette, out);
        return Status::kOk;
    }
    return Status::kInternal;
  });
}

Status DecodeIndices(std::span<const uint8_t> data, uint32_t colors, const CodingPalette* palette, uint8_t coding,
                     const Rect& tile, IndexPlane& plane) {
  return plane.Visit(tile, [&](auto view) {
    switch (static_cast<IndexCoding>(coding)) {
      case IndexCoding::kPacked:
        return DecodePacked(data, colors, view);
      case IndexCoding::kDeflate:
        return DecodeDeflate(data, colors, view);
      case IndexCoding::kFast:
        return DecodeFast(data, *palette, view);
      case IndexCoding::kMax:
        return DecodeMax(data, *palette, view);
    }
    return Status::kUnsupported;
  });
}

std::vector<float> MeasureIndices(const IndexPlane& plane, const Rect& tile, const CodingPalette* palette,
                                  uint8_t coding, size_t data_bytes) {
  const size_t pixels = size_t{tile.width} * tile.height;
  if (!NeedsCodingPalette(coding)) {
    return std::vector<float>(pixels,
                              static_cast<float>(8.0 * static_cast<double>(data_bytes) / static_cast<double>(pixels)));
  }
  if (palette->size() == 1) return std::vector<float>(pixels);
  const bool is_fast = coding == static_cast<uint8_t>(IndexCoding::kFast);
  return plane.Visit(tile,
                     [&](auto view) { return is_fast ? MeasureFast(view, *palette) : MeasureMax(view, *palette); });
}

}  // namespace kmc
