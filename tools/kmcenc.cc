// kmcenc: image files to .kmc files.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "codec/kmc.hpp"
#include "fmt/format.h"
#include "tools/atomic_file.h"
#include "tools/command_line.h"
#include "tools/encode_options.h"
#include "tools/exit_code.h"
#include "tools/image_file.h"
#include "tools/input_file.h"
#include "tools/input_loop.h"
#include "tools/json.h"
#include "tools/metadata.h"
#include "tools/palette_file.h"
#include "tools/progress_bar.h"
#include "tools/resize.h"
#include "tools/stopwatch.h"
#include "tools/thousands.h"

namespace kmc::tools {
namespace {

constexpr char kProgram[] = "kmcenc";

// ---- work ----

// What became of one image, for those who want to know.
struct Result {
  std::string input, output;
  uint64_t source_colors = 0;
  bool exact = false;
  double squared_error = 0;   // summed over the pixels
  double space_error = 0;     // the same in the space of the search
  std::vector<double> curve;  // squared errors of 1, 2, .. colours, if --auto-k asked for them
  Report report;              // null if the palette was kept
  kmc_info info = {};         // of the file written
  uint64_t input_bytes = 0;
  double read_ms = 0, write_ms = 0, total_ms = 0;

  double Pixels() const { return static_cast<double>(info.width) * info.height; }
  double Psnr() const { return 10 * std::log10(3 * 255.0 * 255.0 * Pixels() / squared_error); }
  double BitsPerPixel() const { return 8 * static_cast<double>(info.file_bytes) / Pixels(); }
  double StageMs(uint32_t stage) const { return report ? kmc_report_stage_ms(report.get(), stage) : 0; }
};

// As kmc_quantize counts: all fully transparent colours are one.
uint64_t CountColors(std::vector<uint32_t> colors) {
  constexpr std::array<uint8_t, 4> kAlphaOnly = {0, 0, 0, 255};
  uint32_t alpha;
  std::memcpy(&alpha, kAlphaOnly.data(), sizeof(alpha));
  for (uint32_t& color : colors) {
    if ((color & alpha) == 0) color = 0;
  }
  std::sort(colors.begin(), colors.end());
  return static_cast<uint64_t>(std::unique(colors.begin(), colors.end()) - colors.begin());
}

[[noreturn]] void RefuseColors(const Picture& picture, const EncodeOptions& options) {
  if (!options.palette_file.empty() || !options.posterize.empty()) {
    throw Failure(ExitCode::kLimit, "has colours that the palette asked for cannot have; --lossless does not allow it");
  }
  std::vector<uint32_t> colors(size_t{picture.width} * picture.height);
  std::memcpy(colors.data(), picture.rgba.get(), 4 * colors.size());
  throw Failure(ExitCode::kLimit,
                fmt::format("has {} colours; --lossless allows {}", WithCommas(CountColors(std::move(colors))),
                            WithCommas(options.quantize.colors)));
}

// The number of colours at the elbow of the picture's error curve.
uint32_t ElbowOf(const Picture& picture, const kmc_quantize_options& options, const kmc_work& work, Result& result) {
  const kmc_pixels pixels{picture.rgba.get(), size_t{4} * picture.width, picture.width, picture.height};
  result.curve.resize(options.colors);
  Check(kmc_error_curve(&pixels, 1, &options, &work, result.curve.data()));
  return std::max(kmc_elbow(result.curve.data(), options.colors), options.fixed_colors);
}

Image Quantize(const Picture& picture, const EncodeOptions& options, const kmc_work& work, Result& result) {
  kmc_quantize_options quantize = options.quantize;
  RgbaColors palette;
  if (!options.palette_file.empty()) {
    palette = ReadPaletteFile(options.palette_file, options.input.limits);
    quantize.palette = palette.data();
    quantize.palette_colors = static_cast<uint32_t>(palette.size() / 4);
  }
  if (options.auto_colors) quantize.colors = ElbowOf(picture, quantize, work, result);
  Image image;
  const kmc_result status = kmc_quantize(picture.rgba.get(), size_t{4} * picture.width, picture.width, picture.height,
                                         &quantize, &work, Out(image), Out(result.report));
  if (status == KMC_COLORS) RefuseColors(picture, options);
  Check(status);
  const kmc_report* report = result.report.get();
  result.source_colors = kmc_report_source_colors(report);
  result.exact = kmc_report_exact(report);
  result.squared_error = kmc_report_squared_error(report);
  result.space_error = kmc_report_space_error(report);
  return image;
}

Image KeepPalette(const Picture& picture, const EncodeOptions& options, Result& result) {
  if (!picture.indexed) throw Failure(ExitCode::kUsage, "has no palette that --keep-palette could keep");
  const auto& [palette, indices] = *picture.indexed;
  const auto colors = static_cast<uint32_t>(palette.size() / 4);
  if (options.colors && *options.colors < colors) {
    throw Failure(ExitCode::kUsage, fmt::format("has a palette of {} colours; --keep-palette does not go with -k {}",
                                                colors, *options.colors));
  }
  Image image;
  Check(kmc_image_create(picture.width, picture.height, palette.data(), colors, indices.data(), 1, Out(image)));
  std::vector<bool> used(colors);
  for (const uint16_t index : indices) used[index] = true;
  std::vector<uint32_t> used_colors;
  for (size_t i = 0; i < colors; ++i) {
    if (used[i]) std::memcpy(&used_colors.emplace_back(), &palette[4 * i], 4);
  }
  result.source_colors = CountColors(std::move(used_colors));
  result.exact = true;
  return image;
}

void EncodeFile(const std::string& input, const EncodeOptions& options, Result& result) {
  Stopwatch stopwatch;
  result.input = input;
  result.output = OutputNameOf(input, options.output);
  InputFile in(input);
  AtomicFile out(result.output, options.output.force);
  Picture picture =
      ReadPicture(in, {options.input.limits.max_width, options.input.limits.max_pixels, options.keep_palette});
  result.input_bytes = in.Size();
  if (!options.keep_palette) ShrinkToFit(picture, options.max_width, options.max_height);
  result.read_ms = stopwatch.LapMilliseconds();

  ProgressBar bar(!options.output.quiet);
  const kmc_work work = WorkOf(options.output, options.input.limits, bar);
  bar.Begin("choosing colours");
  const Image image =
      options.keep_palette ? KeepPalette(picture, options, result) : Quantize(picture, options, work, result);
  picture.rgba.reset();
  picture.indexed.reset();
  AttachMetadata(picture.metadata, image.get(), picture.warnings);
  StripMetadata(StripOf(options.output), image.get());

  stopwatch.LapMilliseconds();
  bar.Begin("coding");
  Bytes bytes;
  Check(kmc_write(image.get(), &options.write, &work, Out(bytes)));
  result.info.struct_size = sizeof(result.info);
  Check(kmc_read_info(kmc_bytes_data(bytes.get()), kmc_bytes_size(bytes.get()), &work, &result.info));
  out.Write(kmc_bytes_data(bytes.get()), kmc_bytes_size(bytes.get()));
  out.Commit();
  bar.Clear();
  result.write_ms = stopwatch.LapMilliseconds();
  result.total_ms = stopwatch.TotalMilliseconds();
  if (!options.output.quiet) PrintWarnings(kProgram, input, picture.warnings);
}

// ---- reports ----

std::vector<double> IterationCosts(const Result& result, uint32_t run) {
  std::vector<double> costs(kmc_report_iterations(result.report.get(), run, nullptr, 0));
  kmc_report_iterations(result.report.get(), run, costs.data(), static_cast<uint32_t>(costs.size()));
  for (double& cost : costs) cost /= result.Pixels();
  return costs;
}

uint32_t Runs(const Result& result) { return result.report ? kmc_report_runs(result.report.get()) : 0; }

void PrintSummary(const Result& result) {
  const kmc_info& info = result.info;
  const std::string colors = result.exact ? fmt::format("{} colours, exact", WithCommas(info.colors))
                                          : fmt::format("{} -> {} colours, {:.1f} dB", WithCommas(result.source_colors),
                                                        WithCommas(info.colors), result.Psnr());
  fmt::print(stderr, "{} -> {}: {}x{}, {}, {} -> {} bytes ({:.2f} : 1, {:.2f} bits/pixel), {:.0f} ms\n",
             InputTitle(result.input), OutputTitle(result.output), info.width, info.height, colors,
             WithCommas(result.input_bytes), WithCommas(info.file_bytes),
             static_cast<double>(result.input_bytes) / static_cast<double>(info.file_bytes), result.BitsPerPixel(),
             result.total_ms);
}

// Costs are squared errors per pixel.
void PrintDetails(const Result& result) {
  for (size_t k = 1; k <= result.curve.size(); k *= 2) {
    fmt::print(stderr, "  with {} colours: error {:.4f}\n", k, result.curve[k - 1] / result.Pixels());
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
               {"source_colors", result.source_colors},
               {"colors", info.colors},
               {"exact", result.exact},
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
  if (!result.curve.empty()) {
    for (const double error : result.curve) json["error_curve"].push_back(error / result.Pixels());
  }
  if (Runs(result) == 0) return json;
  json["best_run"] = kmc_report_best_run(result.report.get());
  for (uint32_t run = 0; run < Runs(result); ++run) {
    json["runs"].push_back({{"cost", kmc_report_run_cost(result.report.get(), run) / result.Pixels()},
                            {"iterations", IterationCosts(result, run)}});
  }
  return json;
}

void Run(const std::string& input, const EncodeOptions& options) {
  Result result;
  EncodeFile(input, options, result);
  if (!options.output.quiet && !options.input.json) PrintSummary(result);
  if (options.verbose) PrintDetails(result);
  if (options.input.json) PrintJson(JsonOf(result));
}

int Main(int argc, char** argv) {
  EncodeOptions options;
  int exit_code = 0;
  if (!ParseOptions(argc, argv, options, exit_code)) return exit_code;
  return ForEachInput(kProgram, options.input, [&options](const std::string& input) { Run(input, options); });
}

}  // namespace
}  // namespace kmc::tools

int main(int argc, char** argv) { return kmc::tools::Main(argc, argv); }
