// A bar on standard error, for work that takes long enough to make one wonder.
// It is drawn on a terminal only and removed again.
#ifndef KMC_TOOLS_PROGRESS_BAR_H_
#define KMC_TOOLS_PROGRESS_BAR_H_

#include <chrono>

namespace kmc::tools {

class ProgressBar {
 public:
  explicit ProgressBar(bool wanted);
  ~ProgressBar() { Clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Names the work that follows; the bar starts again.
  void Begin(const char* work);
  void Clear();

  // A kmc_progress whose user pointer is the bar.
  static int Callback(void* bar, double done);

 private:
  using Clock = std::chrono::steady_clock;
  void Draw(double done);

  const bool wanted_;
  bool drawn_ = false;
  const char* work_ = "";
  Clock::time_point next_;  // not to be drawn before
};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PROGRESS_BAR_H_
