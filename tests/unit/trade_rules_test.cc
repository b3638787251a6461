// What trades keep whatever it costs, and the palettes that are made of them.
#include <gtest/gtest.h>

#include <algorithm>

#include "codec/trade.h"
#include "codec/vision.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

TradeSource SourceOf(const SampleImage& sample) {
  TradeSource source;
  source.image = sample.pixels();
  source.tiles = {{0, 0, sample.width, sample.height}};
  return source;
}

Trade TradeOf(const TradeSource& source, std::vector<Rgba> palette, uint32_t lambda) {
  Trade trade;
  trade.lambda = lambda;
  trade.palette = std::move(palette);
  Progress silent({});
  MakeTrades(source, {&trade, 1}, 1, silent);
  return trade;
}

std::vector<Rgba> PaletteFor(const SampleImage& sample, uint32_t colors) {
  return PaletteOf(QuantizeSample(sample, QuantizeTo(colors)).image.get());
}

Rgba ColorAt(const Trade& trade, uint32_t x, uint32_t y) {
  return trade.palette[trade.plane.Visit([&](auto view) { return size_t{view.Row(y)[x]}; })];
}

TEST(Trade, KeepsWhatIsTransparentAndWhatIsOpaque) {
  const SampleImage sample = Translucent(128, 96);
  // Opaque colours of all kinds and nearly the same ones that are not; and one that is nearly transparent.
  std::vector<Rgba> palette = {{0, 0, 0, 0}, {90, 80, 70, 5}};
  for (const Rgba color : PaletteFor(Photo(128, 96), 12)) {
    palette.push_back(color);
    palette.push_back({color.r, color.g, color.b, 248});
  }
  for (const bool seen : {false, true}) {
    TradeSource source = SourceOf(sample);
    if (seen) source.sensitivity = Sensitivity(source.image);
    if (seen) source.rows.diffusion = 32;
    for (const uint32_t level : {1u, 40u, 400u}) {
      const Trade trade = TradeOf(source, palette, level * kLambdaUnit);
      for (uint32_t y = 0; y < sample.height; ++y) {
        for (uint32_t x = 0; x < sample.width; ++x) {
          const uint8_t alpha = sample.At(x, y).a, shown = ColorAt(trade, x, y).a;
          if (alpha > 0 && alpha < 255) continue;
          ASSERT_EQ(shown, alpha) << x << ", " << y << ", lambda " << level;
        }
      }
    }
  }
}

TEST(Trade, FillsTheTilesOnly) {
  const SampleImage sample = Photo(96, 64);
  TradeSource source = SourceOf(sample);
  source.tiles = {{32, 0, 32, 32}, {64, 32, 32, 32}};
  std::vector<Rgba> palette = PaletteFor(sample, 16);
  std::reverse(palette.begin(), palette.end());
  palette.insert(palette.begin(), {255, 0, 255, 255});  // which nothing is like
  const Trade trade = TradeOf(source, palette, 30 * kLambdaUnit);
  uint64_t pixels = 0;
  for (const Moments& moments : trade.moments) pixels += moments.weight;
  EXPECT_EQ(pixels, 2 * 32 * 32u);
  for (uint32_t y = 0; y < 64; ++y) {
    for (uint32_t x = 0; x < 96; ++x) {
      const bool inside = (x / 32 == 1 && y < 32) || (x / 32 == 2 && y >= 32);
      EXPECT_EQ(ColorAt(trade, x, y) != palette[0], inside) << x << ", " << y;
    }
  }
}

TEST(Trade, OfATileKnowsNothingOfOthers) {
  const SampleImage sample = Photo(128, 64);
  TradeSource both = SourceOf(sample), alone = SourceOf(sample);
  both.tiles = {{0, 0, 64, 64}, {64, 0, 64, 64}};
  alone.tiles = {{64, 0, 64, 64}};
  const std::vector<Rgba> palette = PaletteFor(sample, 16);
  const Trade whole = TradeOf(both, palette, 640), part = TradeOf(alone, palette, 640);
  for (uint32_t i = 0; i < 64 * 64; ++i) {
    ASSERT_EQ(ColorAt(whole, 64 + i % 64, i / 64), ColorAt(part, 64 + i % 64, i / 64));
  }
  EXPECT_LT(part.price, whole.price);
}

