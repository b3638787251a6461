// What went wrong, in words for the user. Thrown by the core and by the fronts,
// which catch it before it reaches C.
#ifndef KMC_PLUGINS_GIMP_FAILURE_H_
#define KMC_PLUGINS_GIMP_FAILURE_H_

#include <stdexcept>

#include "codec/kmc.h"

namespace kmc::gimp {

class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline void Check(kmc_result result) {
  if (result != KMC_OK) throw Failure(kmc_result_text(result));
}

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_FAILURE_H_
