// Logistic mixing: the logits of many models, weighted and summed, give one
// probability, and the weights learn from each bit (Mahoney 2005). Weights come
// in sets; three sets, each chosen by something else that is known, are added.
// Two adaptive maps then correct what the mix gets wrong. Spec section "Mixing".
#ifndef KMC_FORMAT_MAX_MIXER_H_
#define KMC_FORMAT_MAX_MIXER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "format/logistic.h"

namespace kmc {

// The probability of a 1 for a logit in a context, learned from the bits seen:
// linear between 33 points, of which the nearer moves.
class ProbabilityMap {
 public:
  ProbabilityMap(size_t contexts, int32_t slowness) : slowness_(slowness), points_(contexts * kPoints) {
    for (size_t i = 0; i < points_.size(); ++i) {
      points_[i] = static_cast<uint16_t>(Squash(static_cast<int32_t>(i % kPoints) * kStep - kMaxLogit));
    }
  }

  int32_t Refine(size_t context, int32_t logit) {
    const int32_t from_start = logit + kMaxLogit;
    const int32_t at = std::min(from_start / kStep, kPoints - 2), rest = from_start - at * kStep;
    uint16_t* low = &points_[context * kPoints + static_cast<size_t>(at)];
    nearest_ = low + (2 * rest > kStep);
    return (low[0] * (kStep - rest) + low[1] * rest) / kStep;
  }
  // After Refine.
  void Update(uint32_t bit) {
    *nearest_ = static_cast<uint16_t>(*nearest_ + ((bit ? 65535 : 0) - *nearest_) / slowness_);
  }

 private:
  static constexpr int32_t kPoints = 33;
  static constexpr int32_t kStep = 2 * kMaxLogit / (kPoints - 1);

  int32_t slowness_;
  uint16_t* nearest_ = nullptr;
  std::vector<uint16_t> points_;
};

class Mixer {
 public:
  static constexpr size_t kInputs = 32;

  // Each set's weights for as many selections; the first starts as a mean of all inputs.
  explicit Mixer(const std::array<size_t, 3>& selections) {
    for (size_t set = 0; set < 3; ++set) weights_[set].assign(selections[set] * kInputs, 0);
    std::fill(weights_[0].begin(), weights_[0].end(), kFirstWeight);
  }

  // Logits; those of no model stay 0.
  std::array<int16_t, kInputs>& inputs() { return inputs_; }

  // The mixed logit, within +-kMaxLogit.
  int32_t Mix(const std::array<size_t, 3>& selected) {
    int64_t sum = 0;
    for (size_t set = 0; set < 3; ++set) {
      rows_[set] = &weights_[set][selected[set] * kInputs];
      // Below 2^31: weights are at most 31,000, and the logits, 27 of 2,304 and two smaller, 63,000 together.
      int32_t part = 0;
      for (size_t i = 0; i < kInputs; ++i) part += int32_t{rows_[set][i]} * inputs_[i];
      sum += part;
    }
    return static_cast<int32_t>(std::clamp<int64_t>(sum >> 16, -kMaxLogit, kMaxLogit));
  }

  // error: (bit - probability) in 1/65536; rate: in 1/64 of a step of 1/65536 a unit of input.
  void Update(int32_t error, int32_t rate) {
    const int32_t step = std::clamp(error * rate / 64, -32767, 32767);
    std::array<int16_t, kInputs> change;  // inputs x step / 65536, rounded
    for (size_t i = 0; i < kInputs; ++i) {
      const int32_t product = inputs_[i] * step;
      change[i] = static_cast<int16_t>((product >> 16) + (product >> 15 & 1));
    }
    for (int16_t* row : rows_) {
      for (size_t i = 0; i < kInputs; ++i) {
        row[i] = std::clamp(static_cast<int16_t>(row[i] + change[i]), int16_t{-kMaxWeight}, kMaxWeight);
      }
    }
  }

 private:
  static constexpr int16_t kFirstWeight = 7864;  // 0.12 in 1/65536
  static constexpr int16_t kMaxWeight = 31000;   // leaves room for a change without overflow

  std::array<int16_t, kInputs> inputs_ = {};
  std::array<std::vector<int16_t>, 3> weights_;
  std::array<int16_t*, 3> rows_ = {};
};

}  // namespace kmc

#endif  // KMC_FORMAT_MAX_MIXER_H_
