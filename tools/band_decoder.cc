#include "tools/band_decoder.h"

#include <algorithm>
#include <thread>

#include "fmt/format.h"
#include "tools/exit_code.h"

namespace kmc::tools {
namespace {

// Tiles for all threads, and enough pixels that it hardly counts what each band costs besides: a few milliseconds.
uint32_t BandRows(const kmc_info& info, const Region& region, uint32_t threads) {
  constexpr uint64_t kLeastPixels = uint64_t{1} << 22;
  const uint64_t workers = std::max(1u, threads ? threads : std::thread::hardware_concurrency());
  const uint64_t columns = (region.width - 1) / info.tile_width + 1;
  const uint64_t for_workers = (workers - 1) / columns + 1;
  const uint64_t for_pixels = (kLeastPixels - 1) / (uint64_t{region.width} * info.tile_height) + 1;
  const uint64_t rows = std::max(for_workers, for_pixels) * info.tile_height;
  return static_cast<uint32_t>(std::min<uint64_t>(rows, info.height));
}

}  // namespace

BandDecoder::BandDecoder(std::span<const uint8_t> file, const std::optional<Region>& wanted, Banding banding,
                         const kmc_work& work)
    : file_(file), work_(work), tell_(work.progress), user_(work.user) {
  work_.progress = Tell;
  work_.user = this;
  info_.struct_size = sizeof(info_);
  Check(kmc_read_info(file.data(), file.size(), &work, &info_));
  region_ = wanted.value_or(Region{0, 0, info_.width, info_.height});
  if (uint64_t{region_.x} + region_.width > info_.width || uint64_t{region_.y} + region_.height > info_.height) {
    throw Failure(ExitCode::kUsage, fmt::format("--region {},{},{},{} does not lie within the image", region_.x,
                                                region_.y, region_.width, region_.height));
  }
  Check(kmc_read_head(file.data(), file.size(), &work, Out(head_)));
  band_rows_ = banding == Banding::kOneBand ? info_.height : BandRows(info_, region_, work.threads);
  Decode(0);
}

ImageBands BandDecoder::Bands() {
  return {head(), region_.width, region_.height, [this](uint32_t y) { return BandFrom(y); }};
}

const kmc_image* BandDecoder::BandFrom(uint32_t y) {
  if (y != band_top_) Decode(y);
  return band_.get();
}

void BandDecoder::Decode(uint32_t y) {
  Stopwatch stopwatch;
  band_.reset();  // before there is another
  band_top_ = y;
  const uint32_t top = region_.y + y;
  const uint64_t end = uint64_t{top} / info_.tile_height * info_.tile_height + band_rows_;
  const auto rows = static_cast<uint32_t>(std::min<uint64_t>(end, uint64_t{region_.y} + region_.height) - top);
  Check(kmc_read_region(file_.data(), file_.size(), region_.x, top, region_.width, rows, &work_, Out(band_)));
  milliseconds_ += stopwatch.TotalMilliseconds();
}

int BandDecoder::Tell(void* decoder, double done) {
  const auto* self = static_cast<const BandDecoder*>(decoder);
  const Region& region = self->region_;
  const uint32_t rows = std::min(self->band_rows_, region.height - self->band_top_);
  return self->tell_ ? self->tell_(self->user_, (self->band_top_ + done * rows) / region.height) : 0;
}

}  // namespace kmc::tools
