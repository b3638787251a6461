// The palette is exactly as large as asked for, and what callers ask of its colours holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "format/palette_coding.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

std::vector<uint8_t> BytesOf(const std::vector<Rgba>& colors) {
  std::vector<uint8_t> bytes;
  for (const Rgba color : colors) bytes.insert(bytes.end(), {color.r, color.g, color.b, color.a});
  return bytes;
}

std::set<uint32_t> KeysOf(const std::vector<Rgba>& colors) {
  std::set<uint32_t> keys;
  for (const Rgba color : colors) keys.insert(CanonicalKey(color));
  return keys;
}

size_t UsedEntries(const kmc_image* image) {
  const std::vector<uint16_t> indices = IndicesOf(image);
  return std::set<uint16_t>(indices.begin(), indices.end()).size();
}

uint32_t SquaredDifference(Rgba x, Rgba y) {
  const int r = x.r - y.r, g = x.g - y.g, b = x.b - y.b;
  return static_cast<uint32_t>(r * r + g * g + b * b);
}

bool IsLevel(uint8_t value, int levels) {
  for (int i = 0; i < levels; ++i) {
    if (std::lround(i * 255.0 / (levels - 1)) == value) return true;
  }
  return false;
}

TEST(PaletteSize, IsExactlyWhatWasAskedForAndEveryColourIsUsed) {
  for (const SampleImage& sample : {Photo(96, 64), Gradient(96, 64), Noise(96, 64), Translucent(96, 64)}) {
    for (const uint32_t colors : {2u, 7u, 100u, 256u, 1000u}) {
      for (const uint32_t effort : {1u, 5u}) {
        const Quantized made = QuantizeSample(sample, QuantizeTo(colors, effort));
        if (kmc_report_exact(made.report.get())) continue;
        EXPECT_EQ(KeysOf(PaletteOf(made.image.get())).size(), colors) << sample.name << " effort " << effort;
        EXPECT_EQ(UsedEntries(made.image.get()), colors) << sample.name << " effort " << effort;
      }
    }
  }
}

TEST(PaletteSize, HoldsForRestartsToo) {
  kmc_quantize_options options = QuantizeTo(200);
  options.restarts = 2;
  options.seeding = KMC_SEEDING_RANDOM;
  const Quantized made = QuantizeSample(Photo(96, 64), options);
  EXPECT_EQ(UsedEntries(made.image.get()), 200u);
}

TEST(PaletteSize, OneColourLessThanTheImageHasCostsOnePair) {
  const SampleImage sample = FewColors(64, 64, 40);
  const Quantized made = QuantizeSample(sample, QuantizeTo(39));
  EXPECT_EQ(UsedEntries(made.image.get()), 39u);
}

TEST(GivenPalette, IsKeptInOrderWithItsUnusedEntries) {
  const std::vector<Rgba> palette = {{255, 255, 255, 255}, {0, 255, 255, 255}, {0, 0, 0, 255}, {0, 0, 0, 255}};
  const std::vector<uint8_t> bytes = BytesOf(palette);
  kmc_quantize_options options = QuantizeTo(256);
  options.palette = bytes.data();
  options.palette_colors = static_cast<uint32_t>(palette.size());
  const Quantized made = QuantizeSample(Photo(40, 30), options);
  EXPECT_EQ(PaletteOf(made.image.get()), palette);
  EXPECT_TRUE(kmc_image_keeps_order(made.image.get()));
}

TEST(GivenPalette, MapsEveryPixelToItsNearestEntry) {
  const SampleImage sample = Photo(40, 30);
  const std::vector<Rgba> palette = {{20, 30, 40, 255}, {200, 100, 50, 255}, {90, 120, 90, 255}, {250, 250, 250, 255}};
  const std::vector<uint8_t> bytes = BytesOf(palette);
  kmc_quantize_options options = QuantizeTo(256);
  options.palette = bytes.data();
  options.palette_colors = static_cast<uint32_t>(palette.size());
  const Quantized made = QuantizeSample(sample, options);
  const std::vector<uint16_t> indices = IndicesOf(made.image.get());
  double error = 0;
  for (uint32_t i = 0; i < indices.size(); ++i) {
    const Rgba pixel = sample.At(i % sample.width, i / sample.width);
    const auto closer = [&](Rgba x, Rgba y) { return SquaredDifference(x, pixel) < SquaredDifference(y, pixel); };
    const auto nearest = std::min_element(palette.begin(), palette.end(), closer);
    ASSERT_EQ(indices[i], nearest - palette.begin());
    error += SquaredDifference(*nearest, pixel);
  }
  EXPECT_EQ(kmc_report_squared_error(made.report.get()), error);
}

