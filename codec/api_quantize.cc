// The part of kmc.h about making indexed images from pixels. Nothing is decided
// here: arguments are checked, options filled in, exceptions turned into results.
#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "codec/api.h"
#include "codec/color_tree.h"
#include "codec/error_curve.h"
#include "codec/histogram.h"
#include "codec/quantize.h"
#include "codec/threads.h"
#include "format/palette_coding.h"

static_assert(static_cast<int>(kmc::ColorSpace::kLinear) == KMC_SPACE_LINEAR);
static_assert(static_cast<int>(kmc::ColorSpace::kOklab) == KMC_SPACE_OKLAB);
static_assert(static_cast<int>(kmc::Dithering::kFloydSteinberg) == KMC_DITHER_FLOYD_STEINBERG);
static_assert(static_cast<int>(kmc::Dithering::kOrdered) == KMC_DITHER_ORDERED);

namespace kmc {
namespace {

// A cost as the public interface gives it.
double InSquaredLevels(uint64_t cost) { return static_cast<double>(cost) * kSquaredUnit; }

std::vector<Rgba> ColorsAt(const uint8_t* rgba, uint32_t count) {
  std::vector<Rgba> colors;
  for (uint32_t i = 0; i < count; ++i) colors.push_back(PixelAt(rgba, i));
  return colors;
}

// The given palette, fixed colours and levels; false if they break a rule.
bool CheckColors(const kmc_quantize_options& options, QuantizeOptions& checked) {
  if (options.palette) {
    if (options.palette_colors < 1 || options.palette_colors > kMaxColors) return false;
    checked.palette = ColorsAt(options.palette, options.palette_colors);
  }
  if (options.fixed) {
    if (options.fixed_colors > kMaxColors) return false;
    std::set<uint32_t> keys;
    for (const Rgba color : ColorsAt(options.fixed, options.fixed_colors)) {
      if (keys.insert(CanonicalKey(color)).second) checked.search.fixed.push_back(color);
    }
    if (checked.search.fixed.size() > options.colors) return false;
  }
  std::copy_n(options.levels, 4, checked.search.levels.begin());
  return std::all_of(options.levels, options.levels + 4, [](uint16_t levels) { return levels >= 2 && levels <= 256; });
}

}  // namespace

Status CheckedPixels(std::span<const kmc_pixels> images, const Limits& limits, std::vector<Pixels>& checked) {
  uint64_t total = 0;
  for (const kmc_pixels& image : images) {
    const bool valid = image.rgba && image.width > 0 && image.height > 0 && image.stride >= size_t{image.width} * 4;
    if (!valid) return Status::kArgument;
    if (!IsWithin(limits, image.width, image.height)) return Status::kLimit;
    total += uint64_t{image.width} * image.height;
    checked.push_back({image.rgba, image.stride, image.width, image.height});
  }
  return total <= UINT32_MAX ? Status::kOk : Status::kLimit;
}

std::optional<QuantizeOptions> CheckedQuantizeOptions(const kmc_quantize_options* given, uint32_t threads) {
  const kmc_quantize_options options = WithDefaults(given, kmc_quantize_options_init);
  if (options.colors < 1 || options.colors > kMaxColors || options.effort < 1 || options.effort > 9) return {};
  if (options.iterations < 1) return {};
  if (options.seeding != KMC_SEEDING_KMEANSPP && options.seeding != KMC_SEEDING_RANDOM) return {};
  QuantizeOptions checked;
  checked.search.colors = options.colors;
  checked.search.effort = options.effort;
  checked.search.restarts = options.restarts;
  checked.search.iterations = options.iterations;
  checked.search.seeding = options.seeding == KMC_SEEDING_RANDOM ? Seeding::kAtRandom : Seeding::kByDistance;
  checked.search.seed = options.seed;
  checked.search.threads = threads;
  checked.lossless = options.lossless != 0;
  checked.vivid = options.vivid != 0;
  if (options.dither < KMC_DITHER_NONE || options.dither > KMC_DITHER_ORDERED) return {};
  if (options.dither_strength > 1000) return {};
  if (options.color_space < KMC_SPACE_SRGB || options.color_space > KMC_SPACE_OKLAB) return {};
  checked.search.space = static_cast<ColorSpace>(options.color_space);
  checked.dithering = static_cast<Dithering>(options.dither);
  checked.dither_strength = options.dither_strength;
  if (!CheckColors(options, checked)) return {};
  return checked;
}

}  // namespace kmc

using kmc::Guard;
using kmc::Status;

// ---- pixels -> indexed image --------------------------------------------------

void kmc_quantize_options_init_sized(kmc_quantize_options* options, size_t struct_size) {
  kmc_quantize_options defaults = {};
  defaults.colors = 256;
  defaults.effort = 5;
  defaults.iterations = 10;
  defaults.seeding = KMC_SEEDING_KMEANSPP;
  defaults.seed = 1;
  std::fill_n(defaults.levels, 4, uint16_t{256});
  defaults.dither_strength = 1000;
  kmc::InitSized(defaults, options, struct_size);
}

