// Dithering keeps what areas look like on average, and leaves alone what is exact.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

SampleImage Flat(uint32_t side, Rgba color) {
  SampleImage sample{"flat", side, side, {}};
  for (uint32_t i = 0; i < side * side; ++i)
    sample.rgba.insert(sample.rgba.end(), {color.r, color.g, color.b, color.a});
  return sample;
}

// The mean difference of blocks of 8 x 8 pixels.
double BlockError(const SampleImage& sample, const std::vector<uint8_t>& shown) {
  double error = 0;
  uint32_t blocks = 0;
  for (uint32_t top = 0; top + 8 <= sample.height; top += 8) {
    for (uint32_t left = 0; left + 8 <= sample.width; left += 8, ++blocks) {
      for (uint32_t channel = 0; channel < 3; ++channel) {
        double sum = 0;
        for (uint32_t i = 0; i < 64; ++i) {
          const size_t at = (size_t{top + i / 8} * sample.width + left + i % 8) * 4 + channel;
          sum += sample.rgba[at] - shown[at];
        }
        error += std::abs(sum / 64);
      }
    }
  }
  return error / blocks;
}

class DitherTest : public testing::TestWithParam<kmc_dither> {
 protected:
  static kmc_quantize_options Dithered(uint32_t colors, uint32_t strength = 1000) {
    kmc_quantize_options options = QuantizeTo(colors);
    options.dither = GetParam();
    options.dither_strength = strength;
    return options;
  }
};

TEST_P(DitherTest, MixesTheMeanOfAFlatArea) {
  const uint8_t palette[] = {0, 0, 0, 255, 255, 255, 255, 255};
  for (const uint8_t grey : std::to_array<uint8_t>({40, 100, 128, 200})) {
    const SampleImage sample = Flat(64, {grey, grey, grey, 255});
    kmc_quantize_options options = Dithered(2);
    options.palette = palette;
    options.palette_colors = 2;
    const std::vector<uint16_t> indices = IndicesOf(QuantizeSample(sample, options).image.get());
    const auto white = static_cast<double>(std::count(indices.begin(), indices.end(), 1));
    EXPECT_NEAR(255 * white / static_cast<double>(indices.size()), grey, 5);
  }
}

TEST_P(DitherTest, BringsAreasNearerToTheirColour) {
  for (const SampleImage& sample : {Gradient(128, 96), Photo(128, 96)}) {
    const Quantized plain = QuantizeSample(sample, QuantizeTo(24));
    const Quantized dithered = QuantizeSample(sample, Dithered(24));
    EXPECT_LT(BlockError(sample, RgbaOf(dithered.image.get())), 0.8 * BlockError(sample, RgbaOf(plain.image.get())))
        << sample.name;
  }
}

TEST_P(DitherTest, LeavesColoursOfThePaletteAlone) {
  SampleImage sample = FewColors(64, 64, 12);
  std::vector<uint8_t> palette(24);
  for (uint32_t i = 0; i < 6; ++i) std::copy_n(&sample.rgba[40 * i], 4, &palette[4 * i]);
  kmc_quantize_options options = Dithered(256);
  options.palette = palette.data();
  options.palette_colors = 6;
  const std::vector<uint8_t> shown = RgbaOf(QuantizeSample(sample, options).image.get());
  for (size_t i = 0; i < sample.rgba.size(); i += 4) {
    for (size_t j = 0; j < palette.size(); j += 4) {
      if (!std::equal(&palette[j], &palette[j] + 4, &sample.rgba[i])) continue;
      EXPECT_TRUE(std::equal(&shown[i], &shown[i] + 4, &sample.rgba[i]));
    }
  }
}

TEST_P(DitherTest, OfNoStrengthIsNone) {
  const SampleImage sample = Photo(96, 64);
  EXPECT_EQ(IndicesOf(QuantizeSample(sample, Dithered(16, 0)).image.get()),
            IndicesOf(QuantizeSample(sample, QuantizeTo(16)).image.get()));
}

TEST_P(DitherTest, MakesNoHolesInWhatIsOpaque) {
  const SampleImage sample = Translucent(96, 64);
  const std::vector<uint8_t> plain = RgbaOf(QuantizeSample(sample, QuantizeTo(32)).image.get());
  const std::vector<uint8_t> shown = RgbaOf(QuantizeSample(sample, Dithered(32)).image.get());
  for (size_t i = 3; i < shown.size(); i += 4) {
    if (sample.rgba[i] == 255) {
      EXPECT_GT(shown[i], 200);
    }
    if (sample.rgba[i] == 0 && plain[i] == 0) {
      EXPECT_EQ(shown[i], 0);
    }
  }
}

TEST_P(DitherTest, GivesTheSameImageWithAnyNumberOfThreads) {
  const SampleImage sample = Photo(1500, 1000);  // of several stripes
  EXPECT_EQ(IndicesOf(QuantizeSample(sample, Dithered(16), 1).image.get()),
            IndicesOf(QuantizeSample(sample, Dithered(16), 4).image.get()));
}

TEST_P(DitherTest, ReportsTheErrorOfWhatIsShown) {
  const SampleImage sample = Photo(96, 64);
  const Quantized made = QuantizeSample(sample, Dithered(16));
  const std::vector<uint8_t> shown = RgbaOf(made.image.get());
  double error = 0;
  for (size_t i = 0; i < shown.size(); ++i) error += (shown[i] - sample.rgba[i]) * (shown[i] - sample.rgba[i]);
  EXPECT_EQ(kmc_report_squared_error(made.report.get()), error);
}

INSTANTIATE_TEST_SUITE_P(Methods, DitherTest, testing::Values(KMC_DITHER_FLOYD_STEINBERG, KMC_DITHER_ORDERED));

TEST(FloydSteinberg, CarriesNoErrorOverAnEdge) {
  // Grey that has to be mixed beside white, which the palette lacks: white stays as even as without its neighbour.
  SampleImage sample = Flat(64, {60, 60, 60, 255});
  for (uint32_t y = 0; y < 64; ++y) std::fill_n(&sample.rgba[(y * 64 + 32) * 4], 32 * 4, uint8_t{255});
  const uint8_t palette[] = {0, 0, 0, 255, 100, 100, 100, 255, 250, 250, 250, 255};
  kmc_quantize_options options = QuantizeTo(3);
  options.dither = KMC_DITHER_FLOYD_STEINBERG;
  options.palette = palette;
  options.palette_colors = 3;
  const std::vector<uint16_t> indices = IndicesOf(QuantizeSample(sample, options).image.get());
  for (uint32_t i = 0; i < indices.size(); ++i) {
    if (i % 64 >= 32) {
      EXPECT_EQ(indices[i], 2);
    }
  }
}

}  // namespace
}  // namespace kmc
