// The part of kmc.h about images of a wanted quality or size.
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "codec/api.h"
#include "codec/target.h"
#include "codec/threads.h"
#include "codec/visible_quality.h"

static_assert(static_cast<int>(kmc::Goal::kPsnr) == KMC_GOAL_PSNR);
static_assert(static_cast<int>(kmc::Goal::kQuality) == KMC_GOAL_QUALITY);
static_assert(static_cast<int>(kmc::Goal::kBytes) == KMC_GOAL_BYTES);

namespace kmc {
namespace {

// Of a value of 0..100. A power of two and the conversion are exact, so that integers
// alone round: products of floating-point numbers differ between processors.
uint64_t Thousandths(double value) {
  constexpr int kBits = 32;
  return (static_cast<uint64_t>(std::ldexp(value, kBits)) * 1000 + (uint64_t{1} << (kBits - 1))) >> kBits;
}

std::optional<Target> CheckedTarget(const kmc_target* given) {
  const kmc_target target = WithDefaults(given, kmc_target_init);
  const auto within = [&](double least, double most) { return target.value >= least && target.value <= most; };
  const auto goal = static_cast<Goal>(target.goal);
  switch (goal) {
    case Goal::kPsnr:
    case Goal::kQuality:
      if (!within(0, 100) || (goal == Goal::kPsnr && Thousandths(target.value) == 0)) return {};
      return Target{goal, Thousandths(target.value)};
    case Goal::kBytes:
      if (!within(1, 9e15)) return {};
      return Target{goal, static_cast<uint64_t>(target.value)};
  }
  return {};
}

}  // namespace
}  // namespace kmc

using kmc::Guard;
using kmc::Status;

void kmc_target_init_sized(kmc_target* target, size_t struct_size) {
  kmc::InitSized({struct_size, KMC_GOAL_QUALITY, 75}, target, struct_size);
}

kmc_result kmc_quantize_to(const uint8_t* rgba, size_t stride, uint32_t width, uint32_t height,
                           const kmc_target* given_target, const kmc_quantize_options* given_options,
                           const kmc_write_options* given_write_options, const kmc_work* given_work, kmc_image** out,
                           kmc_report** report) {
  if (!out) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    const uint32_t threads = kmc::ThreadCount(work.threads);
    const auto target = kmc::CheckedTarget(given_target);
    const auto options = kmc::CheckedQuantizeOptions(given_options, threads);
    const auto write = kmc::CheckedWriteOptions(given_write_options, threads);
    if (!target || !options || !write) return Status::kArgument;
    const kmc_pixels image{rgba, stride, width, height};
    std::vector<kmc::Pixels> pixels;
    KMC_RETURN_IF_ERROR(kmc::CheckedPixels({&image, 1}, kmc::LimitsOf(work), pixels));
    kmc::Progress progress = kmc::ProgressOf(work);
    auto handle = std::make_unique<kmc_image>();
    auto made = std::make_unique<kmc_report>();
    KMC_RETURN_IF_ERROR(kmc::QuantizeTo(pixels[0], *target, *options, *write, progress, handle->image, made->report));
    *out = handle.release();
    if (report) *report = made.release();
    return Status::kOk;
  });
}

kmc_result kmc_image_quality(const kmc_image* image, const uint8_t* rgba, size_t stride, double* quality) {
  const uint32_t width = image ? kmc_image_width(image) : 0, height = image ? kmc_image_height(image) : 0;
  if (!rgba || !quality || width == 0 || height == 0 || stride < size_t{width} * 4) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc::Rect all{0, 0, width, height};
    *quality =
        static_cast<double>(kmc::VisibleQuality({rgba, stride, width, height}, image->image, {&all, 1}, 1)) / 1000;
    return Status::kOk;
  });
}
