// kmcdec: .kmc files to image files.

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "codec/kmc.hpp"
#include "fmt/format.h"
#include "tools/atomic_file.h"
#include "tools/command_line.h"
#include "tools/exit_code.h"
#include "tools/image_file.h"
#include "tools/input_file.h"
#include "tools/input_loop.h"
#include "tools/json.h"
#include "tools/kmc_file.h"
#include "tools/metadata.h"
#include "tools/progress_bar.h"
#include "tools/stopwatch.h"
#include "tools/thousands.h"

namespace kmc::tools {
namespace {

constexpr char kProgram[] = "kmcdec";

// ---- options ----

struct Options {
  InputOptions input;
  OutputOptions output;
  WriteOptions write;
  std::string format;
  std::string region;  // empty: the whole image
};

// X,Y,WIDTH,HEIGHT
std::optional<std::array<uint32_t, 4>> RegionOf(const std::string& text) {
  std::array<uint32_t, 4> numbers{};
  const char *at = text.data(), *const end = at + text.size();
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0 && (at == end || *at++ != ',')) return {};
    const auto [behind, error] = std::from_chars(at, end, numbers[i]);
    if (error != std::errc()) return {};
    at = behind;
  }
  if (at != end || numbers[2] == 0 || numbers[3] == 0) return {};
  return numbers;
}

const CLI::Validator kRegion(
    [](std::string& text) {
      return RegionOf(text) ? std::string() : "four numbers X,Y,WIDTH,HEIGHT are wanted, not " + text;
    },
    "");

// --format, else the extension of OUT, else PNG.
void SetFormat(Options& options) {
  const bool named = !options.output.output.empty() && options.output.output != "-";
  if (!options.format.empty()) {
    options.write.format = *FormatOfName("." + options.format);
  } else if (named) {
    const auto format = FormatOfName(options.output.output);
    if (!format) throw CLI::ValidationError("the extension of OUT is not .png, .pam or .ppm; --format names one");
    options.write.format = *format;
  }
  if (options.output.extension.empty()) {
    options.output.extension = options.format.empty() ? ".png" : "." + options.format;
  }
}

// False if the program is to end with `exit_code`.
bool ParseOptions(int argc, char** argv, Options& options, int& exit_code) {
  CommandLine line(kProgram, "Writes .kmc files (- is standard input) as PNG, PAM or PPM images.",
                   "[options] IN... [-o OUT]");
  line.AddInputs(options.input);
  line.BeginGroup("Image");
  line.Add("--format", "png|pam|ppm", options.format,
           "Default: by the extension of OUT, else png. PPM cannot hold\n"
           "translucent colours, and only PNG holds metadata.")
      ->check(CLI::IsMember({"png", "pam", "ppm"}));
  line.Add("--region", "X,Y,W,H", options.region,
           "Only W x H pixels, from column X and row Y on; of a big\n"
           "image only the tiles are decoded that have a share")
      ->check(kRegion);
  line.Add("--png-level", "0..9", options.write.png_level, "Compression of PNG, 0 none, 9 most (default 6)")
      ->check(CLI::Range(0, 9));
  line.AddStrip(options.output);
  line.BeginGroup("Output");
  line.AddOutputs(options.output);
  line.BeginGroup("Work");
  line.AddThreads(options.output);
  line.AddLimits(options.input);
  line.BeginGroup("Messages");
  line.AddJson(options.input);
  line.AddQuiet(options.output);
  const auto check = [&options] {
    CheckOptions(options.input, options.output);
    SetFormat(options);
  };
  return line.Parse(argc, argv, check, exit_code);
}

// ---- work ----

struct Result {
  std::string input, output;
  uint32_t width = 0, height = 0, colors = 0;
  bool has_alpha = false;
  uint64_t input_bytes = 0, output_bytes = 0;
  double read_ms = 0, write_ms = 0, total_ms = 0;
};

