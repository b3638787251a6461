// Colours as points: distances mean what they say, and colours come back.
#include "codec/color_space.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "codec/random.h"

namespace kmc {
namespace {

Rgba RandomColor(Random& random) {
  const uint64_t bits = random.Next();
  return {static_cast<uint8_t>(bits), static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits >> 16),
          static_cast<uint8_t>(bits >> 24)};
}

double Squared(double x) { return x * x; }

// The mean of the squared errors seen over black and over white.
double SeenDistance(Rgba x, Rgba y) {
  double sum = 0;
  for (const double background : {0.0, 255.0}) {
    const auto seen = [&](uint8_t channel, uint8_t alpha) {
      return channel * (alpha / 255.0) + background * (1 - alpha / 255.0);
    };
    sum += Squared(seen(x.r, x.a) - seen(y.r, y.a)) + Squared(seen(x.g, x.a) - seen(y.g, y.a)) +
           Squared(seen(x.b, x.a) - seen(y.b, y.a));
  }
  return sum / 2;
}

TEST(ColorSpace, OpaqueColorsKeepTheirDistances) {
  Random random(1);
  for (int i = 0; i < 10000; ++i) {
    Rgba x = RandomColor(random), y = RandomColor(random);
    x.a = y.a = 255;
    const int red = x.r - y.r, green = x.g - y.g, blue = x.b - y.b;
    const auto expected = static_cast<uint32_t>(red * red + green * green + blue * blue) << (2 * kPointBits);
    ASSERT_EQ(expected, SquaredDistance(PointOfColor(x), PointOfColor(y)));
  }
}

TEST(ColorSpace, TranslucentColorsAreAsFarApartAsTheyLook) {
  Random random(2);
  for (int i = 0; i < 10000; ++i) {
    const Rgba x = RandomColor(random), y = RandomColor(random);
    const double distance = SquaredDistance(PointOfColor(x), PointOfColor(y)) * kSquaredUnit;
    // Coordinates are rounded to 1/64 of a level.
    ASSERT_NEAR(std::sqrt(SeenDistance(x, y)), std::sqrt(distance), 0.05);
  }
}

TEST(ColorSpace, FullyTransparentColorsAreOnePoint) {
  Random random(3);
  for (int i = 0; i < 1000; ++i) {
    Rgba color = RandomColor(random);
    color.a = 0;
    ASSERT_EQ(PointOfColor({0, 0, 0, 0}), PointOfColor(color));
  }
  EXPECT_EQ((Rgba{0, 0, 0, 0}), ColorOfPoint(PointOfColor({200, 100, 50, 0})));
}

TEST(ColorSpace, CoordinatesStayInRange) {
  for (uint32_t alpha = 0; alpha < 256; ++alpha) {
    for (uint32_t value = 0; value < 256; ++value) {
      const auto byte = static_cast<uint8_t>(value);
      for (const int16_t coordinate : PointOfColor({byte, byte, byte, static_cast<uint8_t>(alpha)})) {
        ASSERT_GE(coordinate, 0);
        ASSERT_LE(coordinate, kPointMax);
      }
    }
  }
}

TEST(ColorSpace, ColorsComeBackFromTheirPoints) {
  // The points of two colours that alpha makes fainter may be one.
  for (uint32_t alpha = 8; alpha < 256; ++alpha) {
    for (uint32_t value = 0; value < 256; ++value) {
      const Rgba color = {static_cast<uint8_t>(value), static_cast<uint8_t>(255 - value),
                          static_cast<uint8_t>(value * 7), static_cast<uint8_t>(alpha)};
      ASSERT_EQ(color, ColorOfPoint(PointOfColor(color))) << value << " at alpha " << alpha;
    }
  }
}

TEST(ColorSpace, FaintColorsComeBackAsOneOfNearlyTheSamePoint) {
  for (uint32_t alpha = 1; alpha < 8; ++alpha) {
    for (uint32_t value = 0; value < 256; ++value) {
      const Rgba color = {static_cast<uint8_t>(value), 128, static_cast<uint8_t>(255 - value),
                          static_cast<uint8_t>(alpha)};
      const Point point = PointOfColor(color);
      const Point back = PointOfColor(ColorOfPoint(point));
      for (int c = 0; c < 4; ++c) ASSERT_NEAR(point[c], back[c], 1) << value << " at alpha " << alpha;
    }
  }
}

TEST(ColorSpace, AnyPointHasAColorNearIt) {
  Random random(4);
  for (int i = 0; i < 20000; ++i) {
    // A mean of two colours, as k-means makes them.
    const Point x = PointOfColor(RandomColor(random)), y = PointOfColor(RandomColor(random));
    Point mean;
    for (int c = 0; c < 4; ++c) mean[c] = static_cast<int16_t>((x[c] + y[c]) / 2);
    const Point rounded = PointOfColor(ColorOfPoint(mean));
    for (int c = 0; c < 4; ++c) {
      // Half a level of the channel, and what half a level of alpha moves the grey behind it.
      ASSERT_LE(std::abs(mean[c] - rounded[c]), (1 << kPointBits) / 2 + (1 << kPointBits) / 4 + 2);
    }
  }
}

TEST(ColorSpace, TheLargestDistanceFits) {
  const Point low = {0, 0, 0, 0};
  Point high;
  high.fill(static_cast<int16_t>(kPointMax));
  EXPECT_EQ(4u * kPointMax * kPointMax, SquaredDistance(low, high));
  EXPECT_LT(SquaredDistance(low, high), 1u << 30);
}

}  // namespace
}  // namespace kmc
