// The test program's own operator new: allocations can be made to fail, and their bytes are counted.
#ifndef KMC_TESTS_UNIT_ALLOCATIONS_H_
#define KMC_TESTS_UNIT_ALLOCATIONS_H_

#include <cstdint>

namespace kmc {

// So many allocations of this thread still succeed, then all fail; negative: all succeed.
void LetAllocationsSucceed(int64_t count);
// So many succeed, then one fails, then all succeed.
void LetOneAllocationFail(int64_t after);
// Whether one has failed since either was called.
bool AnAllocationFailed();

// The most bytes that were allocated at once, by all threads, since the peak was begun; what was
// there before does not count. zlib's own, which come from malloc, are not seen.
void BeginAllocationPeak();
uint64_t AllocationPeak();

}  // namespace kmc

#endif  // KMC_TESTS_UNIT_ALLOCATIONS_H_
