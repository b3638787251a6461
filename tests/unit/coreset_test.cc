// The coreset: a few points that weigh as much as all of them.
#include "codec/coreset.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "tests/unit/sample_trees.h"

namespace kmc {
namespace {

TEST(Coreset, WeightsAndSumsAddUp) {
  for (const SampleTree& sample : SampleTrees(90, 70)) {
    for (const size_t size : {1, 2, 50, 1000, 100000}) {
      const Coreset coreset(sample.tree, size);
      ASSERT_GE(coreset.size(), 1u);
      ASSERT_EQ(coreset.size(), coreset.weights().size());
      WeightedSum sum;
      for (size_t i = 0; i < coreset.size(); ++i) {
        EXPECT_EQ(coreset.sum(i).weight, coreset.weights()[i]);
        EXPECT_EQ(coreset.sum(i).Mean(), coreset.points().At(i));
        sum.Add(coreset.sum(i));
      }
      EXPECT_EQ(sample.tree.root().moments.weight, sum.weight) << sample.name << " " << size;
      EXPECT_EQ(sample.tree.root().moments.sum, sum.sum) << sample.name << " " << size;
    }
  }
}

TEST(Coreset, HasAboutTheSizeAskedFor) {
  for (const SampleTree& sample : SampleTrees(90, 70)) {
    for (const size_t size : {1, 2, 50, 1000}) {
      if (sample.tree.size() < size) continue;
      const Coreset coreset(sample.tree, size);
      EXPECT_GE(coreset.size(), size) << sample.name;
      // The last cube that is cut parts into 16 at most, or into the points of a leaf.
      EXPECT_LE(coreset.size(), size + 16 + ColorTree::kLeafPoints) << sample.name;
    }
  }
}

TEST(Coreset, ATreeOfNoMorePointsIsTakenAsItIs) {
  const ColorTree tree = TreeOf(Photo(60, 40));
  for (const size_t size : {size_t{tree.size()}, size_t{100000}}) {
    const Coreset coreset(tree, size);
    ASSERT_EQ(tree.size(), coreset.size());
    std::multiset<std::pair<Point, uint32_t>> expected, found;
    for (uint32_t i = 0; i < tree.size(); ++i) {
      expected.insert({tree.points().At(i), tree.weights()[i]});
      found.insert({coreset.points().At(i), coreset.weights()[i]});
    }
    EXPECT_EQ(expected, found);
  }
}

TEST(Coreset, MorePointsStandForTheImageBetter) {
  const ColorTree tree = TreeOf(Photo(120, 90));
  uint64_t before = UINT64_MAX;
  for (const size_t size : {1, 10, 100, 1000}) {
    const Coreset coreset(tree, size);
    std::vector<Point> points;
    for (size_t i = 0; i < coreset.size(); ++i) points.push_back(coreset.points().At(i));
    const uint64_t cost = CostPlainly(tree, points);
    EXPECT_LT(cost, before / 2) << size;
    before = cost;
  }
}

TEST(WeightedSum, ScoreIsWhatAClusterSavesOfItsSquares) {
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    WeightedSum sum;
    Moments moments;
    for (const Point& point : RandomPoints(1 + random.Below(9), random)) {
      const uint64_t weight = 1 + random.Below(50);
      WeightedSum one{weight, {}};
      for (int c = 0; c < 4; ++c) one.sum[c] = static_cast<int64_t>(weight) * point[c];
      sum.Add(one);
      moments.Add(point, weight);
    }
    EXPECT_EQ(moments.Mean(), sum.Mean());
    EXPECT_NEAR(static_cast<double>(moments.SquaredError()),
                static_cast<double>(moments.squares - static_cast<uint64_t>(sum.Score())), 1);
  }
  EXPECT_EQ(0u, WeightedSum().Score());
}

}  // namespace
}  // namespace kmc
