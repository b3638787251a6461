// Reading whole files through the public interface, with limits that keep fuzzing quick.
#ifndef KMC_TESTS_FUZZ_WHOLE_FILE_H_
#define KMC_TESTS_FUZZ_WHOLE_FILE_H_

#include <cstdint>
#include <vector>

#include "codec/kmc.hpp"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/promise.h"

namespace kmc::fuzz {

// Work with small limits on a number of threads.
class SmallWork {
 public:
  explicit SmallWork(uint32_t threads = 1) {
    kmc_limits_init(&limits_);
    limits_.max_width = limits_.max_height = 1u << 14;
    limits_.max_pixels = 1u << 15;
    limits_.max_metadata = 1u << 16;
    kmc_work_init(&work_);
    work_.threads = threads;
    work_.limits = &limits_;
  }
  SmallWork(const SmallWork&) = delete;
  SmallWork& operator=(const SmallWork&) = delete;

  const kmc_work* get() const { return &work_; }
  const kmc_limits& limits() const { return limits_; }

 private:
  kmc_limits limits_;
  kmc_work work_;
};

// What reading may answer to bytes that anybody made.
inline void ExpectAnswer(kmc_result result) {
  KMC_PROMISE(result != KMC_INTERNAL && result != KMC_ARGUMENT && result != KMC_CANCELLED && result != KMC_COLORS &&
              result != KMC_TARGET && result != KMC_MEMORY);
}

inline Bytes CopyOf(const kmc_bytes* bytes) {
  return {kmc_bytes_data(bytes), kmc_bytes_data(bytes) + kmc_bytes_size(bytes)};
}

inline Bytes RgbaOf(const kmc_image* image) {
  const uint32_t width = kmc_image_width(image), height = kmc_image_height(image);
  Bytes rgba(size_t{width} * height * 4);
  KMC_PROMISE(kmc_image_rgba(image, 0, 0, width, height, rgba.data(), size_t{width} * 4) == KMC_OK);
  return rgba;
}

inline std::vector<uint16_t> IndicesOf(const kmc_image* image) {
  const uint32_t width = kmc_image_width(image), height = kmc_image_height(image);
  std::vector<uint16_t> indices(size_t{width} * height);
  KMC_PROMISE(kmc_image_indices16(image, 0, 0, width, height, indices.data(), size_t{width} * 2) == KMC_OK);
  return indices;
}

}  // namespace kmc::fuzz

#endif  // KMC_TESTS_FUZZ_WHOLE_FILE_H_
