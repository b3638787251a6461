#include "codec/linear_light.h"

#include <algorithm>
#include <array>

namespace kmc {
namespace {

constexpr int64_t kOne = int64_t{1} << kLightBits;

constexpr int64_t Multiply(int64_t x, int64_t y) { return (x * y + kOne / 2) >> kLightBits; }

constexpr int64_t FifthRoot(int64_t value) {
  int64_t root = 0;
  for (int64_t bit = kOne; bit > 0; bit /= 2) {
    const int64_t larger = root + bit;
    const int64_t square = Multiply(larger, larger);
    if (larger <= kOne && Multiply(Multiply(square, square), larger) <= value) root = larger;
  }
  return root;
}

// Light of all channels: value / 12.92 up to 0.04045, ((value + 0.055) / 1.055)^2.4 above.
constexpr std::array<int64_t, 256> kLight = [] {
  std::array<int64_t, 256> light{};
  for (int64_t channel = 0; channel < 256; ++channel) {
    const int64_t base = ((channel * 1000 + 255 * 55) * kOne) / (255 * 1055);
    const int64_t root = FifthRoot(base);
    light[static_cast<size_t>(channel)] = channel <= 10
                                              ? channel * 100 * kOne / (255 * 1292)
                                              : Multiply(Multiply(base, base), Multiply(root, root));  // base^2.4
  }
  return light;
}();

}  // namespace

int64_t LightOfChannel(uint8_t channel) { return kLight[channel]; }

uint8_t ChannelOfLight(int64_t light) {
  const auto above = std::lower_bound(kLight.begin() + 1, kLight.end() - 1, light);
  const auto below = above - 1;
  return static_cast<uint8_t>((light - *below < *above - light ? below : above) - kLight.begin());
}

}  // namespace kmc
