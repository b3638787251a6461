#include "codec/read.h"

#include <utility>

#include "codec/threads.h"

namespace kmc {
namespace {

std::vector<uint64_t> TilesIn(const Rect& region, const TileGrid& grid) {
  std::vector<uint64_t> tiles;
  for (uint64_t tile = 0; tile < grid.count(); ++tile) {
    if (grid.Tile(tile).CommonWith(region).width > 0) tiles.push_back(tile);
  }
  return tiles;
}

// Inner tiles are decoded in place; others whole, and cut.
Status DecodeInto(const Container& container, uint64_t index, const Rect& region, IndexPlane& plane) {
  const Rect tile = container.header.Grid().Tile(index), common = tile.CommonWith(region);
  const uint32_t x = common.x - region.x, y = common.y - region.y;
  if (common == tile) return DecodeTile(container, index, {x, y, tile.width, tile.height}, plane);
  IndexPlane whole(tile.width, tile.height, static_cast<uint32_t>(container.palette.colors.size()));
  KMC_RETURN_IF_ERROR(DecodeTile(container, index, {0, 0, tile.width, tile.height}, whole));
  plane.CopyFrom(whole, {common.x - tile.x, common.y - tile.y, common.width, common.height}, x, y);
  return Status::kOk;
}

}  // namespace

Status ReadImage(std::span<const uint8_t> bytes, const std::optional<Rect>& wanted, const Limits& limits,
                 uint32_t threads, Progress& progress, IndexedImage& image) {
  Container container;
  KMC_RETURN_IF_ERROR(ParseContainer(bytes, limits, container));
  const Rect all = {0, 0, container.header.width, container.header.height}, region = wanted.value_or(all);
  if (region.width == 0 || region.CommonWith(all) != region) return Status::kArgument;

  PrepareDecoding(container);
  image.plane = IndexPlane(region.width, region.height, static_cast<uint32_t>(container.palette.colors.size()));
  for (const Status result : DecodeTiles(container, region, threads, progress, image.plane)) {
    KMC_RETURN_IF_ERROR(result);
  }
  image.palette = std::move(container.palette);
  image.metadata = std::move(container.metadata);
  return progress.cancelled() ? Status::kCancelled : Status::kOk;
}

std::vector<Status> DecodeTiles(const Container& container, const Rect& region, uint32_t threads, Progress& progress,
                                IndexPlane& plane) {
  const std::vector<uint64_t> tiles = TilesIn(region, container.header.Grid());
  std::vector<Status> results(tiles.size(), Status::kOk);
  ParallelFor(tiles.size(), threads, [&](size_t i, uint32_t worker) {
    if (progress.cancelled()) return;
    results[i] = DecodeInto(container, tiles[i], region, plane);
    if (worker == 0) progress.Tell(static_cast<double>(i + 1) / static_cast<double>(tiles.size()));
  });
  return results;
}

}  // namespace kmc
