// Callers of targets who break a rule of kmc.h get KMC_ARGUMENT and find their outputs untouched.
#include <gtest/gtest.h>

#include <cstring>
#include <limits>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

kmc_result ResultOf(const kmc_target& target, uint32_t colors = 256) {
  const SampleImage sample = Photo(20, 10);
  const kmc_quantize_options options = QuantizeTo(colors);
  Image image;
  Report report;
  const kmc_result result = kmc_quantize_to(sample.rgba.data(), sample.stride(), 20, 10, &target, &options, nullptr,
                                            nullptr, Out(image), Out(report));
  EXPECT_EQ(result == KMC_OK, image != nullptr);
  EXPECT_EQ(result == KMC_OK, report != nullptr);
  return result;
}

TEST(TargetArguments, HaveRanges) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN(), kEndless = std::numeric_limits<double>::infinity();
  for (const double value : {kNone, kEndless, -kEndless, -1.0}) {
    for (const kmc_goal goal : {KMC_GOAL_PSNR, KMC_GOAL_QUALITY, KMC_GOAL_BYTES}) {
      EXPECT_EQ(KMC_ARGUMENT, ResultOf(TargetOf(goal, value))) << goal << ", " << value;
    }
  }
  EXPECT_EQ(KMC_ARGUMENT, ResultOf(TargetOf(KMC_GOAL_PSNR, 0)));
  EXPECT_EQ(KMC_ARGUMENT, ResultOf(TargetOf(KMC_GOAL_QUALITY, 101)));
  EXPECT_EQ(KMC_ARGUMENT, ResultOf(TargetOf(KMC_GOAL_BYTES, 0)));
  kmc_target unknown = TargetOf(KMC_GOAL_PSNR, 30);
  constexpr int kUnknown = 3;
  std::memcpy(&unknown.goal, &kUnknown, sizeof(int));
  EXPECT_EQ(KMC_ARGUMENT, ResultOf(unknown));
  EXPECT_EQ(KMC_ARGUMENT, ResultOf(TargetOf(KMC_GOAL_PSNR, 30), 0));
  EXPECT_EQ(KMC_OK, ResultOf(TargetOf(KMC_GOAL_PSNR, 30)));
}

TEST(TargetArguments, NeedPixelsAndAPlace) {
  const SampleImage sample = Photo(20, 10);
  const uint8_t* rgba = sample.rgba.data();
  const auto to = [](const uint8_t* pixels, size_t stride, uint32_t width, uint32_t height, kmc_image** out) {
    return kmc_quantize_to(pixels, stride, width, height, nullptr, nullptr, nullptr, nullptr, out, nullptr);
  };
  Image image;
  EXPECT_EQ(KMC_ARGUMENT, to(nullptr, 80, 20, 10, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, to(rgba, 79, 20, 10, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, to(rgba, 80, 0, 10, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, to(rgba, 80, 20, 0, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, to(rgba, 80, 20, 10, nullptr));
  EXPECT_FALSE(image);
  EXPECT_EQ(KMC_OK, to(rgba, 80, 20, 10, Out(image))) << "defaults: quality 75";
  double quality = -7;
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_quality(nullptr, rgba, 80, &quality));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_quality(image.get(), nullptr, 80, &quality));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_quality(image.get(), rgba, 79, &quality));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_quality(image.get(), rgba, 80, nullptr));
  EXPECT_EQ(-7, quality);
  EXPECT_EQ(KMC_OK, kmc_image_quality(image.get(), rgba, 80, &quality));
  EXPECT_GE(quality, 75);
}

}  // namespace
}  // namespace kmc
