// Thresholds for ordered dithering whose pattern has no low frequencies, which
// the eye would see: the void-and-cluster method (Ulichney 1993).
#ifndef KMC_CODEC_BLUE_NOISE_H_
#define KMC_CODEC_BLUE_NOISE_H_

#include <array>
#include <cstdint>

namespace kmc {

class BlueNoise {
 public:
  static constexpr uint32_t kSide = 64;  // the pattern repeats after so many pixels
  static constexpr uint32_t kThresholds = kSide * kSide;

  // The only one there is; made when first asked for, and the same everywhere.
  static const BlueNoise& Get();

  // Every number below kThresholds occurs once in a square.
  uint32_t At(uint32_t x, uint32_t y) const { return ranks_[y % kSide * kSide + x % kSide]; }

 private:
  BlueNoise();

  std::array<uint16_t, kThresholds> ranks_;
};

}  // namespace kmc

#endif  // KMC_CODEC_BLUE_NOISE_H_
