// What is seen: lightness before hue, and errors in smooth areas before those in texture.
#include "codec/vision.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "codec/random.h"
#include "tests/unit/sample_images.h"

namespace kmc {
namespace {

uint32_t SeenDistance(const Point& x, const Point& y) {
  return kSeenShare * SquaredDistance(SeenPoint(x), SeenPoint(y));
}

Point AnyPoint(Random& random) {
  Point point;
  for (int16_t& coordinate : point) coordinate = static_cast<int16_t>(random.Below(kPointMax + 1));
  return point;
}

TEST(SeenPoint, KeepsDistancesOfGreys) {
  for (int grey = 0; grey < 256; grey += 5) {
    for (int other = 0; other < 256; other += 3) {
      const Point x =
          PointOfColor({static_cast<uint8_t>(grey), static_cast<uint8_t>(grey), static_cast<uint8_t>(grey)});
      const auto level = static_cast<uint8_t>(other);
      const Point y = PointOfColor({level, level, level});
      ASSERT_EQ(SeenDistance(x, y), SquaredDistance(x, y));
    }
  }
}

TEST(SeenPoint, KeepsDistancesOfAlpha) {
  const Point opaque = PointOfColor({127, 127, 127, 255}), clear = {kPointMax / 2, kPointMax / 2, kPointMax / 2, 0};
  const auto plain = static_cast<double>(SquaredDistance(opaque, clear));
  EXPECT_NEAR(SeenDistance(opaque, clear) / plain, 1, 0.01);
}

TEST(SeenPoint, CountsHueForSixTenths) {
  // Of equal lightness: red and green by one another's share of it.
  const Point grey = {8000, 8000, 8000, 14133}, hue = {8000 + 3000, 8000 - 1540, 8000, 14133};
  const Point blue = {8000, 8000 - 580, 8000 + 3000, 14133};
  EXPECT_NEAR(SeenDistance(grey, hue) / static_cast<double>(SquaredDistance(grey, hue)), 0.6, 0.1);
  EXPECT_NEAR(SeenDistance(grey, blue) / static_cast<double>(SquaredDistance(grey, blue)), 0.6, 0.1);
}

TEST(SeenPoint, StaysWithinThePointsRange) {
  for (int corner = 0; corner < 16; ++corner) {
    Point point;
    for (size_t c = 0; c < 4; ++c) point[c] = corner >> c & 1 ? int16_t{kPointMax} : int16_t{0};
    for (const int16_t coordinate : SeenPoint(point)) {
      EXPECT_GE(coordinate, 0) << corner;
      EXPECT_LE(coordinate, kPointMax) << corner;
    }
    const uint8_t level = corner & 1 ? 255 : 0;
    for (const int16_t coordinate :
         SeenPoint(PointOfColor({level, static_cast<uint8_t>(corner & 2 ? 255 : 0),
                                 static_cast<uint8_t>(corner & 4 ? 255 : 0), static_cast<uint8_t>(corner * 17)}))) {
      EXPECT_GE(coordinate, 0) << corner;
      EXPECT_LE(coordinate, kPointMax) << corner;
    }
  }
}

TEST(SeenPoint, OfAMeanIsTheMeanOfSeenPoints) {
  Random random(3);
  for (int i = 0; i < 5000; ++i) {
    const Point x = AnyPoint(random), y = AnyPoint(random);
    Point mean;
    for (size_t c = 0; c < 4; ++c) mean[c] = static_cast<int16_t>((x[c] + y[c]) / 2);
    const Point seen = SeenPoint(mean), seen_x = SeenPoint(x), seen_y = SeenPoint(y);
    for (size_t c = 0; c < 4; ++c) ASSERT_NEAR(seen[c], (seen_x[c] + seen_y[c]) / 2.0, 2);
  }
}

TEST(Lightness, IsThatOfGreysAndOverMidGreyWhereTranslucent) {
  for (int grey = 0; grey < 256; ++grey) {
    const auto level = static_cast<uint8_t>(grey);
    EXPECT_EQ(LightnessOf({level, level, level, 255}), level);
  }
  EXPECT_NEAR(LightnessOf({255, 255, 255, 0}), 127, 1);
  EXPECT_NEAR(LightnessOf({255, 255, 255, 128}), 191, 1);
  EXPECT_GT(LightnessOf({0, 255, 0, 255}), LightnessOf({255, 0, 0, 255}));
  EXPECT_GT(LightnessOf({255, 0, 0, 255}), LightnessOf({0, 0, 255, 255}));
}

// The variance of a square about a pixel; beyond the border goes on what is at it.
double VarianceAbout(const std::vector<uint8_t>& lightness, int width, int x, int y, int radius) {
  const int height = static_cast<int>(lightness.size()) / width;
  double sum = 0, squares = 0, pixels = 0;
  for (int dy = -radius; dy <= radius; ++dy) {
    for (int dx = -radius; dx <= radius; ++dx, ++pixels) {
      const int row = std::clamp(y + dy, 0, height - 1), column = std::clamp(x + dx, 0, width - 1);
      const double value = lightness[static_cast<size_t>(row * width + column)];
      sum += value, squares += value * value;
    }
  }
  return squares / pixels - sum / pixels * (sum / pixels);
}

TEST(Sensitivity, FollowsTheVarianceAbout) {
  Random random(4);
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 9}, {9, 1}, {3, 2}, {20, 30}}) {
    for (int radius = 1; radius <= 7; ++radius) {
      std::vector<uint8_t> lightness(static_cast<size_t>(width * height));
      const uint64_t spread = radius % 2 ? 256 : 12;
      for (uint8_t& value : lightness) value = static_cast<uint8_t>(random.Below(spread));
      const std::vector<uint8_t> found =
          SensitivityOf(lightness, static_cast<uint32_t>(width), static_cast<uint32_t>(radius));
      ASSERT_EQ(found.size(), lightness.size());
      for (int i = 0; i < width * height; ++i) {
        const double variance = VarianceAbout(lightness, width, i % width, i / width, radius);
        const auto wanted = [](double v) { return 255 * std::sqrt(20 / (20 + std::max(0.0, v))); };
        ASSERT_GE(found[static_cast<size_t>(i)], wanted(variance + 0.2) - 1.5) << radius;
        ASSERT_LE(found[static_cast<size_t>(i)], wanted(variance - 1)) << radius;
      }
    }
  }
}

