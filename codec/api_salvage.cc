// The part of kmc.h about damaged files.
#include <memory>
#include <span>

#include "codec/api.h"
#include "codec/salvage.h"
#include "codec/threads.h"

using kmc::Guard;
using kmc::Status;

kmc_result kmc_salvage(const void* bytes, size_t size, const kmc_work* given_work, kmc_image** out, kmc_loss** loss) {
  if (kmc::IsMissing(bytes, size) || !out) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    kmc::Progress progress = kmc::ProgressOf(work);
    auto image = std::make_unique<kmc_image>();
    auto lost = std::make_unique<kmc_loss>();
    const std::span file(static_cast<const uint8_t*>(bytes), size);
    KMC_RETURN_IF_ERROR(kmc::SalvageImage(file, kmc::LimitsOf(work), kmc::ThreadCount(work.threads), progress,
                                          image->image, lost->loss));
    *out = image.release();
    if (loss) *loss = lost.release();
    return Status::kOk;
  });
}

void kmc_loss_free(kmc_loss* loss) { delete loss; }

uint32_t kmc_loss_tiles(const kmc_loss* loss) { return static_cast<uint32_t>(loss->loss.tiles.size()); }

int kmc_loss_tile(const kmc_loss* loss, uint32_t n, uint32_t* x, uint32_t* y, uint32_t* width, uint32_t* height) {
  if (n >= kmc_loss_tiles(loss)) return 0;
  const kmc::Rect& tile = loss->loss.tiles[n];
  if (x) *x = tile.x;
  if (y) *y = tile.y;
  if (width) *width = tile.width;
  if (height) *height = tile.height;
  return 1;
}

uint64_t kmc_loss_pixels(const kmc_loss* loss) { return loss->loss.pixels; }
uint64_t kmc_loss_skipped_bytes(const kmc_loss* loss) { return loss->loss.skipped_bytes; }
uint32_t kmc_loss_dropped_metadata(const kmc_loss* loss) { return loss->loss.dropped_metadata; }
int kmc_loss_ends_early(const kmc_loss* loss) { return loss->loss.ends_early; }
