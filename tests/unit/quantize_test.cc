// kmc_quantize: exact where it can be, each pixel to its nearest colour where it cannot.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "codec/color_space.h"
#include "codec/pixels.h"
#include "format/palette_coding.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

uint64_t CountColors(const SampleImage& sample) {
  std::set<uint32_t> keys;
  for (uint32_t y = 0; y < sample.height; ++y) {
    for (uint32_t x = 0; x < sample.width; ++x) keys.insert(CanonicalKey(Visible(sample.At(x, y))));
  }
  return keys.size();
}

// The pixels as they are seen: fully transparent ones have no colour.
std::vector<uint8_t> VisibleRgba(const SampleImage& sample) {
  std::vector<uint8_t> rgba = sample.rgba;
  for (size_t at = 0; at < rgba.size(); at += 4) {
    if (rgba[at + 3] == 0) std::fill_n(rgba.begin() + static_cast<ptrdiff_t>(at), 3, uint8_t{0});
  }
  return rgba;
}

void ExpectNearest(const SampleImage& sample, const Quantized& quantized) {
  const std::vector<Rgba> palette = PaletteOf(quantized.image.get());
  std::vector<Point> points;
  for (const Rgba color : palette) points.push_back(PointOfColor(color));
  const std::vector<uint16_t> indices = IndicesOf(quantized.image.get());
  for (uint32_t y = 0; y < sample.height; ++y) {
    for (uint32_t x = 0; x < sample.width; ++x) {
      const Point pixel = PointOfColor(sample.At(x, y));
      const auto nearest = std::min_element(points.begin(), points.end(), [&](const Point& p, const Point& q) {
        return SquaredDistance(pixel, p) < SquaredDistance(pixel, q);
      });
      ASSERT_EQ(nearest - points.begin(), indices[size_t{y} * sample.width + x]) << sample.name << " " << x << "," << y;
    }
  }
}

TEST(Quantize, ImagesOfNoMoreColorsAreExact) {
  for (const SampleImage& sample : SampleImages(50, 40)) {
    const auto colors = static_cast<uint32_t>(CountColors(sample));
    for (const uint32_t asked : {colors, colors + 1, 65536u}) {
      kmc_quantize_options options = QuantizeTo(asked);
      options.lossless = 1;
      const Quantized quantized = QuantizeSample(sample, options);
      EXPECT_EQ(1, kmc_report_exact(quantized.report.get()));
      EXPECT_EQ(0, kmc_report_squared_error(quantized.report.get()));
      EXPECT_EQ(colors, kmc_report_source_colors(quantized.report.get()));
      EXPECT_EQ(colors, kmc_image_colors(quantized.image.get()));
      EXPECT_TRUE(VisibleRgba(sample) == RgbaOf(quantized.image.get())) << sample.name;
    }
  }
}

TEST(Quantize, LosslessRefusesImagesOfMoreColors) {
  const SampleImage sample = Photo(50, 40);
  kmc_quantize_options options = QuantizeTo(static_cast<uint32_t>(CountColors(sample)) - 1);
  options.lossless = 1;
  Image image;
  Report report;
  EXPECT_EQ(KMC_COLORS, kmc_quantize(sample.rgba.data(), sample.stride(), sample.width, sample.height, &options,
                                     nullptr, Out(image), Out(report)));
  EXPECT_FALSE(image);
  EXPECT_FALSE(report);
}

TEST(Quantize, EveryPixelGetsItsNearestColor) {
  for (const SampleImage& sample : SampleImages(60, 40)) {
    for (const uint32_t colors : {2u, 10u, 100u, 400u}) {
      const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors));
      ExpectNearest(sample, quantized);
    }
    kmc_quantize_options restarts = QuantizeTo(10);
    restarts.restarts = 3;
    ExpectNearest(sample, QuantizeSample(sample, restarts));
  }
}

