#include "format/container.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "format/byte_reader.h"
#include "format/byte_writer.h"

namespace kmc {
namespace {

// The first byte is no text and no UTF-8, so that the file is never taken for either.
constexpr std::array<uint8_t, 4> kSignature = {0x8B, 'K', 'M', 'C'};
constexpr uint8_t kVersion = 1;
constexpr size_t kCrcSize = 4;

enum SectionType : uint8_t { kEnd = 0x00, kPalette = 0x01, kTile = 0x02, kAncillary = 0x80 };

uint32_t Crc(uint32_t crc, std::span<const uint8_t> bytes) {
  return static_cast<uint32_t>(crc32_z(crc, bytes.data(), bytes.size()));
}

struct Section {
  uint8_t type = 0;
  std::span<const uint8_t> payload;
  std::span<const uint8_t> whole;  // type, length and payload
};

struct MetadataState {
  uint64_t budget = 0;      // bytes of content still allowed
  uint32_t kinds_seen = 0;  // a bit for each kind that was kept
};

// ---- the stations of ParseContainer ----

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

Status ReadSection(std::span<const uint8_t> bytes, ByteReader& reader, Section& section) {
  const size_t begin = reader.position();
  uint32_t length = 0;
  KMC_RETURN_IF_ERROR(reader.ReadU8(section.type));
  KMC_RETURN_IF_ERROR(reader.ReadVarint(length));
  KMC_RETURN_IF_ERROR(reader.ReadSpan(length, section.payload));
  section.whole = bytes.subspan(begin, reader.position() - begin);
  return Status::kOk;
}

// Splits the trailing CRC off a section's payload.
Status ReadCrc(Section& section, uint32_t& crc) {
  if (section.payload.size() < kCrcSize) return Status::kInvalid;
  ByteReader reader(section.payload.last(kCrcSize));
  KMC_RETURN_IF_ERROR(reader.ReadU32(crc));
  section.payload = section.payload.first(section.payload.size() - kCrcSize);
  section.whole = section.whole.first(section.whole.size() - kCrcSize);
  return Status::kOk;
}

Status ReadTile(Section section, uint64_t tile_count, Container& container) {
  TileView tile;
  KMC_RETURN_IF_ERROR(ReadCrc(section, tile.crc));
  ByteReader reader(section.payload);
  uint32_t number = 0;
  if (tile_count > 1) KMC_RETURN_IF_ERROR(reader.ReadVarint(number));
  if (number != container.tiles.size()) return Status::kInvalid;
  KMC_RETURN_IF_ERROR(reader.ReadU8(tile.coding));
  KMC_RETURN_IF_ERROR(reader.ReadSpan(reader.remaining(), tile.data));
  tile.section = section.whole;
  container.tiles.push_back(tile);
  return Status::kOk;
}

// Damaged metadata never cost the pixels: they are dropped and counted.
Status ReadAncillary(Section section, MetadataState& state, Container& container) {
  uint32_t crc = 0;
  const bool intact = ReadCrc(section, crc) == Status::kOk && Crc(0, section.whole) == crc;
  const auto number = static_cast<uint8_t>(section.type - kAncillary);
  if (!intact || !IsKnownMetadata(number)) {
    container.dropped_metadata += !intact;
    return Status::kOk;
  }
  const auto kind = static_cast<MetadataKind>(number);
  MetadataItem item;
  const Status status = DecodeMetadata(kind, section.payload, state.budget, item);
  if (status == Status::kMemory) return status;
  const bool repeated = kind != MetadataKind::kText && (state.kinds_seen >> number & 1);
  const bool too_late = StandsBeforePixels(kind) && !container.tiles.empty();
  if (status != Status::kOk || repeated || too_late) {
    ++container.dropped_metadata;
    return Status::kOk;
  }
  state.kinds_seen |= 1u << number;
  container.metadata.push_back(std::move(item));
  return Status::kOk;
}

// A payload that ends before its fields do is whole as a file, but breaks the format.
Status WithinPayload(Status status) { return status == Status::kTruncated ? Status::kInvalid : status; }

}  // namespace

ContainerWriter::ContainerWriter(const Header& header, std::vector<uint8_t>& out)
    : out_(out), tiles_(header.Grid().count()) {
  const size_t begin = out.size();
  WriteSpan(kSignature, out);
  WriteU8(kVersion, out);
  WriteVarint(header.width - 1, out);
  WriteVarint(header.height - 1, out);
  WriteU8(header.tile_byte, out);
  head_crc_ = Crc(0, std::span(out).subspan(begin));
}

Status ContainerWriter::WritePalette(const Palette& palette) {
  std::vector<uint8_t> payload;
  KMC_RETURN_IF_ERROR(EncodePalette(palette, payload));
  const size_t begin = out_.size();
  WriteU8(kPalette, out_);
  WriteVarint(static_cast<uint32_t>(payload.size()), out_);
  WriteSpan(payload, out_);
  head_crc_ = Crc(head_crc_, std::span(out_).subspan(begin));
  return Status::kOk;
}

Status ContainerWriter::WriteMetadata(const MetadataItem& item) {
  std::vector<uint8_t> payload;
  KMC_RETURN_IF_ERROR(EncodeMetadata(item, payload));
  const size_t begin = out_.size();
  WriteU8(static_cast<uint8_t>(kAncillary + static_cast<uint8_t>(item.kind)), out_);
  WriteVarint(static_cast<uint32_t>(payload.size() + kCrcSize), out_);
  WriteSpan(payload, out_);
  WriteU32(Crc(0, std::span(out_).subspan(begin)), out_);
  return Status::kOk;
}

void ContainerWriter::WriteTile(uint64_t tile, IndexCoding coding, std::span<const uint8_t> data) {
  std::vector<uint8_t> intro;
  if (tiles_ > 1) WriteVarint(static_cast<uint32_t>(tile), intro);
  WriteU8(static_cast<uint8_t>(coding), intro);
  const size_t begin = out_.size();
  WriteU8(kTile, out_);
  WriteVarint(static_cast<uint32_t>(intro.size() + data.size() + kCrcSize), out_);
  WriteSpan(intro, out_);
  WriteSpan(data, out_);
  WriteU32(Crc(head_crc_, std::span(out_).subspan(begin)), out_);
}

void ContainerWriter::WriteEnd() {
  WriteU8(kEnd, out_);
  WriteVarint(0, out_);
}

Status ParseContainer(std::span<const uint8_t> bytes, const Limits& limits, Container& container) {
  ByteReader reader(bytes);
  container = Container();
  KMC_RETURN_IF_ERROR(ReadSignature(bytes, reader));
  KMC_RETURN_IF_ERROR(ReadHeader(reader, limits, container.header));
  container.sizes.header = reader.position();
  container.head_crc = Crc(0, bytes.first(reader.position()));
  const uint64_t tile_count = container.header.Grid().count();
  MetadataState metadata{limits.max_metadata, 0};
  for (;;) {
    Section section;
    KMC_RETURN_IF_ERROR(ReadSection(bytes, reader, section));
    if (section.type >= kAncillary) {
      container.sizes.metadata += section.whole.size();
      KMC_RETURN_IF_ERROR(ReadAncillary(section, metadata, container));
    } else if (section.type == kPalette) {
      if (!container.palette.colors.empty()) return Status::kInvalid;
      container.sizes.palette = section.whole.size();
      container.head_crc = Crc(container.head_crc, section.whole);
      KMC_RETURN_IF_ERROR(WithinPayload(DecodePalette(section.payload, container.palette)));
    } else if (section.type == kTile) {
      if (container.palette.colors.empty() || container.tiles.size() == tile_count) return Status::kInvalid;
      container.sizes.tiles += section.whole.size();
      KMC_RETURN_IF_ERROR(WithinPayload(ReadTile(section, tile_count, container)));
    } else if (section.type == kEnd) {
      container.sizes.end_section = section.whole.size();
      container.sizes.file = reader.position();
      if (!section.payload.empty() || container.tiles.size() != tile_count) return Status::kInvalid;
      if (std::any_of(container.tiles.begin(), container.tiles.end(),
                      [](const TileView& tile) { return NeedsCodingPalette(tile.coding); })) {
        container.coding_palette.emplace(container.palette.colors);
      }
      return Status::kOk;
    } else {
      return Status::kUnsupported;
    }
  }
}

Status DecodeTile(const Container& container, uint64_t index, const Rect& place, IndexPlane& plane) {
  const TileView& tile = container.tiles[static_cast<size_t>(index)];
  if (Crc(container.head_crc, tile.section) != tile.crc) return Status::kChecksum;
  const auto colors = static_cast<uint32_t>(container.palette.colors.size());
  const CodingPalette* palette = container.coding_palette ? &*container.coding_palette : nullptr;
  return DecodeIndices(tile.data, colors, palette, tile.coding, place, plane);
}

bool StartsLikeKmc(std::span<const uint8_t> bytes) {
  ByteReader reader(bytes);
  return ReadSignature(bytes, reader) == Status::kOk;
}

}  // namespace kmc
