// Logistic mixing: the logits of several models, weighted and summed, give one
// probability, and the weights learn from each bit (Mahoney 2005). Weights come
// in sets, each chosen by something that is known; several sets are added. `max`
// then corrects by adaptive maps what its mix gets wrong. Spec section "Mixing".
#ifndef KMC_FORMAT_MIXER_H_
#define KMC_FORMAT_MIXER_H_

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
    for (size_t i = 0; i < kPoints; ++i) {
      points_[i] = static_cast<uint16_t>(Squash(static_cast<int32_t>(i) * kStep - kMaxLogit));
    }
    // The other contexts begin alike. Tiles may be small and many.
    for (size_t i = kPoints; i < points_.size(); ++i) points_[i] = points_[i - kPoints];
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

// Of `Inputs` logits with `Sets` sets of weights, in 1/2^Shift.
template <size_t Inputs, size_t Sets, int Shift>
class Mixer {
 public:
  // Each set's weights for as many selections; those of the first set start at `first_weight`, the others at 0.
  Mixer(const std::array<size_t, Sets>& selections, int16_t first_weight) {
    for (size_t set = 0; set < Sets; ++set) weights_[set].assign(selections[set] * Inputs, set == 0 ? first_weight : 0);
  }

  // Logits; those of no model stay 0. Together at most 65,535 in size.
  std::array<int16_t, Inputs>& inputs() { return inputs_; }

  // The mixed logit, within +-kMaxLogit.
  int32_t Mix(const std::array<size_t, Sets>& selected) {
    int64_t sum = 0;
    for (size_t set = 0; set < Sets; ++set) {
      rows_[set] = &weights_[set][selected[set] * Inputs];
      int32_t part = 0;
      for (size_t i = 0; i < Inputs; ++i) part += int32_t{rows_[set][i]} * inputs_[i];
      sum += part;
    }
    return static_cast<int32_t>(std::clamp<int64_t>(sum >> Shift, -kMaxLogit, kMaxLogit));
  }

  // error: (bit - probability) in 1/65536; rate: in 1/64 of a step of one unit of weight to a unit of logit.
  void Update(int32_t error, int32_t rate) {
    const auto step = static_cast<int16_t>(std::clamp(error * rate / 64, -32767, 32767));
    std::array<int16_t, Inputs> change;  // inputs x step / 65536, rounded
    for (size_t i = 0; i < Inputs; ++i) {
      change[i] = static_cast<int16_t>((inputs_[i] * step + 32768) >> 16);
    }
    for (int16_t* row : rows_) {
      for (size_t i = 0; i < Inputs; ++i) {
        row[i] = std::clamp(static_cast<int16_t>(row[i] + change[i]), int16_t{-kMaxWeight}, kMaxWeight);
      }
    }
  }

 private:
  static constexpr int16_t kMaxWeight = 31000;  // leaves room for a change without overflow

  std::array<int16_t, Inputs> inputs_ = {};
  std::array<std::vector<int16_t>, Sets> weights_;
  std::array<int16_t*, Sets> rows_ = {};
};

}  // namespace kmc

#endif  // KMC_FORMAT_MIXER_H_
