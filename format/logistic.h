// The logistic function and its inverse in integers, between probabilities and
// the domain of states and mixers. Spec section "Logistic".
#ifndef KMC_FORMAT_LOGISTIC_H_
#define KMC_FORMAT_LOGISTIC_H_

#include <algorithm>
#include <array>
#include <cstdint>

namespace kmc {

// Logits are in 1/256 and reach 11 either way, where a probability is one in 60,000.
inline constexpr int32_t kMaxLogit = 11 * 256;

// 65536 / (1 + e^-x) for x = -11, -10.5, .. 11, rounded.
inline constexpr uint32_t kLogitStep = 128;
inline constexpr std::array<int32_t, 45> kLogistic = {
    1,     2,     3,     5,     8,     13,    22,    36,    60,    98,    162,   267,   439,   720,   1179,
    1921,  3108,  4971,  7812,  11955, 17625, 24743, 32768, 40793, 47911, 53581, 57724, 60565, 62428, 63615,
    64357, 64816, 65097, 65269, 65374, 65438, 65476, 65500, 65514, 65523, 65528, 65531, 65533, 65534, 65535};

// The probability of a 1, in 1/65536, for a logit within +-kMaxLogit; linear between the table's points.
constexpr int32_t Squash(int32_t logit) {
  const uint32_t from_start = static_cast<uint32_t>(logit + kMaxLogit);
  const uint32_t at = from_start / kLogitStep, rest = from_start % kLogitStep;
  if (rest == 0) return kLogistic[at];
  return kLogistic[at] +
         static_cast<int32_t>(static_cast<uint32_t>(kLogistic[at + 1] - kLogistic[at]) * rest / kLogitStep);
}

// kStretch[p] = the least logit whose Squash is at least the middle of p, for p in 1/4096.
inline constexpr std::array<int16_t, 4096> kStretch = [] {
  std::array<int16_t, 4096> stretch{};
  int32_t logit = -kMaxLogit;
  for (int32_t p = 0; p < 4096; ++p) {
    while (logit < kMaxLogit && Squash(logit) < 16 * p + 8) ++logit;
    stretch[p] = static_cast<int16_t>(logit);
  }
  return stretch;
}();

}  // namespace kmc

#endif  // KMC_FORMAT_LOGISTIC_H_
