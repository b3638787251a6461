// What is asked of the result comes out, and not much more than that.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

struct Asked {
  kmc_goal goal;
  double value;
  uint32_t colors = 1024, effort = 3, tile = 0;
  kmc_coding coding = KMC_CODING_AUTO;
};

struct Made {
  kmc_result result = KMC_OK;
  Quantized quantized;
  const kmc_image* image() const { return quantized.image.get(); }
};

Made Make(const SampleImage& sample, const Asked& asked) {
  kmc_target target;
  kmc_target_init(&target);
  target.goal = asked.goal;
  target.value = asked.value;
  kmc_write_options write;
  kmc_write_options_init(&write);
  write.tile = asked.tile;
  write.coding = asked.coding;
  const kmc_quantize_options options = QuantizeTo(asked.colors, asked.effort);
  const kmc_work work = WorkOn(1);
  Made made;
  made.result = kmc_quantize_to(sample.rgba.data(), sample.stride(), sample.width, sample.height, &target, &options,
                                &write, &work, Out(made.quantized.image), Out(made.quantized.report));
  EXPECT_EQ(made.result == KMC_OK, made.quantized.image != nullptr);
  EXPECT_EQ(made.result == KMC_OK, made.quantized.report != nullptr);
  return made;
}

size_t BytesOf(const Made& made, const Asked& asked) { return Write(made.image(), asked.coding, asked.tile).size(); }

double QualityOf(const SampleImage& sample, const Made& made) {
  double quality = NAN;
  EXPECT_EQ(KMC_OK, kmc_image_quality(made.image(), sample.rgba.data(), sample.stride(), &quality));
  return quality;
}

double SquaredErrorOf(const SampleImage& sample, const Made& made) {
  const std::vector<uint8_t> shown = RgbaOf(made.image());
  double sum = 0;
  for (size_t i = 0; i < shown.size(); ++i) sum += std::pow(static_cast<double>(sample.rgba[i]) - shown[i], 2);
  return sum;
}

double PsnrOf(const SampleImage& sample, const Made& made) {
  return 10 * std::log10(3.0 * 255 * 255 * sample.width * sample.height / SquaredErrorOf(sample, made));
}

// Of the amounts by which results exceed what is asked.
void ExpectSmall(const std::vector<double>& excesses, double mean, double most) {
  EXPECT_GE(*std::min_element(excesses.begin(), excesses.end()), 0);
  EXPECT_LE(std::accumulate(excesses.begin(), excesses.end(), 0.0) / static_cast<double>(excesses.size()), mean);
  EXPECT_LE(*std::max_element(excesses.begin(), excesses.end()), most);
}

TEST(Target, PsnrIsReachedAndHardlyExceeded) {
  std::vector<double> excesses;
  for (const uint64_t seed : {1, 2, 3}) {
    const SampleImage sample = Photo(150, 100, seed);
    for (const double psnr : {30.0, 33.5, 37.0, 40.0}) {
      for (const uint32_t effort : {1u, 5u}) {
        const Made made = Make(sample, {KMC_GOAL_PSNR, psnr, 1024, effort});
        ASSERT_EQ(made.result, KMC_OK) << seed << ", " << psnr << " dB";
        excesses.push_back(PsnrOf(sample, made) - psnr);
      }
    }
  }
  ExpectSmall(excesses, 0.1, 0.4);  // of small images, a step may be as large
}

TEST(Target, ReportsTheErrorOfWhatIsShown) {
  const SampleImage sample = Photo(128, 96);
  for (const Asked& asked : {Asked{KMC_GOAL_PSNR, 35}, Asked{KMC_GOAL_QUALITY, 60}, Asked{KMC_GOAL_BYTES, 1500}}) {
    const Made made = Make(sample, asked);
    ASSERT_EQ(made.result, KMC_OK);
    EXPECT_EQ(kmc_report_squared_error(made.quantized.report.get()), SquaredErrorOf(sample, made));
  }
}

TEST(Target, PsnrTakesFewerBytesThanNearestColoursOfTheSameError) {
  const SampleImage sample = Photo(200, 150);
  const Quantized plain = QuantizeSample(sample, QuantizeTo(64, 5));
  const double error = kmc_report_squared_error(plain.report.get());
  const Asked asked{KMC_GOAL_PSNR, 10 * std::log10(3.0 * 255 * 255 * 200 * 150 / error), 1024, 5};
  EXPECT_LT(static_cast<double>(BytesOf(Make(sample, asked), asked)),
            0.85 * static_cast<double>(Write(plain.image.get()).size()));
}

TEST(Target, QualityIsReachedAndHardlyExceeded) {
  std::vector<double> excesses;
  for (const uint64_t seed : {1, 3}) {
    const SampleImage sample = Photo(150, 100, seed);
    for (const double quality : {30.0, 50.0, 70.0, 85.0}) {
      for (const uint32_t effort : {1u, 5u}) {
        const Made made = Make(sample, {KMC_GOAL_QUALITY, quality, 1024, effort});
        ASSERT_EQ(made.result, KMC_OK) << seed << ", quality " << quality;
        excesses.push_back(QualityOf(sample, made) - quality);
      }
    }
  }
  ExpectSmall(excesses, 0.7, 3);  // of small images, a step may be as large
}

