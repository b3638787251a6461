// Lloyd's algorithm: assignments are exact, costs fall, no cluster stays empty.
#include "codec/lloyd.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/unit/sample_trees.h"

namespace kmc {
namespace {

// Centroids of several kinds: anywhere, at points of the tree, and repeated, which makes ties.
std::vector<Point> Centroids(const ColorTree& tree, size_t count, int kind, Random& random) {
  std::vector<Point> centroids = RandomPoints(count, random);
  if (kind == 0) return centroids;
  for (Point& centroid : centroids) centroid = tree.points().At(random.Below(tree.size()));
  if (kind == 2) std::copy_n(centroids.begin(), count / 2, centroids.begin() + static_cast<ptrdiff_t>(count / 2));
  return centroids;
}

std::vector<Point> FirstPoints(const ColorTree& tree, size_t count) {
  std::vector<Point> points;
  for (size_t i = 0; i < count; ++i) points.push_back(tree.points().At(i * tree.size() / count));
  return points;
}

// What rounding the means to the grid of points may add to a cost.
uint64_t Rounding(const ColorTree& tree) { return tree.root().moments.weight; }

TEST(Assigner, LabelsAreThoseOfBruteForce) {
  Random random(1);
  for (const SampleTree& sample : SampleTrees(80, 60)) {
    for (const uint32_t threads : {1u, 3u}) {
      Assigner assigner(sample.tree, 300, threads);
      for (const size_t count : {1, 2, 3, 16, 17, 64, 300}) {
        for (int kind = 0; kind < 3; ++kind) {
          const std::vector<Point> centroids = Centroids(sample.tree, count, kind, random);
          std::vector<uint16_t> labels(sample.tree.size());
          assigner.Label(centroids, labels);
          ASSERT_EQ(NearestPlainly(sample.tree, centroids), labels) << sample.name << " " << count << " " << kind;
        }
      }
    }
  }
}

TEST(Assigner, SumsAreThoseOfTheLabels) {
  Random random(2);
  for (const SampleTree& sample : SampleTrees(80, 60)) {
    const ColorTree& tree = sample.tree;
    for (const uint32_t threads : {1u, 2u, 5u}) {
      Assigner assigner(tree, 100, threads);
      for (const size_t count : {1, 7, 100}) {
        const std::vector<Point> centroids = Centroids(tree, count, 1, random);
        std::vector<Moments> expected(count), sums(count);
        const std::vector<uint16_t> labels = NearestPlainly(tree, centroids);
        for (uint32_t i = 0; i < tree.size(); ++i) expected[labels[i]].Add(tree.points().At(i), tree.weights()[i]);
        assigner.Sum(centroids, sums);
        for (size_t j = 0; j < count; ++j) {
          ASSERT_EQ(expected[j].weight, sums[j].weight) << sample.name;
          ASSERT_EQ(expected[j].sum, sums[j].sum) << sample.name;
          ASSERT_EQ(expected[j].squares, sums[j].squares) << sample.name;
        }
      }
    }
  }
}

TEST(Assigner, TheLowerIndexWinsATie) {
  const ColorTree tree = TreeOf(Photo(60, 40));
  const std::vector<Point> same(5, tree.points().At(0));
  std::vector<uint16_t> labels(tree.size(), 9);
  Assigner(tree, 5, 1).Label(same, labels);
  EXPECT_EQ(std::vector<uint16_t>(tree.size(), 0), labels);
}

TEST(Lloyd, CostsFall) {
  for (const SampleTree& sample : SampleTrees(80, 60)) {
    for (const uint32_t count : {2u, 8u, 40u}) {
      if (sample.tree.size() <= count) continue;
      Assigner assigner(sample.tree, count, 1);
      const LloydRun run = RunLloyd(assigner, sample.tree, FirstPoints(sample.tree, count), 25);
      ASSERT_LE(run.costs.size(), 25u);
      EXPECT_TRUE(std::is_sorted(run.costs.rbegin(), run.costs.rend(),
                                 [&](uint64_t x, uint64_t y) { return x + Rounding(sample.tree) < y; }))
          << sample.name << " " << count;
      EXPECT_LE(run.cost(), run.costs[0]) << sample.name << " " << count;
    }
  }
}

TEST(Lloyd, CostsAreThoseOfTheAssignment) {
  const ColorTree tree = TreeOf(Photo(80, 60));
  const std::vector<Point> seeds = FirstPoints(tree, 12);
  Assigner assigner(tree, 12, 1);
  const LloydRun run = RunLloyd(assigner, tree, seeds, 1);
  std::vector<Moments> clusters(12);
  const std::vector<uint16_t> labels = NearestPlainly(tree, seeds);
  for (uint32_t i = 0; i < tree.size(); ++i) clusters[labels[i]].Add(tree.points().At(i), tree.weights()[i]);
  uint64_t cost = 0;
  for (size_t j = 0; j < 12; ++j) {
    cost += clusters[j].SquaredError();
    EXPECT_EQ(clusters[j].Mean(), run.centroids[j]);
  }
  EXPECT_EQ(cost, run.cost());
}

TEST(Lloyd, EndsWhereNothingMoves) {
  const ColorTree tree = TreeOf(FewColors(50, 50, 30));
  Assigner assigner(tree, 6, 1);
  const LloydRun run = RunLloyd(assigner, tree, FirstPoints(tree, 6), 1000);
  EXPECT_LT(run.costs.size(), 100u);
  const LloydRun again = RunLloyd(assigner, tree, run.centroids, 1000);
  EXPECT_EQ(1u, again.costs.size());
  EXPECT_EQ(run.centroids, again.centroids);
}

TEST(Lloyd, ClustersWithoutPointsGetTheColorThatIsServedWorst) {
  for (const SampleTree& sample : SampleTrees(80, 60)) {
    Assigner assigner(sample.tree, 8, 1);
    const std::vector<Point> same(8, sample.tree.points().At(0));
    const LloydRun run = RunLloyd(assigner, sample.tree, same, 20);
    EXPECT_EQ(8u, std::set<Point>(run.centroids.begin(), run.centroids.end()).size()) << sample.name;
    const std::vector<uint16_t> labels = NearestPlainly(sample.tree, run.centroids);
    EXPECT_EQ(8u, std::set<uint16_t>(labels.begin(), labels.end()).size()) << sample.name;
  }
}

TEST(Lloyd, AsManyCentroidsAsColorsCostNothing) {
  const ColorTree tree = TreeOf(FewColors(50, 50, 30));
  Assigner assigner(tree, 30, 1);
  const LloydRun run = RunLloyd(assigner, tree, std::vector<Point>(30, Point{}), 40);
  EXPECT_EQ(0u, run.cost());
}

TEST(Lloyd, IsTheSameOnAnyNumberOfThreads) {
  const ColorTree tree = TreeOf(Translucent(90, 90));
  Assigner one(tree, 20, 1);
  const LloydRun expected = RunLloyd(one, tree, FirstPoints(tree, 20), 10);
  for (const uint32_t threads : {2u, 3u, 8u}) {
    Assigner several(tree, 20, threads);
    const LloydRun run = RunLloyd(several, tree, FirstPoints(tree, 20), 10);
    EXPECT_EQ(expected.centroids, run.centroids);
    EXPECT_EQ(expected.costs, run.costs);
  }
}

}  // namespace
}  // namespace kmc
