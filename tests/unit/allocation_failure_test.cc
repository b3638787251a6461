// Where memory ends, calls give KMC_MEMORY, leak nothing and leave outputs
// untouched: each allocation of a call is made to fail in its turn.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/unit/allocations.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

// Makes the first, the second, ... allocation of a call fail until it succeeds.
// `call` returns the result and frees its outputs, which it expects to be NULL after a failure.
void ExpectSurvivesEveryFailure(const std::string& name, const std::function<kmc_result()>& call) {
  constexpr int64_t kMost = 100000;
  int64_t allowed = 0;
  kmc_result result = KMC_MEMORY;
  for (; allowed < kMost; allowed += 1 + allowed / 60) {
    LetAllocationsSucceed(allowed);
    result = call();
    LetAllocationsSucceed(-1);
    if (result != KMC_MEMORY) break;
  }
  EXPECT_EQ(KMC_OK, result) << name << " after " << allowed << " allocations";
  EXPECT_GT(allowed, 0) << name << " allocates nothing: failures were not tried";
}

kmc_result QuantizeOnce(const SampleImage& sample, const kmc_quantize_options& options) {
  const kmc_work work = WorkOn(1);
  kmc_image* image = nullptr;
  kmc_report* report = nullptr;
  const kmc_result result =
      kmc_quantize(sample.rgba.data(), sample.stride(), sample.width, sample.height, &options, &work, &image, &report);
  if (result != KMC_OK && (image || report)) return KMC_INTERNAL;
  kmc_image_free(image);
  kmc_report_free(report);
  return result;
}

TEST(AllocationFailure, QuantizeGivesMemory) {
  kmc_quantize_options restarts = QuantizeTo(6);
  restarts.restarts = 3;
  for (const SampleImage& sample : {Photo(40, 30), Photo(150, 120), Translucent(40, 30), FewColors(40, 30, 5)}) {
    ExpectSurvivesEveryFailure(sample.name, [&] { return QuantizeOnce(sample, QuantizeTo(16, 3)); });
    ExpectSurvivesEveryFailure(sample.name + " by restarts", [&] { return QuantizeOnce(sample, restarts); });
  }
}

TEST(AllocationFailure, TargetsGiveMemory) {
  const SampleImage sample = Photo(40, 30);
  const kmc_quantize_options options = QuantizeTo(16, 1);
  const kmc_work work = WorkOn(1);
  for (const auto& [goal, value] : {std::pair{KMC_GOAL_PSNR, 22.0}, {KMC_GOAL_BYTES, 250.0}}) {
    kmc_target target;
    kmc_target_init(&target);
    target.goal = goal;
    target.value = value;
    ExpectSurvivesEveryFailure("target " + std::to_string(goal), [&] {
      kmc_image* image = nullptr;
      kmc_report* report = nullptr;
      const kmc_result result = kmc_quantize_to(sample.rgba.data(), sample.stride(), sample.width, sample.height,
                                                &target, &options, nullptr, &work, &image, &report);
      if (result != KMC_OK && (image || report)) return KMC_INTERNAL;
      kmc_image_free(image);
      kmc_report_free(report);
      return result;
    });
  }
}

TEST(AllocationFailure, WriteAndReadGiveMemory) {
  const SampleImage sample = Translucent(80, 40);
  Image image = std::move(QuantizeSample(sample, QuantizeTo(40)).image);
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_XMP, "<x/>", 4));
  const FileBytes file = Write(image.get(), KMC_CODING_AUTO, 32);
  const kmc_work work = WorkOn(1);
  ExpectSurvivesEveryFailure("write", [&] {
    kmc_bytes* bytes = nullptr;
    const kmc_result result = kmc_write(image.get(), nullptr, &work, &bytes);
    if (result != KMC_OK && bytes) return KMC_INTERNAL;
    kmc_bytes_free(bytes);
    return result;
  });
  ExpectSurvivesEveryFailure("read", [&] {
    kmc_image* read = nullptr;
    const kmc_result result = kmc_read(file.data(), file.size(), &work, &read);
    if (result != KMC_OK && read) return KMC_INTERNAL;
    kmc_image_free(read);
    return result;
  });
  FileBytes damaged = file;
  damaged[file.size() - 10] ^= 1;
  ExpectSurvivesEveryFailure("salvage", [&] {
    kmc_image* rest = nullptr;
    kmc_loss* loss = nullptr;
    const kmc_result result = kmc_salvage(damaged.data(), damaged.size() - 1, &work, &rest, &loss);
    if (result != KMC_OK && (rest || loss)) return KMC_INTERNAL;
    kmc_image_free(rest);
    kmc_loss_free(loss);
    return result;
  });
  std::vector<float> bits(80 * 40);
  ExpectSurvivesEveryFailure(
      "pixel bits", [&] { return kmc_read_pixel_bits(file.data(), file.size(), &work, bits.data(), bits.size()); });
  ExpectSurvivesEveryFailure("info", [&] {
    kmc_info info = {};
    info.struct_size = sizeof(info);
    return kmc_read_info(file.data(), file.size(), &work, &info);
  });
}

TEST(AllocationFailure, ImagesStayAsTheyWere) {
  const uint8_t palette[8] = {};
  const uint16_t indices[6] = {0, 1, 0, 1, 1, 1};
  ExpectSurvivesEveryFailure("create", [&] {
    kmc_image* image = nullptr;
    const kmc_result result = kmc_image_create(3, 2, palette, 2, indices, 0, &image);
    if (result != KMC_OK && image) return KMC_INTERNAL;
    kmc_image_free(image);
    return result;
  });
  const Image image = CreateImage(1, 1, {{1, 2, 3, 255}}, {0});
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_XMP, "old", 3));
  ExpectSurvivesEveryFailure("metadata", [&] {
    const kmc_result result = kmc_image_set_metadata(image.get(), KMC_XMP, "newer", 5);
    size_t size = 0;
    kmc_image_metadata(image.get(), KMC_XMP, 0, &size);
    return size == (result == KMC_OK ? 5u : 3u) ? result : KMC_INTERNAL;
  });
}

}  // namespace
}  // namespace kmc
