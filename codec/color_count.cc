#include "codec/color_count.h"

#include <algorithm>
#include <limits>

#include "codec/log2.h"
#include "codec/quantize.h"

namespace kmc {
namespace {

constexpr uint32_t kFewest = 8;

// Logarithm of the error of a quick palette; 0 if there is none or nothing can be measured.
int64_t LogErrorOf(const Pixels& image, uint32_t colors, uint32_t threads) {
  QuantizeOptions quick;
  quick.search.effort = 1;
  quick.search.colors = colors;
  quick.search.threads = threads;
  IndexedImage indexed;
  QuantizeReport report;
  Progress silent({});
  if (Quantize({&image, 1}, quick, silent, {&indexed, 1}, report) != Status::kOk) return 0;
  return Log2(std::max<uint64_t>(1, report.cost));
}

}  // namespace

uint32_t ColorsForError(const Pixels& image, uint64_t error, uint32_t most, uint32_t threads) {
  constexpr int64_t kOctave = 1 << kLog2Bits;
  const uint64_t pixels = uint64_t{image.width} * image.height;
  const int64_t wanted = Log2(std::max<uint64_t>(1, error * pixels));
  int64_t before = std::numeric_limits<int64_t>::max();
  for (uint32_t colors = kFewest; colors < most; colors *= 2) {
    const int64_t log = LogErrorOf(image, colors, threads);
    if (log > wanted) {
      before = log;
      continue;
    }
    if (colors == kFewest || before <= log) return colors;
    const int64_t share = ((wanted - log) << kLog2Bits) / (before - log);  // of the octave of colours
    return std::clamp(static_cast<uint32_t>(Exp2(Log2(colors) - std::min(share, kOctave))), 2u, most);
  }
  return most;
}

}  // namespace kmc
