// The test program's own operator new: allocations can be made to fail, and their bytes are counted.
#ifndef KMC_TESTS_UNIT_ALLOCATIONS_H_
#define KMC_TESTS_UNIT_ALLOCATIONS_H_

#include <cstdint>

namespace kmc {

// So many allocations of this thread still succeed; negative: all do.
void LetAllocationsSucceed(int64_t count);

// The most bytes that were allocated at once, by all threads, since the peak was begun; what was
// there before does not count. zlib's own, which come from malloc, are not seen.
void BeginAllocationPeak();
uint64_t AllocationPeak();

}  // namespace kmc

#endif  // KMC_TESTS_UNIT_ALLOCATIONS_H_
