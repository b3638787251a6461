// The thresholds of ordered dithering are evenly spread at every level.
#include "codec/blue_noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace kmc {
namespace {

TEST(BlueNoise, HasEveryThresholdOnce) {
  std::set<uint32_t> thresholds;
  for (uint32_t y = 0; y < BlueNoise::kSide; ++y) {
    for (uint32_t x = 0; x < BlueNoise::kSide; ++x) thresholds.insert(BlueNoise::Get().At(x, y));
  }
  EXPECT_EQ(thresholds.size(), BlueNoise::kThresholds);
  EXPECT_EQ(*thresholds.rbegin(), BlueNoise::kThresholds - 1);
}

TEST(BlueNoise, Repeats) {
  EXPECT_EQ(BlueNoise::Get().At(3, 5), BlueNoise::Get().At(3 + BlueNoise::kSide, 5 + 7 * BlueNoise::kSide));
}

TEST(BlueNoise, HasNoCrowdsAndNoHolesAtAnyLevel) {
  constexpr uint32_t kBlock = 8;
  for (uint32_t eighths = 1; eighths < 8; ++eighths) {
    const uint32_t limit = BlueNoise::kThresholds * eighths / 8;
    uint32_t least = kBlock * kBlock, most = 0;
    for (uint32_t at = 0; at < BlueNoise::kThresholds / (kBlock * kBlock); ++at) {
      const uint32_t left = at % 8 * kBlock, top = at / 8 * kBlock;
      uint32_t dots = 0;
      for (uint32_t i = 0; i < kBlock * kBlock; ++i) {
        dots += BlueNoise::Get().At(left + i % kBlock, top + i / kBlock) < limit;
      }
      least = std::min(least, dots);
      most = std::max(most, dots);
    }
    // White noise would leave its expectation of 8 x eighths by some 10 dots either way.
    EXPECT_GE(least + 4, 8 * eighths);
    EXPECT_LE(most, 8 * eighths + 4);
  }
}

}  // namespace
}  // namespace kmc
