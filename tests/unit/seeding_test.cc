// First centroids: different colours of the image, the same for the same seed, drawn as promised.
#include "codec/seeding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "tests/unit/sample_trees.h"

namespace kmc {
namespace {

using Seeder = std::function<std::vector<Point>(const ColorTree&, uint32_t count, uint64_t seed)>;

const Seeder kAtRandom = [](const ColorTree& tree, uint32_t count, uint64_t seed) {
  Random random(seed);
  return SeedAtRandom(tree.points(), tree.weights(), count, random);
};
const Seeder kByDistance = [](const ColorTree& tree, uint32_t count, uint64_t seed) {
  Random random(seed);
  return SeedByDistance(tree.points(), tree.weights(), count, random);
};

std::set<Point> PointsOf(const ColorTree& tree) {
  std::set<Point> points;
  for (uint32_t i = 0; i < tree.size(); ++i) points.insert(tree.points().At(i));
  return points;
}

TEST(Seeding, SeedsAreDifferentColorsOfTheImage) {
  for (const SampleTree& sample : SampleTrees(60, 50)) {
    const std::set<Point> points = PointsOf(sample.tree);
    for (const Seeder& seeder : {kAtRandom, kByDistance}) {
      for (const uint32_t count : {1u, 2u, 12u, 100u}) {
        if (count > points.size()) continue;
        const std::vector<Point> seeds = seeder(sample.tree, count, 1);
        EXPECT_EQ(count, seeds.size());
        EXPECT_EQ(count, std::set<Point>(seeds.begin(), seeds.end()).size()) << sample.name;
        for (const Point& seed : seeds) EXPECT_TRUE(points.contains(seed)) << sample.name;
      }
    }
  }
}

TEST(Seeding, AllColorsAreTakenIfAskedFor) {
  const ColorTree tree = TreeOf(FewColors(50, 50, 40));
  for (const Seeder& seeder : {kAtRandom, kByDistance}) {
    const std::vector<Point> seeds = seeder(tree, 40, 1);
    EXPECT_EQ(PointsOf(tree), std::set<Point>(seeds.begin(), seeds.end()));
  }
}

TEST(Seeding, AllColorsAreFoundBesideOneThatHasNearlyAllPixels) {
  std::vector<Rgba> colors;
  std::vector<uint32_t> counts;
  for (uint32_t i = 0; i < 200; ++i) {
    colors.push_back({0, 0, static_cast<uint8_t>(i), 255});
    counts.push_back(i == 77 ? 1u << 30 : 1);
  }
  const ColorTree tree(colors, counts);
  for (const Seeder& seeder : {kAtRandom, kByDistance}) {
    const std::vector<Point> seeds = seeder(tree, 200, 1);
    EXPECT_EQ(200u, std::set<Point>(seeds.begin(), seeds.end()).size());
  }
}

TEST(Seeding, TheSeedDecides) {
  const ColorTree tree = TreeOf(Photo(60, 50));
  for (const Seeder& seeder : {kAtRandom, kByDistance}) {
    EXPECT_EQ(seeder(tree, 16, 5), seeder(tree, 16, 5));
    EXPECT_NE(seeder(tree, 16, 5), seeder(tree, 16, 6));
  }
}

TEST(Seeding, ColorsAreDrawnAsOftenAsTheyHavePixels) {
  const std::vector<Rgba> colors = {{0, 0, 0, 255}, {100, 100, 100, 255}, {200, 200, 200, 255}};
  const ColorTree tree(colors, std::vector<uint32_t>{10, 20, 70});
  for (const Seeder& seeder : {kAtRandom, kByDistance}) {
    int last = 0;
    for (uint64_t seed = 0; seed < 10000; ++seed) last += seeder(tree, 1, seed)[0] == tree.points().At(2);
    EXPECT_NEAR(7000, last, 250);
  }
}

TEST(Seeding, FarColorsAreLikelierByDistance) {
  // Two dark colours and a bright one; one seed of two should be the bright one.
  const std::vector<Rgba> colors = {{0, 0, 0, 255}, {0, 0, 8, 255}, {255, 255, 255, 255}};
  const ColorTree tree(colors, std::vector<uint32_t>{100, 100, 1});
  const auto finds_bright = [&](const Seeder& seeder, uint64_t seed) {
    const std::vector<Point> seeds = seeder(tree, 2, seed);
    return std::find(seeds.begin(), seeds.end(), tree.points().At(2)) != seeds.end();
  };
  int by_distance = 0, at_random = 0;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    by_distance += finds_bright(kByDistance, seed);
    at_random += finds_bright(kAtRandom, seed);
  }
  EXPECT_GT(by_distance, 930);  // 195,075 of 201,475 parts
  EXPECT_LT(at_random, 60);
}

TEST(Seeding, ColorsThatCoincideAreNoTrap) {
  // At alpha 1, four levels of a channel are one point.
  std::vector<Rgba> colors;
  for (uint32_t i = 0; i < 256; ++i) colors.push_back({0, 0, static_cast<uint8_t>(i), 1});
  const ColorTree tree(colors, std::vector<uint32_t>(256, 1));
  ASSERT_LT(PointsOf(tree).size(), 100u);
  for (const Seeder& seeder : {kAtRandom, kByDistance}) EXPECT_EQ(200u, seeder(tree, 200, 1).size());
}

}  // namespace
}  // namespace kmc
