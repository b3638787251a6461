// Colour trees of the sample images, and plain loops to compare with.
#ifndef KMC_TESTS_UNIT_SAMPLE_TREES_H_
#define KMC_TESTS_UNIT_SAMPLE_TREES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "codec/color_tree.h"
#include "codec/random.h"
#include "tests/unit/sample_images.h"

namespace kmc {

struct SampleTree {
  std::string name;
  ColorTree tree;
};

ColorTree TreeOf(const SampleImage& image);
// Of one image of each kind.
std::vector<SampleTree> SampleTrees(uint32_t width, uint32_t height);

// Points anywhere in the colour space.
std::vector<Point> RandomPoints(size_t count, Random& random);

// The index of the nearest centroid for every point of the tree, the lower on a tie.
std::vector<uint16_t> NearestPlainly(const ColorTree& tree, const std::vector<Point>& centroids);
// The squared error of the points of the tree about their nearest centroids.
uint64_t CostPlainly(const ColorTree& tree, const std::vector<Point>& centroids);

}  // namespace kmc

#endif  // KMC_TESTS_UNIT_SAMPLE_TREES_H_
