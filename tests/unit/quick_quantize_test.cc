// The lowest effort looks at a sample of the pixels only. Nothing it promises may depend on the others being alike.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "codec/color_space.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

// The library took its short way, on which colours are not counted.
bool WasQuick(const Quantized& quantized) { return kmc_report_source_colors(quantized.report.get()) == 0; }

void ExpectNearest(const SampleImage& sample, const Quantized& quantized) {
  std::vector<Point> palette;
  for (const Rgba color : PaletteOf(quantized.image.get())) palette.push_back(PointOfColor(color));
  const std::vector<uint16_t> indices = IndicesOf(quantized.image.get());
  uint64_t cost = 0;
  for (uint32_t y = 0; y < sample.height; ++y) {
    for (uint32_t x = 0; x < sample.width; ++x) {
      const Point pixel = PointOfColor(sample.At(x, y));
      uint32_t least = UINT32_MAX;
      for (const Point& color : palette) least = std::min(least, SquaredDistance(pixel, color));
      ASSERT_EQ(SquaredDistance(pixel, palette[indices[size_t{y} * sample.width + x]]), least) << x << "," << y;
      cost += least;
    }
  }
  EXPECT_EQ(kmc_report_squared_error(quantized.report.get()), static_cast<double>(cost) * kSquaredUnit);
  EXPECT_EQ(kmc_report_space_error(quantized.report.get()), kmc_report_squared_error(quantized.report.get()));
}

// The opaque photo with another colour at one place that the sample of so many pixels hardly has.
SampleImage PhotoWithSpeck(Rgba speck) {
  SampleImage sample = Photo(500, 400);
  std::copy_n(&speck.r, 4, sample.rgba.begin() + 4 * (500 * 300 + 123));
  return sample;
}

TEST(QuickQuantize, GivesEachPixelItsNearestColourAndSaysWhatThatCosts) {
  for (const uint32_t colors : {2u, 16u, 256u}) {
    const SampleImage sample = Photo(500, 400);
    const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors, 1));
    EXPECT_TRUE(WasQuick(quantized));
    ExpectNearest(sample, quantized);
    const std::vector<uint16_t> indices = IndicesOf(quantized.image.get());
    EXPECT_EQ(std::set(indices.begin(), indices.end()).size(), colors);
    EXPECT_EQ(kmc_image_colors(quantized.image.get()), colors);
  }
}

TEST(QuickQuantize, IsNeverBetterThanTheEffortsAbove) {
  for (const uint32_t colors : {2u, 3u, 16u, 100u, 256u}) {
    for (const SampleImage& sample : {Photo(500, 400), PhotoWithSpeck({255, 0, 255, 255}), Gradient(300, 300)}) {
      double before = 1e300;
      for (const uint32_t effort : {1u, 2u, 3u}) {
        const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors, effort));
        const double error = kmc_report_squared_error(quantized.report.get());
        EXPECT_LE(error, before) << sample.name << ", " << colors << " colours, effort " << effort;
        before = error;
      }
    }
  }
}

TEST(QuickQuantize, MapsAColourThatTheSampleMissed) {
  const SampleImage sample = PhotoWithSpeck({255, 0, 255, 255});
  const Quantized quantized = QuantizeSample(sample, QuantizeTo(32, 1));
  EXPECT_TRUE(WasQuick(quantized));
  ExpectNearest(sample, quantized);
}

TEST(QuickQuantize, LeavesATranslucentPixelThatTheSampleMissedToTheLongWay) {
  for (const uint8_t alpha : {uint8_t{0}, uint8_t{100}}) {
    const SampleImage sample = PhotoWithSpeck({10, 20, 30, alpha});
    const Quantized quantized = QuantizeSample(sample, QuantizeTo(32, 1));
    EXPECT_FALSE(WasQuick(quantized));
    ExpectNearest(sample, quantized);
  }
}

TEST(QuickQuantize, KeepsFewColoursExactly) {
  for (const uint32_t colors : {2u, 12u, 256u}) {
    const SampleImage sample = FewColors(500, 400, colors);
    const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors, 1));
    EXPECT_EQ(1, kmc_report_exact(quantized.report.get())) << colors;
    EXPECT_TRUE(sample.rgba == RgbaOf(quantized.image.get())) << colors;
  }
}

TEST(QuickQuantize, ReadsRowsAsFarAsTheirPixelsGo) {
  const SampleImage sample = Photo(301, 200);
  const size_t stride = sample.stride() + 12;
  std::vector<uint8_t> padded(stride * sample.height, 77);
  for (uint32_t y = 0; y < sample.height; ++y) {
    std::copy_n(sample.pixels().Row(y), sample.stride(), padded.data() + y * stride);
  }
  const kmc_quantize_options options = QuantizeTo(40, 1);
  Image image;
  ASSERT_EQ(KMC_OK,
            kmc_quantize(padded.data(), stride, sample.width, sample.height, &options, nullptr, Out(image), nullptr));
  EXPECT_TRUE(RgbaOf(image.get()) == RgbaOf(QuantizeSample(sample, options).image.get()));
}

}  // namespace
}  // namespace kmc
