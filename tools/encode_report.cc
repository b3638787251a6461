#include "tools/encode_report.h"

#include "fmt/format.h"
#include "tools/input_loop.h"
#include "tools/thousands.h"

namespace kmc::tools {
namespace {

// Squared errors per pixel.
std::vector<double> IterationCosts(const Result& result, uint32_t run) {
  std::vector<double> costs(kmc_report_iterations(result.report.get(), run, nullptr, 0));
  kmc_report_iterations(result.report.get(), run, costs.data(), static_cast<uint32_t>(costs.size()));
  for (double& cost : costs) cost /= result.Pixels();
  return costs;
}

uint32_t Runs(const Result& result) { return result.report ? kmc_report_runs(result.report.get()) : 0; }

}  // namespace

void PrintSummary(const Result& result) {
  const kmc_info& info = result.info;
  std::string colors = fmt::format("{} colours", WithCommas(info.colors));
  if (result.source_colors > 0 && !result.exact) colors = WithCommas(result.source_colors) + " -> " + colors;
  colors += result.exact ? ", exact" : fmt::format(", {:.1f} dB", result.Psnr());
  if (result.quality && !result.exact) colors += fmt::format(", quality {:.1f}", *result.quality);
  fmt::print(stderr, "{} -> {}: {}x{}, {}, {} -> {} bytes ({:.2f} : 1, {:.2f} bits/pixel), {:.0f} ms\n",
             InputTitle(result.input), OutputTitle(result.output), info.width, info.height, colors,
             WithCommas(result.input_bytes), WithCommas(info.file_bytes),
             static_cast<double>(result.input_bytes) / static_cast<double>(info.file_bytes), result.BitsPerPixel(),
             result.total_ms);
}

void PrintDetails(const Result& result) {
  for (size_t k = 1; k <= result.curve.size(); k *= 2) {
    fmt::print(stderr, "  with {} colours: error {:.4f}\n", k, result.curve[k - 1]);
  }
  fmt::print(stderr, "  squared error {:.4f}, in the space of the search {:.4f}\n",
             result.squared_error / result.Pixels(), result.space_error / result.Pixels());
  for (uint32_t run = 0; run < Runs(result); ++run) {
    const bool best = run == kmc_report_best_run(result.report.get());
    fmt::print(stderr, "  run {}: cost {:.4f}{}; after each iteration {:.4f}\n", run + 1,
               kmc_report_run_cost(result.report.get(), run) / result.Pixels(), best ? " (best)" : "",
               fmt::join(IterationCosts(result, run), " "));
  }
  fmt::print(stderr, "  read {:.1f} ms, histogram {:.1f} ms, k-means {:.1f} ms, mapping {:.1f} ms, write {:.1f} ms\n",
             result.read_ms, result.StageMs(0), result.StageMs(1), result.StageMs(2), result.write_ms);
}

Json JsonOf(const Result& result) {
  const kmc_info& info = result.info;
  Json json = {{"input", result.input},
               {"output", result.output},
               {"width", info.width},
               {"height", info.height},
               {"source_colors", result.source_colors > 0 ? Json(result.source_colors) : Json(nullptr)},
               {"colors", info.colors},
               {"exact", result.exact},
               {"quality", result.quality ? Json(*result.quality) : Json(nullptr)},
               {"squared_error", result.squared_error / result.Pixels()},
               {"space_error", result.space_error / result.Pixels()},
               {"psnr", result.squared_error > 0 ? Json(result.Psnr()) : Json(nullptr)},
               {"input_bytes", result.input_bytes},
               {"raw_bytes", (info.has_alpha ? 4 : 3) * static_cast<uint64_t>(result.Pixels())},
               {"output_bytes", info.file_bytes},
               {"bits_per_pixel", result.BitsPerPixel()},
               {"bytes",
                {{"header", info.header_bytes},
                 {"palette", info.palette_bytes},
                 {"index", info.index_bytes},
                 {"metadata", info.metadata_bytes}}},
               {"milliseconds",
                {{"read", result.read_ms},
                 {"histogram", result.StageMs(0)},
                 {"k_means", result.StageMs(1)},
                 {"mapping", result.StageMs(2)},
                 {"write", result.write_ms},
                 {"total", result.total_ms}}}};
  if (!result.curve.empty()) json["error_curve"] = result.curve;
  if (Runs(result) == 0) return json;
  json["best_run"] = kmc_report_best_run(result.report.get());
  for (uint32_t run = 0; run < Runs(result); ++run) {
    json["runs"].push_back({{"cost", kmc_report_run_cost(result.report.get(), run) / result.Pixels()},
                            {"iterations", IterationCosts(result, run)}});
  }
  return json;
}

}  // namespace kmc::tools
