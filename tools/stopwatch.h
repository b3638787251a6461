// Wall time of the stages of a tool's work.
#ifndef KMC_TOOLS_STOPWATCH_H_
#define KMC_TOOLS_STOPWATCH_H_

#include <chrono>

namespace kmc::tools {

class Stopwatch {
 public:
  // Since the start or the last call.
  double LapMilliseconds() {
    const auto now = Clock::now();
    const double lap = Milliseconds(now - lap_).count();
    lap_ = now;
    return lap;
  }
  double TotalMilliseconds() const { return Milliseconds(Clock::now() - start_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  using Milliseconds = std::chrono::duration<double, std::milli>;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point lap_ = start_;
};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_STOPWATCH_H_
