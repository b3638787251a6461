#include "tools/exif_orientation.h"

#include <algorithm>
#include <array>

namespace kmc::tools {
namespace {

constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kShort = 3;      // TIFF's 16-bit type
constexpr size_t kEntrySize = 12;   // tag, type, count, value
constexpr size_t kValueOffset = 8;  // within an entry

// Big- or little-endian integers at checked places; 0 beyond the end.
struct TiffReader {
  std::span<const uint8_t> bytes;
  bool big_endian;

  uint32_t Read(size_t position, size_t size) const {
    if (position > bytes.size() || bytes.size() - position < size) return 0;
    uint32_t value = 0;
    for (size_t i = 0; i < size; ++i) value = value << 8 | bytes[position + (big_endian ? i : size - 1 - i)];
    return value;
  }
};

// Of the orientation's value in the first directory, or 0.
size_t FindOrientation(const TiffReader& tiff) {
  const size_t directory = tiff.Read(4, 4);
  const size_t entries = tiff.Read(directory, 2);
  for (size_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + i * kEntrySize;
    if (tiff.Read(entry, 2) == kOrientationTag && tiff.Read(entry + 2, 2) == kShort) return entry + kValueOffset;
  }
  return 0;
}

}  // namespace

Orientation TakeOrientation(std::span<uint8_t> exif) {
  constexpr std::array<uint8_t, 4> kLittle = {'I', 'I', 42, 0}, kBig = {'M', 'M', 0, 42};
  if (exif.size() < 8) return {};
  const bool big_endian = std::equal(kBig.begin(), kBig.end(), exif.begin());
  if (!big_endian && !std::equal(kLittle.begin(), kLittle.end(), exif.begin())) return {};
  const TiffReader tiff{exif, big_endian};
  const size_t position = FindOrientation(tiff);
  const uint32_t value = position == 0 ? 0 : tiff.Read(position, 2);
  if (value < 1 || value > 8) return {};
  exif[position] = big_endian ? 0 : 1;
  exif[position + 1] = big_endian ? 1 : 0;
  // 1 upright, 2 mirrored, 3 upside down, 4 both, 5..8 the same with rows as columns.
  return {.swap = value >= 5,
          .flip_x = value == 2 || value == 3 || value == 6 || value == 7,
          .flip_y = value == 3 || value == 4 || value == 7 || value == 8};
}

}  // namespace kmc::tools
