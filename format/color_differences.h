// How different two palette entries are, as DistanceClass has it, looked up
// rather than computed where the palette is small enough.
#ifndef KMC_FORMAT_COLOR_DIFFERENCES_H_
#define KMC_FORMAT_COLOR_DIFFERENCES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/color_classes.h"
#include "format/rgba.h"

namespace kmc {

class ColorDifferences {
 public:
  // `colors` must outlive this.
  explicit ColorDifferences(std::span<const PlainColor> colors) : colors_(colors) {
    if (colors.size() > kMaxTabled) return;
    classes_.reserve(colors.size() * colors.size());
    for (const PlainColor& x : colors) {
      for (const PlainColor& y : colors) classes_.push_back(static_cast<uint8_t>(DistanceClass(ColorDistance(x, y))));
    }
  }

  uint32_t Class(uint32_t x, uint32_t y) const {
    if (!classes_.empty()) return classes_[x * colors_.size() + y];
    return DistanceClass(ColorDistance(colors_[x], colors_[y]));
  }

 private:
  static constexpr size_t kMaxTabled = 256;

  std::span<const PlainColor> colors_;
  std::vector<uint8_t> classes_;
};

// The palette's colours as signed numbers, to calculate with.
inline std::vector<PlainColor> PlainColors(std::span<const Rgba> colors) {
  std::vector<PlainColor> plain;
  plain.reserve(colors.size());
  for (const Rgba color : colors) plain.push_back({color.r, color.g, color.b, color.a});
  return plain;
}

}  // namespace kmc

#endif  // KMC_FORMAT_COLOR_DIFFERENCES_H_
