// Distributions of symbols and their mixing: the shares are those of plain
// arithmetic, nobody's share is ever lost, and whoever is right is believed.
#include "format/distribution.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "codec/price.h"
#include "codec/random.h"
#include "format/bit_coder.h"
#include "format/distribution_mixer.h"

namespace kmc {
namespace {

constexpr uint32_t kSymbols = Shares::kSymbols;
using Plain = std::array<int32_t, kSymbols + 1>;

Plain PlainOf(const Distribution& distribution) {
  Plain below{};
  for (uint32_t symbol = 0; symbol < kSymbols; ++symbol)
    below[symbol + 1] = below[symbol] + static_cast<int32_t>(distribution.ShareOf(symbol));
  return below;
}

Plain PlainOf(const Shares& shares) {
  Plain below{};
  for (uint32_t symbol = 0; symbol < kSymbols; ++symbol) below[symbol] = static_cast<int32_t>(shares.Below(symbol));
  below[kSymbols] = static_cast<int32_t>(shares.Below(kSymbols - 1) + shares.Of(kSymbols - 1));
  return below;
}

void ExpectEverySymbolHasAShare(const Plain& below) {
  for (uint32_t symbol = 0; symbol < kSymbols; ++symbol) ASSERT_GE(below[symbol + 1] - below[symbol], 4) << symbol;
  EXPECT_EQ(below[kSymbols], 32768);
}

// One that learned so many symbols, few of them or all, often the same.
Distribution RandomDistribution(Random& random, size_t learned) {
  Distribution distribution(1 + static_cast<uint32_t>(random.Below(kSymbols)));
  const auto usual = static_cast<uint32_t>(random.Below(kSymbols));
  const uint64_t seldom = 1 + random.Below(20);
  for (size_t i = 0; i < learned; ++i)
    distribution.Learn(random.Below(seldom) > 0 ? usual : static_cast<uint32_t>(random.Below(kSymbols)));
  return distribution;
}

TEST(Distribution, StartsWithLikelySymbolsAlike) {
  for (uint32_t likely = 1; likely <= kSymbols; ++likely) {
    const Distribution fresh(likely);
    EXPECT_EQ(fresh.history(), 0u);
    ExpectEverySymbolHasAShare(PlainOf(fresh));
    for (uint32_t symbol = 0; symbol < kSymbols; ++symbol)
      EXPECT_NEAR(fresh.ShareOf(symbol), symbol < likely ? 4 + 32704 / likely : 4, symbol + 1 == kSymbols ? 4 : 1)
          << symbol;
  }
}

TEST(Distribution, MovesTowardsTheSymbolAsPlainArithmeticSays) {
  Random random(1);
  for (int repeat = 0; repeat < 2000; ++repeat) {
    Distribution distribution = RandomDistribution(random, random.Below(60));
    const Plain before = PlainOf(distribution);
    const auto symbol = static_cast<uint32_t>(random.Below(kSymbols));
    const uint32_t history = distribution.history();
    const bool surprised = history > 0 && history < 8 && distribution.ShareOf(symbol) <= 16384;
    const int shift = surprised ? 2 : history < 3 ? 1 : history < 11 ? 2 : history < 15 ? 3 : 4;
    distribution.Learn(symbol);
    const Plain after = PlainOf(distribution);
    for (uint32_t n = 1; n < kSymbols; ++n) {
      const int32_t target = static_cast<int32_t>(4 * n) + (n > symbol ? 32704 : 0);
      ASSERT_EQ(after[n], before[n] + ((target - before[n]) >> shift)) << n;
    }
    ExpectEverySymbolHasAShare(after);
  }
}

TEST(Distribution, KnowsWhetherOneSymbolComesAgainAndAgain) {
  Distribution distribution;
  for (uint32_t i = 1; i <= 9; ++i) {
    distribution.Learn(7);
    EXPECT_EQ(distribution.history(), std::min(i, 7u));
  }
  EXPECT_GT(distribution.ShareOf(7), 29000u);
  distribution.Learn(3);
  EXPECT_EQ(distribution.history(), 10u);
  for (int i = 0; i < 9; ++i) distribution.Learn(7);
  EXPECT_EQ(distribution.history(), 15u);
}

TEST(Distribution, SharesBetweenTwoAreThoseOfPlainArithmetic) {
  Random random(2);
  for (int repeat = 0; repeat < 2000; ++repeat) {
    const Distribution from = RandomDistribution(random, random.Below(60)),
                       to = RandomDistribution(random, random.Below(60));
    const auto weight = static_cast<uint32_t>(random.Below(256));
    const Plain a = PlainOf(from), b = PlainOf(to);
    const Plain mixed = PlainOf(Shares(from.below()).Towards(to.below(), weight));
    for (uint32_t n = 1; n < kSymbols; ++n)
      ASSERT_EQ(mixed[n], a[n] + ((b[n] - a[n]) * static_cast<int32_t>(weight) >> 8));
    ExpectEverySymbolHasAShare(mixed);
  }
}

TEST(Distribution, EveryNumberBelongsToOneSymbol) {
  Random random(3);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Shares shares(RandomDistribution(random, random.Below(60)).below());
    uint32_t symbol = 0;
    for (uint32_t number = 0; number < Shares::kAll; ++number) {
      while (number >= shares.Below(symbol) + shares.Of(symbol)) ++symbol;
      ASSERT_EQ(shares.SymbolAt(number), symbol) << number;
    }
  }
}

struct Context {
  std::array<Distribution, 3> distributions;
  DistributionMixer mixer;

