// Programs built against an older header hand over smaller structs, those built
// against a newer one larger structs: both work.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

// The first `size` bytes of a struct in a buffer of their own, with struct_size
// as an older program sets it: reading on is reading beyond the buffer.
template <class T>
class Older {
 public:
  Older(const T& full, size_t size) : bytes_(size) {
    std::memcpy(bytes_.data(), &full, std::min(size, sizeof(full)));
    std::memcpy(bytes_.data(), &size, sizeof(size));
  }
  const T* get() const { return reinterpret_cast<const T*>(bytes_.data()); }
  T* get() { return reinterpret_cast<T*>(bytes_.data()); }

 private:
  std::vector<uint8_t> bytes_;
};

FileBytes FileOf(const SampleImage& sample, const kmc_quantize_options* options, const kmc_work* work) {
  Image image;
  EXPECT_EQ(KMC_OK, kmc_quantize(sample.rgba.data(), sample.stride(), sample.width, sample.height, options, work,
                                 Out(image), nullptr));
  return Write(image.get());
}

TEST(OlderCallers, QuantizeOptionsThatAreMissingAreTheDefaults) {
  const SampleImage sample = Photo(50, 40);
  kmc_quantize_options full;
  kmc_quantize_options_init(&full);
  full.colors = 9;
  const Older<kmc_quantize_options> until_colors(full, offsetof(kmc_quantize_options, effort));
  EXPECT_EQ(FileOf(sample, &full, nullptr), FileOf(sample, until_colors.get(), nullptr));
  full.effort = 1;
  full.restarts = 4;
  full.iterations = 3;
  const FileBytes all = FileOf(sample, &full, nullptr);
  const Older<kmc_quantize_options> until_iterations(full, offsetof(kmc_quantize_options, seeding));
  EXPECT_EQ(all, FileOf(sample, until_iterations.get(), nullptr));
  const Older<kmc_quantize_options> nothing(full, sizeof(size_t));
  EXPECT_EQ(FileOf(sample, nullptr, nullptr), FileOf(sample, nothing.get(), nullptr));
}

TEST(OlderCallers, LargerStructsOfNewerHeadersWork) {
  const SampleImage sample = Photo(50, 40);
  const kmc_quantize_options full = QuantizeTo(9);
  const Older<kmc_quantize_options> newer(full, sizeof(full) + 64);
  EXPECT_EQ(FileOf(sample, &full, nullptr), FileOf(sample, newer.get(), nullptr));
}

TEST(OlderCallers, WriteOptionsThatAreMissingAreTheDefaults) {
  const Image image = std::move(QuantizeSample(Photo(50, 40), QuantizeTo(9)).image);
  kmc_write_options full;
  kmc_write_options_init(&full);
  full.coding = KMC_CODING_PACKED;
  full.tile = 32;
  const Older<kmc_write_options> until_coding(full, offsetof(kmc_write_options, tile));
  Bytes bytes;
  ASSERT_EQ(KMC_OK, kmc_write(image.get(), until_coding.get(), nullptr, Out(bytes)));
  const FileBytes expected = Write(image.get(), KMC_CODING_PACKED);
  EXPECT_EQ(expected,
            FileBytes(kmc_bytes_data(bytes.get()), kmc_bytes_data(bytes.get()) + kmc_bytes_size(bytes.get())));
}

TEST(OlderCallers, WorkAndLimitsThatAreMissingAreTheDefaults) {
  const SampleImage sample = Photo(50, 40);
  kmc_limits tight;
  kmc_limits_init(&tight);
  tight.max_width = 50;
  tight.max_pixels = 1;  // lies behind what the older struct holds
  const Older<kmc_limits> until_width(tight, offsetof(kmc_limits, max_height));
  kmc_work full = WorkOn(1);
  full.limits = until_width.get();
  full.progress = [](void*, double) { return 1; };
  const Older<kmc_work> until_limits(full, offsetof(kmc_work, progress));
  FileOf(sample, nullptr, until_limits.get());
  tight.max_width = 49;
  const Older<kmc_limits> narrower(tight, offsetof(kmc_limits, max_height));
  full.limits = narrower.get();
  const Older<kmc_work> limited(full, offsetof(kmc_work, progress));
  Image image;
  EXPECT_EQ(KMC_LIMIT,
            kmc_quantize(sample.rgba.data(), sample.stride(), 50, 40, nullptr, limited.get(), Out(image), nullptr));
}

TEST(OlderCallers, OptionsAreFilledAsFarAsTheyGo) {
  const kmc_limits whole = [] {
    kmc_limits limits;
    kmc_limits_init(&limits);
    return limits;
  }();
  EXPECT_EQ(sizeof(whole), whole.struct_size);
  for (const size_t size : {offsetof(kmc_limits, max_width), offsetof(kmc_limits, max_pixels), sizeof(whole) + 24}) {
    std::vector<uint8_t> bytes(size + 8, 0xEE);  // the last eight belong to somebody else
    kmc_limits_init_sized(reinterpret_cast<kmc_limits*>(bytes.data()), size);
    std::vector<uint8_t> expected(size + 8, 0);
    std::memcpy(expected.data(), &whole, std::min(size, sizeof(whole)));
    std::memcpy(expected.data(), &size, sizeof(size));
    std::fill(expected.end() - 8, expected.end(), uint8_t{0xEE});
    EXPECT_EQ(expected, bytes) << size;
  }
}

TEST(OlderCallers, InfoIsFilledAsFarAsItGoes) {
  const FileBytes file = Write(QuantizeSample(Photo(50, 40), QuantizeTo(9)).image.get());
  for (const size_t size :
       {offsetof(kmc_info, height), offsetof(kmc_info, tiles), sizeof(kmc_info), sizeof(kmc_info) + 40}) {
    Older<kmc_info> info(kmc_info{}, size);
    ASSERT_EQ(KMC_OK, kmc_read_info(file.data(), file.size(), nullptr, info.get()));
    EXPECT_EQ(size, info.get()->struct_size);
    EXPECT_EQ(50u, info.get()->width);
  }
}

}  // namespace
}  // namespace kmc
