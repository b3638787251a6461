// How far a call has come, told to its caller, who may answer by asking it to stop.
#ifndef KMC_CODEC_PROGRESS_H_
#define KMC_CODEC_PROGRESS_H_

#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

namespace kmc {

class Progress {
 public:
  // `tell` is called with the share of the work done, 0..1, and returns false to stop it. May be empty.
  explicit Progress(std::function<bool(double)> tell) : tell_(std::move(tell)) {}

  // The stage that follows covers the shares begin..end of the whole.
  void BeginStage(double begin, double end) {
    begin_ = begin;
    end_ = end;
    Tell(0);
  }
  // `share` of the stage is done. Only from the thread that called the library.
  void Tell(double share) {
    const double done = begin_ + (end_ - begin_) * std::clamp(share, 0.0, 1.0);
    if (!tell_ || done < told_) return;
    told_ = done;
    if (!tell_(done)) cancelled_ = true;
  }
  // From any thread.
  bool cancelled() const { return cancelled_; }

 private:
  std::function<bool(double)> tell_;
  double begin_ = 0, end_ = 1, told_ = 0;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace kmc

#endif  // KMC_CODEC_PROGRESS_H_
