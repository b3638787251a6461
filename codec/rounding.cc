#include "codec/rounding.h"

#include <algorithm>
#include <utility>

#include "codec/pixels.h"
#include "format/palette_coding.h"

namespace kmc {
namespace {

// The nearest of `levels` values spread evenly over 0..255.
uint8_t NearestLevel(uint8_t value, uint32_t levels) {
  const uint32_t steps = levels - 1;
  const uint32_t step = (value * steps * 2 + 255) / 510;
  return static_cast<uint8_t>((step * 510 + steps) / (2 * steps));
}

}  // namespace

Rgba PaletteRules::Posterized(Rgba color) const {
  return Visible({NearestLevel(color.r, levels[0]), NearestLevel(color.g, levels[1]), NearestLevel(color.b, levels[2]),
                  NearestLevel(color.a, levels[3])});
}

std::vector<Point> PointsOf(const std::vector<Rgba>& colors, ColorSpace space) {
  std::vector<Point> points;
  points.reserve(colors.size());
  for (const Rgba color : colors) points.push_back(PointOfColor(color, space));
  return points;
}

RoundedPalette Rounder::Round(const std::vector<Point>& centroids, int passes) {
  RoundedPalette best;
  std::vector<Rgba> colors = rules_.fixed;
  for (size_t j = colors.size(); j < centroids.size(); ++j) colors.push_back(ColorOf(centroids[j]));
  for (int pass = 0; pass < passes; ++pass) {
    const uint64_t cost = MakeUseful(colors);
    if (cost >= best.cost) break;
    best = {colors, cost};
    for (size_t j = rules_.fixed.size(); j < colors.size(); ++j) colors[j] = ColorOf(sums_[j].Mean());
  }
  return best;
}

// Replaces colours that occur twice or that no point is nearest to. A new
// colour may leave an older one without points, so this is repeated; it ends,
// as every round lowers the cost. Returns it, and leaves the clusters in sums_.
uint64_t Rounder::MakeUseful(std::vector<Rgba>& colors) {
  for (uint64_t cost = UINT64_MAX;;) {
    SortAndUnite(colors);
    const uint64_t before = std::exchange(cost, Assign(colors));
    DropUnused(colors);
    if (colors.size() == rules_.colors || cost >= before) return cost;
    const size_t kept = colors.size();
    AddUseful(colors);
    if (colors.size() == kept) return cost;
  }
}

void Rounder::SortAndUnite(std::vector<Rgba>& colors) const {
  const auto free = colors.begin() + static_cast<ptrdiff_t>(rules_.fixed.size());
  std::sort(free, colors.end(), CanonicalLess);
  colors.erase(std::unique(free, colors.end()), colors.end());
  std::vector<Rgba> fixed = rules_.fixed;
  std::sort(fixed.begin(), fixed.end(), CanonicalLess);
  const auto is_fixed = [&](Rgba color) {
    return std::binary_search(fixed.begin(), fixed.end(), color, CanonicalLess);
  };
  colors.erase(std::remove_if(free, colors.end(), is_fixed), colors.end());
}

uint64_t Rounder::Assign(const std::vector<Rgba>& colors) {
  const std::vector<Point> points = PointsOf(colors, rules_.space);
  assigner_.Sum(points, sums_);
  uint64_t cost = 0;
  for (size_t j = 0; j < points.size(); ++j) cost += sums_[j].SquaredErrorAbout(points[j]);
  return cost;
}

void Rounder::DropUnused(std::vector<Rgba>& colors) {
  size_t kept = rules_.fixed.size();
  for (size_t j = kept; j < colors.size(); ++j) {
    if (sums_[j].weight == 0) continue;
    colors[kept] = colors[j];
    sums_[kept++] = sums_[j];
  }
  colors.resize(kept);
}

// Adds colours of points that gain most by it, from as many clusters as can be.
void Rounder::AddUseful(std::vector<Rgba>& colors) {
  if (rounded_.red_green.empty()) {
    rounded_.Resize(tree_.size());
    for (uint32_t i = 0; i < tree_.size(); ++i)
      rounded_.Set(i, PointOfColor(ColorOf(tree_.points().At(i)), rules_.space));
  }
  const size_t missing = rules_.colors - colors.size();
  for (const uint32_t i : WorstServed(tree_, assigner_, PointsOf(colors, rules_.space), rounded_, missing)) {
    colors.push_back(ColorOf(tree_.points().At(i)));
  }
}

}  // namespace kmc
