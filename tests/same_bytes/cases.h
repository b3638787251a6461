// What is encoded to see that all machines write the same bytes: every kind of
// image and every option that has a share in them.
#ifndef KMC_TESTS_SAME_BYTES_CASES_H_
#define KMC_TESTS_SAME_BYTES_CASES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/kmc.hpp"
#include "tests/unit/sample_images.h"

namespace kmc {

struct Case {
  std::string name;
  std::vector<SampleImage> images;  // of one palette
  kmc_quantize_options quantize;
  kmc_write_options write;
  std::optional<kmc_target> target;  // of a single image
  bool has_metadata = false;
  bool counts_colors = false;  // as many as the elbow of the error curve says, of quantize.colors at most

  uint64_t Pixels() const;
  // zlib has a share in the bytes, of which other versions may make others.
  bool NeedsZlib() const { return has_metadata || write.coding == KMC_CODING_DEFLATE; }
  // The .kmc files of all images, one behind the other.
  std::vector<uint8_t> Encode(uint32_t threads) const;
};

std::vector<Case> Cases();

}  // namespace kmc

#endif  // KMC_TESTS_SAME_BYTES_CASES_H_
