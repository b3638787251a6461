#include "codec/color_count.h"

#include <algorithm>

#include "codec/log2.h"
#include "codec/quantize.h"

namespace kmc {
namespace {

constexpr uint32_t kFewest = 8;

// The squared error of a quick palette; 1 at the least.
uint64_t ErrorOf(const Pixels& image, uint32_t colors, uint32_t threads) {
  QuantizeOptions quick;
  quick.search.effort = 1;
  quick.search.colors = colors;
  quick.search.threads = threads;
  IndexedImage indexed;
  QuantizeReport report;
  Progress silent({});
  if (Quantize({&image, 1}, quick, silent, {&indexed, 1}, report) != Status::kOk) return 1;
  return std::max<uint64_t>(1, report.cost);
}

// Between half of `colors`, of error `before`, and `colors`, of error `now`: where the error is `wanted`.
uint32_t ColorsBetween(uint32_t colors, uint64_t before, uint64_t now, uint64_t wanted) {
  if (before <= now || wanted >= before) return colors / 2;
  const int64_t share = ((Log2(wanted) - Log2(now)) << kLog2Bits) / std::max<int64_t>(1, Log2(before) - Log2(now));
  return static_cast<uint32_t>(Exp2(Log2(colors) - std::clamp<int64_t>(share, 0, 1 << kLog2Bits)));
}

}  // namespace

uint32_t ColorsFor(const Pixels& image, const ColorWish& wish, uint32_t threads) {
  const uint64_t wanted = std::max<uint64_t>(1, wish.error * image.width * image.height);
  const auto allowed = [&](uint32_t colors) { return std::max(wish.least, std::min(colors, wish.most)); };
  uint64_t before = ErrorOf(image, kFewest, threads);
  if (before <= wanted) return allowed(kFewest);
  for (uint32_t colors = 2 * kFewest; colors / 2 < wish.most; colors *= 2) {
    const uint64_t now = ErrorOf(image, colors, threads);
    if (now <= wanted) return allowed(ColorsBetween(colors, before, now, wanted));
    if (before < now + wish.worth * (colors / 2)) return allowed(colors / 2);
    before = now;
  }
  return wish.most;
}

}  // namespace kmc