kmc_result kmc_quantize(const uint8_t* rgba, size_t stride, uint32_t width, uint32_t height,
                        const kmc_quantize_options* given_options, const kmc_work* given_work, kmc_image** out,
                        kmc_report** report) {
  const kmc_pixels pixels{rgba, stride, width, height};
  return kmc_quantize_many(&pixels, 1, given_options, given_work, out, report);
}

kmc_result kmc_quantize_many(const kmc_pixels* images, uint32_t count, const kmc_quantize_options* given_options,
                             const kmc_work* given_work, kmc_image** out, kmc_report** report) {
  if (!images || !out || count < 1) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    const auto options = kmc::CheckedQuantizeOptions(given_options, kmc::ThreadCount(work.threads));
    if (!options) return Status::kArgument;
    std::vector<kmc::Pixels> pixels;
    KMC_RETURN_IF_ERROR(kmc::CheckedPixels({images, count}, kmc::LimitsOf(work), pixels));
    kmc::Progress progress = kmc::ProgressOf(work);
    std::vector<kmc::IndexedImage> indexed(count);
    auto made = std::make_unique<kmc_report>();
    KMC_RETURN_IF_ERROR(kmc::Quantize(pixels, *options, progress, indexed, made->report));
    std::vector<std::unique_ptr<kmc_image>> handles;  // outputs are set when nothing can fail any more
    handles.reserve(count);
    for (kmc::IndexedImage& image : indexed)
      handles.push_back(std::make_unique<kmc_image>(kmc_image{std::move(image)}));
    for (uint32_t i = 0; i < count; ++i) out[i] = handles[i].release();
    if (report) *report = made.release();
    return Status::kOk;
  });
}

void kmc_report_free(kmc_report* report) { delete report; }

double kmc_report_squared_error(const kmc_report* report) { return kmc::InSquaredLevels(report->report.cost); }
uint64_t kmc_report_source_colors(const kmc_report* report) { return report->report.source_colors; }
int kmc_report_exact(const kmc_report* report) { return report->report.exact; }
uint32_t kmc_report_runs(const kmc_report* report) { return static_cast<uint32_t>(report->report.runs.costs.size()); }
uint32_t kmc_report_best_run(const kmc_report* report) { return report->report.runs.best; }

double kmc_report_space_error(const kmc_report* report) { return kmc::InSquaredLevels(report->report.space_cost); }

double kmc_report_run_cost(const kmc_report* report, uint32_t run) {
  if (run >= kmc_report_runs(report)) return 0;
  return kmc::InSquaredLevels(report->report.runs.costs[run].back());
}

uint32_t kmc_report_iterations(const kmc_report* report, uint32_t run, double* costs, uint32_t capacity) {
  if (run >= kmc_report_runs(report)) return 0;
  const std::vector<uint64_t>& all = report->report.runs.costs[run];
  std::transform(all.begin(), all.begin() + static_cast<ptrdiff_t>(std::min<size_t>(capacity, all.size())), costs,
                 kmc::InSquaredLevels);
  return static_cast<uint32_t>(all.size());
}

double kmc_report_stage_ms(const kmc_report* report, uint32_t stage) {
  return stage < report->report.stage_ms.size() ? report->report.stage_ms[stage] : 0;
}

// ---- how many colours? ----------------------------------------------------------

kmc_result kmc_error_curve(const kmc_pixels* images, uint32_t count, const kmc_quantize_options* given_options,
                           const kmc_work* given_work, double* errors) {
  if (!images || !errors || count < 1) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    const uint32_t threads = kmc::ThreadCount(work.threads);
    const auto options = kmc::CheckedQuantizeOptions(given_options, threads);
    if (!options || options->search.colors > kmc::kMaxCurveColors) return Status::kArgument;
    std::vector<kmc::Pixels> pixels;
    KMC_RETURN_IF_ERROR(kmc::CheckedPixels({images, count}, kmc::LimitsOf(work), pixels));
    kmc::Progress progress = kmc::ProgressOf(work);
    progress.BeginStage(0, 1);
    const std::unique_ptr<kmc::Histogram> histogram = kmc::Histogram::Build(pixels, threads);
    const kmc::ColorTree tree(histogram->colors(), histogram->counts(), options->search.space);
    const std::vector<uint64_t> curve = kmc::ErrorCurve(tree, options->search.colors, progress);
    if (progress.cancelled()) return Status::kCancelled;
    std::transform(curve.begin(), curve.end(), errors, kmc::InSquaredLevels);
    return Status::kOk;
  });
}

uint32_t kmc_elbow(const double* errors, uint32_t count) { return kmc::Elbow({errors, count}); }
