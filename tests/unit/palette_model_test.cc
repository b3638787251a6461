// What foretells the colours of a set: boxes, the nearest recent colour, guesses
// at samples, and samples that come from premultiplied ones.
#include "format/palette_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "codec/random.h"
#include "format/color_box.h"
#include "format/recent_colors.h"
#include "format/sample_guess.h"

namespace kmc {
namespace {

Rgba RandomColor(Random& random) {
  const auto byte = [&] { return static_cast<uint8_t>(random.Next()); };
  return {byte(), byte(), byte(), byte()};
}

// The box of all colours that are like `color` in as many bits.
ColorBox BoxAround(Rgba color, uint32_t depth) {
  ColorBox box = ColorBox::OfAll();
  while (depth-- > 0) box = box.Half(box.IsInUpperHalf(color));
  return box;
}

TEST(ColorBox, ThirtyTwoHalvesLeaveTheColor) {
  Random random(1);
  for (int round = 0; round < 1000; ++round) {
    const Rgba color = RandomColor(random);
    EXPECT_FALSE(BoxAround(color, 31).IsOneColor());
    EXPECT_TRUE(BoxAround(color, 32).IsOneColor());
    EXPECT_EQ(color, BoxAround(color, 32).color());
  }
}

TEST(ColorBox, OpaqueOnesAreHalvedAlongGreenFirst) {
  const ColorBox box = ColorBox::OfOpaque();
  EXPECT_EQ(255, box.low(kA));
  EXPECT_EQ(1, box.size(kA));
  EXPECT_EQ(kG, box.Halved());
  EXPECT_EQ(kR, box.Half(0).Halved());
  EXPECT_EQ(kB, box.Half(0).Half(1).Halved());
  EXPECT_EQ(kG, box.Half(0).Half(1).Half(1).Halved());
}

int32_t Distance(Rgba color, const ColorBox& box, Channel except) {
  int32_t sum = 0;
  for (const Channel channel : {kG, kR, kB}) {
    const int32_t sample = SamplesOf(color)[channel], low = box.low(channel);
    if (channel != except) sum += std::abs(sample - std::clamp(sample, low, low + box.size(channel) - 1));
  }
  return sum;
}

TEST(RecentColors, FindTheNearestAndOfSeveralTheLatest) {
  Random random(2);
  RecentColors recent;
  std::vector<Rgba> colors(32, Rgba{0, 0, 0, 0});  // the latest first
  for (int round = 0; round < 2000; ++round) {
    const ColorBox box = BoxAround(RandomColor(random), 8 + random.Below(24));
    const auto nearest = *std::min_element(colors.begin(), colors.end(), [&](Rgba x, Rgba y) {
      return Distance(x, box, box.Halved()) < Distance(y, box, box.Halved());
    });
    const RecentColors::Nearest found = recent.NearestTo(box, box.Halved());
    EXPECT_EQ(SamplesOf(nearest), found.samples);
    EXPECT_EQ(Distance(nearest, box, box.Halved()) == 0, found.fits);
    colors.insert(colors.begin(), RandomColor(random));
    colors.pop_back();
    recent.Add(colors.front());
  }
}

TEST(SampleGuess, LeansToTheSideOnWhichItLies) {
  const ColorBox box = ColorBox::OfOpaque();  // green is 0..255
  SampleGuess guess({400, 300, 200, 100, 50, 25});
  EXPECT_LT(guess.IsUpper(2 * 127, box, kG).probability(), 32768u);
  EXPECT_GT(guess.IsUpper(2 * 128, box, kG).probability(), 32768u);
  EXPECT_GT(guess.IsUpper(2 * 128, box, kG).probability(), guess.IsUpper(2 * 255, box, kG).probability());
  EXPECT_EQ(&guess.IsUpper(2 * 0, box, kG), &guess.IsUpper(2 * 50, box, kG));
  EXPECT_NE(&guess.IsUpper(2 * 0, box, kG), &guess.IsUpper(2 * 255, box, kG));
}

TEST(PremultipliedHalves, AreThoseThatSamplesCanBeIn) {
  for (int32_t alpha = 0; alpha < 256; ++alpha) {
    std::array<bool, 256> possible = {};
    for (int32_t sample = 0; alpha > 0 && sample <= alpha; ++sample) {
      possible[static_cast<size_t>((sample * 255 + alpha / 2) / alpha)] = true;
    }
    for (const uint8_t green : std::array<uint8_t, 6>{0, 1, 77, 128, 254, 255}) {
      for (uint32_t depth = 8; depth < 32; depth += 3) {
        const ColorBox box = BoxAround({0, green, 0, static_cast<uint8_t>(alpha)}, depth);
        const auto low = possible.begin() + box.low(kG), middle = low + box.size(kG) / 2;
        const uint32_t halves = (std::count(low, middle, true) > 0 ? 1u : 0u) +
                                (std::count(middle, low + box.size(kG), true) > 0 ? 2u : 0u);
        EXPECT_EQ(halves, PremultipliedHalves(box, kG)) << alpha;
      }
    }
  }
}

}  // namespace
}  // namespace kmc
