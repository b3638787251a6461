#include "tests/spec/file_builder.h"

#include <cstdlib>
#include <utility>

#include "format/byte_writer.h"

namespace kmc::spec {
namespace {

// As the specification defines it, bit by bit.
Bytes Crc32(const Bytes& bytes) {
  uint32_t crc = 0xFFFFFFFF;
  for (const uint8_t byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  Bytes out;
  WriteU32(~crc, out);
  return out;
}

Bytes Framing(uint8_t type, size_t payload_size) { return Join({{type}, Varint(static_cast<uint32_t>(payload_size))}); }

}  // namespace

Bytes Join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes Varint(uint32_t value) {
  Bytes out;
  WriteVarint(value, out);
  return out;
}

Bytes FromText(std::string_view text) { return {text.begin(), text.end()}; }

Bytes FromHex(std::string_view digits) {
  const auto value = [](char digit) { return digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10; };
  Bytes out;
  for (size_t i = 0; i + 1 < digits.size(); i += digits[i] == ' ' ? 1 : 2) {
    if (digits[i] != ' ') out.push_back(static_cast<uint8_t>(value(digits[i]) * 16 + value(digits[i + 1])));
  }
  return out;
}

Bytes HeaderBytes(uint32_t width, uint32_t height, uint8_t tile_byte) {
  return Join({{0x8B, 'K', 'M', 'C', 1}, Varint(width - 1), Varint(height - 1), {tile_byte}});
}

FileBuilder::FileBuilder(Bytes head) : bytes_(head), head_(std::move(head)) {}

FileBuilder& FileBuilder::PaletteSection(const Bytes& payload) {
  head_ = Join({head_, Framing(kPaletteType, payload.size()), payload});
  return Section(kPaletteType, payload);
}

FileBuilder& FileBuilder::PaletteSection(const Palette& palette) {
  Bytes payload;
  if (EncodePalette(palette, payload) != Status::kOk) std::abort();  // the vector's palette is not in order
  return PaletteSection(payload);
}

FileBuilder& FileBuilder::TileSection(const Bytes& payload) {
  const Bytes covered = Join({Framing(kTileType, payload.size() + 4), payload});
  return Raw(Join({covered, Crc32(Join({head_, covered}))}));
}

FileBuilder& FileBuilder::Ancillary(uint8_t type, const Bytes& payload) {
  const Bytes covered = Join({Framing(type, payload.size() + 4), payload});
  return Raw(Join({covered, Crc32(covered)}));
}

FileBuilder& FileBuilder::Section(uint8_t type, const Bytes& payload) {
  return Raw(Join({Framing(type, payload.size()), payload}));
}

FileBuilder& FileBuilder::Raw(const Bytes& bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return *this;
}

}  // namespace kmc::spec
