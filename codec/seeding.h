// First centroids for k-means.
#ifndef KMC_CODEC_SEEDING_H_
#define KMC_CODEC_SEEDING_H_

#include <cstdint>
#include <vector>

#include "codec/color_space.h"
#include "codec/color_tree.h"
#include "codec/random.h"

namespace kmc {

// Both give `count` different colours of the tree, which has at least as many.

// Colours of pixels drawn at random; one that was drawn already is drawn again.
std::vector<Point> SeedAtRandom(const ColorTree& tree, uint32_t count, Random& random);

// k-means++ (Arthur & Vassilvitskii 2007): a pixel is drawn with a probability
// proportional to its squared distance to the nearest seed so far.
std::vector<Point> SeedByDistance(const ColorTree& tree, uint32_t count, Random& random);

}  // namespace kmc

#endif  // KMC_CODEC_SEEDING_H_
