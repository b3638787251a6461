// The integer versions of the transfer function and of OKLab agree with their definitions.
#include "codec/oklab.h"

#include <gtest/gtest.h>

#include <cmath>

#include "codec/color_space.h"
#include "codec/linear_light.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

// ---- the definitions, in floating point ----

double Light(uint8_t channel) {
  const double value = channel / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

std::array<double, 3> Lab(Rgba color) {
  const double r = Light(color.r), g = Light(color.g), b = Light(color.b);
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

std::vector<Rgba> ManyColors() {
  std::vector<Rgba> colors;
  for (int r = 0; r < 256; r += 15) {
    for (int g = 0; g < 256; g += 17) {
      for (int b = 0; b < 256; b += 15) {
        colors.push_back({static_cast<uint8_t>(r), static_cast<uint8_t>(g), static_cast<uint8_t>(b)});
      }
    }
  }
  return colors;
}

TEST(LinearLight, FollowsTheTransferFunction) {
  for (int channel = 0; channel < 256; ++channel) {
    const auto value = static_cast<uint8_t>(channel);
    EXPECT_NEAR(std::ldexp(static_cast<double>(LightOfChannel(value)), -kLightBits), Light(value), 1e-7);
    EXPECT_EQ(ChannelOfLight(LightOfChannel(value)), value);
  }
}

TEST(LinearLight, OutOfRangeIsBlackOrWhite) {
  EXPECT_EQ(ChannelOfLight(-1), 0);
  EXPECT_EQ(ChannelOfLight(INT64_C(3) << kLightBits), 255);
}

TEST(Oklab, FollowsItsDefinition) {
  for (const Rgba color : ManyColors()) {
    const Oklab lab = OklabOfLight({LightOfChannel(color.r), LightOfChannel(color.g), LightOfChannel(color.b)});
    const std::array<double, 3> expected = Lab(color);
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(std::ldexp(static_cast<double>(lab[c]), -kOklabBits), expected[c], 3e-5);
  }
}

class SearchSpace : public testing::TestWithParam<ColorSpace> {};

TEST_P(SearchSpace, GivesColoursBack) {
  for (const Rgba color : ManyColors()) {
    const Rgba back = ColorOfPoint(PointOfColor(color, GetParam()), GetParam());
    EXPECT_EQ(back, color) << int{color.r} << " " << int{color.g} << " " << int{color.b};
  }
}

TEST_P(SearchSpace, HasOnePointForAllThatIsTransparent) {
  EXPECT_EQ(PointOfColor({1, 2, 3, 0}, GetParam()), PointOfColor({250, 0, 0, 0}, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Spaces, SearchSpace,
                         testing::Values(ColorSpace::kSrgb, ColorSpace::kLinear, ColorSpace::kOklab));

// The error of the picture in OKLab, 0..1 counted as 0..255.
double OklabError(const SampleImage& sample, const std::vector<uint8_t>& shown) {
  double error = 0;
  for (size_t i = 0; i < shown.size(); i += 4) {
    const auto x = Lab({sample.rgba[i], sample.rgba[i + 1], sample.rgba[i + 2]});
    const auto y = Lab({shown[i], shown[i + 1], shown[i + 2]});
    for (int c = 0; c < 3; ++c) error += 255 * 255 * (x[c] - y[c]) * (x[c] - y[c]);
  }
  return error;
}

TEST(SearchSpace, IsWhereTheErrorIsMadeSmall) {
  const SampleImage sample = Photo(96, 64);
  kmc_quantize_options options = QuantizeTo(24, 5);
  const Quantized srgb = QuantizeSample(sample, options);
  options.color_space = KMC_SPACE_OKLAB;
  const Quantized oklab = QuantizeSample(sample, options);
  const double error = OklabError(sample, RgbaOf(oklab.image.get()));
  EXPECT_LT(error, 0.95 * OklabError(sample, RgbaOf(srgb.image.get())));
  EXPECT_NEAR(kmc_report_space_error(oklab.report.get()) / error, 1, 1e-3);
  EXPECT_GT(kmc_report_squared_error(oklab.report.get()), kmc_report_squared_error(srgb.report.get()));
  EXPECT_EQ(kmc_report_space_error(srgb.report.get()), kmc_report_squared_error(srgb.report.get()));
}

TEST(SearchSpace, KeepsTheSizeOfThePalette) {
  for (const kmc_color_space space : {KMC_SPACE_LINEAR, KMC_SPACE_OKLAB}) {
    for (const SampleImage& sample : {Photo(96, 64), Translucent(96, 64)}) {
      kmc_quantize_options options = QuantizeTo(200);
      options.color_space = space;
      EXPECT_EQ(PaletteOf(QuantizeSample(sample, options).image.get()).size(), 200u) << sample.name;
    }
  }
}

}  // namespace
}  // namespace kmc
