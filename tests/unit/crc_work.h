// How much work is done on CRCs: calls of zlib come by the test program, which counts.
#ifndef KMC_TESTS_UNIT_CRC_WORK_H_
#define KMC_TESTS_UNIT_CRC_WORK_H_

#include <cstdint>

namespace kmc {

struct CrcWork {
  uint64_t bytes = 0;     // of which CRCs were computed
  uint64_t combined = 0;  // CRCs that were combined
};
CrcWork CrcWorkSoFar();

}  // namespace kmc

#endif  // KMC_TESTS_UNIT_CRC_WORK_H_
