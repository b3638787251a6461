// A whole file through every function that reads one: they agree with each
// other, on any number of threads, and what is read can be written.
#include <cmath>

#include "tests/fuzz/checksums.h"
#include "tests/fuzz/whole_file.h"

namespace kmc::fuzz {
namespace {

kmc_info InfoOf(const Bytes& file, kmc_result& result) {
  const SmallWork work;
  kmc_info info = {};
  info.struct_size = sizeof(info);
  result = kmc_read_info(file.data(), file.size(), work.get(), &info);
  ExpectAnswer(result);
  return info;
}

void ExpectSameHead(const Bytes& file, const kmc_image* image, const kmc_info& info) {
  const SmallWork work;
  uint32_t width = 0, height = 0;
  KMC_PROMISE(kmc_read_size(file.data(), file.size(), work.get(), &width, &height) == KMC_OK);
  KMC_PROMISE(width == info.width && width == kmc_image_width(image));
  KMC_PROMISE(height == info.height && height == kmc_image_height(image));
  Image head;
  KMC_PROMISE(kmc_read_head(file.data(), file.size(), work.get(), Out(head)) == KMC_OK);
  KMC_PROMISE(info.colors == kmc_image_colors(image) && info.colors == kmc_image_colors(head.get()));
  KMC_PROMISE(kmc_image_has_alpha(head.get()) == info.has_alpha);
  KMC_PROMISE(info.tiles_packed + info.tiles_deflate + info.tiles_fast + info.tiles_max == info.tiles);
  KMC_PROMISE(info.header_bytes + info.palette_bytes + info.index_bytes + info.metadata_bytes == info.file_bytes);
}

void ExpectSameOnThreads(const Bytes& file, const kmc_image* image) {
  const SmallWork work(3);
  Image again;
  KMC_PROMISE(kmc_read(file.data(), file.size(), work.get(), Out(again)) == KMC_OK);
  KMC_PROMISE(IndicesOf(image) == IndicesOf(again.get()));
}

void ExpectCosts(const Bytes& file, const kmc_image* image) {
  const SmallWork work;
  std::vector<float> bits(size_t{kmc_image_width(image)} * kmc_image_height(image));
  KMC_PROMISE(kmc_read_pixel_bits(file.data(), file.size(), work.get(), bits.data(), bits.size()) == KMC_OK);
  for (const float cost : bits) KMC_PROMISE(std::isfinite(cost) && cost >= 0);
}

// Palettes may come back in another order, pixels and metadata not.
void ExpectWritable(const kmc_image* image) {
  const SmallWork work;
  kmc::Bytes bytes;
  KMC_PROMISE(kmc_write(image, nullptr, work.get(), Out(bytes)) == KMC_OK);
  Image again;
  KMC_PROMISE(kmc_read(kmc_bytes_data(bytes.get()), kmc_bytes_size(bytes.get()), work.get(), Out(again)) == KMC_OK);
  KMC_PROMISE(RgbaOf(image) == RgbaOf(again.get()));
}

void Read(const Bytes& file) {
  const SmallWork work;
  Image image;
  const kmc_result result = kmc_read(file.data(), file.size(), work.get(), Out(image));
  ExpectAnswer(result);
  KMC_PROMISE((result == KMC_OK) == (image != nullptr));
  kmc_result info_result;
  const kmc_info info = InfoOf(file, info_result);
  if (result != KMC_OK) return;
  KMC_PROMISE(info_result == KMC_OK);
  ExpectSameHead(file, image.get(), info);
  ExpectSameOnThreads(file, image.get());
  ExpectCosts(file, image.get());
  ExpectWritable(image.get());
}

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  kmc::fuzz::AsItIsAndRepaired({data, data + size}, kmc::fuzz::Read);
  return 0;
}
