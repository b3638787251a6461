#include "format/fast_coding.h"

#include "format/bit_coder.h"
#include "format/fast_tile.h"
#include "format/padded_tile.h"

namespace kmc {
namespace {

// The tile's indices in scan order. `bits` come back changed: as a local variable they stay in registers.
template <class T, class Bits>
Bits CodeAll(FastTile<T>& coded, const CodingPalette& palette, const PaddedTile<T>& tile, Bits bits) {
  if (palette.size() == 1) return bits;  // all indices are 0
  for (uint32_t y = 0; y < tile.height() && !bits.Exhausted(); ++y) {
    coded.BeginRow(y);
    coded.CodeRow(bits, y);
  }
  return bits;
}

}  // namespace

template <class T>
void EncodeFast(IndexView<const T> view, const CodingPalette& palette, std::vector<uint8_t>& out) {
  PaddedTile<T> tile(view.width, view.height);
  tile.CopyFrom(view);
  FastTile<T> coded(palette, tile);
  CodeAll(coded, palette, tile, BitEncoder(out)).Finish();
}

template <class T>
Status DecodeFast(std::span<const uint8_t> data, const CodingPalette& palette, IndexView<T> view) {
  PaddedTile<T> tile(view.width, view.height);
  FastTile<T> coded(palette, tile);
  const BitDecoder bits = CodeAll(coded, palette, tile, BitDecoder(data));
  tile.CopyTo(view);
  return bits.EndsExactly() && !coded.strayed() ? Status::kOk : Status::kInvalid;
}

template <class T>
std::vector<float> MeasureFast(IndexView<const T> view, const CodingPalette& palette) {
  PaddedTile<T> tile(view.width, view.height);
  tile.CopyFrom(view);
  FastTile<T> coded(palette, tile);
  std::vector<float> pixels;
  CodeAll(coded, palette, tile, BitMeter(pixels));
  return pixels;
}

template void EncodeFast(IndexView<const uint8_t>, const CodingPalette&, std::vector<uint8_t>&);
template void EncodeFast(IndexView<const uint16_t>, const CodingPalette&, std::vector<uint8_t>&);
template Status DecodeFast(std::span<const uint8_t>, const CodingPalette&, IndexView<uint8_t>);
template Status DecodeFast(std::span<const uint8_t>, const CodingPalette&, IndexView<uint16_t>);
template std::vector<float> MeasureFast(IndexView<const uint8_t>, const CodingPalette&);
template std::vector<float> MeasureFast(IndexView<const uint16_t>, const CodingPalette&);

}  // namespace kmc
