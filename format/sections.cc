#include "format/sections.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

namespace kmc {
namespace {

Status ReadHeader(ByteReader& reader, const Limits& limits, Header& header) {
  uint32_t last_x = 0, last_y = 0;
  KMC_RETURN_IF_ERROR(reader.ReadVarint(last_x));
  KMC_RETURN_IF_ERROR(reader.ReadVarint(last_y));
  KMC_RETURN_IF_ERROR(reader.ReadU8(header.tile_byte));
  if (last_x >= kMaxExtent || last_y >= kMaxExtent) return Status::kInvalid;
  header.width = last_x + 1;
  header.height = last_y + 1;
  if (header.Grid().count() > kMaxTiles) return Status::kInvalid;
  if (header.width > limits.max_width || header.height > limits.max_height) return Status::kLimit;
  return uint64_t{header.width} * header.height > limits.max_pixels ? Status::kLimit : Status::kOk;
}

// A payload that ends before its fields do is whole as a file, but breaks the format.
Status WithinPayload(Status status) { return status == Status::kTruncated ? Status::kInvalid : status; }

Status ReadPalette(const Section& section, Container& container) {
  container.sizes.palette = section.whole.size();
  container.head_crc = Crc(container.head_crc, section.whole);
  return WithinPayload(DecodePalette(section.payload, container.palette));
}

Status ReadTileFields(std::span<const uint8_t> payload, uint64_t tile_count, uint32_t& number, uint8_t& coding,
                      size_t& data_size) {
  ByteReader reader(payload);
  number = 0;
  if (tile_count > 1) KMC_RETURN_IF_ERROR(reader.ReadVarint(number));
  KMC_RETURN_IF_ERROR(reader.ReadU8(coding));
  data_size = reader.remaining();
  return Status::kOk;
}

}  // namespace

uint32_t Crc(uint32_t crc, std::span<const uint8_t> bytes) {
  return static_cast<uint32_t>(crc32_z(crc, bytes.data(), bytes.size()));
}

Status ReadSignature(std::span<const uint8_t> bytes, ByteReader& reader) {
  const size_t present = std::min(bytes.size(), kSignature.size());
  if (!std::equal(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(present), kSignature.begin()))
    return Status::kForeign;
  std::span<const uint8_t> signature;
  KMC_RETURN_IF_ERROR(reader.ReadSpan(kSignature.size(), signature));
  uint8_t version = 0;
  KMC_RETURN_IF_ERROR(reader.ReadU8(version));
  return version == kVersion ? Status::kOk : Status::kVersion;
}

Status ReadSection(std::span<const uint8_t> bytes, ByteReader& reader, Section& section) {
  const size_t begin = reader.position();
  uint32_t length = 0;
  KMC_RETURN_IF_ERROR(reader.ReadU8(section.type));
  KMC_RETURN_IF_ERROR(reader.ReadVarint(length));
  KMC_RETURN_IF_ERROR(reader.ReadSpan(length, section.payload));
  section.whole = bytes.subspan(begin, reader.position() - begin);
  return Status::kOk;
}

Status ReadHead(std::span<const uint8_t> bytes, const Limits& limits, ByteReader& reader, MetadataState& metadata,
                Container& container) {
  KMC_RETURN_IF_ERROR(ReadSignature(bytes, reader));
  KMC_RETURN_IF_ERROR(ReadHeader(reader, limits, container.header));
  container.sizes.header = reader.position();
  container.head_crc = Crc(0, bytes.first(reader.position()));
  for (;;) {
    Section section;
    KMC_RETURN_IF_ERROR(ReadSection(bytes, reader, section));
    if (section.type == kPalette) return ReadPalette(section, container);
    if (section.type == kTile || section.type == kEnd) return Status::kInvalid;
    if (section.type < kAncillary) return Status::kUnsupported;
    KMC_RETURN_IF_ERROR(ReadAncillary(section, metadata, container));
  }
}

Status ReadTile(const Section& section, uint64_t tile_count, uint32_t& number, TileView& tile) {
  if (section.payload.size() < kCrcSize) return Status::kInvalid;
  const auto payload = section.payload.first(section.payload.size() - kCrcSize);
  size_t data_size = 0;
  KMC_RETURN_IF_ERROR(WithinPayload(ReadTileFields(payload, tile_count, number, tile.coding, data_size)));
  tile.section = section.whole;
  tile.data_begin = static_cast<uint8_t>(section.whole.size() - kCrcSize - data_size);
  return Status::kOk;
}

Status SplitCrc(std::span<const uint8_t> whole, std::span<const uint8_t>& covered, uint32_t& crc) {
  if (whole.size() < kCrcSize) return Status::kInvalid;
  covered = whole.first(whole.size() - kCrcSize);
  return ByteReader(whole.last(kCrcSize)).ReadU32(crc);
}

Status ReadAncillary(const Section& section, MetadataState& state, Container& container) {
  container.sizes.metadata += section.whole.size();
  std::span<const uint8_t> covered;
  uint32_t crc = 0;
  const bool intact = section.payload.size() >= kCrcSize && SplitCrc(section.whole, covered, crc) == Status::kOk &&
                      Crc(0, covered) == crc;
  const auto number = static_cast<uint8_t>(section.type - kAncillary);
  if (!intact || !IsKnownMetadata(number)) {
    container.dropped_metadata += !intact;
    return Status::kOk;
  }
  const auto kind = static_cast<MetadataKind>(number);
  MetadataItem item;
  const auto payload = section.payload.first(section.payload.size() - kCrcSize);
  const Status status = DecodeMetadata(kind, payload, state.budget, item);
  if (status == Status::kMemory) return status;
  const bool repeated = kind != MetadataKind::kText && (state.kinds_seen >> number & 1);
  const bool too_late = StandsBeforePixels(kind) && state.pixels_began;
  if (status != Status::kOk || repeated || too_late) {
    ++container.dropped_metadata;
    return Status::kOk;
  }
  state.kinds_seen |= 1u << number;
  container.metadata.push_back(std::move(item));
  return Status::kOk;
}

}  // namespace kmc
