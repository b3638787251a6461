// The file: signature, header, sections. Spec section "File structure".
//
// Reading has two steps: ParseContainer checks the framing of the whole file
// and gives views of its parts; DecodeTile, after PrepareDecoding, decodes one
// tile from its view, independently of all others, so that the caller may spread
// tiles over threads.
#ifndef KMC_FORMAT_CONTAINER_H_
#define KMC_FORMAT_CONTAINER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "format/index_coding.h"
#include "format/index_plane.h"
#include "format/limits.h"
#include "format/metadata.h"
#include "format/palette_coding.h"
#include "format/status.h"
#include "format/tile_grid.h"

namespace kmc {

inline constexpr size_t kCrcSize = 4;

struct Header {
  uint32_t width = 0, height = 0;  // 1..kMaxExtent
  uint8_t tile_byte = 0;

  TileGrid Grid() const { return TileGrid(width, height, tile_byte); }
};

// ---- writing: WriteHeader, then sections; palette before tiles, end last ----

// Both start a file of which the CRCs of its tiles know the beginning.
class ContainerWriter {
 public:
  ContainerWriter(const Header& header, std::vector<uint8_t>& out);

  Status WritePalette(const Palette& palette);
  Status WriteMetadata(const MetadataItem& item);
  // `data` as EncodeIndices makes them. Tiles follow in raster order.
  void WriteTile(uint64_t tile, IndexCoding coding, std::span<const uint8_t> data);
  void WriteEnd();

 private:
  std::vector<uint8_t>& out_;
  uint64_t tiles_;
  uint32_t head_crc_ = 0;  // over header and palette section
};

// ---- reading ----

// Small, as an image may have millions of tiles.
struct TileView {
  std::span<const uint8_t> section;  // whole: type, length, number, coding, data, CRC
  uint8_t data_begin = 0;            // of what stands before the data there are 12 bytes at most
  uint8_t coding = 0;

  std::span<const uint8_t> Data() const { return section.subspan(data_begin, section.size() - kCrcSize - data_begin); }
};

// What the sections of a file occupy, framing included.
struct SectionSizes {
  uint64_t header = 0, palette = 0, tiles = 0, metadata = 0, end_section = 0;
  uint64_t file = 0;  // their sum: the file without bytes behind its end
};

// Views point into the bytes given to ParseContainer.
struct Container {
  Header header;
  Palette palette;
  std::vector<TileView> tiles;
  std::optional<CodingPalette> coding_palette;  // by PrepareDecoding, if some tile needs it
  std::vector<MetadataItem> metadata;
  uint32_t head_crc = 0;
  uint32_t dropped_metadata = 0;  // ancillary sections that were damaged, misplaced, repeated or over the limit
  SectionSizes sizes;
};

// Checks everything but the content of tiles. Allocates no more than the palette,
// the metadata (within limits) and a TileView per tile that the bytes have room for.
Status ParseContainer(std::span<const uint8_t> bytes, const Limits& limits, Container& container);

// Makes what DecodeTile needs beside the file; who looks at its parts alone is spared that.
void PrepareDecoding(Container& container);

// Checks the CRC of tile `index`, then decodes it into `place`, a part of the
// plane that has the tile's width and height. kInternal if that was not prepared.
Status DecodeTile(const Container& container, uint64_t index, const Rect& place, IndexPlane& plane);

// True if `bytes` begin with the signature and a version known here.
bool StartsLikeKmc(std::span<const uint8_t> bytes);

}  // namespace kmc

#endif  // KMC_FORMAT_CONTAINER_H_
