// The search by swaps: errors fall, and centroids leave where they are many for where they are missed.
#include "codec/swap_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "codec/seeding.h"
#include "tests/unit/sample_trees.h"

namespace kmc {
namespace {

std::vector<Point> RandomSeeds(const Coreset& points, uint32_t count, uint64_t seed = 1) {
  Random random(seed);
  return SeedAtRandom(points.points(), points.weights(), count, random);
}

// The squared error of the partition of the coreset's points about the exact means of its clusters.
double Cost(const Coreset& points, const std::vector<Point>& centroids) {
  std::vector<Moments> clusters(centroids.size());
  for (size_t i = 0; i < points.size(); ++i) {
    const Point point = points.points().At(i);
    const auto nearest = std::min_element(centroids.begin(), centroids.end(), [&](const Point& x, const Point& y) {
      return SquaredDistance(point, x) < SquaredDistance(point, y);
    });
    clusters[static_cast<size_t>(nearest - centroids.begin())].Add(point, points.weights()[i]);
  }
  double cost = 0;
  for (const Moments& cluster : clusters) cost += static_cast<double>(cluster.SquaredError());
  return cost;
}

TEST(SwapSearch, TheScoreNeverFalls) {
  for (const SampleTree& sample : SampleTrees(80, 60)) {
    const Coreset points(sample.tree, 1500);
    for (const uint32_t count : {2u, 3u, 11u, 40u}) {
      if (count >= points.size()) continue;
      SwapSearch search(points, RandomSeeds(points, count));
      int64_t before = search.Score();
      const auto expect_not_fallen = [&](const char* step) {
        // Iterations round the means to the grid of points: a unit of distance for every pixel.
        EXPECT_GE(search.Score() + 80 * 60, before) << sample.name << " " << count << " after " << step;
        EXPECT_EQ(count, search.centroids().size());
        before = search.Score();
      };
      search.Iterate(3);
      expect_not_fallen("iterations");
      for (const uint32_t patience : {0u, 1u, 5u, 30u, 100u}) {
        search.TrySwaps(patience);
        expect_not_fallen("swaps");
      }
      search.Iterate(10);
      expect_not_fallen("the last iterations");
    }
  }
}

TEST(SwapSearch, GrowsFromOneCentroidToAsManyAsAskedAndThePointsAllow) {
  for (const SampleTree& sample : SampleTrees(80, 60)) {
    const Coreset points(sample.tree, 1500);
    const std::vector<Point> middle = {points.points().At(0)};
    double before = Cost(points, middle);
    for (const uint32_t count : {2u, 7u, 40u}) {
      SwapSearch search(points, middle);
      search.Grow(count);
      EXPECT_EQ(search.centroids().size(), std::min<size_t>(count, points.size())) << sample.name;
      EXPECT_LE(Cost(points, search.centroids()), before) << sample.name << " " << count;
      before = Cost(points, search.centroids());
    }
    SwapSearch all(points, middle);
    all.Grow(points.size() + 10);
    EXPECT_LE(all.centroids().size(), points.size());
  }
}

TEST(SwapSearch, TheScoreIsWhatThePartitionSaves) {
  const ColorTree tree = TreeOf(Photo(80, 60));
  const Coreset points(tree, 1500);
  double squares = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    squares += points.weights()[i] * static_cast<double>(SquaredDistance(points.points().At(i), Point{}));
  }
  for (const uint32_t count : {2u, 20u}) {
    const SwapSearch search(points, RandomSeeds(points, count));
    EXPECT_NEAR(Cost(points, search.centroids()), squares - static_cast<double>(search.Score()), squares * 1e-4);
  }
}

TEST(SwapSearch, SwapsFindWhatIterationsCannot) {
  const ColorTree tree = TreeOf(Photo(120, 90));
  const Coreset points(tree, 3000);
  int better = 0;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    SwapSearch iterated(points, RandomSeeds(points, 16, seed)), swapped(points, RandomSeeds(points, 16, seed));
    iterated.Iterate(100);
    swapped.Iterate(4);
    swapped.TrySwaps(30);
    swapped.Iterate(100);
    better += Cost(points, swapped.centroids()) < Cost(points, iterated.centroids());
  }
  EXPECT_GE(better, 9);
}

TEST(SwapSearch, CentroidsMoveFromCrowdedToStarvedRegions) {
  // Six groups of colours far apart; all centroids start in the first.
  std::vector<Rgba> colors;
  for (const uint8_t base : std::initializer_list<uint8_t>{0, 50, 100, 150, 200, 250}) {
    for (uint8_t i = 0; i < 6; ++i) colors.push_back({base, base, static_cast<uint8_t>(base + i % 5), 255});
  }
  const ColorTree tree(colors, std::vector<uint32_t>(colors.size(), 10));
  const Coreset points(tree, 1000);
  std::vector<Point> crowded;
  for (uint32_t i = 0; i < 6; ++i) crowded.push_back(tree.points().At(i));
  SwapSearch search(points, crowded);
  search.TrySwaps(10);
  search.Iterate(10);
  std::set<int> groups;
  for (const Point& centroid : search.centroids()) groups.insert((centroid[0] >> kPointBits) / 50);
  EXPECT_EQ(6u, groups.size());
}

TEST(SwapSearch, AsManyCentroidsAsPointsEnd) {
  const ColorTree tree = TreeOf(FewColors(40, 40, 20));
  const Coreset points(tree, 1000);
  ASSERT_EQ(20u, points.size());
  SwapSearch search(points, std::vector<Point>(20, points.points().At(3)));
  search.Iterate(5);
  search.TrySwaps(1000);
  EXPECT_EQ(20u, search.centroids().size());
}

TEST(SwapSearch, CentroidsStayInRange) {
  const ColorTree tree = TreeOf(Translucent(80, 60));
  const Coreset points(tree, 1500);
  SwapSearch search(points, RandomSeeds(points, 30));
  search.TrySwaps(50);
  for (const Point& centroid : search.centroids()) {
    for (const int16_t coordinate : centroid) {
      EXPECT_GE(coordinate, 0);
      EXPECT_LE(coordinate, kPointMax);
    }
  }
}

TEST(SwapSearch, IsTheSameEveryTime) {
  const ColorTree tree = TreeOf(Photo(80, 60));
  const Coreset points(tree, 1500);
  const auto run = [&] {
    SwapSearch search(points, RandomSeeds(points, 24));
    search.TrySwaps(20);
    return search.centroids();
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace kmc
