// A rectangle of a file is that rectangle of the whole image.
#include <algorithm>

#include "tests/fuzz/checksums.h"
#include "tests/fuzz/whole_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kmc::fuzz;
  FuzzInput input(data, size);
  const uint32_t x = input.Word(), y = input.Word(), width = input.Word(), height = input.Word();
  Bytes file = input.TakeAll();
  RepairChecksums(file);

  const SmallWork work(2);
  kmc::Image whole, part;
  const kmc_result result = kmc_read_region(file.data(), file.size(), x, y, width, height, work.get(), kmc::Out(part));
  KMC_PROMISE(result != KMC_INTERNAL && result != KMC_MEMORY);
  const kmc_result whole_result = kmc_read(file.data(), file.size(), work.get(), kmc::Out(whole));
  if (whole_result != KMC_OK) return 0;
  const bool within = width > 0 && height > 0 && x + width <= kmc_image_width(whole.get()) &&
                      y + height <= kmc_image_height(whole.get());
  KMC_PROMISE(result == (within ? KMC_OK : KMC_ARGUMENT));
  if (!within) return 0;
  std::vector<uint16_t> expected(size_t{width} * height);
  KMC_PROMISE(kmc_image_indices16(whole.get(), x, y, width, height, expected.data(), size_t{width} * 2) == KMC_OK);
  KMC_PROMISE(expected == IndicesOf(part.get()));
  return 0;
}
