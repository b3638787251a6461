// Near colours are the nearest one and others that are near.
#include "codec/near_colors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "codec/random.h"

namespace kmc {
namespace {

Point AnyPoint(Random& random, int16_t spread) {
  Point point;
  for (int16_t& coordinate : point) coordinate = static_cast<int16_t>(random.Below(static_cast<uint64_t>(spread) + 1));
  return point;
}

// All indices, the nearest colour's first, of equally near ones the lower.
std::vector<uint16_t> Ranked(const std::vector<Point>& palette, const Point& point) {
  std::vector<uint16_t> order(palette.size());
  std::iota(order.begin(), order.end(), uint16_t{0});
  std::stable_sort(order.begin(), order.end(), [&](uint16_t x, uint16_t y) {
    return SquaredDistance(palette[x], point) < SquaredDistance(palette[y], point);
  });
  return order;
}

struct Case {
  size_t colors;
  int16_t spread;  // of coordinates: few values make equal points
};

class NearColorsTest : public testing::TestWithParam<Case> {
 protected:
  NearColorsTest() : random_(GetParam().colors), palette_(GetParam().colors) {
    for (Point& color : palette_) color = AnyPoint(random_, GetParam().spread);
  }
  Point NextPoint() { return AnyPoint(random_, GetParam().spread); }

  Random random_;
  std::vector<Point> palette_;
};

TEST_P(NearColorsTest, BeginWithTheNearest) {
  NearColors near(palette_);
  for (int i = 0; i < 1000; ++i) {
    const Point point = NextPoint();
    const uint16_t nearest = Ranked(palette_, point)[0];
    ASSERT_EQ(near.Nearest(point), nearest);
    ASSERT_EQ(near.Near(point, nearest).index[0], nearest);
  }
}

TEST_P(NearColorsTest, AreDifferentOnesInOrderOfTheirDistance) {
  NearColors near(palette_);
  for (int i = 0; i < 1000; ++i) {
    const Point point = NextPoint();
    const NearColors::List list = near.Near(point, near.Nearest(point));
    ASSERT_EQ(list.size, std::min(palette_.size(), NearColors::kNear));
    const std::set<uint16_t> different(list.index.begin(), list.index.begin() + list.size);
    ASSERT_EQ(different.size(), list.size);
    ASSERT_LT(*different.rbegin(), palette_.size());
    for (size_t j = 1; j < list.size; ++j) {
      ASSERT_LE(SquaredDistance(palette_[list.index[j - 1]], point), SquaredDistance(palette_[list.index[j]], point));
    }
  }
}

TEST_P(NearColorsTest, AreTheNearestOfTheNearestsEightNeighbours) {
  NearColors near(palette_);
  for (int i = 0; i < 500; ++i) {
    const Point point = NextPoint();
    const uint16_t nearest = near.Nearest(point);
    std::vector<uint16_t> neighbors = Ranked(palette_, palette_[nearest]);
    std::erase(neighbors, nearest);
    neighbors.resize(std::min<size_t>(neighbors.size(), 8));
    std::vector<uint32_t> expected;
    for (const uint16_t neighbor : neighbors) expected.push_back(SquaredDistance(palette_[neighbor], point));
    std::sort(expected.begin(), expected.end());
    const NearColors::List list = near.Near(point, nearest);
    for (size_t j = 1; j < list.size; ++j) ASSERT_EQ(SquaredDistance(palette_[list.index[j]], point), expected[j - 1]);
  }
}

INSTANTIATE_TEST_SUITE_P(Palettes, NearColorsTest,
                         testing::Values(Case{1, kPointMax}, Case{2, kPointMax}, Case{3, kPointMax}, Case{4, kPointMax},
                                         Case{9, kPointMax}, Case{16, kPointMax}, Case{300, kPointMax}, Case{20, 1},
                                         Case{40, 2}));

TEST(NearColors, OfASmallPaletteAreTheNearestOfAll) {
  Random random(5);
  std::vector<Point> palette(9);
  for (Point& color : palette) color = AnyPoint(random, kPointMax);
  NearColors near(palette);
  for (int i = 0; i < 1000; ++i) {
    const Point point = AnyPoint(random, kPointMax);
    const std::vector<uint16_t> expected = Ranked(palette, point);
    const NearColors::List list = near.Near(point, near.Nearest(point));
    for (size_t j = 0; j < NearColors::kNear; ++j) ASSERT_EQ(list.index[j], expected[j]);
  }
}

}  // namespace
}  // namespace kmc
