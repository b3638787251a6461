// What an eye makes of errors: it sees those of lightness better than those of
// hue, and those in smooth areas better than those that texture hides.
#ifndef KMC_CODEC_VISION_H_
#define KMC_CODEC_VISION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/color_space.h"
#include "codec/pixels.h"

namespace kmc {

// A point of sRGB in a space of which distances are as an eye weighs them:
// lightness, two differences of colour about the middle, alpha. A linear map, so
// that means and sums of errors commute with it. Squared distances are those of
// sRGB by kSeenShare for grey colours; an error of hue alone counts for 0.6 of that.
inline constexpr uint32_t kSeenShare = 3;
constexpr Point SeenPoint(const Point& point) {
  // In 1/256: sqrt(0.6 x 1.26 / 3), sqrt(0.6 x 1.03 / 3), sqrt(1 / 3).
  constexpr int32_t kRed = 128, kBlue = 116, kAlpha = 148, kMiddle = kPointMax / 2;
  const int32_t lightness = (77 * point[0] + 150 * point[1] + 29 * point[2] + 128) >> 8;
  const auto scaled = [](int32_t value, int32_t factor) { return (value * factor + 128) >> 8; };
  return {static_cast<int16_t>(lightness), static_cast<int16_t>(kMiddle + scaled(point[0] - lightness, kRed)),
          static_cast<int16_t>(kMiddle + scaled(point[2] - lightness, kBlue)),
          static_cast<int16_t>(scaled(point[3], kAlpha))};
}

// The lightness of a pixel, 0..255; over mid-grey where it is translucent.
uint8_t LightnessOf(Rgba color);

// How much a squared error at each pixel of a picture, row after row, counts:
// 1..255, in proportion to 1 / sqrt(20 + the variance of lightness in a square
// about it), the square being 2 x radius + 1 pixels wide (radius 1..7). What lies
// outside the picture is like its edge.
std::vector<uint8_t> SensitivityOf(std::span<const uint8_t> lightness, uint32_t width, uint32_t radius);

// Of all pixels of an image.
std::vector<uint8_t> Sensitivity(const Pixels& image);

}  // namespace kmc

#endif  // KMC_CODEC_VISION_H_
