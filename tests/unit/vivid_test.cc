// Vivid colours count for more if that is asked for, and the error that is reported stays true.
#include "codec/vivid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

// Greys and browns, and one red patch of 1 in 400 pixels.
SampleImage PhotoWithBerry() {
  SampleImage sample = Photo(400, 200);
  for (uint32_t y = 100; y < 110; ++y) {
    for (uint32_t x = 200; x < 220; ++x) {
      uint8_t* pixel = sample.rgba.data() + y * sample.stride() + 4 * x;
      pixel[0] = static_cast<uint8_t>(220 + x % 8);
      pixel[1] = static_cast<uint8_t>(10 + y % 8);
      pixel[2] = 20;
    }
  }
  return sample;
}

// How far the berry is from the nearest palette colour.
double DistanceToBerry(const Quantized& quantized) {
  double least = 1e9;
  for (const Rgba color : PaletteOf(quantized.image.get())) {
    least = std::min(least, std::hypot(color.r - 223.5, color.g - 13.5, color.b - 20.0));
  }
  return least;
}

double SquaredErrorOf(const SampleImage& sample, const kmc_image* image) {
  const std::vector<uint8_t> shown = RgbaOf(image);
  double sum = 0;
  for (size_t i = 0; i < shown.size(); ++i) sum += std::pow(static_cast<double>(sample.rgba[i]) - shown[i], 2);
  return sum;
}

TEST(Vivid, ASmallRedAreaKeepsItsHue) {
  const SampleImage sample = PhotoWithBerry();
  kmc_quantize_options options = QuantizeTo(5, 5);
  EXPECT_GT(DistanceToBerry(QuantizeSample(sample, options)), 60);
  options.vivid = 1;
  EXPECT_LT(DistanceToBerry(QuantizeSample(sample, options)), 20);
}

TEST(Vivid, ErrorsReportedCountAllPixelsAlike) {
  const SampleImage sample = PhotoWithBerry();
  for (const uint32_t colors : {5u, 300u}) {
    for (const uint32_t restarts : {0u, 2u}) {
      kmc_quantize_options options = QuantizeTo(colors, 1);
      options.vivid = 1;
      options.restarts = restarts;
      const Quantized quantized = QuantizeSample(sample, options);
      EXPECT_EQ(kmc_report_squared_error(quantized.report.get()), SquaredErrorOf(sample, quantized.image.get()));
    }
  }
}

TEST(Vivid, WeightsGrowWithSaturationAndDoNotOverflow) {
  const std::vector<Rgba> colors = {{90, 90, 90, 255}, {64, 0, 0, 255}, {255, 0, 0, 255}, {255, 0, 0, 0}};
  const std::vector<uint32_t> few(4, 1), many(4, UINT32_MAX / 4);
  const std::vector<uint32_t> small = VividWeights(colors, few), large = VividWeights(colors, many);
  EXPECT_EQ(small, (std::vector<uint32_t>{4096, 8192, 4096 + 255 * 255, 4096}));
  uint64_t total = 0;
  for (size_t i = 0; i < colors.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(large[i]) / large[0], static_cast<double>(small[i]) / small[0], 1e-3);
    total += large[i];
  }
  EXPECT_LE(total, UINT32_MAX);
  const std::vector<uint32_t> uneven = VividWeights({{{1, 1, 1, 255}, {255, 0, 0, 255}}}, {{1, UINT32_MAX - 1}});
  EXPECT_EQ(uneven[0], 1u);
}

}  // namespace
}  // namespace kmc
