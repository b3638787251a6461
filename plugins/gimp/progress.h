// How far the work is, 0..1, told to GIMP in steps that are worth a message to
// another process.
#ifndef KMC_PLUGINS_GIMP_PROGRESS_H_
#define KMC_PLUGINS_GIMP_PROGRESS_H_

#include <functional>

#include "codec/kmc.h"

namespace kmc::gimp {

class Progress {
 public:
  explicit Progress(std::function<void(double)> show) : show_(std::move(show)) {}

  // What follows is the part of the work from `from` to `to`.
  void Enter(double from, double to) {
    from_ = from;
    to_ = to;
  }

  void Update(double done) {
    const double all = from_ + (to_ - from_) * done;
    if (all < shown_ + 0.01 && all < 1) return;
    shown_ = all;
    show_(all);
  }

  // For one call of the library, which ends before this object does.
  kmc_work Work() {
    kmc_work work;
    kmc_work_init(&work);
    work.user = this;
    work.progress = [](void* user, double done) {
      static_cast<Progress*>(user)->Update(done);
      return 0;  // GIMP cancels a plug-in by ending it
    };
    return work;
  }

 private:
  const std::function<void(double)> show_;
  double from_ = 0, to_ = 1, shown_ = 0;
};

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_PROGRESS_H_
