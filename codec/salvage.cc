#include "codec/salvage.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "codec/read.h"
#include "format/container.h"
#include "format/salvage.h"

namespace kmc {
namespace {

bool IsDamage(Status status) {
  return status == Status::kTruncated || status == Status::kChecksum || status == Status::kInvalid ||
         status == Status::kUnsupported;
}

// What ParseContainer says of the file comes back in `refusal`.
Status ParseRemains(std::span<const uint8_t> bytes, const Limits& limits, Container& container, Status& refusal,
                    LossReport& loss) {
  refusal = ParseContainer(bytes, limits, container);
  if (!IsDamage(refusal)) return refusal;
  Gaps gaps;
  KMC_RETURN_IF_ERROR(SalvageContainer(bytes, limits, container, gaps));
  loss.skipped_bytes = gaps.skipped_bytes;
  loss.ends_early = gaps.ends_early;
  return Status::kOk;
}

void MarkLost(const LossReport& loss, IndexedImage& image) {
  std::vector<Rgba>& colors = image.palette.colors;
  size_t mark = 0;
  if (colors.size() < kMaxColors) {
    mark = colors.size();
    colors.push_back({0, 0, 0, 0});
    image.plane.MakeRoomFor(static_cast<uint32_t>(colors.size()));
  }
  for (const Rect& lost : loss.tiles) {
    image.plane.Visit(lost, [mark](auto view) {
      using Index = std::remove_reference_t<decltype(*view.data)>;
      for (uint32_t y = 0; y < view.height; ++y) std::fill_n(view.Row(y), view.width, static_cast<Index>(mark));
    });
  }
}

}  // namespace

Status SalvageImage(std::span<const uint8_t> bytes, const Limits& limits, uint32_t threads, Progress& progress,
                    IndexedImage& image, LossReport& loss) {
  Container container;
  Status refusal = Status::kOk;
  KMC_RETURN_IF_ERROR(ParseRemains(bytes, limits, container, refusal, loss));
  const Header& header = container.header;
  const auto is_missing = [](const TileView& tile) { return tile.section.empty(); };
  if (std::all_of(container.tiles.begin(), container.tiles.end(), is_missing)) return refusal;

  PrepareDecoding(container);
  image.plane = IndexPlane(header.width, header.height, static_cast<uint32_t>(container.palette.colors.size()));
  const std::vector<Status> results =
      DecodeTiles(container, {0, 0, header.width, header.height}, threads, progress, image.plane);
  if (progress.cancelled()) return Status::kCancelled;
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i] == Status::kOk) continue;
    if (!IsDamage(results[i])) return results[i];
    if (refusal == Status::kOk) refusal = results[i];
    loss.tiles.push_back(header.Grid().Tile(i));
    loss.pixels += uint64_t{loss.tiles.back().width} * loss.tiles.back().height;
  }
  if (loss.tiles.size() == results.size()) return refusal;
  image.palette = std::move(container.palette);
  image.metadata = std::move(container.metadata);
  loss.dropped_metadata = container.dropped_metadata;
  if (!loss.tiles.empty()) MarkLost(loss, image);
  return Status::kOk;
}

}  // namespace kmc
