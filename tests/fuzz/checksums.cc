#include "tests/fuzz/checksums.h"

#include <zlib.h>

#include "format/byte_reader.h"

namespace kmc::fuzz {
namespace {

constexpr size_t kCrcSize = 4;
constexpr uint8_t kPaletteType = 0x01, kTileType = 0x02, kFirstAncillary = 0x80;

uint32_t Crc(uint32_t crc, std::span<const uint8_t> bytes) {
  return static_cast<uint32_t>(crc32_z(crc, bytes.data(), bytes.size()));
}

// Signature, version, width, height and tile byte.
bool SkipHead(ByteReader& reader) {
  std::span<const uint8_t> start;
  uint32_t extent = 0;
  uint8_t tile_byte = 0;
  return reader.ReadSpan(5, start) == Status::kOk && reader.ReadVarint(extent) == Status::kOk &&
         reader.ReadVarint(extent) == Status::kOk && reader.ReadU8(tile_byte) == Status::kOk;
}

}  // namespace

void RepairKmc(std::span<uint8_t> file) {
  ByteReader reader(file);
  if (!SkipHead(reader)) return;
  uint32_t head_crc = Crc(0, file.first(reader.position()));
  for (;;) {
    const size_t begin = reader.position();
    uint8_t type = 0;
    uint32_t length = 0;
    std::span<const uint8_t> payload;
    if (reader.ReadU8(type) != Status::kOk || reader.ReadVarint(length) != Status::kOk ||
        reader.ReadSpan(length, payload) != Status::kOk) {
      return;
    }
    const auto section = file.subspan(begin, reader.position() - begin);
    if (type == kPaletteType) head_crc = Crc(head_crc, section);
    if ((type != kTileType && type < kFirstAncillary) || length < kCrcSize) continue;
    const uint32_t crc = Crc(type == kTileType ? head_crc : 0, section.first(section.size() - kCrcSize));
    for (size_t i = 0; i < kCrcSize; ++i) section[section.size() - kCrcSize + i] = static_cast<uint8_t>(crc >> 8 * i);
  }
}

void RepairPng(std::span<uint8_t> file) {
  constexpr size_t kSignature = 8, kIntro = 8;  // of a chunk: length and type
  for (size_t begin = kSignature; begin < file.size() && file.size() - begin >= kIntro + kCrcSize;) {
    const auto rest = file.subspan(begin);
    const size_t length = size_t{rest[0]} << 24 | size_t{rest[1]} << 16 | size_t{rest[2]} << 8 | rest[3];
    if (length > rest.size() - kIntro - kCrcSize) return;
    const uint32_t crc = Crc(0, rest.subspan(4, 4 + length));
    for (size_t i = 0; i < kCrcSize; ++i) rest[kIntro + length + i] = static_cast<uint8_t>(crc >> (24 - 8 * i));
    begin += kIntro + length + kCrcSize;
  }
}

}  // namespace kmc::fuzz
