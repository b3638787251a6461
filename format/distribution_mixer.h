// Codes a symbol by three distributions, each weighted by how often it is right:
// the second is mixed into the first and the third into both. The weights follow
// which of them explained the symbols that came (expectation maximisation), and
// depend on what each has seen so far. Spec section "Distributions".
#ifndef KMC_FORMAT_DISTRIBUTION_MIXER_H_
#define KMC_FORMAT_DISTRIBUTION_MIXER_H_

#include <algorithm>
#include <array>
#include <cstdint>

#include "format/distribution.h"

namespace kmc {

class DistributionMixer {
 public:
  struct Opinions {
    Distribution *first, *second, *third;
  };

  DistributionMixer() {
    for (uint32_t of_base = 0; of_base < kHistories; ++of_base) {
      for (uint32_t of_other = 0; of_other < kHistories; ++of_other) {
        const uint32_t weight = 32767 * (of_other + 4) / (of_base + of_other + 10);
        second_[of_base][of_other] = third_[of_base][of_other] = static_cast<uint16_t>(weight);
      }
    }
  }

  // Returns the symbol, 0..15; learns it, if kLearning. Opinions may be one and the same.
  template <bool kLearning, class Bits>
  [[gnu::always_inline]] uint32_t Code(Bits& bits, const Opinions& opinions, uint32_t wanted) {
    auto& [first, second, third] = opinions;
    const uint32_t of_first = first->history(), of_second = second->history(), of_third = third->history();
    uint16_t& second_weight = second_[of_first][of_second];
    uint16_t& third_weight = third_[4 * ClassOf(of_first) + ClassOf(of_second)][of_third];
    const Shares two = Shares(first->below()).Towards(second->below(), second_weight >> 7);
    const Shares all = two.Towards(third->below(), third_weight >> 7);
    const uint32_t symbol = bits.CodeSymbol(wanted, all);
    if constexpr (kLearning) {
      Reweigh(second_weight, second->ShareOf(symbol), two.Of(symbol));
      Reweigh(third_weight, third->ShareOf(symbol), all.Of(symbol));
      first->Learn(symbol);
      second->Learn(symbol);
      third->Learn(symbol);
    }
    return symbol;
  }

 private:
  static constexpr uint32_t kHistories = Distribution::kHistories, kMaxWeight = 32700;

  // Nothing, one or two symbols as expected, more of them, others as well.
  static uint32_t ClassOf(uint32_t history) { return (history > 0) + (history > 2) + (history > 7); }

  // Towards the part that one opinion had in the share of the symbol that came; weights are in 1/32768.
  static void Reweigh(uint16_t& weight, uint32_t share, uint32_t mixed) {
    const auto part = static_cast<int32_t>(std::min(weight * share / mixed, kMaxWeight));
    weight = static_cast<uint16_t>(weight + (part - weight) / 16);
  }

  // By the histories of what is mixed: of the first and second; by the classes of these and of the third.
  using Weights = std::array<std::array<uint16_t, kHistories>, kHistories>;
  Weights second_, third_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_DISTRIBUTION_MIXER_H_