Image ReadRegion(const std::vector<uint8_t>& bytes, const std::string& region, const kmc_work& work) {
  const auto [x, y, width, height] = *RegionOf(region);
  Image image;
  const kmc_result result = kmc_read_region(bytes.data(), bytes.size(), x, y, width, height, &work, Out(image));
  if (result == KMC_ARGUMENT) {
    throw Failure(ExitCode::kUsage, fmt::format("--region {} does not lie within the image", region));
  }
  Check(result);
  return image;
}

Image ReadWhole(const std::vector<uint8_t>& bytes, const kmc_work& work) {
  Image image;
  Check(kmc_read(bytes.data(), bytes.size(), &work, Out(image)));
  return image;
}

Image ReadImage(InputFile& in, const std::string& region, const kmc_work& work, Result& result) {
  const std::vector<uint8_t> bytes = ReadKmcFile(in);
  Image image = region.empty() ? ReadWhole(bytes, work) : ReadRegion(bytes, region, work);
  result.input_bytes = bytes.size();
  result.width = kmc_image_width(image.get());
  result.height = kmc_image_height(image.get());
  result.colors = kmc_image_colors(image.get());
  result.has_alpha = kmc_image_has_alpha(image.get());
  return image;
}

void DecodeFile(const std::string& input, const Options& options, Result& result) {
  Stopwatch stopwatch;
  result.input = input;
  result.output = OutputNameOf(input, options.output);
  InputFile in(input);
  AtomicFile out(result.output, options.output.force);
  ProgressBar bar(!options.output.quiet);
  bar.Begin("decoding");
  const Image image = ReadImage(in, options.region, WorkOf(options.output, options.input.limits, bar), result);
  bar.Clear();
  StripMetadata(StripOf(options.output), image.get());
  if (options.write.format == ImageFormat::kPpm && result.has_alpha) {
    throw Failure(ExitCode::kUsage, "has translucent colours, which PPM cannot hold; PNG and PAM can");
  }
  result.read_ms = stopwatch.LapMilliseconds();

  std::vector<std::string> warnings;
  WriteImage(image.get(), options.write, out, warnings);
  out.Commit();
  result.output_bytes = out.size();
  result.write_ms = stopwatch.LapMilliseconds();
  result.total_ms = stopwatch.TotalMilliseconds();
  if (!options.output.quiet) PrintWarnings(kProgram, input, warnings);
}

// ---- reports ----

void PrintSummary(const Result& result) {
  fmt::print(stderr, "{} -> {}: {}x{}, {} colours, {} -> {} bytes, {:.0f} ms\n", InputTitle(result.input),
             OutputTitle(result.output), result.width, result.height, WithCommas(result.colors),
             WithCommas(result.input_bytes), WithCommas(result.output_bytes), result.total_ms);
}

Json JsonOf(const Result& result) {
  return {{"input", result.input},
          {"output", result.output},
          {"width", result.width},
          {"height", result.height},
          {"colors", result.colors},
          {"has_alpha", result.has_alpha},
          {"input_bytes", result.input_bytes},
          {"output_bytes", result.output_bytes},
          {"milliseconds", {{"read", result.read_ms}, {"write", result.write_ms}, {"total", result.total_ms}}}};
}

void Run(const std::string& input, const Options& options) {
  Result result;
  DecodeFile(input, options, result);
  if (!options.output.quiet && !options.input.json) PrintSummary(result);
  if (options.input.json) PrintJson(JsonOf(result));
}

int Main(int argc, char** argv) {
  Options options;
  int exit_code = 0;
  if (!ParseOptions(argc, argv, options, exit_code)) return exit_code;
  return ForEachInput(kProgram, options.input, options.output,
                      [&options](const std::string& input) { Run(input, options); });
}

}  // namespace
}  // namespace kmc::tools

int main(int argc, char** argv) { return kmc::tools::Main(argc, argv); }
