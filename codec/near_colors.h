// The few palette colours that may stand for a pixel: its nearest, and those of
// the nearest's own neighbours that come closest.
#ifndef KMC_CODEC_NEAR_COLORS_H_
#define KMC_CODEC_NEAR_COLORS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "codec/color_space.h"
#include "codec/nearest_color.h"

namespace kmc {

class NearColors {
 public:
  static constexpr size_t kNear = 3;
  // Distinct colours, nearest first; fewer than kNear in a small palette.
  struct List {
    std::array<uint16_t, kNear> index;
    uint32_t size = 0;
  };

  // Points are those of the palette, of which there is at least one. One object to a thread.
  explicit NearColors(std::span<const Point> palette);

  uint16_t Nearest(const Point& point) { return nearest_.Find(point); }
  List Near(const Point& point, uint16_t nearest) const;

 private:
  static constexpr size_t kNeighbors = 8;  // of each colour

  std::span<const Point> palette_;
  NearestColor nearest_;
  std::vector<uint16_t> neighbors_;  // kNeighbors of each colour, as far as there are so many
  size_t neighbors_of_each_;
};

}  // namespace kmc

#endif  // KMC_CODEC_NEAR_COLORS_H_
