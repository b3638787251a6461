// The nearest palette colour of any point, exactly. The colour space is cut into
// cells, and a cell knows which colours can be nearest to something in it.
#ifndef KMC_CODEC_NEAREST_COLOR_H_
#define KMC_CODEC_NEAREST_COLOR_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "codec/color_space.h"
#include "codec/kernels.h"

namespace kmc {

// Cells are made when first looked into: one object to a thread.
class NearestColor {
 public:
  explicit NearestColor(std::span<const Point> palette);

  // The index of the nearest colour, the lower one on a tie. Coordinates are 0..kPointMax.
  uint16_t Find(const Point& point);

 private:
  // Cells as wide as 16 levels: with 256 colours some eight of them come into
  // question, one or two SIMD registers full.
  static constexpr int kCellBits = 4;  // of a channel
  static constexpr int kShift = 8 + kPointBits - kCellBits;

  void Fill(const Point& point, std::unique_ptr<CandidateList>& cell);

  CandidateList all_, useful_;
  std::vector<std::unique_ptr<CandidateList>> cells_;
};

}  // namespace kmc

#endif  // KMC_CODEC_NEAREST_COLOR_H_
