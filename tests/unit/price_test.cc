// What a decision costs is the negative logarithm of its probability.
#include "codec/price.h"

#include <gtest/gtest.h>

#include <cmath>

#include "codec/random.h"

namespace kmc {
namespace {

double BitsOf(double probability) { return -std::log2(probability / 65536); }

TEST(Price, IsTheNegativeLogarithmOfTheProbability) {
  for (uint32_t probability = 1; probability < 65536; ++probability) {
    const double one = static_cast<double>(PriceOfBit(1, probability)) / kPricePerBit;
    const double zero = static_cast<double>(PriceOfBit(0, probability)) / kPricePerBit;
    // Probabilities count by the middle of their sixteen.
    const double middle = probability / 16 * 16 + 8, rest = (65536 - probability) / 16 * 16 + 8;
    ASSERT_NEAR(one, BitsOf(middle), 1.0 / kPricePerBit) << probability;
    ASSERT_NEAR(zero, BitsOf(rest), 1.0 / kPricePerBit) << probability;
    if (probability < 2048 || probability > 65536 - 2048) continue;
    ASSERT_NEAR(one, BitsOf(probability), 0.01) << probability;
    ASSERT_NEAR(zero, BitsOf(65536 - probability), 0.01) << probability;
  }
}

TEST(Price, FallsAsTheProbabilityGrows) {
  for (uint32_t probability = 2; probability < 65536; ++probability) {
    ASSERT_LE(PriceOfBit(1, probability), PriceOfBit(1, probability - 1));
    ASSERT_GE(PriceOfBit(0, probability), PriceOfBit(0, probability - 1));
  }
}

TEST(PriceMeter, AddsUpWhatBitsCostAndGivesThemBack) {
  Random random(1);
  PriceMeter meter;
  uint64_t sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const auto probability = static_cast<uint32_t>(1 + random.Below(65535));
    const auto bit = static_cast<uint32_t>(random.Below(2));
    EXPECT_EQ(meter.Code(bit, probability), bit);
    sum += PriceOfBit(bit, probability);
    ASSERT_EQ(meter.price(), sum);
  }
}

TEST(PriceMeter, OfBitsAsTheyWereForetoldIsTheirEntropy) {
  for (const uint32_t probability : {3277u, 16384u, 32768u, 60000u}) {
    Random random(probability);
    PriceMeter meter;
    constexpr uint32_t kBits = 200000;
    for (uint32_t i = 0; i < kBits; ++i) meter.Code(random.Below(65536u) < probability, probability);
    const double p = probability / 65536.0;
    const double entropy = -p * std::log2(p) - (1 - p) * std::log2(1 - p);
    EXPECT_NEAR(static_cast<double>(meter.price()) / kPricePerBit / kBits, entropy, 0.01 * entropy + 0.005);
  }
}

TEST(BothPrices, AreThoseOfEitherBit) {
  for (uint32_t probability = 1; probability < 65536; probability += 77) {
    BothPrices prices;
    EXPECT_EQ(prices.Code(1, probability), 1u);
    EXPECT_EQ(prices.if_zero, PriceOfBit(0, probability));
    EXPECT_EQ(prices.if_one, PriceOfBit(1, probability));
  }
}

}  // namespace
}  // namespace kmc
