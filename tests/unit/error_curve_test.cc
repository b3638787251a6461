// The error curve is what runs of k-means would give, at a fraction of their time; its elbow is where it bends.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

std::vector<double> CurveOf(const SampleImage& sample, uint32_t max_colors) {
  const kmc_pixels pixels{sample.rgba.data(), sample.stride(), sample.width, sample.height};
  const kmc_quantize_options options = QuantizeTo(max_colors);
  std::vector<double> errors(max_colors);
  EXPECT_EQ(kmc_error_curve(&pixels, 1, &options, nullptr, errors.data()), KMC_OK);
  return errors;
}

TEST(ErrorCurve, AgreesWithRealSearches) {
  for (const SampleImage& sample : {Photo(192, 128), Translucent(192, 128)}) {
    const std::vector<double> errors = CurveOf(sample, 128);
    for (const uint32_t colors : {1u, 2u, 5u, 16u, 64u, 128u}) {
      const Quantized made = QuantizeSample(sample, QuantizeTo(colors, 5));
      const double real = kmc_report_squared_error(made.report.get());
      EXPECT_NEAR(errors[colors - 1] / real, 1, 0.06) << sample.name << ", " << colors << " colours";
    }
  }
}

TEST(ErrorCurve, NeverIncreases) {
  for (const SampleImage& sample : SampleImages(96, 64)) {
    const std::vector<double> errors = CurveOf(sample, 200);
    for (size_t k = 1; k < errors.size(); ++k) ASSERT_LE(errors[k], errors[k - 1]) << sample.name;
  }
}

TEST(ErrorCurve, IsZeroFromTheNumberOfColoursOn) {
  const std::vector<double> errors = CurveOf(FewColors(64, 64, 12), 20);
  EXPECT_GT(errors[10], 0);
  for (size_t k = 11; k < errors.size(); ++k) EXPECT_EQ(errors[k], 0);
}

TEST(ErrorCurve, OfSeveralImagesIsThatOfOneMadeOfThem) {
  const SampleImage above = Photo(96, 40, 1), below = Photo(96, 24, 2);
  SampleImage both = above;
  both.height += below.height;
  both.rgba.insert(both.rgba.end(), below.rgba.begin(), below.rgba.end());
  const kmc_pixels pixels[] = {{above.rgba.data(), above.stride(), above.width, above.height},
                               {below.rgba.data(), below.stride(), below.width, below.height}};
  const kmc_quantize_options options = QuantizeTo(40);
  std::vector<double> errors(40);
  EXPECT_EQ(kmc_error_curve(pixels, 2, &options, nullptr, errors.data()), KMC_OK);
  EXPECT_EQ(errors, CurveOf(both, 40));
  EXPECT_NE(errors, CurveOf(above, 40));
}

TEST(ErrorCurve, RefusesMoreColoursThanItCanDo) {
  const SampleImage sample = Photo(8, 8);
  const kmc_pixels pixels{sample.rgba.data(), sample.stride(), 8, 8};
  const kmc_quantize_options options = QuantizeTo(4097);
  std::vector<double> errors(4097);
  EXPECT_EQ(kmc_error_curve(&pixels, 1, &options, nullptr, errors.data()), KMC_ARGUMENT);
}

TEST(Elbow, IsWhereTheCurveBends) {
  // 4 dB a colour up to the tenth, then next to nothing.
  std::vector<double> errors;
  for (int k = 0; k < 100; ++k) errors.push_back(1e9 * std::pow(0.4, std::min(k, 9)) * std::pow(0.99, k));
  EXPECT_EQ(kmc_elbow(errors.data(), 100), 10u);
}

TEST(Elbow, IsAllColoursOfAnImageOfFew) {
  const std::vector<double> errors = CurveOf(FewColors(64, 64, 12), 256);
  EXPECT_LE(kmc_elbow(errors.data(), 256), 12u);
}

TEST(Elbow, OfAFlatCurveIsOneColour) {
  const std::vector<double> none(20, 0.0), flat(20, 1e6);
  EXPECT_EQ(kmc_elbow(none.data(), 20), 1u);
  EXPECT_EQ(kmc_elbow(flat.data(), 20), 1u);
  EXPECT_EQ(kmc_elbow(flat.data(), 1), 1u);
}

}  // namespace
}  // namespace kmc