TEST(Target, HigherQualityTakesMoreBytesAndColours) {
  for (const SampleImage& sample : {Photo(150, 100), Gradient(120, 90), Translucent(120, 90)}) {
    size_t bytes = 0;
    for (const double quality : {30.0, 50.0, 70.0, 85.0}) {
      const Asked asked{KMC_GOAL_QUALITY, quality, 2048};
      const Made made = Make(sample, asked);
      ASSERT_EQ(made.result, KMC_OK) << sample.name << ", quality " << quality;
      EXPECT_GE(QualityOf(sample, made), quality) << sample.name;
      EXPECT_GT(BytesOf(made, asked), bytes) << sample.name << ", quality " << quality;
      bytes = BytesOf(made, asked);
    }
  }
}

TEST(Target, HighestQualityKeepsAllPixelsIfThereAreColoursEnough) {
  for (const SampleImage& sample : {FewColors(96, 64, 12), Gradient(40, 30), Translucent(40, 30), Photo(60, 60)}) {
    const Made made = Make(sample, {KMC_GOAL_QUALITY, 100, 65536});
    ASSERT_EQ(made.result, KMC_OK) << sample.name;
    EXPECT_EQ(kmc_report_exact(made.quantized.report.get()), 1) << sample.name;
    EXPECT_EQ(kmc_report_squared_error(made.quantized.report.get()), 0) << sample.name;
    EXPECT_EQ(QualityOf(sample, made), 100) << sample.name;
  }
  const SampleImage photo = Photo(96, 64);
  const Made near = Make(photo, {KMC_GOAL_QUALITY, 100, 30});
  ASSERT_EQ(near.result, KMC_OK);
  EXPECT_EQ(kmc_image_colors(near.image()), 30u);
}

TEST(Target, BytesAreNeverMoreThanAllowed) {
  for (const SampleImage& sample : SampleImages(96, 64)) {
    for (const double bytes : {150.0, 333.0, 700.0, 1900.0, 9e15}) {
      if (sample.name == "noise" && bytes < 700) continue;
      const Asked asked{KMC_GOAL_BYTES, bytes, 256};
      const Made made = Make(sample, asked);
      ASSERT_EQ(made.result, KMC_OK) << sample.name << ", " << bytes << " bytes";
      EXPECT_LE(static_cast<double>(BytesOf(made, asked)), bytes) << sample.name;
    }
  }
}

TEST(Target, BytesAreThoseOfTheWriteOptions) {
  const SampleImage sample = Photo(96, 64);
  for (const kmc_coding coding : {KMC_CODING_PACKED, KMC_CODING_DEFLATE, KMC_CODING_FAST, KMC_CODING_MAX}) {
    for (const uint32_t tile : {0u, 32u, 64u}) {
      const Asked asked{KMC_GOAL_BYTES, 1500, 256, 3, tile, coding};
      const Made made = Make(sample, asked);
      ASSERT_EQ(made.result, KMC_OK) << coding << ", tiles of " << tile;
      EXPECT_LE(BytesOf(made, asked), 1500u) << coding << ", tiles of " << tile;
    }
  }
}

TEST(Target, MoreBytesLookBetterAndAreUsed) {
  const SampleImage sample = Photo(200, 150);
  double quality = -1e9;
  for (const double bytes : {400.0, 800.0, 1600.0, 3200.0}) {
    const Asked asked{KMC_GOAL_BYTES, bytes};
    const Made made = Make(sample, asked);
    ASSERT_EQ(made.result, KMC_OK) << bytes;
    EXPECT_GT(QualityOf(sample, made), quality + 5) << bytes;
    EXPECT_GT(static_cast<double>(BytesOf(made, asked)), 0.9 * bytes);
    quality = QualityOf(sample, made);
  }
}

TEST(Target, OfTilesIsReachedInTheWhole) {
  const SampleImage sample = Photo(250, 200);
  const Made psnr = Make(sample, {KMC_GOAL_PSNR, 34, 1024, 3, 64});
  ASSERT_EQ(psnr.result, KMC_OK);
  ExpectSmall({PsnrOf(sample, psnr) - 34}, 0.4, 0.4);
  const Made quality = Make(sample, {KMC_GOAL_QUALITY, 60, 1024, 3, 64});
  ASSERT_EQ(quality.result, KMC_OK);
  EXPECT_NEAR(QualityOf(sample, quality), 60.5, 1.5);  // tiles are looked at alone
  const Asked asked{KMC_GOAL_BYTES, 3000, 1024, 3, 64};
  const Made bytes = Make(sample, asked);
  ASSERT_EQ(bytes.result, KMC_OK);
  EXPECT_LE(BytesOf(bytes, asked), 3000u);
  EXPECT_GT(BytesOf(bytes, asked), 2700u);
}

}  // namespace
}  // namespace kmc
