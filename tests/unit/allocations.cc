#include "tests/unit/allocations.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

thread_local int64_t allocations_left = -1;
thread_local bool only_one_fails = false, one_failed = false;
std::atomic<int64_t> bytes_now = 0, bytes_before = 0, bytes_peak = 0;

// The size of each block stands before it, in as many bytes as keep the block aligned.
constexpr std::size_t kHead = alignof(std::max_align_t);
static_assert(kHead >= sizeof(std::size_t));

void* Allocate(std::size_t size) {
  if (allocations_left == 0) {
    one_failed = true;
    if (only_one_fails) allocations_left = -1;
    throw std::bad_alloc();
  }
  if (allocations_left > 0) --allocations_left;
  void* const block = size <= SIZE_MAX - kHead ? std::malloc(size + kHead) : nullptr;
  if (!block) throw std::bad_alloc();
  *static_cast<std::size_t*>(block) = size;
  const int64_t now = bytes_now += static_cast<int64_t>(size);
  for (int64_t peak = bytes_peak; now > peak && !bytes_peak.compare_exchange_weak(peak, now);) {
  }
  return static_cast<std::byte*>(block) + kHead;
}

void Free(void* memory) {
  if (!memory) return;
  void* const block = static_cast<std::byte*>(memory) - kHead;
  bytes_now -= static_cast<int64_t>(*static_cast<std::size_t*>(block));
  std::free(block);
}

}  // namespace

// Vectors and handles all come here.
void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return Allocate(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void* operator new[](std::size_t size, const std::nothrow_t& nothrow) noexcept { return operator new(size, nothrow); }
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete[](void* memory) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { Free(memory); }

namespace kmc {

void LetAllocationsSucceed(int64_t count) {
  allocations_left = count;
  only_one_fails = one_failed = false;
}

void LetOneAllocationFail(int64_t after) {
  allocations_left = after;
  only_one_fails = true;
  one_failed = false;
}

bool AnAllocationFailed() { return one_failed; }

void BeginAllocationPeak() {
  bytes_before = bytes_now.load();
  bytes_peak = bytes_now.load();
}

uint64_t AllocationPeak() { return static_cast<uint64_t>(bytes_peak - bytes_before); }

}  // namespace kmc
