#include "format/packed_coding.h"

namespace kmc {
namespace {

size_t PackedRowSize(uint32_t width, uint32_t colors) { return (size_t{width} * PackedBits(colors) + 7) / 8; }

// Below 8 bits: the leftmost index in the most significant bits, as in PNG.
template <class T>
void PackRow(const T* row, uint32_t width, uint32_t bits, std::vector<uint8_t>& out) {
  const uint32_t per_byte = 8 / bits;
  for (uint32_t x = 0; x < width; x += per_byte) {
    uint32_t byte = 0;
    for (uint32_t i = 0; i < per_byte; ++i) byte = byte << bits | (x + i < width ? row[x + i] : 0u);
    out.push_back(static_cast<uint8_t>(byte));
  }
}

// Returns false if the padding of the last byte is not zero.
template <class T>
bool UnpackRow(const uint8_t* packed, uint32_t width, uint32_t bits, T* row) {
  const uint32_t per_byte = 8 / bits;
  const uint32_t mask = (1u << bits) - 1;
  for (uint32_t x = 0; x < width; ++x) {
    const uint32_t shift = 8 - bits - bits * (x % per_byte);
    row[x] = static_cast<T>(packed[x / per_byte] >> shift & mask);
  }
  const uint32_t used_bits = width % per_byte * bits;
  return used_bits == 0 || (packed[width / per_byte] & (0xFFu >> used_bits)) == 0;
}

template <class T>
void UnpackWholeBytes(const uint8_t* packed, uint32_t width, uint32_t bits, T* row) {
  for (uint32_t x = 0; x < width; ++x) {
    row[x] =
        bits == 8 ? static_cast<T>(packed[x]) : static_cast<T>(packed[2 * size_t{x}] | packed[2 * size_t{x} + 1] << 8);
  }
}

template <class T>
bool RowIsBelow(const T* row, uint32_t width, uint32_t colors) {
  T largest = 0;
  for (uint32_t x = 0; x < width; ++x) largest = row[x] > largest ? row[x] : largest;
  return largest < colors;
}

}  // namespace

uint32_t PackedBits(uint32_t colors) {
  if (colors <= 1) return 0;
  if (colors <= 2) return 1;
  if (colors <= 4) return 2;
  if (colors <= 16) return 4;
  return colors <= 256 ? 8 : 16;
}

uint64_t PackedSize(uint32_t width, uint32_t height, uint32_t colors) {
  return uint64_t{PackedRowSize(width, colors)} * height;
}

template <class T>
void EncodePacked(IndexView<const T> view, uint32_t colors, std::vector<uint8_t>& out) {
  const uint32_t bits = PackedBits(colors);
  if (bits == 0) return;
  for (uint32_t y = 0; y < view.height; ++y) {
    const T* row = view.Row(y);
    if (bits < 8) {
      PackRow(row, view.width, bits, out);
      continue;
    }
    for (uint32_t x = 0; x < view.width; ++x) {
      out.push_back(static_cast<uint8_t>(row[x]));
      if (bits == 16) out.push_back(static_cast<uint8_t>(row[x] >> 8));
    }
  }
}

template <class T>
Status DecodePacked(std::span<const uint8_t> data, uint32_t colors, IndexView<T> view) {
  const uint32_t bits = PackedBits(colors);
  const size_t row_size = PackedRowSize(view.width, colors);
  if (data.size() != uint64_t{row_size} * view.height) return Status::kInvalid;
  for (uint32_t y = 0; y < view.height; ++y) {
    const uint8_t* packed = data.data() + y * row_size;
    T* row = view.Row(y);
    if (bits == 0) {
      for (uint32_t x = 0; x < view.width; ++x) row[x] = 0;
    } else if (bits < 8) {
      if (!UnpackRow(packed, view.width, bits, row)) return Status::kInvalid;
    } else {
      UnpackWholeBytes(packed, view.width, bits, row);
    }
    if (!RowIsBelow(row, view.width, colors)) return Status::kInvalid;
  }
  return Status::kOk;
}

template void EncodePacked(IndexView<const uint8_t>, uint32_t, std::vector<uint8_t>&);
template void EncodePacked(IndexView<const uint16_t>, uint32_t, std::vector<uint8_t>&);
template Status DecodePacked(std::span<const uint8_t>, uint32_t, IndexView<uint8_t>);
template Status DecodePacked(std::span<const uint8_t>, uint32_t, IndexView<uint16_t>);

}  // namespace kmc
