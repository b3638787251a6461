// What an image carries beside its pixels, and its ancillary sections. Spec section "Metadata".
#ifndef KMC_FORMAT_METADATA_H_
#define KMC_FORMAT_METADATA_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/status.h"

namespace kmc {

// The types of the ancillary sections less 0x80.
enum class MetadataKind : uint8_t { kIcc = 1, kResolution = 2, kExif = 3, kXmp = 4, kText = 5, kColorimetry = 6 };

struct Resolution {
  bool metric = true;  // pixels per metre; otherwise only the ratio of x and y counts
  uint32_t x = 0, y = 0;
};

// Content as an editor knows it: whole ICC, EXIF and XMP blobs; "keyword NUL
// text"; resolution and colorimetry as the bytes of their sections.
struct MetadataItem {
  MetadataKind kind;
  std::vector<uint8_t> content;
};

bool IsKnownMetadata(uint8_t kind);

// Kinds that decide how colours look stand before the first tile.
bool StandsBeforePixels(MetadataKind kind);

// Content obeys the rules of its kind.
bool IsValidMetadata(MetadataKind kind, std::span<const uint8_t> content);

std::vector<uint8_t> ResolutionContent(const Resolution& resolution);
Status ParseResolution(std::span<const uint8_t> content, Resolution& resolution);

// The payload of the section, without its CRC.
Status EncodeMetadata(const MetadataItem& item, std::vector<uint8_t>& payload);

// Reads a payload without its CRC. `budget` is how many bytes of content are
// still allowed, and is lessened by what the payload claims to hold; kLimit if
// it does not suffice.
Status DecodeMetadata(MetadataKind kind, std::span<const uint8_t> payload, uint64_t& budget, MetadataItem& item);

}  // namespace kmc

#endif  // KMC_FORMAT_METADATA_H_
