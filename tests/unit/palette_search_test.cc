// The search for a palette, through the public interface: more effort is never
// worse, restarts keep the best run, reports say what happened.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "codec/color_space.h"
#include "format/palette_coding.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

double SquaredErrorOf(const SampleImage& sample, const kmc_image* image) {
  const std::vector<uint8_t> shown = RgbaOf(image);
  double sum = 0;
  for (size_t i = 0; i < shown.size(); ++i) {
    const double difference = static_cast<double>(sample.rgba[i]) - shown[i];
    sum += difference * difference;
  }
  return sum;
}

kmc_quantize_options Restarts(uint32_t colors, uint32_t restarts, uint32_t iterations, kmc_seeding seeding) {
  kmc_quantize_options options = QuantizeTo(colors);
  options.restarts = restarts;
  options.iterations = iterations;
  options.seeding = seeding;
  return options;
}

std::vector<double> Costs(const kmc_report* report, uint32_t run) {
  std::vector<double> costs(kmc_report_iterations(report, run, nullptr, 0));
  EXPECT_EQ(costs.size(), kmc_report_iterations(report, run, costs.data(), static_cast<uint32_t>(costs.size())));
  return costs;
}

TEST(PaletteSearch, MoreEffortNeverGivesALargerError) {
  for (const SampleImage& sample : SampleImages(72, 54)) {
    for (const uint32_t colors : {1u, 2u, 11u, 64u, 256u}) {
      double before = -1;
      for (uint32_t effort = 1; effort <= 9; ++effort) {
        const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors, effort));
        const double error = kmc_report_squared_error(quantized.report.get());
        if (effort > 1) {
          EXPECT_LE(error, before) << sample.name << ", " << colors << " colours, effort " << effort;
        }
        before = error;
      }
    }
  }
}

TEST(PaletteSearch, MoreColorsGiveASmallerError) {
  for (const SampleImage& sample : {Photo(120, 90), Gradient(120, 90), Noise(120, 90), Translucent(120, 90)}) {
    double before = 1e300;
    for (uint32_t colors = 1; colors <= 512; colors *= 2) {
      const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors));
      const double error = kmc_report_squared_error(quantized.report.get());
      EXPECT_LT(error, before * 0.95) << sample.name << " " << colors;
      before = error;
    }
  }
}

TEST(PaletteSearch, PaletteColorsAreDifferentAndNoMoreThanAskedFor) {
  for (const SampleImage& sample : SampleImages(96, 64)) {
    for (const uint32_t colors : {1u, 2u, 16u, 256u, 1000u, 5000u}) {
      const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors, 2));
      std::set<uint32_t> keys;
      for (const Rgba color : PaletteOf(quantized.image.get())) keys.insert(CanonicalKey(color));
      EXPECT_EQ(keys.size(), kmc_image_colors(quantized.image.get())) << sample.name;
      EXPECT_LE(keys.size(), colors) << sample.name;
    }
  }
}

TEST(PaletteSearch, NoColorIsWastedWhereColorsAreFarApart) {
  for (const uint32_t colors : {1u, 2u, 16u, 256u}) {
    const Quantized quantized = QuantizeSample(Noise(96, 64), QuantizeTo(colors));
    EXPECT_EQ(colors, kmc_image_colors(quantized.image.get()));
  }
}

TEST(PaletteSearch, TheErrorReportedIsThatOfThePixels) {
  for (const SampleImage& sample : {Photo(90, 70), Gradient(90, 70), Noise(90, 70)}) {
    for (const uint32_t colors : {1u, 16u, 200u}) {
      const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors));
      EXPECT_EQ(SquaredErrorOf(sample, quantized.image.get()), kmc_report_squared_error(quantized.report.get()));
    }
  }
}

TEST(PaletteSearch, TheErrorOfTranslucentPixelsIsThatOverBlackAndWhite) {
  const SampleImage sample = Translucent(90, 70);
  const Quantized quantized = QuantizeSample(sample, QuantizeTo(16));
  const std::vector<uint8_t> shown = RgbaOf(quantized.image.get());
  double sum = 0;
  for (size_t at = 0; at < shown.size(); at += 4) {
    const double alpha = sample.rgba[at + 3] / 255.0, shown_alpha = shown[at + 3] / 255.0;
    for (size_t c = 0; c < 3; ++c) {
      const double over_black = sample.rgba[at + c] * alpha - shown[at + c] * shown_alpha;
      const double over_white = over_black + 255 * (shown_alpha - alpha);
      sum += (over_black * over_black + over_white * over_white) / 2;
    }
  }
  EXPECT_NEAR(sum, kmc_report_squared_error(quantized.report.get()), sum * 0.005);
}

