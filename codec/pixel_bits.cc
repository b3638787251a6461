#include "codec/pixel_bits.h"

#include <algorithm>

#include "codec/threads.h"
#include "format/container.h"

namespace kmc {
namespace {

Status MeasureTile(const Container& container, size_t index, IndexPlane& plane, std::vector<float>& bits) {
  const Rect tile = container.header.Grid().Tile(index);
  KMC_RETURN_IF_ERROR(DecodeTile(container, index, tile, plane));
  const TileView& view = container.tiles[index];
  const CodingPalette* palette = container.coding_palette ? &*container.coding_palette : nullptr;
  const std::vector<float> measured = MeasureIndices(plane, tile, palette, view.coding, view.Data().size());
  for (uint32_t y = 0; y < tile.height; ++y) {
    std::copy_n(&measured[size_t{y} * tile.width], tile.width, &bits[(size_t{tile.y} + y) * plane.width() + tile.x]);
  }
  return Status::kOk;
}

}  // namespace

Status MeasurePixels(std::span<const uint8_t> bytes, const Limits& limits, uint32_t threads, Progress& progress,
                     std::vector<float>& bits) {
  Container container;
  KMC_RETURN_IF_ERROR(ParseContainer(bytes, limits, container));
  PrepareDecoding(container);
  const Header& header = container.header;
  IndexPlane plane(header.width, header.height, static_cast<uint32_t>(container.palette.colors.size()));
  bits.resize(size_t{header.width} * header.height);
  std::vector<Status> results(container.tiles.size(), Status::kOk);
  ParallelFor(results.size(), threads, [&](size_t i, uint32_t worker) {
    if (progress.cancelled()) return;
    results[i] = MeasureTile(container, i, plane, bits);
    if (worker == 0) progress.Tell(static_cast<double>(i + 1) / static_cast<double>(results.size()));
  });
  for (const Status result : results) KMC_RETURN_IF_ERROR(result);
  return progress.cancelled() ? Status::kCancelled : Status::kOk;
}

}  // namespace kmc
