#include "format/container.h"

#include <algorithm>

#include "format/byte_reader.h"
#include "format/byte_writer.h"
#include "format/sections.h"

namespace kmc {
namespace {

// Type, length, number, coding, CRC: no tile of several is smaller.
constexpr size_t kLeastTileSection = 1 + 1 + 1 + 1 + kCrcSize;

Status AppendTile(const Section& section, uint64_t tile_count, Container& container) {
  if (container.tiles.size() == tile_count) return Status::kInvalid;
  TileView tile;
  uint32_t number = 0;
  KMC_RETURN_IF_ERROR(ReadTile(section, tile_count, number, tile));
  if (number != container.tiles.size()) return Status::kInvalid;
  container.sizes.tiles += section.whole.size();
  container.tiles.push_back(tile);
  return Status::kOk;
}

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
  MetadataState metadata{limits.max_metadata};
  KMC_RETURN_IF_ERROR(ReadHead(bytes, limits, reader, metadata, container));
  const uint64_t tile_count = container.header.Grid().count();
  container.tiles.reserve(static_cast<size_t>(std::min<uint64_t>(tile_count, reader.remaining() / kLeastTileSection)));
  for (;;) {
    Section section;
    KMC_RETURN_IF_ERROR(ReadSection(bytes, reader, section));
    if (section.type >= kAncillary) {
      KMC_RETURN_IF_ERROR(ReadAncillary(section, metadata, container));
    } else if (section.type == kTile) {
      KMC_RETURN_IF_ERROR(AppendTile(section, tile_count, container));
      metadata.pixels_began = true;
    } else if (section.type == kEnd) {
      container.sizes.end_section = section.whole.size();
      container.sizes.file = reader.position();
      if (!section.payload.empty() || container.tiles.size() != tile_count) return Status::kInvalid;
      return Status::kOk;
    } else {
      return section.type == kPalette ? Status::kInvalid : Status::kUnsupported;
    }
  }
}

void PrepareDecoding(Container& container) {
  const auto& tiles = container.tiles;
  const auto is_max = [](const TileView& tile) { return tile.coding == static_cast<uint8_t>(IndexCoding::kMax); };
  if (std::any_of(tiles.begin(), tiles.end(), [](const TileView& tile) { return NeedsCodingPalette(tile.coding); }))
    container.coding_palette.emplace(container.palette.colors, std::any_of(tiles.begin(), tiles.end(), is_max));
}

Status DecodeTile(const Container& container, uint64_t index, const Rect& place, IndexPlane& plane) {
  const TileView& tile = container.tiles[static_cast<size_t>(index)];
  std::span<const uint8_t> covered;
  uint32_t crc = 0;
  KMC_RETURN_IF_ERROR(SplitCrc(tile.section, covered, crc));
  if (Crc(container.head_crc, covered) != crc) return Status::kChecksum;
  if (NeedsCodingPalette(tile.coding) && !container.coding_palette) return Status::kInternal;
  const auto colors = static_cast<uint32_t>(container.palette.colors.size());
  const CodingPalette* palette = container.coding_palette ? &*container.coding_palette : nullptr;
  return DecodeIndices(tile.Data(), colors, palette, tile.coding, place, plane);
}

bool StartsLikeKmc(std::span<const uint8_t> bytes) {
  ByteReader reader(bytes);
  return ReadSignature(bytes, reader) == Status::kOk;
}

}  // namespace kmc
