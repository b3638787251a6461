// The random numbers of seeding: the same everywhere, and evenly spread.
#include "codec/random.h"

#include <gtest/gtest.h>

#include <array>

namespace kmc {
namespace {

TEST(Random, IsSplitmix64) {
  // The first numbers from this seed in published tests of the generator.
  Random random(1234567);
  for (const uint64_t expected :
       {uint64_t{6457827717110365317}, uint64_t{3203168211198807973}, uint64_t{9817491932198370423u},
        uint64_t{4593380528125082431}, uint64_t{16408922859458223821u}}) {
    EXPECT_EQ(expected, random.Next());
  }
}

TEST(Random, BelowReachesEveryNumberAboutEquallyOften) {
  Random random(1);
  std::array<int, 10> times{};
  for (int i = 0; i < 100000; ++i) ++times.at(random.Below(10));
  for (const int count : times) EXPECT_NEAR(10000, count, 500);
}

TEST(Random, BelowStaysBelow) {
  Random random(2);
  for (int bits = 0; bits < 64; ++bits) {
    const uint64_t bound = (uint64_t{1} << bits) + (bits > 0 ? random.Below(uint64_t{1} << bits) : 0);
    for (int i = 0; i < 100; ++i) ASSERT_LT(random.Below(bound), bound);
  }
  EXPECT_EQ(0u, random.Below(1));
}

}  // namespace
}  // namespace kmc
