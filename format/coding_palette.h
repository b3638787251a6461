// The palette as the modelled codings see it. Made once for an image, not for
// each tile: with many colours it takes longer than a small tile.
#ifndef KMC_FORMAT_CODING_PALETTE_H_
#define KMC_FORMAT_CODING_PALETTE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/color_classes.h"
#include "format/palette_tree.h"
#include "format/rgba.h"

namespace kmc {

// Any number of threads may read one.
class CodingPalette {
 public:
  // `tabled`: with a table of differences, which `max` asks for again and again.
  explicit CodingPalette(std::span<const Rgba> colors, bool tabled = true) : tree_(colors) {
    colors_.reserve(colors.size());
    spaced_colors_.reserve(colors.size());
    for (const Rgba color : colors) {
      colors_.push_back({color.r, color.g, color.b, color.a});
      spaced_colors_.push_back(color.r | uint64_t{color.g} << 16 | uint64_t{color.b} << 32 | uint64_t{color.a} << 48);
    }
    if (!tabled || colors.size() > kMaxTabled) return;
    differences_.reserve(colors.size() * colors.size());
    for (const PlainColor& x : colors_) {
      for (const PlainColor& y : colors_) differences_.push_back(Difference(x, y));
    }
  }

  uint32_t size() const { return tree_.size(); }
  const PaletteTree& tree() const { return tree_; }
  const PlainColor& color(uint32_t index) const { return colors_[index]; }
  // Red, green, blue, alpha from the lowest, in 16 bits each, to be added all at once.
  uint64_t spaced_color(uint32_t index) const { return spaced_colors_[index]; }

  // The DistanceClass of two entries; looked up where there is a table and the palette is small enough.
  uint32_t DifferenceClass(uint32_t x, uint32_t y) const {
    return differences_.empty() ? Difference(colors_[x], colors_[y]) : differences_[x * size() + y];
  }

 private:
  static constexpr size_t kMaxTabled = 256;

  static uint8_t Difference(const PlainColor& x, const PlainColor& y) {
    return static_cast<uint8_t>(DistanceClass(ColorDistance(x, y)));
  }

  PaletteTree tree_;
  std::vector<PlainColor> colors_;
  std::vector<uint64_t> spaced_colors_;
  std::vector<uint8_t> differences_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_CODING_PALETTE_H_
