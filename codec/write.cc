#include "codec/write.h"

#include <algorithm>
#include <type_traits>

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

// The image with its used colours in canonical order. Equal colours stay apart.
IndexedImage InCanonicalOrder(const IndexedImage& image) {
  const std::vector<char> used = UsedEntries(image);
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < used.size(); ++i) {
    if (used[i]) order.push_back(i);
  }
  const std::vector<Rgba>& colors = image.palette.colors;
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t x, uint32_t y) { return CanonicalKey(colors[x]) < CanonicalKey(colors[y]); });
  IndexedImage sorted;
  std::vector<uint32_t> place(colors.size());
  for (const uint32_t i : order) {
    place[i] = static_cast<uint32_t>(sorted.palette.colors.size());
    sorted.palette.colors.push_back(colors[i]);
  }
  const uint32_t width = image.plane.width(), height = image.plane.height();
  sorted.plane = IndexPlane(width, height, static_cast<uint32_t>(order.size()));
  image.plane.Visit([&](auto from) {
    sorted.plane.Visit([&](auto to) {
      using Index = std::remove_reference_t<decltype(*to.data)>;
      for (uint32_t y = 0; y < height; ++y) {
        for (uint32_t x = 0; x < width; ++x) to.Row(y)[x] = static_cast<Index>(place[from.Row(y)[x]]);
      }
    });
  });
  sorted.metadata = image.metadata;
  return sorted;
}

bool IsStoredAsItIs(const IndexedImage& image) {
  if (image.palette.keeps_order) return true;
  const std::vector<Rgba>& colors = image.palette.colors;
  const bool sorted = std::is_sorted(colors.begin(), colors.end(), CanonicalLess);
  const std::vector<char> used = UsedEntries(image);
  return sorted && std::find(used.begin(), used.end(), 0) == used.end();
}

struct CodedTile {
  IndexCoding coding = IndexCoding::kPacked;
  std::vector<uint8_t> data;
};

// As `wanted`, or packed where that is not larger.
Status CodeTile(const IndexedImage& image, const CodingPalette* palette, const Rect& rect, IndexCoding wanted,
                CodedTile& tile) {
  const auto colors = static_cast<uint32_t>(image.palette.colors.size());
  tile.coding = wanted;
  KMC_RETURN_IF_ERROR(EncodeIndices(image.plane, rect, colors, palette, wanted, tile.data));
  if (tile.data.size() < PackedSize(rect.width, rect.height, colors)) return Status::kOk;
  tile.coding = IndexCoding::kPacked;
  tile.data.clear();
  return EncodeIndices(image.plane, rect, colors, nullptr, IndexCoding::kPacked, tile.data);
}

Status WriteSections(const IndexedImage& image, const WriteOptions& options, Progress& progress,
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
  KMC_RETURN_IF_ERROR(writer.WritePalette(image.palette));

  const IndexCoding coding = options.coding.value_or(kDefaultCoding);
  std::optional<CodingPalette> palette;
  if (NeedsCodingPalette(static_cast<uint8_t>(coding))) palette.emplace(image.palette.colors);
  std::vector<CodedTile> tiles(static_cast<size_t>(grid.count()));
  std::vector<Status> results(tiles.size(), Status::kOk);
  ParallelFor(tiles.size(), options.threads, [&](size_t i, uint32_t worker) {
    if (progress.cancelled()) return;
    results[i] = CodeTile(image, palette ? &*palette : nullptr, grid.Tile(i), coding, tiles[i]);
    if (worker == 0) progress.Tell(static_cast<double>(i + 1) / static_cast<double>(tiles.size()));
  });
  for (size_t i = 0; i < tiles.size(); ++i) {
    KMC_RETURN_IF_ERROR(results[i]);
    writer.WriteTile(i, tiles[i].coding, tiles[i].data);
  }

  for (const MetadataItem& item : image.metadata) {
    if (!StandsBeforePixels(item.kind)) KMC_RETURN_IF_ERROR(writer.WriteMetadata(item));
  }
  writer.WriteEnd();
  return progress.cancelled() ? Status::kCancelled : Status::kOk;
}

}  // namespace

uint8_t TileByteOf(uint32_t width, uint32_t height, const WriteOptions& options) {
  if (options.tile != 0) return TileGrid::SquareTileByte(options.tile);
  const bool one_tile = uint64_t{width} * height <= kMaxPixelsInOneTile;
  return one_tile ? uint8_t{0} : TileGrid::SquareTileByte(kDefaultTile);
}

Status WriteImage(const IndexedImage& image, const WriteOptions& options, Progress& progress,
                  std::vector<uint8_t>& out) {
  if (IsStoredAsItIs(image)) return WriteSections(image, options, progress, out);
  return WriteSections(InCanonicalOrder(image), options, progress, out);
}

}  // namespace kmc
