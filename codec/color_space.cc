#include "codec/color_space.h"

#include <algorithm>

namespace kmc {
namespace {

constexpr int32_t kScale = 1 << kPointBits;
constexpr int32_t kAlphaScale = 56756;  // sqrt(3)/2 in 1/65536

int32_t DivideRounded(int32_t dividend, int32_t divisor) { return (dividend + divisor / 2) / divisor; }

// The coordinate for alpha 0..255.
int32_t AlphaCoordinate(int32_t alpha) { return (alpha * kScale * (kAlphaScale / 4) + 8192) / 16384; }

int32_t AlphaOfCoordinate(int32_t coordinate) {
  return std::clamp(DivideRounded(coordinate * 255, AlphaCoordinate(255)), 0, 255);
}

// What mid-grey behind a colour of this alpha adds to each of its channels.
int32_t GreyBehind(int32_t alpha) { return (255 - alpha) * kScale / 2; }

}  // namespace

Point PointOfColor(Rgba color) {
  const int32_t alpha = color.a;
  const auto over_grey = [&](int32_t channel) {
    return static_cast<int16_t>(DivideRounded(channel * alpha * kScale, 255) + GreyBehind(alpha));
  };
  return {over_grey(color.r), over_grey(color.g), over_grey(color.b), static_cast<int16_t>(AlphaCoordinate(alpha))};
}

Rgba ColorOfPoint(const Point& point) {
  const int32_t alpha = AlphaOfCoordinate(point[3]);
  if (alpha == 0) return {0, 0, 0, 0};
  const auto channel = [&](int32_t coordinate) {
    const int32_t premultiplied = std::max(0, coordinate - GreyBehind(alpha));
    return static_cast<uint8_t>(std::min(255, DivideRounded(premultiplied * 255, alpha * kScale)));
  };
  return {channel(point[0]), channel(point[1]), channel(point[2]), static_cast<uint8_t>(alpha)};
}

}  // namespace kmc
