#include "codec/read.h"

#include <vector>

#include "codec/threads.h"
#include "format/container.h"

namespace kmc {

Status ReadImage(std::span<const uint8_t> bytes, const Limits& limits, uint32_t threads, Progress& progress,
                 IndexedImage& image) {
  Container container;
  KMC_RETURN_IF_ERROR(ParseContainer(bytes, limits, container));
  const size_t tiles = container.tiles.size();
  image.plane = IndexPlane(container.header.width, container.header.height,
                           static_cast<uint32_t>(container.palette.colors.size()));
  std::vector<Status> results(tiles, Status::kOk);
  ParallelFor(tiles, threads, [&](size_t i, uint32_t worker) {
    if (progress.cancelled()) return;
    results[i] = DecodeTile(container, i, image.plane);
    if (worker == 0) progress.Tell(static_cast<double>(i + 1) / static_cast<double>(tiles));
  });
  for (const Status result : results) KMC_RETURN_IF_ERROR(result);
  image.palette = std::move(container.palette);
  image.metadata = std::move(container.metadata);
  return progress.cancelled() ? Status::kCancelled : Status::kOk;
}

}  // namespace kmc
