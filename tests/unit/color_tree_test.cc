// The tree of boxes over an image's colours: every node tells the truth about its points.
#include "codec/color_tree.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "codec/random.h"
#include "format/palette_coding.h"
#include "tests/unit/sample_trees.h"

namespace kmc {
namespace {

Moments SumPlainly(const ColorTree& tree, uint32_t begin, uint32_t end) {
  Moments sum;
  for (uint32_t i = begin; i < end; ++i) {
    const Point point = tree.points().At(i);
    const uint64_t weight = tree.weights()[i];
    sum.weight += weight;
    for (int c = 0; c < 4; ++c) {
      sum.sum[c] += static_cast<int64_t>(weight) * point[c];
      sum.squares += weight * static_cast<uint64_t>(point[c]) * static_cast<uint64_t>(point[c]);
    }
  }
  return sum;
}

void ExpectTellsTheTruth(const ColorTree& tree, const ColorNode& node) {
  ASSERT_LT(node.begin, node.end);
  Point low = tree.points().At(node.begin), high = low;
  for (uint32_t i = node.begin; i < node.end; ++i) {
    const Point point = tree.points().At(i);
    for (int c = 0; c < 4; ++c) {
      low[c] = std::min(low[c], point[c]);
      high[c] = std::max(high[c], point[c]);
    }
  }
  EXPECT_EQ(low, node.low);
  EXPECT_EQ(high, node.high);
  const Moments expected = SumPlainly(tree, node.begin, node.end);
  EXPECT_EQ(expected.weight, node.moments.weight);
  EXPECT_EQ(expected.sum, node.moments.sum);
  EXPECT_EQ(expected.squares, node.moments.squares);

  if (node.children == 0) {
    EXPECT_LE(node.end - node.begin, ColorTree::kLeafPoints);
    return;
  }
  uint32_t covered = node.begin;
  for (const ColorNode& child : tree.Children(node)) {
    ASSERT_EQ(covered, child.begin);
    covered = child.end;
    ExpectTellsTheTruth(tree, child);
  }
  EXPECT_EQ(node.end, covered);
}

TEST(ColorTree, EveryNodeKnowsItsPoints) {
  for (const SampleTree& sample : SampleTrees(90, 70)) {
    SCOPED_TRACE(sample.name);
    EXPECT_EQ(0u, sample.tree.root().begin);
    EXPECT_EQ(sample.tree.size(), sample.tree.root().end);
    EXPECT_EQ(90u * 70, sample.tree.root().moments.weight);
    ExpectTellsTheTruth(sample.tree, sample.tree.root());
  }
}

TEST(ColorTree, PointsAreThoseOfTheColorsInTheirOrder) {
  const std::vector<Rgba> colors = {{0, 0, 0, 0}, {1, 2, 3, 40}, {200, 100, 50, 255}};
  ASSERT_TRUE(CanonicalKey(colors[0]) < CanonicalKey(colors[1]) && CanonicalKey(colors[1]) < CanonicalKey(colors[2]));
  const ColorTree tree(colors, std::vector<uint32_t>{7, 8, 9});
  ASSERT_EQ(3u, tree.size());
  for (uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(PointOfColor(colors[i]), tree.points().At(i));
    EXPECT_EQ(7 + i, tree.weights()[i]);
  }
}

TEST(ColorTree, TheLargestImageFits) {
  // As many white pixels as an image may have.
  const ColorTree tree(std::vector<Rgba>{{0, 0, 0, 255}, {255, 255, 255, 255}},
                       std::vector<uint32_t>{1, UINT32_MAX - 1});
  const Moments& moments = tree.root().moments;
  EXPECT_EQ(UINT32_MAX, moments.weight);
  EXPECT_EQ(int64_t{UINT32_MAX - 1} * kPointMax, moments.sum[0]);
  EXPECT_EQ(kPointMax, moments.Mean()[0]);
  // Nearly all of it lies in the distance of the one black pixel.
  EXPECT_NEAR(3.0 * kPointMax * kPointMax, static_cast<double>(moments.SquaredError()), 2);
}

TEST(Moments, SquaredErrorIsAboutTheExactMean) {
  Random random(1);
  for (int round = 0; round < 500; ++round) {
    Moments moments;
    std::vector<Point> points = RandomPoints(1 + random.Below(20), random);
    std::vector<uint64_t> weights;
    for (const Point& point : points) {
      weights.push_back(1 + random.Below(1000));
      moments.Add(point, weights.back());
    }
    long double error = 0;
    for (size_t i = 0; i < points.size(); ++i) {
      for (int c = 0; c < 4; ++c) {
        const long double mean = static_cast<long double>(moments.sum[c]) / static_cast<long double>(moments.weight);
        error += static_cast<long double>(weights[i]) * (points[i][c] - mean) * (points[i][c] - mean);
      }
    }
    EXPECT_NEAR(static_cast<double>(error), static_cast<double>(moments.SquaredError()),
                0.51 + static_cast<double>(error) * 1e-15);
  }
  EXPECT_EQ(0u, Moments().SquaredError());
}

TEST(Moments, MeanIsRoundedToTheNearest) {
  Moments moments;
  moments.Add({10, 0, kPointMax, 3}, 1);
  moments.Add({11, 0, kPointMax, 4}, 2);
  EXPECT_EQ((Point{11, 0, kPointMax, 4}), moments.Mean());
  moments.Add({10, 0, kPointMax, 3}, 2);
  EXPECT_EQ((Point{10, 0, kPointMax, 3}), moments.Mean());
}

}  // namespace
}  // namespace kmc
