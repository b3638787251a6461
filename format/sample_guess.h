// A guess at a sample, and what it tells about the half of a box that the sample
// is in: by where the guess lies, as seen from the middle of the box, in sizes of
// the box. Spec section "Contexts".
#ifndef KMC_FORMAT_SAMPLE_GUESS_H_
#define KMC_FORMAT_SAMPLE_GUESS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "format/color_box.h"
#include "format/logistic.h"
#include "format/range_coder.h"

namespace kmc {

// As probable as the logit says, which counts as much as four bits seen.
inline AdaptiveBit Expecting(int32_t logit) { return {Squash(logit), 4}; }

class SampleGuess {
 public:
  // Rings around the middle of a box: the inner half of it, all of it, and so on.
  static constexpr size_t kRings = 6;
  using Logits = std::array<int16_t, kRings>;

  // `logits`: of the half on whose side the guess lies, by ring.
  explicit SampleGuess(const Logits& logits) {
    for (auto& [below, above] : bits_) {
      for (size_t ring = 0; ring < kRings; ++ring) {
        below[ring] = Expecting(-logits[ring]);
        above[ring] = Expecting(logits[ring]);
      }
    }
  }

  // Whether the sample is in the upper half of the box.
  AdaptiveBit& IsUpper(int32_t twice_the_guess, const ColorBox& box, Channel channel) {
    const int32_t offset = twice_the_guess - box.TwiceTheMiddle(channel);
    const size_t ring = Ring(offset < 0 ? -offset : offset, box.size(channel));
    auto& [below, above] = bits_[box.open(channel) - 1];
    return offset > 0 ? above[ring] : below[ring];
  }

 private:
  // Both are twice what they say.
  static size_t Ring(int32_t distance, int32_t size) {
    if (2 * distance <= size) return 0;
    if (distance < size) return 1;
    if (distance < 2 * size) return 2;
    if (distance < 3 * size) return 3;
    return distance < 6 * size ? 4 : 5;
  }

  struct Sides {
    std::array<AdaptiveBit, kRings> below, above;
  };
  std::array<Sides, 8> bits_;  // by how many bits of the sample are open
};

}  // namespace kmc

#endif  // KMC_FORMAT_SAMPLE_GUESS_H_
