// The cells of the search change no answer.
#include "codec/nearest_color.h"

#include <gtest/gtest.h>

#include "codec/random.h"

namespace kmc {
namespace {

Point AnyPoint(Random& random) {
  Point point;
  for (int16_t& coordinate : point) coordinate = static_cast<int16_t>(random.Below(kPointMax + 1));
  return point;
}

uint16_t NearestByTryingAll(const std::vector<Point>& palette, const Point& point) {
  uint16_t best = 0;
  for (uint16_t i = 1; i < palette.size(); ++i) {
    if (SquaredDistance(palette[i], point) < SquaredDistance(palette[best], point)) best = i;
  }
  return best;
}

class NearestColorTest : public testing::TestWithParam<size_t> {};

TEST_P(NearestColorTest, FindsWhatTryingAllColoursFinds) {
  Random random(GetParam());
  std::vector<Point> palette(GetParam());
  for (Point& color : palette) color = AnyPoint(random);
  palette.push_back(palette.front());  // of equal ones, the first
  NearestColor nearest(palette);
  for (int i = 0; i < 2000; ++i) {
    const Point point = AnyPoint(random);
    ASSERT_EQ(nearest.Find(point), NearestByTryingAll(palette, point));
  }
  for (const Point& color : palette) ASSERT_EQ(nearest.Find(color), NearestByTryingAll(palette, color));
}

INSTANTIATE_TEST_SUITE_P(PaletteSizes, NearestColorTest, testing::Values(1, 2, 16, 256, 1000));

TEST(NearestColor, IsTheSameOnEveryTarget) {
  Random random(7);
  std::vector<Point> palette(300);
  for (Point& color : palette) color = AnyPoint(random);
  for (const std::string& target : KernelTargets()) {
    RestrictKernels(target);
    NearestColor nearest(palette);
    Random points(8);
    for (int i = 0; i < 500; ++i) {
      const Point point = AnyPoint(points);
      EXPECT_EQ(nearest.Find(point), NearestByTryingAll(palette, point)) << target;
    }
  }
  RestrictKernels("");
}

TEST(NearestColor, IsFoundInTheCornersOfTheSpace) {
  const std::vector<Point> palette = {{0, 0, 0, 0}, {kPointMax, kPointMax, kPointMax, kPointMax}};
  NearestColor nearest(palette);
  EXPECT_EQ(nearest.Find({0, 0, 0, 0}), 0);
  EXPECT_EQ(nearest.Find({kPointMax, kPointMax, kPointMax, kPointMax}), 1);
}

}  // namespace
}  // namespace kmc
