// The probability of a bit by what two contexts know of it: an adaptive table
// over the summaries of their states. It learns how far each of the two is to
// be believed, as mixing by weights does, in one look-up.
// Spec section "State maps".
#ifndef KMC_FORMAT_STATE_MAP_H_
#define KMC_FORMAT_STATE_MAP_H_

#include <array>
#include <cstdint>

#include "format/state.h"

namespace kmc {

class StateMap {
 public:
  // `Lean`: a logit that is added to all that the states say, in 1/256.
  template <int32_t Lean>
  static const StateMap& Fresh() {
    static constexpr StateMap kFresh{FreshCells(Lean)};
    return kFresh;
  }

  // The probability of a 1 in 1/65536, at least 64 from either end; LearnBit moves it.
  uint16_t& At(uint32_t state_a, uint32_t state_b) {
    return cells_[SummaryOf(state_a) * kSummaries + SummaryOf(state_b)];
  }

  // By 3/256 of the error.
  static void LearnBit(uint16_t& probability, uint32_t bit) {
    const uint32_t flip = (0 - bit) & 65535, error = probability ^ flip;
    probability = static_cast<uint16_t>((error - (error * 3 >> 8)) ^ flip);
  }

 private:
  using Cells = std::array<uint16_t, size_t{kSummaries} * kSummaries>;

  // The mean of both logits, or that of the one that learned four bits or more.
  static constexpr Cells FreshCells(int32_t lean) {
    constexpr int32_t kStep = kLevels / 16 * kLevelStep;
    const auto logit_of = [](uint32_t summary) { return (static_cast<int32_t>(summary % 16) - 8) * kStep + kStep / 2; };
    Cells cells{};
    for (uint32_t a = 0; a < kSummaries; ++a) {
      for (uint32_t b = 0; b < kSummaries; ++b) {
        const int32_t logit = a / 16 == b / 16 ? (logit_of(a) + logit_of(b)) / 2 : logit_of(a / 16 ? a : b);
        cells[a * kSummaries + b] = static_cast<uint16_t>(Squash(logit + lean));
      }
    }
    return cells;
  }

  constexpr explicit StateMap(const Cells& cells) : cells_(cells) {}

  Cells cells_;
};

// Three maps for one kind of decision, by what else is foretold of the bit; the
// second and third start a logit of 1 towards it.
class ForetoldMaps {
 public:
  enum Foretold : uint32_t { kNothing, kZero, kOne };
  static constexpr Foretold Of(bool known, bool bit) { return !known ? kNothing : bit ? kOne : kZero; }

  StateMap& operator[](Foretold foretold) { return maps_[foretold]; }

 private:
  std::array<StateMap, 3> maps_ = {StateMap::Fresh<0>(), StateMap::Fresh<-256>(), StateMap::Fresh<256>()};
};

}  // namespace kmc

#endif  // KMC_FORMAT_STATE_MAP_H_
