// The parts of a file, one by one: for ParseContainer, which wants all of them
// in their order, and for SalvageContainer, which takes what is left of them.
#ifndef KMC_FORMAT_SECTIONS_H_
#define KMC_FORMAT_SECTIONS_H_

#include <array>
#include <cstdint>
#include <span>

#include "format/byte_reader.h"
#include "format/container.h"
#include "format/limits.h"
#include "format/status.h"

namespace kmc {

// The first byte is no text and no UTF-8, so that the file is never taken for either.
inline constexpr std::array<uint8_t, 4> kSignature = {0x8B, 'K', 'M', 'C'};
inline constexpr uint8_t kVersion = 1;

enum SectionType : uint8_t { kEnd = 0x00, kPalette = 0x01, kTile = 0x02, kAncillary = 0x80 };

struct Section {
  uint8_t type = 0;
  std::span<const uint8_t> payload;
  std::span<const uint8_t> whole;  // type, length and payload
};

// What decides whether metadata are kept, as far as the file has been read.
struct MetadataState {
  uint64_t budget = 0;        // bytes of content still allowed
  uint32_t kinds_seen = 0;    // a bit for each kind that was kept
  bool pixels_began = false;  // a tile was read
};

uint32_t Crc(uint32_t crc, std::span<const uint8_t> bytes);

Status ReadSignature(std::span<const uint8_t> bytes, ByteReader& reader);
// The next section of `bytes`, from which the reader reads.
Status ReadSection(std::span<const uint8_t> bytes, ByteReader& reader, Section& section);

// Everything up to the palette, which is the last thing that it reads.
Status ReadHead(std::span<const uint8_t> bytes, const Limits& limits, ByteReader& reader, MetadataState& metadata,
                Container& container);
// The fields of a tile section; which numbers are right is for the caller to say.
Status ReadTile(const Section& section, uint64_t tile_count, uint32_t& number, TileView& tile);
// Damaged metadata never cost the pixels: they are dropped and counted. Fails for want of memory alone.
Status ReadAncillary(const Section& section, MetadataState& state, Container& container);

// The last four bytes of a whole section, and those that they are about.
Status SplitCrc(std::span<const uint8_t> whole, std::span<const uint8_t>& covered, uint32_t& crc);

}  // namespace kmc

#endif  // KMC_FORMAT_SECTIONS_H_
