// The palette of an image: k-means over its colours, then rounding to 8 bits.
#ifndef KMC_CODEC_PALETTE_SEARCH_H_
#define KMC_CODEC_PALETTE_SEARCH_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/color_tree.h"
#include "codec/pixels.h"
#include "codec/progress.h"
#include "codec/rounding.h"

namespace kmc {

enum class Seeding { kByDistance, kAtRandom };

struct SearchOptions : PaletteRules {
  uint32_t effort = 5;    // 1..9
  uint32_t restarts = 0;  // 0: search by effort; else so many runs from different seeds
  uint32_t iterations = 10;
  Seeding seeding = Seeding::kByDistance;
  uint64_t seed = 1;
  uint32_t threads = 1;
};

// The runs of a search by restarts, for the report.
struct SearchRuns {
  std::vector<std::vector<uint64_t>> costs;  // of each run, after each iteration, in units of kSquaredUnit
  uint32_t best = 0;
};

// Good centroids for opaque images, in sRGB, from a sample of their pixels and in
// a millisecond or two; none if it does not show enough colours. At the lowest
// effort they are the palette; the others keep it unless they find a better one.
std::vector<Point> QuickCentroids(std::span<const Pixels> images, const SearchOptions& options);

// Searches as the options ask; by effort, what it finds is never worse than the
// palette of the centroids in `start`, if there are any. The palette is smaller
// than asked for if there are not so many different colours. If progress is cancelled, any palette, even none.
RoundedPalette SearchPalette(const ColorTree& tree, const SearchOptions& asked, std::vector<Point> start,
                             Progress& progress, SearchRuns& runs);

}  // namespace kmc

#endif  // KMC_CODEC_PALETTE_SEARCH_H_
