#include "format/salvage.h"

#include "format/part_crcs.h"
#include "format/sections.h"

namespace kmc {
namespace {

class SectionSearch {
 public:
  SectionSearch(std::span<const uint8_t> bytes, const Container& container)
      : bytes_(bytes), crcs_(bytes), container_(container) {}

  bool IsEnd(size_t place) const {
    Section section;
    return Frames(place, section) && section.type == kEnd && section.payload.empty();
  }

  // The first place from `begin` on where a section is that proves itself; the end of the file if there is none.
  size_t Find(size_t begin, Section& section) const {
    // Here a section is expected: one of unknown metadata is as good as any.
    if (Frames(begin, section) && section.type >= kAncillary && IsProven(begin, section, 0)) return begin;
    size_t place = begin;
    while (place < bytes_.size() && !IsFoundAt(place, section)) ++place;
    return place;
  }

 private:
  bool Frames(size_t place, Section& section) const {
    const auto rest = bytes_.subspan(place);
    ByteReader reader(rest);
    return ReadSection(rest, reader, section) == Status::kOk;
  }

  // Types and numbers are looked at first, as they rule out nearly all places.
  bool IsFoundAt(size_t place, Section& section) const {
    if (!Frames(place, section)) return false;
    if (section.type == kTile) return IsMissing(section) && IsProven(place, section, container_.head_crc);
    const auto metadata = static_cast<uint8_t>(section.type - kAncillary);
    return section.type > kAncillary && IsKnownMetadata(metadata) && IsProven(place, section, 0);
  }

  bool IsMissing(const Section& section) const {
    TileView tile;
    uint32_t number = 0;
    return ReadTile(section, container_.tiles.size(), number, tile) == Status::kOk &&
           number < container_.tiles.size() && container_.tiles[number].section.empty();
  }

  bool IsProven(size_t place, const Section& section, uint32_t before) const {
    std::span<const uint8_t> covered;
    uint32_t crc = 0;
    return section.payload.size() >= kCrcSize && SplitCrc(section.whole, covered, crc) == Status::kOk &&
           crcs_.Behind(before, place, place + covered.size()) == crc;
  }

  const std::span<const uint8_t> bytes_;
  const PartCrcs crcs_;
  const Container& container_;
};

Status Keep(const Section& section, MetadataState& metadata, Container& container) {
  if (section.type != kTile) return ReadAncillary(section, metadata, container);
  TileView tile;
  uint32_t number = 0;
  KMC_RETURN_IF_ERROR(ReadTile(section, container.tiles.size(), number, tile));
  container.tiles[number] = tile;
  metadata.pixels_began = true;
  return Status::kOk;
}

}  // namespace

Status SalvageContainer(std::span<const uint8_t> bytes, const Limits& limits, Container& container, Gaps& gaps) {
  ByteReader reader(bytes);
  container = Container();
  MetadataState metadata{limits.max_metadata};
  KMC_RETURN_IF_ERROR(ReadHead(bytes, limits, reader, metadata, container));
  container.tiles.resize(static_cast<size_t>(container.header.Grid().count()));
  const SectionSearch search(bytes, container);
  size_t place = reader.position();
  while (place < bytes.size() && !search.IsEnd(place)) {
    Section section;
    const size_t found = search.Find(place, section);
    gaps.skipped_bytes += found - place;
    if (found > place && bytes[place] >= kAncillary) ++container.dropped_metadata;
    if (found < bytes.size()) KMC_RETURN_IF_ERROR(Keep(section, metadata, container));
    place = found < bytes.size() ? found + section.whole.size() : found;
  }
  gaps.ends_early = place == bytes.size();
  return Status::kOk;
}

}  // namespace kmc