  template <class Bits>
  uint32_t Code(Bits& bits, uint32_t symbol) {
    auto& [first, second, third] = distributions;
    return mixer.Code<true>(bits, {&first, &second, &third}, symbol);
  }
};

TEST(DistributionMixer, SymbolsComeBackAmongBits) {
  Random random(4);
  std::vector<uint32_t> symbols(5000);
  for (uint32_t& symbol : symbols) symbol = static_cast<uint32_t>(std::min(random.Below(16), random.Below(16)));
  std::vector<uint8_t> data;
  BitEncoder encoder(data);
  Context encoding;
  for (const uint32_t symbol : symbols) {
    encoder.Code(symbol & 1, 20000);
    encoding.Code(encoder, symbol);
  }
  encoder.Finish();
  BitDecoder decoder(data);
  Context decoding;
  for (const uint32_t symbol : symbols) {
    ASSERT_EQ(decoder.Code(0, 20000), symbol & 1);
    ASSERT_EQ(decoding.Code(decoder, 0), symbol);
  }
  EXPECT_TRUE(decoder.EndsExactly());
}

TEST(DistributionMixer, BelievesWhoeverIsRight) {
  for (const size_t right : {0, 1, 2}) {
    Random random(5);
    DistributionMixer mixer;
    std::array<std::array<Distribution, 16>, 3> contexts;
    PriceMeter prices;
    const uint32_t pixels = 4000;
    for (uint32_t i = 0; i < pixels; ++i) {
      const auto symbol = static_cast<uint32_t>(random.Below(16));
      std::array<Distribution*, 3> opinions;
      for (size_t context = 0; context < 3; ++context)
        opinions[context] = &contexts[context][context == right ? symbol : static_cast<size_t>(random.Below(16))];
      mixer.Code<true>(prices, {opinions[0], opinions[1], opinions[2]}, symbol);
    }
    EXPECT_LT(prices.price(), pixels * kPricePerBit / 2) << "four bits each without knowing, context " << right;
  }
}

TEST(DistributionMixer, ASharedDistributionIsNoHarm) {
  Distribution one;
  DistributionMixer mixer;
  PriceMeter prices;
  for (uint32_t i = 0; i < 1000; ++i) mixer.Code<true>(prices, {&one, &one, &one}, i % 3);
  ExpectEverySymbolHasAShare(PlainOf(one));
  EXPECT_LT(prices.price(), 1000 * 2 * kPricePerBit);
}

TEST(DistributionMixer, AskingForPricesTeachesNothing) {
  Context context;
  PriceMeter learning;
  for (uint32_t i = 0; i < 50; ++i) context.Code(learning, i % 5);
  const auto price_of = [&](uint32_t symbol) {
    PriceMeter prices;
    auto& [first, second, third] = context.distributions;
    context.mixer.Code<false>(prices, {&first, &second, &third}, symbol);
    return prices.price();
  };
  const uint64_t before = price_of(2);
  for (uint32_t symbol = 0; symbol < kSymbols; ++symbol) price_of(symbol);
  EXPECT_EQ(price_of(2), before);
  EXPECT_LT(before, price_of(9));
}

}  // namespace
}  // namespace kmc
