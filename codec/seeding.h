// First centroids for k-means.
#ifndef KMC_CODEC_SEEDING_H_
#define KMC_CODEC_SEEDING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/color_space.h"
#include "codec/kernels.h"
#include "codec/random.h"

namespace kmc {

// Both complete `seeds` to `count` by different points, of which there are at
// least as many as are missing; a weight is a number of pixels.

// Colours of pixels drawn at random; one that was drawn already is drawn again.
std::vector<Point> SeedAtRandom(const PointPairs& points, std::span<const uint32_t> weights, uint32_t count,
                                Random& random, std::vector<Point> seeds = {});

// k-means++ (Arthur & Vassilvitskii 2007): a pixel is drawn with a probability
// proportional to its squared distance to the nearest seed so far.
std::vector<Point> SeedByDistance(const PointPairs& points, std::span<const uint32_t> weights, uint32_t count,
                                  Random& random, std::vector<Point> seeds = {});

}  // namespace kmc

#endif  // KMC_CODEC_SEEDING_H_
