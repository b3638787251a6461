// Where memory ends, reading and writing say so, leave outputs untouched and leak
// nothing: one allocation of a call fails.
#include <cstdlib>
#include <new>

#include "tests/fuzz/checksums.h"
#include "tests/fuzz/whole_file.h"

namespace {

// Allocations that still succeed before one fails; negative: all do.
int64_t allocations_left = -1;

void* Allocate(std::size_t size) {
  if (allocations_left >= 0 && allocations_left-- == 0) throw std::bad_alloc();
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// The program's own, so that they can fail; vectors and handles all come here.
void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return Allocate(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace kmc::fuzz {
namespace {

template <class F>
kmc_result WithFailure(int64_t allowed, F&& call) {
  allocations_left = allowed;
  const kmc_result result = call();
  const bool failed = allocations_left < 0;
  allocations_left = -1;
  KMC_PROMISE(result != KMC_INTERNAL);
  KMC_PROMISE(failed || result != KMC_MEMORY);
  return result;
}

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kmc::fuzz;
  FuzzInput input(data, size);
  const uint32_t allowed = input.Between(0, 300), write_allowed = input.Between(0, 100);
  Bytes file = input.TakeAll();
  RepairKmc(file);
  const SmallWork work;

  kmc_image* image = nullptr;
  const kmc_result read = WithFailure(allowed, [&] { return kmc_read(file.data(), file.size(), work.get(), &image); });
  KMC_PROMISE((read == KMC_OK) == (image != nullptr));
  if (!image && kmc_read(file.data(), file.size(), work.get(), &image) != KMC_OK) return 0;
  const kmc::Image owned(image);

  kmc_bytes* bytes = nullptr;
  const kmc_result written = WithFailure(write_allowed, [&] { return kmc_write(image, nullptr, work.get(), &bytes); });
  KMC_PROMISE((written == KMC_OK) == (bytes != nullptr));
  kmc_bytes_free(bytes);
  return 0;
}