TEST(GivenPalette, WithAllColoursOfTheImageKeepsItExactly) {
  // Colours of low alpha are nearly the same point to the search, and yet each keeps its own entry.
  SampleImage sample{"low alpha", 64, 4, {}};
  std::vector<Rgba> palette;
  for (uint32_t i = 0; i < 256; ++i) palette.push_back({static_cast<uint8_t>(255 - i), 7, 9, 1});
  sample.rgba = BytesOf(palette);
  const std::vector<uint8_t> bytes = sample.rgba;
  kmc_quantize_options options = QuantizeTo(4);
  options.palette = bytes.data();
  options.palette_colors = 256;
  options.lossless = 1;
  const Quantized made = QuantizeSample(sample, options);
  EXPECT_TRUE(kmc_report_exact(made.report.get()));
  EXPECT_EQ(RgbaOf(made.image.get()), sample.rgba);
}

class FixedColors : public testing::TestWithParam<uint32_t> {};

TEST_P(FixedColors, AreInThePaletteExactlyWhileTheRestIsSearched) {
  const uint32_t restarts = GetParam();
  const std::vector<Rgba> fixed = {{255, 0, 255, 0}, {1, 2, 3, 255}, {250, 5, 5, 255}, {1, 2, 3, 255}};
  const std::vector<uint8_t> bytes = BytesOf(fixed);
  kmc_quantize_options options = QuantizeTo(16, 5);
  options.restarts = restarts;
  options.fixed = bytes.data();
  options.fixed_colors = static_cast<uint32_t>(fixed.size());
  const SampleImage sample = Photo(96, 64);
  const Quantized made = QuantizeSample(sample, options);
  const std::vector<Rgba> palette = PaletteOf(made.image.get());
  ASSERT_EQ(palette.size(), 16u);
  EXPECT_EQ(std::vector<Rgba>(palette.begin(), palette.begin() + 3),
            std::vector<Rgba>(fixed.begin(), fixed.begin() + 3));
  EXPECT_EQ(KeysOf(palette).size(), 16u);
  EXPECT_TRUE(kmc_image_keeps_order(made.image.get()));

  // The other thirteen serve the image as well as a palette of thirteen.
  const Quantized free = QuantizeSample(sample, QuantizeTo(13, 5));
  EXPECT_LE(kmc_report_squared_error(made.report.get()), 1.05 * kmc_report_squared_error(free.report.get()));
}

INSTANTIATE_TEST_SUITE_P(BySearch, FixedColors, testing::Values(0u, 20u));

TEST(FixedColorsAlone, AreThePaletteIfTheyAreAsManyAsAskedFor) {
  const std::vector<Rgba> fixed = {{0, 0, 0, 255}, {255, 255, 255, 255}};
  const std::vector<uint8_t> bytes = BytesOf(fixed);
  kmc_quantize_options options = QuantizeTo(2);
  options.fixed = bytes.data();
  options.fixed_colors = 2;
  EXPECT_EQ(PaletteOf(QuantizeSample(Photo(40, 30), options).image.get()), fixed);
}

TEST(FixedColorsAlone, LeaveAnImageExactIfThereIsRoom) {
  const std::vector<uint8_t> bytes = BytesOf({{1, 1, 1, 255}});
  kmc_quantize_options options = QuantizeTo(21);
  options.fixed = bytes.data();
  options.fixed_colors = 1;
  const Quantized made = QuantizeSample(FewColors(64, 64, 20), options);
  EXPECT_TRUE(kmc_report_exact(made.report.get()));
  EXPECT_EQ(PaletteOf(made.image.get()).size(), 21u);
}

