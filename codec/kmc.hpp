// kmc.h for C++: handles that free themselves.
#ifndef KMC_KMC_HPP_
#define KMC_KMC_HPP_

#include <memory>

#include "kmc.h"

namespace kmc {

struct HandleDeleter {
  void operator()(kmc_image* image) const { kmc_image_free(image); }
  void operator()(kmc_report* report) const { kmc_report_free(report); }
  void operator()(kmc_bytes* bytes) const { kmc_bytes_free(bytes); }
  void operator()(kmc_loss* loss) const { kmc_loss_free(loss); }
};

using Image = std::unique_ptr<kmc_image, HandleDeleter>;
using Report = std::unique_ptr<kmc_report, HandleDeleter>;
using Bytes = std::unique_ptr<kmc_bytes, HandleDeleter>;
using Loss = std::unique_ptr<kmc_loss, HandleDeleter>;

// Adapts a handle to the `T** out` of kmc.h for the length of one call:
//     kmc_read(bytes, size, nullptr, kmc::Out(image));
template <class T>
class Out {
 public:
  explicit Out(std::unique_ptr<T, HandleDeleter>& handle) : handle_(handle) {}
  ~Out() {
    if (raw_) handle_.reset(raw_);
  }
  Out(const Out&) = delete;
  Out& operator=(const Out&) = delete;
  operator T**() { return &raw_; }  // NOLINT(google-explicit-constructor): so that it is an argument

 private:
  std::unique_ptr<T, HandleDeleter>& handle_;
  T* raw_ = nullptr;
};

}  // namespace kmc

#endif  // KMC_KMC_HPP_