TEST(Quantize, OneColorIsTheMean) {
  const SampleImage sample = Photo(60, 40);
  uint64_t sums[3] = {};
  for (size_t i = 0; i < sample.rgba.size(); ++i) {
    if (i % 4 < 3) sums[i % 4] += sample.rgba[i];
  }
  const Quantized quantized = QuantizeSample(sample, QuantizeTo(1));
  const Rgba color = PaletteOf(quantized.image.get()).at(0);
  EXPECT_NEAR(static_cast<double>(sums[0]) / 2400, color.r, 0.51);
  EXPECT_NEAR(static_cast<double>(sums[1]) / 2400, color.g, 0.51);
  EXPECT_NEAR(static_cast<double>(sums[2]) / 2400, color.b, 0.51);
}

TEST(Quantize, TransparentPixelsStayTransparentAndOpaqueOnesOpaque) {
  const SampleImage sample = Translucent(60, 40);
  for (const uint32_t colors : {8u, 16u, 256u}) {
    const std::vector<uint8_t> shown = RgbaOf(QuantizeSample(sample, QuantizeTo(colors)).image.get());
    for (size_t alpha = 3; alpha < shown.size(); alpha += 4) {
      if (sample.rgba[alpha] == 0) {
        EXPECT_LT(shown[alpha], 128);
      }
      if (sample.rgba[alpha] == 255) {
        EXPECT_GE(shown[alpha], 128);
      }
    }
  }
}

TEST(Quantize, OpaqueImagesStayOpaque) {
  for (const SampleImage& sample : {Photo(60, 40), Noise(60, 40)}) {
    EXPECT_EQ(0, kmc_image_has_alpha(QuantizeSample(sample, QuantizeTo(20)).image.get()));
  }
}

TEST(Quantize, RowsMayBePadded) {
  const SampleImage sample = Photo(61, 40);
  const size_t stride = sample.stride() + 20;
  std::vector<uint8_t> padded(stride * (sample.height - 1) + sample.stride(), 99);
  for (uint32_t y = 0; y < sample.height; ++y) {
    std::copy_n(sample.pixels().Row(y), sample.stride(), padded.data() + y * stride);
  }
  const kmc_quantize_options options = QuantizeTo(20);
  Image image;
  ASSERT_EQ(KMC_OK, kmc_quantize(padded.data(), stride, 61, 40, &options, nullptr, Out(image), nullptr));
  const Quantized expected = QuantizeSample(sample, options);
  EXPECT_TRUE(RgbaOf(expected.image.get()) == RgbaOf(image.get()));
}

TEST(Quantize, AnyShapeWorks) {
  for (const auto& [width, height] : {std::pair{1u, 1u}, {1u, 5000u}, {5000u, 1u}, {2u, 3u}}) {
    for (const SampleImage& sample : SampleImages(width, height)) {
      const Quantized quantized = QuantizeSample(sample, QuantizeTo(5));
      EXPECT_EQ(width, kmc_image_width(quantized.image.get()));
      EXPECT_EQ(height, kmc_image_height(quantized.image.get()));
      ExpectNearest(sample, quantized);
    }
  }
}

TEST(Quantize, ManyColorsAreFoundAmongMore) {
  const SampleImage sample = Noise(300, 300);
  double before = 1e300;
  for (const uint32_t colors : {5000u, 20000u, 65536u}) {
    const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors, 5), 2);
    EXPECT_EQ(colors, kmc_image_colors(quantized.image.get()));
    EXPECT_LT(kmc_report_squared_error(quantized.report.get()), before / 2);
    before = kmc_report_squared_error(quantized.report.get());
  }
}

TEST(Quantize, StagesTakeTime) {
  const Quantized quantized = QuantizeSample(Photo(300, 200), QuantizeTo(64));
  for (uint32_t stage = 0; stage < 3; ++stage) EXPECT_GT(kmc_report_stage_ms(quantized.report.get(), stage), 0);
  EXPECT_EQ(0, kmc_report_stage_ms(quantized.report.get(), 3));
}

}  // namespace
}  // namespace kmc
