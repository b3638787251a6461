// Writes .kmc files piece by piece. Unlike ContainerWriter it knows none of the
// rules, so that one piece can be wrong while all others, CRCs included, are right.
#ifndef KMC_TESTS_SPEC_FILE_BUILDER_H_
#define KMC_TESTS_SPEC_FILE_BUILDER_H_

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "format/palette_coding.h"

namespace kmc::spec {

using Bytes = std::vector<uint8_t>;

inline uint8_t LowByte(uint32_t value) { return static_cast<uint8_t>(value); }

Bytes Join(std::initializer_list<Bytes> parts);
Bytes Varint(uint32_t value);
Bytes FromText(std::string_view text);
Bytes FromHex(std::string_view digits);  // pairs of digits; spaces are skipped

// Signature, version 1 and header.
Bytes HeaderBytes(uint32_t width, uint32_t height, uint8_t tile_byte);

// Types of sections as the specification writes them.
enum : uint8_t {
  kEndType = 0x00,
  kPaletteType = 0x01,
  kTileType = 0x02,
  kIccType = 0x81,
  kResolutionType = 0x82,
  kExifType = 0x83,
  kXmpType = 0x84,
  kTextType = 0x85,
  kColorimetryType = 0x86,
};

class FileBuilder {
 public:
  explicit FileBuilder(Bytes head);
  FileBuilder(uint32_t width, uint32_t height, uint8_t tile_byte = 0)
      : FileBuilder(HeaderBytes(width, height, tile_byte)) {}

  const Bytes& bytes() const { return bytes_; }

  // Payloads are without their CRC, which is added.
  FileBuilder& PaletteSection(const Bytes& payload);
  FileBuilder& PaletteSection(const Palette& palette);
  FileBuilder& TileSection(const Bytes& payload);
  FileBuilder& Ancillary(uint8_t type, const Bytes& payload);
  FileBuilder& End() { return Section(kEndType, {}); }

  // The payload as it is.
  FileBuilder& Section(uint8_t type, const Bytes& payload);
  FileBuilder& Raw(const Bytes& bytes);

 private:
  Bytes bytes_;
  Bytes head_;  // what the CRC of a tile covers before its section
};

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_FILE_BUILDER_H_
