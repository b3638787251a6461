#include "tests/unit/sample_trees.h"

#include "codec/histogram.h"

namespace kmc {

ColorTree TreeOf(const SampleImage& image) {
  const auto histogram = Histogram::Build(image.pixels(), 1);
  return {histogram->colors(), histogram->counts()};
}

std::vector<SampleTree> SampleTrees(uint32_t width, uint32_t height) {
  std::vector<SampleTree> trees;
  for (const SampleImage& image : SampleImages(width, height)) trees.push_back({image.name, TreeOf(image)});
  return trees;
}

std::vector<Point> RandomPoints(size_t count, Random& random) {
  std::vector<Point> points(count);
  for (Point& point : points) {
    for (int16_t& coordinate : point) coordinate = static_cast<int16_t>(random.Below(kPointMax + 1));
  }
  return points;
}

std::vector<uint16_t> NearestPlainly(const ColorTree& tree, const std::vector<Point>& centroids) {
  std::vector<uint16_t> labels;
  for (uint32_t i = 0; i < tree.size(); ++i) {
    const Point point = tree.points().At(i);
    size_t nearest = 0;
    for (size_t j = 1; j < centroids.size(); ++j) {
      if (SquaredDistance(point, centroids[j]) < SquaredDistance(point, centroids[nearest])) nearest = j;
    }
    labels.push_back(static_cast<uint16_t>(nearest));
  }
  return labels;
}

uint64_t CostPlainly(const ColorTree& tree, const std::vector<Point>& centroids) {
  const std::vector<uint16_t> labels = NearestPlainly(tree, centroids);
  uint64_t cost = 0;
  for (uint32_t i = 0; i < tree.size(); ++i) {
    cost += uint64_t{tree.weights()[i]} * SquaredDistance(tree.points().At(i), centroids[labels[i]]);
  }
  return cost;
}

}  // namespace kmc
