// From centroids to a palette: different 8-bit colours, all of use.
#ifndef KMC_CODEC_ROUNDING_H_
#define KMC_CODEC_ROUNDING_H_

#include <array>
#include <cstdint>
#include <vector>

#include "codec/color_tree.h"
#include "codec/lloyd.h"
#include "format/rgba.h"

namespace kmc {

// What the colours of a palette have to be.
struct PaletteRules {
  uint32_t colors = 256;  // 1..65536, the fixed ones included
  // Come first, in this order and exactly so, even if no pixel uses them; different.
  std::vector<Rgba> fixed;
  // How many values each channel (R, G, B, A) of the others may take, evenly spaced; 2..256.
  std::array<uint16_t, 4> levels = {256, 256, 256, 256};
  ColorSpace space = ColorSpace::kSrgb;  // of the points

  Rgba Posterized(Rgba color) const;
};

struct RoundedPalette {
  std::vector<Rgba> colors;    // the fixed ones, then the others in ascending order of CanonicalKey
  uint64_t cost = UINT64_MAX;  // squared error of the tree's points, in units of kSquaredUnit
};

std::vector<Point> PointsOf(const std::vector<Rgba>& colors, ColorSpace space);

class Rounder {
 public:
  // All must outlive the rounder; the assigner is for at least rules.colors centroids.
  Rounder(const ColorTree& tree, Assigner& assigner, const PaletteRules& rules)
      : tree_(tree), assigner_(assigner), rules_(rules), sums_(rules.colors) {}

  // Rounds the centroids, the first of which are the fixed colours; then, in
  // further passes, the means of the clusters of the rounded ones, while that
  // lowers the cost. There are rules.colors colours in the result, each nearest
  // to some point (the fixed ones excepted), unless the levels have no more.
  RoundedPalette Round(const std::vector<Point>& centroids, int passes);

 private:
  Rgba ColorOf(const Point& point) const { return rules_.Posterized(ColorOfPoint(point, rules_.space)); }
  uint64_t MakeUseful(std::vector<Rgba>& colors);
  void SortAndUnite(std::vector<Rgba>& colors) const;
  uint64_t Assign(const std::vector<Rgba>& colors);
  void DropUnused(std::vector<Rgba>& colors);
  void AddUseful(std::vector<Rgba>& colors);

  const ColorTree& tree_;
  Assigner& assigner_;
  const PaletteRules& rules_;
  std::vector<Moments> sums_;  // of the colours' clusters
  PointPairs rounded_;         // the tree's points as palette colours; made when needed
};

}  // namespace kmc

#endif  // KMC_CODEC_ROUNDING_H_
