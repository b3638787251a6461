// Any small image by any options: what is written is read back as it was, is the
// same on any number of threads, and is exact where that was asked for.
#include <algorithm>
#include <cstring>

#include "tests/fuzz/whole_file.h"

namespace kmc::fuzz {
namespace {

struct Job {
  uint32_t width = 1, height = 1;
  Bytes rgba;
  Bytes palette, fixed;
  kmc_quantize_options quantize;
  kmc_write_options write;
  bool has_target = false;
  kmc_target target;

  size_t stride() const { return size_t{width} * 4; }
};

void SetOptions(FuzzInput& input, Job& job) {
  kmc_quantize_options& options = job.quantize;
  kmc_quantize_options_init(&options);
  options.colors = input.Flag() ? input.Between(1, 20) : input.Between(1, 700);
  options.effort = input.Between(1, 5);
  options.restarts = input.Flag() ? input.Between(0, 3) : 0;
  options.iterations = input.Between(1, 6);
  options.seeding = static_cast<kmc_seeding>(input.Between(0, 1));
  options.seed = input.Word();
  options.lossless = input.Between(0, 7) == 7;
  options.vivid = input.Flag();
  options.dither = static_cast<kmc_dither>(input.Between(0, 2));
  options.dither_strength = input.Between(0, 1000);
  options.color_space = static_cast<kmc_color_space>(input.Between(0, 2));
  for (uint16_t& levels : options.levels) levels = static_cast<uint16_t>(input.Flag() ? 256 : input.Between(2, 256));
  kmc_write_options_init(&job.write);
  job.write.coding = static_cast<kmc_coding>(input.Between(0, 4));
  job.write.tile = input.Flag() ? 32u << input.Between(0, 3) : 0;
  kmc_target_init(&job.target);
  job.has_target = input.Between(0, 7) == 7;
  job.target.goal = static_cast<kmc_goal>(input.Between(0, 2));
  job.target.value = job.target.goal == KMC_GOAL_BYTES ? input.Between(1, 2000) : input.Between(1, 100);
}

void SetPalettes(FuzzInput& input, Job& job) {
  const uint32_t palette_colors = input.Flag() ? 0 : input.Between(0, 20), fixed_colors = input.Between(0, 7);
  job.palette = input.Take(size_t{4} * palette_colors);
  job.palette.resize(size_t{4} * palette_colors);
  job.fixed = input.Take(size_t{4} * fixed_colors);
  job.fixed.resize(size_t{4} * fixed_colors);
  job.quantize.palette = job.palette.empty() ? nullptr : job.palette.data();
  job.quantize.palette_colors = palette_colors;
  job.quantize.fixed = job.fixed.empty() ? nullptr : job.fixed.data();
  job.quantize.fixed_colors = fixed_colors;
}

// Pixels repeat those of the input, with a drift, or are steps of four of them.
void SetPixels(FuzzInput& input, Job& job) {
  const uint32_t drift = input.Byte(), kept_bits = input.Byte();
  const bool opaque = input.Flag();
  Bytes given = input.TakeAll();
  if (given.empty()) given = {0};
  job.rgba.resize(job.stride() * job.height);
  for (size_t i = 0; i < job.rgba.size(); ++i) {
    const size_t turn = i / given.size();
    job.rgba[i] = static_cast<uint8_t>((given[i % given.size()] + turn * drift) & (kept_bits | 0xC0));
    if (opaque && i % 4 == 3) job.rgba[i] = 255;
  }
}

kmc_result Quantize(const Job& job, uint32_t threads, Image& image) {
  const SmallWork work(threads);
  Report report;
  if (job.has_target) {
    return kmc_quantize_to(job.rgba.data(), job.stride(), job.width, job.height, &job.target, &job.quantize, &job.write,
                           work.get(), Out(image), Out(report));
  }
  return kmc_quantize(job.rgba.data(), job.stride(), job.width, job.height, &job.quantize, work.get(), Out(image),
                      Out(report));
}

Bytes Write(const Job& job, const kmc_image* image, uint32_t threads) {
  const SmallWork work(threads);
  kmc::Bytes bytes;
  KMC_PROMISE(kmc_write(image, &job.write, work.get(), Out(bytes)) == KMC_OK);
  return CopyOf(bytes.get());
}

// Fully transparent pixels have no colour.
bool LookSame(const Bytes& x, const Bytes& y) {
  for (size_t i = 0; i < x.size(); i += 4) {
    if ((x[i + 3] || y[i + 3]) && std::memcmp(&x[i], &y[i], 4) != 0) return false;
  }
  return true;
}

void RoundTrip(const Job& job) {
  Image image, other;
  const kmc_result result = Quantize(job, 1, image);
  KMC_PROMISE(result == KMC_OK || (result == KMC_COLORS && job.quantize.lossless) ||
              (result == KMC_TARGET && job.has_target) || (result == KMC_ARGUMENT && job.quantize.fixed_colors > 0));
  KMC_PROMISE(Quantize(job, 3, other) == result);
  if (result != KMC_OK) return;
  KMC_PROMISE(kmc_image_colors(image.get()) <= std::max(job.quantize.colors, job.quantize.palette_colors));
  const Bytes pixels = RgbaOf(image.get()), file = Write(job, image.get(), 1);
  if (job.quantize.lossless && !job.has_target) KMC_PROMISE(LookSame(pixels, job.rgba));
  if (job.has_target && job.target.goal == KMC_GOAL_BYTES) {
    KMC_PROMISE(static_cast<double>(file.size()) <= job.target.value);
  }
  KMC_PROMISE(Write(job, other.get(), 2) == file);
  const SmallWork work;
  Image read;
  KMC_PROMISE(kmc_read(file.data(), file.size(), work.get(), Out(read)) == KMC_OK);
  KMC_PROMISE(RgbaOf(read.get()) == pixels);
}

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kmc::fuzz;
  FuzzInput input(data, size);
  Job job;
  job.width = input.Between(1, 40);
  job.height = input.Between(1, 40);
  SetOptions(input, job);
  SetPalettes(input, job);
  SetPixels(input, job);
  RoundTrip(job);
  return 0;
}
