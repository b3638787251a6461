// Where memory ends, reading and writing say so, leave outputs untouched and leak
// nothing: one allocation of a call fails.
#include "tests/fuzz/checksums.h"
#include "tests/fuzz/whole_file.h"
#include "tests/unit/allocations.h"

namespace kmc::fuzz {
namespace {

template <class F>
kmc_result WithFailure(int64_t allowed, F&& call) {
  LetOneAllocationFail(allowed);
  const kmc_result result = call();
  const bool failed = AnAllocationFailed();
  LetAllocationsSucceed(-1);
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
  RepairChecksums(file);
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
