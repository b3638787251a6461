#include "codec/lambda_search.h"

#include <algorithm>
#include <cstdlib>

#include "codec/log2.h"

namespace kmc {
namespace {

constexpr int64_t kOctave = 1 << kLog2Bits;
constexpr int64_t kFirstSpread = kOctave * 5 / 8;  // to either side of the first guess
constexpr int64_t kMost = 28 * kOctave;            // of any lambda's logarithm
constexpr int kMostDoublings = 6;
constexpr int64_t kMaxStep = 4 * kOctave;
constexpr int64_t kTellingDistance = kOctave / 8;  // nearer results say nothing of the slope, which noise hides
constexpr int64_t kLeastStep = kOctave / 256;      // lambdas nearer than that are the same

}  // namespace

std::array<int64_t, 2> LambdaSearch::Next() const {
  const int64_t spread = begun_ ? std::max(std::abs(aim_) * kOctave / (4 * slope_), kLeastStep) : kFirstSpread;
  return {std::clamp(center_ - spread, int64_t{0}, kMost - kLeastStep),
          std::clamp(center_ + spread, kLeastStep, kMost)};
}

void LambdaSearch::Learn(const std::array<int64_t, 2>& logs, const std::array<int64_t, 2>& excesses) {
  begun_ = true;
  const auto misses = [&](int64_t excess) { return aim_ > 0 ? excess < 0 : excess > 0; };
  misses_ = misses(excesses[0]) && misses(excesses[1]) ? misses_ + 1 : 0;
  const int64_t apart = logs[1] - logs[0], fallen = excesses[0] - excesses[1];
  if (apart >= kTellingDistance && fallen > 0) slope_ = std::max<int64_t>(1, fallen * kOctave / apart);
  // Of two on one side, the nearer to the other side.
  if (excesses[0] > 0) above_ = {logs[0], excesses[0]};
  if (excesses[1] > 0) above_ = {logs[1], excesses[1]};
  if (excesses[1] <= 0) below_ = {logs[1], excesses[1]};
  if (excesses[0] <= 0) below_ = {logs[0], excesses[0]};
  if (above_ && below_ && below_->log - above_->log > kTellingDistance) {
    // At least an eighth away from either end, as results may jump; unless one end is right.
    const int64_t width = below_->log - above_->log, margin = width / 8;
    slope_ = std::max<int64_t>(1, (above_->excess - below_->excess) * kOctave / width);
    center_ = above_->log + (above_->excess - aim_) * kOctave / slope_;
    const auto at_aim = [&](const Point& end) { return std::abs(end.excess - aim_) <= std::abs(aim_); };
    if (!at_aim(*above_) && !at_aim(*below_)) center_ = std::clamp(center_, above_->log + margin, below_->log - margin);
    return;
  }
  const size_t nearer = std::abs(excesses[1] - aim_) < std::abs(excesses[0] - aim_);
  const Point newest = {logs[nearer], excesses[nearer]};
  if (before_ && std::abs(newest.log - before_->log) > kTellingDistance) {
    const int64_t slope = (before_->excess - newest.excess) * kOctave / (newest.log - before_->log);
    slope_ = std::clamp(slope, slope_ / 4 + 1, slope_ * 4);
  }
  before_ = newest;
  // Twice as far off with every further miss, so that a slope that is believed too steep does not let it creep.
  const int64_t aim = aim_ * (1 << std::clamp(misses_ - 1, 0, kMostDoublings));
  center_ = logs[nearer] + std::clamp((excesses[nearer] - aim) * kOctave / slope_, -kMaxStep, kMaxStep);
}

}  // namespace kmc