TEST(PaletteSearch, OfRestartsTheBestRunIsKept) {
  for (const SampleImage& sample : {Photo(90, 70), Translucent(90, 70)}) {
    for (const kmc_seeding seeding : {KMC_SEEDING_KMEANSPP, KMC_SEEDING_RANDOM}) {
      const Quantized quantized = QuantizeSample(sample, Restarts(7, 20, 6, seeding));
      const kmc_report* report = quantized.report.get();
      ASSERT_EQ(20u, kmc_report_runs(report));
      const double best = kmc_report_run_cost(report, kmc_report_best_run(report));
      for (uint32_t run = 0; run < 20; ++run) {
        EXPECT_LE(best, kmc_report_run_cost(report, run));
        if (run < kmc_report_best_run(report)) {
          EXPECT_LT(best, kmc_report_run_cost(report, run)) << "of equal runs the first";
        }
        const std::vector<double> costs = Costs(report, run);
        ASSERT_GE(costs.size(), 1u);
        ASSERT_LE(costs.size(), 6u);
        EXPECT_EQ(costs.back(), kmc_report_run_cost(report, run));
      }
      // The palette is rounded to 8 bits: that costs a quarter of a level for each channel, at most.
      const double pixels = 90.0 * 70;
      EXPECT_NEAR(best, kmc_report_squared_error(report), best * 0.01 + pixels) << sample.name;
    }
  }
}

TEST(PaletteSearch, RestartsAreTheSameOnAnyNumberOfThreads) {
  const SampleImage sample = Photo(90, 70);
  const kmc_quantize_options options = Restarts(9, 30, 5, KMC_SEEDING_RANDOM);
  const Quantized one = QuantizeSample(sample, options, 1), four = QuantizeSample(sample, options, 4);
  EXPECT_EQ(kmc_report_best_run(one.report.get()), kmc_report_best_run(four.report.get()));
  for (uint32_t run = 0; run < 30; ++run) {
    EXPECT_EQ(Costs(one.report.get(), run), Costs(four.report.get(), run));
  }
  EXPECT_TRUE(PaletteOf(one.image.get()) == PaletteOf(four.image.get()));
  EXPECT_TRUE(IndicesOf(one.image.get()) == IndicesOf(four.image.get()));
}

TEST(PaletteSearch, MoreRestartsBeginWithTheSameRuns) {
  const SampleImage sample = Photo(90, 70);
  const Quantized few = QuantizeSample(sample, Restarts(5, 3, 5, KMC_SEEDING_KMEANSPP));
  const Quantized many = QuantizeSample(sample, Restarts(5, 12, 5, KMC_SEEDING_KMEANSPP));
  for (uint32_t run = 0; run < 3; ++run) EXPECT_EQ(Costs(few.report.get(), run), Costs(many.report.get(), run));
  EXPECT_LE(kmc_report_run_cost(many.report.get(), kmc_report_best_run(many.report.get())),
            kmc_report_run_cost(few.report.get(), kmc_report_best_run(few.report.get())));
}

TEST(PaletteSearch, TheSeedDecidesTheRuns) {
  const SampleImage sample = Photo(90, 70);
  kmc_quantize_options options = Restarts(8, 1, 3, KMC_SEEDING_RANDOM), other = options;
  other.seed = 99;
  EXPECT_EQ(Costs(QuantizeSample(sample, options).report.get(), 0),
            Costs(QuantizeSample(sample, options).report.get(), 0));
  EXPECT_NE(Costs(QuantizeSample(sample, options).report.get(), 0),
            Costs(QuantizeSample(sample, other).report.get(), 0));
}

TEST(PaletteSearch, ByEffortThereAreNoRuns) {
  const Quantized quantized = QuantizeSample(Photo(40, 30), QuantizeTo(8));
  EXPECT_EQ(0u, kmc_report_runs(quantized.report.get()));
}

TEST(PaletteSearch, ColorsThatCoincideAreNoTrap) {
  // Many colours so faint that their points are few.
  SampleImage faint = Noise(60, 60);
  for (size_t alpha = 3; alpha < faint.rgba.size(); alpha += 4) faint.rgba[alpha] = 1;
  for (size_t blue = 2; blue < faint.rgba.size(); blue += 4) faint.rgba[blue - 1] = faint.rgba[blue] = 0;
  for (const uint32_t colors : {2u, 100u, 250u}) {
    const Quantized quantized = QuantizeSample(faint, QuantizeTo(colors, 6));
    EXPECT_LE(kmc_image_colors(quantized.image.get()), colors);
    const Quantized restarted = QuantizeSample(faint, Restarts(colors, 3, 4, KMC_SEEDING_KMEANSPP));
    EXPECT_LE(kmc_image_colors(restarted.image.get()), colors);
  }
}

}  // namespace
}  // namespace kmc