TEST(Trade, LooksBetterForItsPriceIfErrorsCountAsSeen) {
  // A smooth half and a rough one: what is seen is spent on the smooth one.
  SampleImage sample = Gradient(128, 64);
  const SampleImage noise = Noise(128, 64);
  for (uint32_t i = 0; i < 128 * 64; ++i) {
    if (i % 128 >= 64) std::copy_n(&noise.rgba[size_t{i} * 4], 4, &sample.rgba[size_t{i} * 4]);
  }
  const std::vector<Rgba> palette = PaletteFor(sample, 64);
  const TradeSource plain = SourceOf(sample);
  TradeSource seen = plain;
  seen.sensitivity = Sensitivity(seen.image);
  const auto changed = [&](const TradeSource& source, uint32_t begin) {
    const Trade little = TradeOf(source, palette, 1), much = TradeOf(source, palette, 200 * kLambdaUnit);
    uint32_t pixels = 0;
    for (uint32_t i = 0; i < 64 * 64; ++i) {
      pixels += ColorAt(little, begin + i % 64, i / 64) != ColorAt(much, begin + i % 64, i / 64);
    }
    return pixels;
  };
  EXPECT_GT(changed(seen, 64), changed(plain, 64) + 500);
}

TEST(MeanColors, LowerTheErrorAndKeepUnusedColours) {
  for (const uint32_t level : {5u, 50u, 500u}) {
    const SampleImage sample = Photo(96, 64);
    std::vector<Rgba> palette = PaletteFor(sample, 30);
    palette.push_back({0, 0, 255, 255});  // which nothing is like
    const Trade trade = TradeOf(SourceOf(sample), palette, level * kLambdaUnit);
    const std::vector<Rgba> colors = MeanColors(trade, {});
    ASSERT_EQ(colors.size(), palette.size());
    EXPECT_LT(SquaredErrorWith(colors, trade), SquaredErrorWith(palette, trade));
    for (size_t j = 0; j < colors.size(); ++j) {
      if (trade.moments[j].weight == 0) {
        EXPECT_EQ(colors[j], palette[j]);
        continue;
      }
      // No neighbour in any channel is better.
      const uint64_t error = trade.moments[j].SquaredErrorAbout(PointOfColor(colors[j]));
      EXPECT_LE(error, trade.moments[j].SquaredErrorAbout(PointOfColor(palette[j])));
      for (const int by : {-1, 1}) {
        const auto green = static_cast<uint8_t>(std::clamp(colors[j].g + by, 0, 255));
        const Rgba other = {colors[j].r, green, colors[j].b, colors[j].a};
        EXPECT_LE(error, trade.moments[j].SquaredErrorAbout(PointOfColor(other)));
      }
    }
    EXPECT_EQ(trade.moments.back().weight, 0u);
  }
}

// All colours near most pixels are translucent: the one that is not is no neighbour of theirs.
TEST(Trade, FindsTheOnlyOpaqueColourForOpaquePixels) {
  const SampleImage sample = Translucent(128, 96);
  std::vector<Rgba> palette;
  for (const Rgba color : PaletteFor(sample, 20)) {
    if (color.a < 255) palette.push_back(color);
  }
  palette.push_back({90, 80, 70, 255});
  const Trade trade = TradeOf(SourceOf(sample), palette, kLambdaUnit);
  uint32_t opaque = 0;
  for (uint32_t y = 0; y < sample.height; ++y) {
    for (uint32_t x = 0; x < sample.width; ++x) {
      if (sample.At(x, y).a < 255) continue;
      ++opaque;
      ASSERT_EQ(ColorAt(trade, x, y).a, 255) << x << ", " << y;
    }
  }
  EXPECT_GT(opaque, 1000u);
}

TEST(MeanColors, KeepFixedColoursAndLevels) {
  const SampleImage sample = Photo(96, 64);
  const std::vector<Rgba> palette = PaletteFor(sample, 20);
  const Trade trade = TradeOf(SourceOf(sample), palette, 100 * kLambdaUnit);
  PaletteRules rules;
  rules.fixed = {palette[3], palette[11]};
  rules.levels = {6, 6, 6, 256};
  const std::vector<Rgba> colors = MeanColors(trade, rules);
  for (size_t j = 0; j < colors.size(); ++j) {
    if (j == 3 || j == 11) {
      EXPECT_EQ(colors[j], palette[j]);
    } else if (trade.moments[j].weight > 0) {
      EXPECT_EQ(colors[j].r % 51 + colors[j].g % 51 + colors[j].b % 51, 0);
    }
  }
}

}  // namespace
}  // namespace kmc
