#include "codec/vivid.h"

#include <algorithm>

namespace kmc {
namespace {

// Of this chroma, pixels count twice; of pure colours nearly 17 times. Chosen by
// eye on photos with small bright things, at 8 colours, where it costs 0.3 to 0.9 dB; from 24 on nothing is lost
// without.
constexpr uint32_t kChromaThatDoubles = 64;

uint32_t Importance(Rgba color) {
  const auto [least, most] = std::minmax({color.r, color.g, color.b});
  const uint32_t chroma = static_cast<uint32_t>(most - least) * color.a / 255;
  return kChromaThatDoubles * kChromaThatDoubles + chroma * chroma;
}

}  // namespace

std::vector<uint32_t> VividWeights(std::span<const Rgba> colors, std::span<const uint32_t> counts) {
  uint64_t total = 0;
  for (size_t i = 0; i < colors.size(); ++i) total += uint64_t{counts[i]} * Importance(colors[i]);
  int shift = 0;
  while (total >> shift > UINT32_MAX - colors.size()) ++shift;
  std::vector<uint32_t> weights(colors.size());
  for (size_t i = 0; i < colors.size(); ++i) {
    const uint64_t weight = uint64_t{counts[i]} * Importance(colors[i]) >> shift;
    weights[i] = static_cast<uint32_t>(std::max<uint64_t>(1, weight));
  }
  return weights;
}

}  // namespace kmc
