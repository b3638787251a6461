// kmcenc: image files to .kmc files.

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "codec/kmc.hpp"
#include "fmt/format.h"
#include "tools/atomic_file.h"
#include "tools/command_line.h"
#include "tools/encode_options.h"
#include "tools/encode_report.h"
#include "tools/exit_code.h"
#include "tools/image_file.h"
#include "tools/input_file.h"
#include "tools/input_loop.h"
#include "tools/json.h"
#include "tools/metadata.h"
#include "tools/palette_file.h"
#include "tools/progress_bar.h"
#include "tools/report/report_page.h"
#include "tools/resize.h"
#include "tools/stopwatch.h"
#include "tools/target_options.h"
#include "tools/thousands.h"

namespace kmc::tools {
namespace {

constexpr char kProgram[] = "kmcenc";

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

kmc_pixels PixelsOf(const Picture& picture) {
  return {picture.rgba.get(), size_t{4} * picture.width, picture.width, picture.height};
}

// The number of colours at the elbow of the pictures' error curve, which is returned per pixel.
uint32_t ElbowOf(const std::vector<kmc_pixels>& pictures, const kmc_quantize_options& options, const kmc_work& work,
                 std::vector<double>& curve) {
  curve.resize(options.colors);
  Check(kmc_error_curve(pictures.data(), static_cast<uint32_t>(pictures.size()), &options, &work, curve.data()));
  double pixels = 0;
  for (const kmc_pixels& picture : pictures) pixels += static_cast<double>(picture.width) * picture.height;
  for (double& error : curve) error /= pixels;
  return std::max(kmc_elbow(curve.data(), options.colors), options.fixed_colors);
}

// Bytes that the picture's metadata will take in a file.
uint64_t MetadataBytes(const Picture& picture, const EncodeOptions& options) {
  constexpr std::array<uint8_t, 4> kColor = {};
  constexpr std::array<uint16_t, 1> kIndex = {};
  Image image;
  Check(kmc_image_create(1, 1, kColor.data(), 1, kIndex.data(), 0, Out(image)));
  std::vector<std::string> warned_later;
  AttachMetadata(picture.metadata, image.get(), warned_later);
  StripMetadata(StripOf(options.output), image.get());
  Bytes bytes;
  Check(kmc_write(image.get(), nullptr, nullptr, Out(bytes)));
  kmc_info info = {};
  info.struct_size = sizeof(info);
  Check(kmc_read_info(kmc_bytes_data(bytes.get()), kmc_bytes_size(bytes.get()), nullptr, &info));
  return info.metadata_bytes;
}

// Whoever names a quality or a size wants few bytes: `max`, as long as a file opens within about a second.
kmc_write_options WriteOptionsFor(const Picture& picture, const EncodeOptions& options) {
  constexpr uint64_t kMostPixels = 3'000'000;
  kmc_write_options write = options.write;
  const bool is_small = uint64_t{picture.width} * picture.height <= kMostPixels;
  if (options.target && write.coding == KMC_CODING_AUTO && is_small) write.coding = KMC_CODING_MAX;
  return write;
}

[[noreturn]] void RefuseTarget(const EncodeOptions& options) {
  const std::string wanted = DescribeTarget(options);
  if (options.target->goal == KMC_GOAL_BYTES) {
    throw Failure(ExitCode::kLimit, "cannot be made as small as --" + wanted);
  }
  throw Failure(ExitCode::kLimit, fmt::format("does not reach --{} with so few colours", wanted));
}

kmc_result QuantizePlainly(const Picture& picture, const kmc_quantize_options& quantize, const kmc_work& work,
                           Image& image, Result& result) {
  const kmc_pixels pixels = PixelsOf(picture);
  return kmc_quantize(pixels.rgba, pixels.stride, pixels.width, pixels.height, &quantize, &work, Out(image),
                      Out(result.report));
}

kmc_result QuantizeTo(const Picture& picture, const EncodeOptions& options, const kmc_quantize_options& quantize,
                      const kmc_work& work, Image& image, Result& result) {
  if (options.keeps_few_colors) {
    kmc_quantize_options few = quantize;
    few.colors = 256;
    few.lossless = 1;
    const kmc_result status = QuantizePlainly(picture, few, work, image, result);
    if (status != KMC_COLORS) return status;
  }
  kmc_target target = *options.target;
  if (target.goal == KMC_GOAL_BYTES) {
    const auto metadata = static_cast<double>(MetadataBytes(picture, options));
    if (target.value <= metadata) throw Failure(ExitCode::kLimit, "has more metadata than --size allows; see --strip");
    target.value -= metadata;
  }
  const kmc_write_options write = WriteOptionsFor(picture, options);
  const kmc_pixels pixels = PixelsOf(picture);
  const kmc_result status = kmc_quantize_to(pixels.rgba, pixels.stride, pixels.width, pixels.height, &target, &quantize,
                                            &write, &work, Out(image), Out(result.report));
  if (status == KMC_TARGET) RefuseTarget(options);
  if (status == KMC_OK) Check(kmc_image_quality(image.get(), pixels.rgba, pixels.stride, &result.quality.emplace()));
  return status;
}

Image Quantize(const Picture& picture, const EncodeOptions& options, const kmc_work& work, Result& result) {
  kmc_quantize_options quantize = options.quantize;
  RgbaColors palette;
  if (!options.palette_file.empty()) {
    palette = ReadPaletteFile(options.palette_file, options.input.limits);
    quantize.palette = palette.data();
    quantize.palette_colors = static_cast<uint32_t>(palette.size() / 4);
  }
  if (options.auto_colors) quantize.colors = ElbowOf({PixelsOf(picture)}, quantize, work, result.curve);
  Image image;
  const kmc_result status = options.target ? QuantizeTo(picture, options, quantize, work, image, result)
                                           : QuantizePlainly(picture, quantize, work, image, result);
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

Picture ReadInput(InputFile& in, const EncodeOptions& options, Result& result) {
  Stopwatch stopwatch;
  Picture picture =
      ReadPicture(in, {options.input.limits.max_width, options.input.limits.max_pixels, options.keep_palette});
  if (!options.keep_palette) ShrinkToFit(picture, options.max_width, options.max_height);
  result.input_bytes = in.Size();
  result.read_ms = stopwatch.TotalMilliseconds();
  return picture;
}

void Encode(Picture& picture, const EncodeOptions& options, AtomicFile& out, Result& result) {
  Stopwatch stopwatch;
  ProgressBar bar(!options.output.quiet);
  const kmc_work work = WorkOf(options.output, options.input.limits, bar);
  bar.Begin("choosing colours");
  const Image image =
      options.keep_palette ? KeepPalette(picture, options, result) : Quantize(picture, options, work, result);
  if (options.report.empty()) picture.rgba.reset();
  picture.indexed.reset();
  AttachMetadata(picture.metadata, image.get(), picture.warnings);
  StripMetadata(StripOf(options.output), image.get());

  stopwatch.LapMilliseconds();
  bar.Begin("coding");
  Bytes bytes;
  const kmc_write_options write = WriteOptionsFor(picture, options);
  Check(kmc_write(image.get(), &write, &work, Out(bytes)));
  result.info.struct_size = sizeof(result.info);
  Check(kmc_read_info(kmc_bytes_data(bytes.get()), kmc_bytes_size(bytes.get()), &work, &result.info));
  out.Write(kmc_bytes_data(bytes.get()), kmc_bytes_size(bytes.get()));
  out.Commit();
  bar.Clear();
  if (!options.report.empty()) result.file = std::move(bytes);
  result.write_ms = stopwatch.LapMilliseconds();
  result.total_ms = result.read_ms + stopwatch.TotalMilliseconds();
}

void PrintResult(const Picture& picture, const EncodeOptions& options, const Result& result) {
  if (!options.output.quiet) PrintWarnings(kProgram, result.input, picture.warnings);
  if (!options.output.quiet && !options.input.json) PrintSummary(result);
  if (options.verbose) PrintDetails(result);
  if (options.input.json) PrintJson(JsonOf(result));
}

int EncodeEach(const EncodeOptions& options) {
  return ForEachInput(kProgram, options.input, options.output, [&](const std::string& input) {
    Result result;
    result.input = input;
    result.output = OutputNameOf(input, options.output);
    InputFile in(input);
    CheckReportPage(options);
    AtomicFile out(result.output, options.output.force);
    Picture picture = ReadInput(in, options, result);
    Encode(picture, options, out, result);
    if (!options.report.empty()) WriteReportPage(picture, options, result);
    PrintResult(picture, options, result);
  });
}

// ---- one palette for all inputs ----

struct Job {
  Result result;
  Picture picture;
};

// The palette for the pictures together; the error curve, if it was asked for, becomes that of each.
RgbaColors SharedPalette(std::vector<Job>& jobs, const EncodeOptions& options) {
  ProgressBar bar(!options.output.quiet);
  const kmc_work work = WorkOf(options.output, options.input.limits, bar);
  bar.Begin("choosing colours");
  kmc_quantize_options quantize = options.quantize;
  quantize.dither = KMC_DITHER_NONE;
  std::vector<kmc_pixels> pictures;
  for (const Job& job : jobs) pictures.push_back(PixelsOf(job.picture));
  std::vector<double> curve;
  if (options.auto_colors) quantize.colors = ElbowOf(pictures, quantize, work, curve);
  for (Job& job : jobs) job.result.curve = curve;
  std::vector<kmc_image*> raw(pictures.size());
  const kmc_result status =
      kmc_quantize_many(pictures.data(), static_cast<uint32_t>(pictures.size()), &quantize, &work, raw.data(), nullptr);
  const std::vector<Image> images(raw.begin(), raw.end());
  if (status == KMC_COLORS) {
    throw Failure(ExitCode::kLimit,
                  fmt::format("the inputs together have more colours than the {} that --lossless allows",
                              WithCommas(quantize.colors)));
  }
  Check(status);
  const uint8_t* const colors = kmc_image_palette(images[0].get());
  return {colors, colors + size_t{4} * kmc_image_colors(images[0].get())};
}

// Reads all inputs, then chooses the palette, then encodes each with it. What
// cannot be read or written is left out. What --skip-existing leaves alone counts
// for the palette all the same, so that a batch that is run again gets the one it
// had; only where nothing is left to encode, nothing is read.
int EncodeTogether(const EncodeOptions& options) {
  const bool some_left = !std::ranges::all_of(
      options.input.inputs, [&](const std::string& input) { return OutputExists(input, options.output); });
  const bool may_exist = options.output.force || (options.output.skip_existing && some_left);
  std::vector<Job> jobs;
  const int read_code = ForEachInput(kProgram, options.input, options.output, [&](const std::string& input) {
    Job job;
    job.result.input = input;
    job.result.output = OutputNameOf(input, options.output);
    InputFile in(input);
    { const AtomicFile possible(job.result.output, may_exist); }
    job.picture = ReadInput(in, options, job.result);
    jobs.push_back(std::move(job));
  });
  if (jobs.empty()) return read_code;

  RgbaColors palette;
  InputOptions all = {{"--shared-palette"}, options.input.limits, false};
  const int palette_code =
      ForEachInput(kProgram, all, [&](const std::string&) { palette = SharedPalette(jobs, options); });
  if (palette_code != 0) return read_code != 0 ? read_code : palette_code;

  EncodeOptions each = options;
  each.quantize.palette = palette.data();
  each.quantize.palette_colors = static_cast<uint32_t>(palette.size() / 4);
  each.auto_colors = false;
  each.input.inputs.clear();
  for (const Job& job : jobs) each.input.inputs.push_back(job.result.input);
  auto job = jobs.begin();
  const int write_code = ForEachInput(kProgram, each.input, each.output, [&](const std::string&) {
    Job done = std::move(*job++);
    AtomicFile out(done.result.output, options.output.force);
    Encode(done.picture, each, out, done.result);
    PrintResult(done.picture, options, done.result);
  });
  return read_code != 0 ? read_code : write_code;
}

int Main(int argc, char** argv) {
  EncodeOptions options;
  int exit_code = 0;
  if (!ParseOptions(argc, argv, options, exit_code)) return exit_code;
  return options.shared_palette ? EncodeTogether(options) : EncodeEach(options);
}

}  // namespace
}  // namespace kmc::tools

int main(int argc, char** argv) { return kmc::tools::Main(argc, argv); }
