#include "codec/color_space.h"

#include <algorithm>

#include "codec/linear_light.h"
#include "codec/oklab.h"

namespace kmc {
namespace {

constexpr int32_t kScale = 1 << kPointBits;
constexpr int32_t kMiddle = kPointMax / 2;
constexpr int32_t kHalfRoot3 = 14189;  // sqrt(3)/2 in 1/16384
constexpr int32_t kHalf = 8192;

template <class T>
constexpr T DivideRounded(T dividend, T divisor) {
  return (dividend + divisor / 2) / divisor;
}

// The coordinate for alpha 0..255.
int32_t AlphaCoordinate(int32_t alpha, ColorSpace space) {
  const int32_t factor = space == ColorSpace::kOklab ? kHalf : kHalfRoot3;
  return (alpha * kScale * factor + 8192) / 16384;
}

int32_t AlphaOfCoordinate(int32_t coordinate, ColorSpace space) {
  return std::clamp(DivideRounded(coordinate * 255, AlphaCoordinate(255, space)), 0, 255);
}

// What mid-grey behind a colour of this alpha adds to each of its coordinates.
int32_t GreyBehind(int32_t alpha) { return (255 - alpha) * kScale / 2; }

using Coordinates = std::array<int32_t, 3>;

// ---- opaque colours ----

Coordinates LinearCoordinates(Rgba color) {
  const auto scaled = [](uint8_t channel) {
    return static_cast<int32_t>((LightOfChannel(channel) * kPointMax + (1 << (kLightBits - 1))) >> kLightBits);
  };
  return {scaled(color.r), scaled(color.g), scaled(color.b)};
}

Rgba ColorOfLinear(const Coordinates& at) {
  const auto channel = [](int32_t coordinate) {
    return ChannelOfLight((int64_t{coordinate} << kLightBits) / kPointMax);
  };
  return {channel(at[0]), channel(at[1]), channel(at[2])};
}

Coordinates OklabCoordinates(Rgba color) {
  const Oklab lab = OklabOfLight({LightOfChannel(color.r), LightOfChannel(color.g), LightOfChannel(color.b)});
  const auto scaled = [](int64_t value) {
    return static_cast<int32_t>((value * kPointMax + (1 << (kOklabBits - 1))) >> kOklabBits);
  };
  return {scaled(lab[0]), kMiddle + scaled(lab[1]), kMiddle + scaled(lab[2])};
}

Rgba ColorOfOklab(const Coordinates& at) {
  const auto value = [](int32_t coordinate) { return int64_t{coordinate} * (1 << kOklabBits) / kPointMax; };
  const LinearRgb light = LightOfOklab({value(at[0]), value(at[1] - kMiddle), value(at[2] - kMiddle)});
  return {ChannelOfLight(light[0]), ChannelOfLight(light[1]), ChannelOfLight(light[2])};
}

Coordinates CoordinatesOf(Rgba color, ColorSpace space) {
  switch (space) {
    case ColorSpace::kLinear:
      return LinearCoordinates(color);
    case ColorSpace::kOklab:
      return OklabCoordinates(color);
    default:
      return {color.r * kScale, color.g * kScale, color.b * kScale};
  }
}

// The coordinates are those of the colour times `weight`, so that only one rounding is made where one will do.
Rgba ColorOf(const Coordinates& weighted, int32_t weight, ColorSpace space) {
  const auto channel = [&](int32_t value) {
    return static_cast<uint8_t>(std::min(255, DivideRounded(value, weight * kScale)));
  };
  const auto coordinate = [&](int32_t value) { return std::min(kPointMax, DivideRounded(value, weight)); };
  switch (space) {
    case ColorSpace::kLinear:
      return ColorOfLinear({coordinate(weighted[0]), coordinate(weighted[1]), coordinate(weighted[2])});
    case ColorSpace::kOklab:
      return ColorOfOklab({coordinate(weighted[0]), coordinate(weighted[1]), coordinate(weighted[2])});
    default:
      return {channel(weighted[0]), channel(weighted[1]), channel(weighted[2])};
  }
}

}  // namespace

Point PointOfColor(Rgba color, ColorSpace space) {
  const int32_t alpha = color.a;
  const auto over_grey = [&](int32_t coordinate) {
    return static_cast<int16_t>(DivideRounded(coordinate * alpha, 255) + GreyBehind(alpha));
  };
  const Coordinates at = CoordinatesOf(color, space);
  return {over_grey(at[0]), over_grey(at[1]), over_grey(at[2]), static_cast<int16_t>(AlphaCoordinate(alpha, space))};
}

Rgba ColorOfPoint(const Point& point, ColorSpace space) {
  const int32_t alpha = AlphaOfCoordinate(point[3], space);
  if (alpha == 0) return {0, 0, 0, 0};
  const auto premultiplied = [&](int32_t coordinate) { return std::max(0, coordinate - GreyBehind(alpha)) * 255; };
  Rgba color = ColorOf({premultiplied(point[0]), premultiplied(point[1]), premultiplied(point[2])}, alpha, space);
  color.a = static_cast<uint8_t>(alpha);
  return color;
}

}  // namespace kmc
