// Logarithms are those of mathematics, cut to their unit.
#include "codec/log2.h"

#include <gtest/gtest.h>

#include <cmath>

#include "codec/random.h"

namespace kmc {
namespace {

constexpr int64_t kOctave = 1 << kLog2Bits;

void ExpectLogarithm(uint64_t number) {
  const long double exact = std::log2(static_cast<long double>(number)) * kOctave;
  const auto found = static_cast<long double>(Log2(number));
  EXPECT_LE(found, exact + 1e-3L) << number;
  EXPECT_GT(found, exact - 1.001L) << number;
}

TEST(Log2, IsTheLogarithmRoundedDown) {
  for (uint64_t number = 1; number <= 70000; ++number) ExpectLogarithm(number);
  Random random(1);
  for (int i = 0; i < 50000; ++i) {
    const uint64_t number = random.Next() >> random.Below(64);
    if (number > 0) ExpectLogarithm(number);
  }
  ExpectLogarithm(UINT64_MAX);
}

TEST(Log2, OfPowersOfTwoIsExact) {
  for (int exponent = 0; exponent < 64; ++exponent) EXPECT_EQ(Log2(uint64_t{1} << exponent), exponent * kOctave);
}

TEST(Log2, NeverFalls) {
  for (uint64_t number = 2; number <= 200000; ++number) ASSERT_GE(Log2(number), Log2(number - 1)) << number;
  for (int exponent = 1; exponent < 64; ++exponent) {
    const uint64_t power = uint64_t{1} << exponent;
    EXPECT_LE(Log2(power - 1), Log2(power));
    EXPECT_LE(Log2(power), Log2(power + 1));
  }
}

TEST(Exp2, TakesLogarithmsBack) {
  // As far as neighbours have different logarithms.
  for (uint64_t number = 1; number <= 60000; ++number) ASSERT_EQ(Exp2(Log2(number)), number);
  for (int exponent = 0; exponent <= 32; ++exponent) EXPECT_EQ(Exp2(exponent * kOctave), uint64_t{1} << exponent);
}

TEST(Exp2, IsTheLeastNumberOfThatLogarithmOrMore) {
  Random random(2);
  for (int i = 0; i < 20000; ++i) {
    const auto log = static_cast<int64_t>(random.Below(32 * kOctave)) + 1;
    const uint64_t number = Exp2(log);
    ASSERT_GE(Log2(number), log);
    ASSERT_LT(Log2(number - 1), log);
  }
}

TEST(Exp2, OfNothingAndLessIsOne) {
  EXPECT_EQ(Exp2(0), 1u);
  EXPECT_EQ(Exp2(-kOctave * 50), 1u);
}

}  // namespace
}  // namespace kmc
