#include "tools/progress_bar.h"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "fmt/format.h"

namespace kmc::tools {
namespace {

constexpr auto kPatience = std::chrono::milliseconds(500);
constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr int kWidth = 40;

}  // namespace

ProgressBar::ProgressBar(bool wanted) : wanted_(wanted && isatty(STDERR_FILENO)) {}

void ProgressBar::Begin(const char* work) {
  Clear();
  work_ = work;
  next_ = Clock::now() + kPatience;
}

int ProgressBar::Callback(void* bar, double done) {
  static_cast<ProgressBar*>(bar)->Draw(done);
  return 0;
}

void ProgressBar::Draw(double done) {
  if (!wanted_ || Clock::now() < next_) return;
  next_ = Clock::now() + kInterval;
  const int filled = static_cast<int>(done * kWidth);
  fmt::print(stderr, "\r{:<18} [{:#<{}}{:.<{}}] {:3.0f}%", work_, "", filled, "", kWidth - filled, done * 100);
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressBar::Clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\033[K");
  drawn_ = false;
}

}  // namespace kmc::tools