TEST(Sensitivity, IsFullWhereAllIsFlatAndNeverNothing) {
  for (uint32_t radius = 1; radius <= 7; ++radius) {
    for (const uint8_t level : {uint8_t{0}, uint8_t{100}, uint8_t{255}}) {
      const std::vector<uint8_t> flat(12 * 10, level);
      EXPECT_EQ(SensitivityOf(flat, 12, radius), std::vector<uint8_t>(120, 255));
    }
    std::vector<uint8_t> extremes(40 * 40);
    for (size_t i = 0; i < extremes.size(); ++i) extremes[i] = (i + i / 40) % 2 ? 255 : 0;
    for (const uint8_t sensitivity : SensitivityOf(extremes, 40, radius)) {
      EXPECT_GE(sensitivity, 1);
      EXPECT_LE(sensitivity, 12);
    }
  }
}

TEST(Sensitivity, OfAnImageIsThatOfItsLightness) {
  const SampleImage flat{"flat", 8, 4, std::vector<uint8_t>(8 * 4 * 4, 77)};
  EXPECT_EQ(Sensitivity(flat.pixels()), std::vector<uint8_t>(32, 255));
  const SampleImage photo = Photo(64, 48);
  const std::vector<uint8_t> found = Sensitivity(photo.pixels());
  std::vector<uint8_t> lightness;
  for (uint32_t i = 0; i < 64 * 48; ++i) lightness.push_back(LightnessOf(photo.At(i % 64, i / 64)));
  EXPECT_EQ(found, SensitivityOf(lightness, 64, 4));
}

}  // namespace
}  // namespace kmc