TEST(Levels, AreKeptByEveryColourOfThePalette) {
  kmc_quantize_options options = QuantizeTo(64);
  options.levels[0] = 32;
  options.levels[1] = 64;
  options.levels[2] = 6;
  const Quantized made = QuantizeSample(Photo(96, 64), options);
  const std::vector<Rgba> palette = PaletteOf(made.image.get());
  for (const Rgba color : palette) {
    EXPECT_TRUE(IsLevel(color.r, 32)) << int{color.r};
    EXPECT_TRUE(IsLevel(color.g, 64)) << int{color.g};
    EXPECT_TRUE(IsLevel(color.b, 6)) << int{color.b};
  }
  EXPECT_EQ(palette.size(), 64u);
}

TEST(Levels, ApplyToAnImageOfFewColoursToo) {
  kmc_quantize_options options = QuantizeTo(256);
  std::fill_n(options.levels, 3, uint16_t{2});
  const Quantized made = QuantizeSample(FewColors(64, 64, 100), options);
  EXPECT_FALSE(kmc_report_exact(made.report.get()));
  EXPECT_LE(PaletteOf(made.image.get()).size(), 8u);
}

TEST(SharedPalette, ServesAllImagesLikeOne) {
  const SampleImage whole = Photo(96, 64);
  const size_t half = whole.rgba.size() / 2;
  const kmc_pixels parts[2] = {{whole.rgba.data(), whole.stride(), 96, 32},
                               {whole.rgba.data() + half, whole.stride(), 96, 32}};
  const kmc_quantize_options options = QuantizeTo(32);
  kmc_image* images[2] = {};
  Report report;
  ASSERT_EQ(kmc_quantize_many(parts, 2, &options, nullptr, images, Out(report)), KMC_OK);
  const Image top(images[0]), bottom(images[1]);
  const Quantized together = QuantizeSample(whole, options);
  EXPECT_EQ(PaletteOf(top.get()), PaletteOf(together.image.get()));
  EXPECT_EQ(PaletteOf(bottom.get()), PaletteOf(together.image.get()));
  EXPECT_EQ(kmc_report_squared_error(report.get()), kmc_report_squared_error(together.report.get()));
  std::vector<uint16_t> indices = IndicesOf(top.get());
  const std::vector<uint16_t> rest = IndicesOf(bottom.get());
  indices.insert(indices.end(), rest.begin(), rest.end());
  EXPECT_EQ(indices, IndicesOf(together.image.get()));
}

TEST(SharedPalette, RefusesNoImagesAndLeavesOutputsAlone) {
  const SampleImage sample = Photo(8, 8);
  const kmc_pixels images[2] = {{sample.rgba.data(), sample.stride(), 8, 8}, {nullptr, 32, 8, 8}};
  kmc_image* out[2] = {};
  EXPECT_EQ(kmc_quantize_many(images, 0, nullptr, nullptr, out, nullptr), KMC_ARGUMENT);
  EXPECT_EQ(kmc_quantize_many(images, 2, nullptr, nullptr, out, nullptr), KMC_ARGUMENT);
  EXPECT_EQ(out[0], nullptr);
}

TEST(PaletteOptions, OutOfRangeAreRefused) {
  const SampleImage sample = Photo(8, 8);
  const std::vector<uint8_t> colors = BytesOf({{1, 1, 1, 255}, {2, 2, 2, 255}});
  const auto result = [&](const kmc_quantize_options& options) {
    kmc_image* image = nullptr;
    return kmc_quantize(sample.rgba.data(), sample.stride(), 8, 8, &options, nullptr, &image, nullptr);
  };
  kmc_quantize_options fixed = QuantizeTo(1);
  fixed.fixed = colors.data();
  fixed.fixed_colors = 2;
  EXPECT_EQ(result(fixed), KMC_ARGUMENT);
  kmc_quantize_options palette = QuantizeTo(2);
  palette.palette = colors.data();
  EXPECT_EQ(result(palette), KMC_ARGUMENT);
  palette.palette_colors = 65537;
  EXPECT_EQ(result(palette), KMC_ARGUMENT);
  for (const uint16_t levels : {uint16_t{1}, uint16_t{257}}) {
    kmc_quantize_options options = QuantizeTo(2);
    options.levels[3] = levels;
    EXPECT_EQ(result(options), KMC_ARGUMENT);
  }
}

}  // namespace
}  // namespace kmc
