#include "tests/fuzz/checksums.h"

#include "format/byte_reader.h"
#include "format/sections.h"

namespace kmc::fuzz {
namespace {

// Signature, version, width, height and tile byte, whatever they say.
bool SkipHeader(ByteReader& reader) {
  std::span<const uint8_t> start;
  uint32_t extent = 0;
  uint8_t tile_byte = 0;
  return reader.ReadSpan(kSignature.size() + 1, start) == Status::kOk && reader.ReadVarint(extent) == Status::kOk &&
         reader.ReadVarint(extent) == Status::kOk && reader.ReadU8(tile_byte) == Status::kOk;
}

}  // namespace

void RepairChecksums(std::span<uint8_t> file) {
  ByteReader reader(file);
  if (!SkipHeader(reader)) return;
  uint32_t head_crc = Crc(0, file.first(reader.position()));
  for (Section section; ReadSection(file, reader, section) == Status::kOk;) {
    if (section.type == kPalette) head_crc = Crc(head_crc, section.whole);
    const bool has_crc = section.type == kTile || section.type >= kAncillary;
    if (!has_crc || section.payload.size() < kCrcSize) continue;
    const uint32_t before = section.type == kTile ? head_crc : 0;
    const uint32_t crc = Crc(before, section.whole.first(section.whole.size() - kCrcSize));
    const auto stored = file.subspan(reader.position() - kCrcSize, kCrcSize);
    for (size_t i = 0; i < kCrcSize; ++i) stored[i] = static_cast<uint8_t>(crc >> 8 * i);
  }
}

}  // namespace kmc::fuzz
