// Lambdas are found in a few rounds, whatever the way in which results fall with them.
#include "codec/lambda_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "codec/log2.h"

namespace kmc {
namespace {

constexpr int64_t kOctave = 1 << kLog2Bits;
constexpr int64_t kSlope = 1500, kAim = 15, kEnough = 50;  // in thousandths of a decibel

// What comes out at a logarithm of lambda, in octaves.
using Outcome = std::function<double(double)>;

// Rounds of two results each until one satisfies and is near enough; 100 if that never happens.
int RoundsFor(const Outcome& outcome, double start) {
  LambdaSearch search(std::llround(start * kOctave), kSlope, kAim);
  for (int round = 1; round < 100; ++round) {
    const std::array<int64_t, 2> logs = search.Next();
    EXPECT_GE(logs[0], 0);
    EXPECT_LT(logs[0], logs[1]);
    EXPECT_LE(logs[1], 28 * kOctave);
    std::array<int64_t, 2> excesses;
    for (size_t i = 0; i < 2; ++i) excesses[i] = std::llround(outcome(static_cast<double>(logs[i]) / kOctave));
    search.Learn(logs, excesses);
    for (const int64_t excess : excesses) {
      if (excess >= 0 && excess <= kEnough) return round;
    }
  }
  return 100;
}

TEST(LambdaSearch, BeginsToBothSidesOfTheGuess) {
  const std::array<int64_t, 2> logs = LambdaSearch(9 * kOctave, kSlope, kAim).Next();
  EXPECT_EQ(logs[0] + logs[1], 18 * kOctave);
  EXPECT_GT(logs[1] - logs[0], kOctave);
  EXPECT_LT(logs[1] - logs[0], 2 * kOctave);
}

TEST(LambdaSearch, FollowsAStraightLineInFewRounds) {
  for (const double slope : {300., 1000., 1500., 3000., 9000.}) {
    for (const double target : {3., 8., 12., 15.}) {
      EXPECT_LE(RoundsFor([&](double log) { return slope * (target - log); }, 9.3), 4) << slope << ", " << target;
    }
  }
}

TEST(LambdaSearch, ComesFromFarAway) {
  for (const double start : {1., 5., 20., 27.}) {
    EXPECT_LE(RoundsFor([](double log) { return 1500 * (10.1 - log); }, start), 7) << start;
  }
}

TEST(LambdaSearch, FollowsACurve) {
  for (const double target : {6., 8., 11., 13.}) {
    const auto steeper = [&](double log) { return 100 * (target * target - log * log); };
    const auto flatter = [&](double log) { return 9000 * std::log(target / std::max(log, 0.1)); };
    EXPECT_LE(RoundsFor(steeper, 9), 8) << target;
    EXPECT_LE(RoundsFor(flatter, 9), 8) << target;
  }
}

TEST(LambdaSearch, BearsSteps) {
  for (const double step : {10., 25., 50.}) {
    const auto stairs = [&](double log) { return std::floor(1500 * (7.7 - log) / step) * step; };
    EXPECT_LE(RoundsFor(stairs, 9), 8) << step;
  }
}

TEST(LambdaSearch, BearsNoise) {
  for (int seed = 0; seed < 40; ++seed) {
    const auto noisy = [&](double log) { return 1500 * (7.3 - log) + 12 * std::sin(seed + 1e4 * log); };
    EXPECT_LE(RoundsFor(noisy, 6 + seed % 7), 9) << seed;
  }
}

TEST(LambdaSearch, StaysInRangeWhereNothingIsReached) {
  for (const double excess : {-5000., 5000.}) {
    LambdaSearch search(10 * kOctave, kSlope, kAim);
    for (int round = 0; round < 20; ++round) {
      const std::array<int64_t, 2> logs = search.Next();
      ASSERT_GE(logs[0], 0);
      ASSERT_LT(logs[0], logs[1]);
      ASSERT_LE(logs[1], 28 * kOctave);
      search.Learn(logs, {static_cast<int64_t>(excess), static_cast<int64_t>(excess)});
    }
    const std::array<int64_t, 2> logs = search.Next();
    if (excess < 0) {
      EXPECT_LT(logs[0], kOctave / 4);  // as little as can be traded
    } else {
      EXPECT_GT(logs[1], 27 * kOctave);
    }
  }
}

// A slope that was steep and no longer is must not let it creep: with every miss it aims farther.
TEST(LambdaSearch, DoesNotCreepWhereResultsFallSlowly) {
  const auto outcome = [](double log) { return log > 9.7 ? -30 - 1500 * (log - 9.7) : 150 * (9.5 - log); };
  EXPECT_LE(RoundsFor(outcome, 10.3), 6);
}

TEST(LambdaSearch, StaysWhereItIsRight) {
  LambdaSearch search(10 * kOctave, kSlope, kAim);
  const auto outcome = [](int64_t log) { return kSlope * (10 * kOctave - log) / kOctave; };
  for (int round = 0; round < 8; ++round) {
    const std::array<int64_t, 2> logs = search.Next();
    search.Learn(logs, {outcome(logs[0]), outcome(logs[1])});
    EXPECT_NEAR(static_cast<double>(outcome(search.center())), kAim, 8) << round;
  }
}

}  // namespace
}  // namespace kmc
