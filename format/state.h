// What was seen in one context, as one of 2048 states: how likely a 1 is, as a
// logit in 256 levels, and how often that was learned. A table leads from state
// to state, so that learning a bit costs one look-up. Spec section "States".
#ifndef KMC_FORMAT_STATE_H_
#define KMC_FORMAT_STATE_H_

#include <algorithm>
#include <array>
#include <cstdint>

#include "format/logistic.h"

namespace kmc {

// Bits 2..9: the level; bits 10, 1 and 0: how many bits were learned, up to 7.
// The highest five bits together are what matters most: whether four or more
// were learned, and the logit in 16 steps.
using State = uint16_t;
inline constexpr uint32_t kStates = 2048;
inline constexpr uint32_t kSummaries = 32;
constexpr uint32_t SummaryOf(uint32_t state) { return state >> 6; }

inline constexpr int32_t kLevels = 256, kLevelStep = 12;  // in 1/256: logits of -6..6
constexpr int32_t LevelOf(uint32_t state) { return state >> 2 & 255; }
constexpr int32_t LogitOf(uint32_t state) { return (LevelOf(state) - kLevels / 2) * kLevelStep; }
constexpr uint32_t LearnedOf(uint32_t state) { return (state >> 8 & 4) | (state & 3); }
// The level nearest to a logit; below 0 or above kLevels - 1 for logits beyond the levels.
constexpr int32_t LevelNear(int32_t logit) { return (logit + kLevels / 2 * kLevelStep + kLevelStep / 2) / kLevelStep; }
// Of a level of 0..kLevels - 1 and 0..7 bits learned.
constexpr State StateOf(int32_t level, uint32_t learned) {
  return static_cast<State>((learned & 4) << 8 | static_cast<uint32_t>(level) << 2 | (learned & 3));
}

inline constexpr State kFreshState = StateOf(kLevels / 2, 0);

// kNextState[bit][state]
inline constexpr auto kNextState = [] {
  // By how much of the error the next probability differs, in 1/65536: nearly
  // the mean of the bits while they are few, then slowly forgetting.
  constexpr std::array<int32_t, 8> kRate = {39322, 24904, 17695, 13107, 9830, 7209, 4588, 2949};
  std::array<std::array<State, kStates>, 2> next{};
  for (uint32_t state = 0; state < kStates; ++state) {
    const int32_t level = LevelOf(state), probability = Squash(LogitOf(state));
    const uint32_t learned = LearnedOf(state), then_learned = std::min(learned + 1, 7u);
    for (uint32_t bit = 0; bit < 2; ++bit) {
      const int32_t error = bit ? 65535 - probability : probability;
      const int32_t change = static_cast<int32_t>(int64_t{error} * kRate[learned] >> 16);
      const int32_t nearest =
          LevelNear(kStretch[static_cast<size_t>(bit ? probability + change : probability - change) >> 4]);
      // At least one level towards the bit, so that no state is stuck short of certainty.
      const int32_t then =
          std::clamp(bit ? std::max(nearest, level + 1) : std::min(nearest, level - 1), 0, kLevels - 1);
      next[bit][state] = StateOf(then, then_learned);
    }
  }
  return next;
}();

}  // namespace kmc

#endif  // KMC_FORMAT_STATE_H_
