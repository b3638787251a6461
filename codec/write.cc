#include "codec/write.h"

#include <algorithm>
#include <numeric>
#include <type_traits>
#include <utility>

#include "codec/threads.h"
#include "format/container.h"
#include "format/packed_coding.h"

namespace kmc {
namespace {

// What is written unasked: smaller than any other format's coding of the same
// indices, and decoded in a blink; `max` is for those who would wait for less.
constexpr IndexCoding kDefaultCoding = IndexCoding::kFast;

// Larger planes are cut into tiles of this side: large enough to cost next to
// nothing, small enough that a few megapixels occupy several threads.
constexpr uint32_t kDefaultTile = 1024;
constexpr uint64_t kMaxPixelsInOneTile = uint64_t{kDefaultTile} * kDefaultTile * 2;

// Keeps the length of a section, two bytes a pixel at most, well below 2^32.
constexpr uint64_t kMaxTilePixels = uint64_t{1} << 30;

// Bytes of a tile section beside its data: type, length, number, coding, CRC.
constexpr size_t kLargestTileFraming = 1 + 5 + 5 + 1 + kCrcSize;

std::vector<char> UsedEntries(const IndexedImage& image) {
  std::vector<char> used(image.palette.colors.size());
  image.plane.Visit([&](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) {
      const auto* row = view.Row(y);
      for (uint32_t x = 0; x < view.width; ++x) used[row[x]] = 1;
    }
  });
  return used;
}

// The palette as it is stored, and where each entry of the image's own is in it.
struct StoredPalette {
  Palette palette;
  std::vector<uint32_t> place;
};

// In canonical order and without unused entries, unless order and entries mean something. Equal colours stay apart.
StoredPalette StoredPaletteOf(const IndexedImage& image) {
  const std::vector<Rgba>& colors = image.palette.colors;
  StoredPalette stored{{}, std::vector<uint32_t>(colors.size())};
  if (image.palette.keeps_order) {
    stored.palette = image.palette;
    std::iota(stored.place.begin(), stored.place.end(), 0u);
    return stored;
  }
  const std::vector<char> used = UsedEntries(image);
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < used.size(); ++i) {
    if (used[i]) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t x, uint32_t y) { return CanonicalKey(colors[x]) < CanonicalKey(colors[y]); });
  for (const uint32_t i : order) {
    stored.place[i] = static_cast<uint32_t>(stored.palette.colors.size());
    stored.palette.colors.push_back(colors[i]);
  }
  return stored;
}

// The tile by indices of the stored palette. A copy of a tile at a time costs no memory to speak of, where one of the
// plane would double it.
IndexPlane StoredTile(const IndexPlane& plane, const Rect& rect, const StoredPalette& stored) {
  IndexPlane tile(rect.width, rect.height, static_cast<uint32_t>(stored.palette.colors.size()));
  plane.Visit(rect, [&](auto from) {
    tile.Visit([&](auto to) {
      using Index = std::remove_reference_t<decltype(*to.data)>;
      for (uint32_t y = 0; y < rect.height; ++y) {
        for (uint32_t x = 0; x < rect.width; ++x) to.Row(y)[x] = static_cast<Index>(stored.place[from.Row(y)[x]]);
      }
    });
  });
  return tile;
}

struct CodedTile {
  IndexCoding coding = IndexCoding::kPacked;
  std::vector<uint8_t> data;
};

// As `wanted`, or packed where that is not larger.
Status CodeTile(const IndexPlane& plane, uint32_t colors, const CodingPalette* palette, IndexCoding wanted,
                CodedTile& tile) {
  const Rect all = {0, 0, plane.width(), plane.height()};
  const uint64_t packed_size = PackedSize(all.width, all.height, colors);
  tile.coding = wanted;
  const bool is_packed = wanted == IndexCoding::kPacked;
  if (!is_packed) KMC_RETURN_IF_ERROR(EncodeIndices(plane, all, colors, palette, wanted, tile.data));
  if (is_packed || tile.data.size() >= packed_size) {
    tile.coding = IndexCoding::kPacked;
    tile.data.clear();
    tile.data.reserve(static_cast<size_t>(packed_size));
    KMC_RETURN_IF_ERROR(EncodeIndices(plane, all, colors, nullptr, IndexCoding::kPacked, tile.data));
  }
  tile.data.shrink_to_fit();
  return Status::kOk;
}

// Appends them in their order, and lets go of each when it is written: what is reserved takes memory as it is filled.
void WriteTiles(std::vector<CodedTile> tiles, ContainerWriter& writer, std::vector<uint8_t>& out) {
  size_t size = 0;
  for (const CodedTile& tile : tiles) size += kLargestTileFraming + tile.data.size();
  out.reserve(out.size() + size);
  for (size_t i = 0; i < tiles.size(); ++i) {
    writer.WriteTile(i, tiles[i].coding, tiles[i].data);
    tiles[i].data = {};
  }
}

}  // namespace

uint8_t TileByteOf(uint32_t width, uint32_t height, const WriteOptions& options) {
  if (options.tile != 0) return TileGrid::SquareTileByte(options.tile);
  const bool one_tile = uint64_t{width} * height <= kMaxPixelsInOneTile;
  return one_tile ? uint8_t{0} : TileGrid::SquareTileByte(kDefaultTile);
}

Status WriteImage(const IndexedImage& image, const WriteOptions& options, Progress& progress,
                  std::vector<uint8_t>& out) {
  const Header header{image.plane.width(), image.plane.height(),
                      TileByteOf(image.plane.width(), image.plane.height(), options)};
  const TileGrid grid = header.Grid();
  const uint64_t tile_pixels = uint64_t{grid.tile_width()} * grid.tile_height();
  if (grid.count() > kMaxTiles || tile_pixels > kMaxTilePixels) return Status::kArgument;
  ContainerWriter writer(header, out);
  for (const MetadataItem& item : image.metadata) {
    if (StandsBeforePixels(item.kind)) KMC_RETURN_IF_ERROR(writer.WriteMetadata(item));
  }
  const StoredPalette stored = StoredPaletteOf(image);
  KMC_RETURN_IF_ERROR(writer.WritePalette(stored.palette));

  const IndexCoding coding = options.coding.value_or(kDefaultCoding);
  std::optional<CodingPalette> palette;
  if (NeedsCodingPalette(static_cast<uint8_t>(coding)))
    palette.emplace(stored.palette.colors, coding == IndexCoding::kMax);
  const auto colors = static_cast<uint32_t>(stored.palette.colors.size());
  std::vector<CodedTile> tiles(static_cast<size_t>(grid.count()));
  std::vector<Status> results(tiles.size(), Status::kOk);
  ParallelFor(tiles.size(), options.threads, [&](size_t i, uint32_t worker) {
    if (progress.cancelled()) return;
    const IndexPlane tile = StoredTile(image.plane, grid.Tile(i), stored);
    results[i] = CodeTile(tile, colors, palette ? &*palette : nullptr, coding, tiles[i]);
    if (worker == 0) progress.Tell(static_cast<double>(i + 1) / static_cast<double>(tiles.size()));
  });
  for (const Status result : results) KMC_RETURN_IF_ERROR(result);
  WriteTiles(std::move(tiles), writer, out);

  for (const MetadataItem& item : image.metadata) {
    if (!StandsBeforePixels(item.kind)) KMC_RETURN_IF_ERROR(writer.WriteMetadata(item));
  }
  writer.WriteEnd();
  return progress.cancelled() ? Status::kCancelled : Status::kOk;
}

}  // namespace kmc
