#include "codec/lambda_search.h"

#include <algorithm>
#include <cstdlib>

#include "codec/log2.h"

namespace kmc {
namespace {

constexpr int64_t kOctave = 1 << kLog2Bits;
constexpr int64_t kFirstSpread = kOctave * 5 / 8;  // to either side of the first guess
constexpr int64_t kMost = 28 * kOctave;  // of any lambda's logarithm
constexpr int64_t kMaxStep = 4 * kOctave;
constexpr int64_t kTellingDistance = kOctave / 8;  // nearer results say nothing of the slope, which noise hides
constexpr int64_t kLeastStep = kOctave / 256;      // lambdas nearer than that are the same

}  // namespace

std::array<int64_t, 2> LambdaSearch::Next() const {
  if (!begun_) return {center_ - kFirstSpread, center_ + kFirstSpread};
  const int64_t spread = std::max(std::abs(aim_) * kOctave / (4 * slope_), kLeastStep);
  int64_t lower = center_ - spread, upper = center_ + spread;
  // Within the bracket, at least an eighth of it away from its ends.
  if (above_ && below_ && *below_ - *above_ > kTellingDistance) {
    const int64_t margin = (*below_ - *above_) / 8;
    lower = std::clamp(lower, *above_ + margin, *below_ - 2 * margin);
    upper = std::clamp(upper, *above_ + 2 * margin, *below_ - margin);
  }
  return {std::clamp(lower, int64_t{0}, kMost - kLeastStep), std::clamp(upper, kLeastStep, kMost)};
}

void LambdaSearch::Learn(const std::array<int64_t, 2>& logs, const std::array<int64_t, 2>& excesses) {
  const int64_t apart = logs[1] - logs[0], fallen = excesses[0] - excesses[1];
  if (apart >= kTellingDistance && fallen > 0) slope_ = std::max<int64_t>(1, fallen * kOctave / apart);
  // From the result nearer to what is aimed at.
  const size_t nearer = std::abs(excesses[1] - aim_) < std::abs(excesses[0] - aim_);
  const int64_t step = (excesses[nearer] - aim_) * kOctave / slope_;
  center_ = logs[nearer] + std::clamp(step, -kMaxStep, kMaxStep);
  begun_ = true;
  for (size_t i = 0; i < 2; ++i) {
    auto& bound = excesses[i] > 0 ? above_ : below_;
    bound = logs[i];  // the newest: older ones were of worse palettes
  }
  if (excesses[0] > 0 && excesses[1] > 0) above_ = logs[1];
  if (excesses[0] <= 0 && excesses[1] <= 0) below_ = logs[0];
}

}  // namespace kmc
