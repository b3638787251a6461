#include "tools/bench/task.h"

#include <cstring>
#include <string>
#include <unordered_set>

#include "fmt/format.h"
#include "tools/exit_code.h"
#include "tools/png_memory.h"
#include "tools/stopwatch.h"

namespace kmc::tools {
namespace {

constexpr uint32_t kMaxColors = 65536;

// Different visible colours, or 0 if they are more than kmc can have.
uint64_t CountColors(const std::vector<uint8_t>& rgba) {
  std::unordered_set<uint32_t> colors;
  for (size_t i = 0; i < rgba.size() && colors.size() <= kMaxColors; i += 4) {
    uint32_t color = 0;
    if (rgba[i + 3] > 0) std::memcpy(&color, &rgba[i], 4);
    colors.insert(color);
  }
  return colors.size() <= kMaxColors ? colors.size() : 0;
}

}  // namespace

BenchTask MakeTask(const Picture& original, const BenchTarget& target, const BenchOptions& options) {
  const size_t stride = size_t{4} * original.width, size = stride * original.height;
  BenchTask task = {original, target, {original.rgba.get(), original.rgba.get() + size}, nullptr};
  for (size_t i = 3; i < size; i += 4) {
    task.is_opaque = task.is_opaque && task.rgba[i] == 255;
    task.has_soft_alpha = task.has_soft_alpha || (task.rgba[i] > 0 && task.rgba[i] < 255);
  }
  if (target.kind != BenchTarget::kPsnr) {
    kmc_quantize_options quantize;
    kmc_quantize_options_init(&quantize);
    quantize.lossless = target.kind == BenchTarget::kLossless;
    quantize.colors = quantize.lossless ? kMaxColors : static_cast<uint32_t>(target.value);
    quantize.effort = options.effort;
    kmc_work work;
    kmc_work_init(&work);
    work.threads = options.threads;
    work.limits = &options.input.limits;
    const Stopwatch stopwatch;
    const kmc_result result = kmc_quantize(original.rgba.get(), stride, original.width, original.height, &quantize,
                                           &work, Out(task.image), nullptr);
    task.image_ms = stopwatch.TotalMilliseconds();
    if (result != KMC_COLORS) Check(result);
    if (target.kind == BenchTarget::kColors) {
      Check(kmc_image_rgba(task.image.get(), 0, 0, original.width, original.height, task.rgba.data(), stride));
    }
  }
  task.colors = CountColors(task.rgba);
  return task;
}

std::vector<uint8_t> PngOf(const BenchTask& task) {
  const uint32_t width = task.original.width, height = task.original.height;
  if (!task.image || kmc_image_colors(task.image.get()) > 256) return EncodePng(width, height, task.rgba.data());
  std::vector<uint8_t> indices(size_t{width} * height);
  Check(kmc_image_indices8(task.image.get(), 0, 0, width, height, indices.data(), width));
  return EncodePng(width, height, {kmc_image_palette(task.image.get()), size_t{4} * kmc_image_colors(task.image.get())},
                   indices.data());
}

std::vector<uint8_t> PpmOf(const BenchTask& task) {
  const std::string head = fmt::format("P6\n{} {}\n255\n", task.original.width, task.original.height);
  std::vector<uint8_t> ppm(head.begin(), head.end());
  for (size_t i = 0; i < task.rgba.size(); i += 4) ppm.insert(ppm.end(), &task.rgba[i], &task.rgba[i] + 3);
  return ppm;
}

}  // namespace kmc::tools
