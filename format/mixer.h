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
template <int32_t Slowness>
class ProbabilityMap {
 public:
  explicit ProbabilityMap(size_t contexts) : points_(contexts * kPoints) {
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
    *nearest_ = static_cast<uint16_t>(*nearest_ + ((bit ? 65535 : 0) - *nearest_) / Slowness);
  }

 private:
  static constexpr int32_t kPoints = 33;
  static constexpr int32_t kStep = 2 * kMaxLogit / (kPoints - 1);

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
      sum += Product(rows_[set], inputs_.data());
    }
    return static_cast<int32_t>(std::clamp<int64_t>(sum >> Shift, -kMaxLogit, kMaxLogit));
  }

  // error: (bit - probability) in 1/65536; rate: in 1/64 of a step of one unit of weight to a unit of logit.
  void Update(int32_t error, int32_t rate) {
    const auto step = static_cast<int16_t>(std::clamp(error * rate / 64, -32767, 32767));
    alignas(32) std::array<int16_t, Inputs> change;
    Scale(inputs_.data(), step, change.data());
    for (int16_t* row : rows_) Add(change.data(), row);
  }

 private:
  static constexpr int16_t kMaxWeight = 31000;  // leaves room for a change without overflow

  // Loops that compilers turn into vectors.
  static int32_t Product(const int16_t* __restrict row, const int16_t* __restrict inputs) {
    int32_t sum = 0;
    for (size_t i = 0; i < Inputs; ++i) sum += row[i] * inputs[i];
    return sum;
  }
  // inputs x step / 65536, rounded: the higher half of the product and the lower one's highest bit.
  // Not inlined, or compilers know so much of `step` that they take vectors of 32 bits.
  [[gnu::noinline]] static void Scale(const int16_t* __restrict inputs, int16_t step, int16_t* __restrict change) {
    for (size_t i = 0; i < Inputs; ++i) {
      const auto high = static_cast<int16_t>((inputs[i] * step) >> 16);
      const auto low = static_cast<uint16_t>(uint32_t{static_cast<uint16_t>(inputs[i])} * static_cast<uint16_t>(step));
      change[i] = static_cast<int16_t>(high + (low >> 15));
    }
  }
  static void Add(const int16_t* __restrict change, int16_t* __restrict row) {
    for (size_t i = 0; i < Inputs; ++i) {
      const auto weight = static_cast<int16_t>(row[i] + change[i]);
      row[i] = std::min<int16_t>(std::max<int16_t>(weight, -kMaxWeight), kMaxWeight);
    }
  }

  alignas(32) std::array<int16_t, Inputs> inputs_ = {};
  std::array<std::vector<int16_t>, Sets> weights_;
  std::array<int16_t*, Sets> rows_ = {};
};

}  // namespace kmc

#endif  // KMC_FORMAT_MIXER_H_
