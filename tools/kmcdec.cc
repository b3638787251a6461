// kmcdec: .kmc files to image files.

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codec/kmc.hpp"
#include "fmt/format.h"
#include "tools/atomic_file.h"
#include "tools/band_decoder.h"
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
  bool salvage = false;
};

// X,Y,WIDTH,HEIGHT
std::optional<Region> RegionOf(const std::string& text) {
  Region region;
  const char *at = text.data(), *const end = at + text.size();
  for (uint32_t* number : {&region.x, &region.y, &region.width, &region.height}) {
    if (number != &region.x && (at == end || *at++ != ',')) return {};
    const auto [behind, error] = std::from_chars(at, end, *number);
    if (error != std::errc()) return {};
    at = behind;
  }
  if (at != end || region.width == 0 || region.height == 0) return {};
  return region;
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
  line.AddFlag("--salvage", options.salvage,
               "Of a damaged file, write what is intact; lost pixels\n"
               "become transparent (so not in PPM)");
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
    if (options.salvage && !options.region.empty()) {
      throw CLI::ValidationError("--salvage takes no --region: it writes the whole image");
    }
  };
  return line.Parse(argc, argv, check, exit_code);
}

// ---- work ----

struct Result {
  std::string input, output;
  uint32_t width = 0, height = 0, colors = 0;
  bool has_alpha = false;
  uint64_t input_bytes = 0, output_bytes = 0;
  double decode_ms = 0;
  double read_ms = 0, write_ms = 0, total_ms = 0;  // reading includes decoding
  Loss loss;                                       // null unless --salvage
  std::vector<std::string> warnings;
};

[[noreturn]] void RefusePpm(const Result& result) {
  const bool lost = result.loss && kmc_loss_tiles(result.loss.get()) > 0;
  throw Failure(ExitCode::kUsage,
                lost ? "has lost pixels, which become transparent: PPM cannot hold them; PNG and PAM can"
                     : "has translucent colours, which PPM cannot hold; PNG and PAM can");
}

void WriteBands(const ImageBands& image, const Options& options, AtomicFile& out, Result& result) {
  result.width = image.width;
  result.height = image.height;
  result.colors = kmc_image_colors(image.head);
  result.has_alpha = kmc_image_has_alpha(image.head);
  if (options.write.format == ImageFormat::kPpm && result.has_alpha) RefusePpm(result);
  WriteImage(image, options.write, out, result.warnings);
  out.Commit();
  result.output_bytes = out.size();
}

void Decode(std::span<const uint8_t> file, const Options& options, const kmc_work& work, AtomicFile& out,
            Result& result) {
  // What goes down a pipe cannot be taken back: there the first byte has to wait for the last tile.
  const Banding banding = out.AppearsWhole() ? Banding::kManyBands : Banding::kOneBand;
  BandDecoder decoder(file, RegionOf(options.region), banding, work);
  StripMetadata(StripOf(options.output), decoder.head());
  WriteBands(decoder.Bands(), options, out, result);
  result.decode_ms = decoder.milliseconds();
}

void Salvage(std::span<const uint8_t> file, const Options& options, const kmc_work& work, AtomicFile& out,
             Result& result) {
  Stopwatch stopwatch;
  Image image;
  Check(kmc_salvage(file.data(), file.size(), &work, Out(image), Out(result.loss)));
  result.decode_ms = stopwatch.TotalMilliseconds();
  StripMetadata(StripOf(options.output), image.get());
  const auto whole = [&image](uint32_t) { return image.get(); };
  WriteBands({image.get(), kmc_image_width(image.get()), kmc_image_height(image.get()), whole}, options, out, result);
}

void DecodeFile(const std::string& input, const Options& options, Result& result) {
  Stopwatch stopwatch;
  result.input = input;
  result.output = OutputNameOf(input, options.output);
  InputFile in(input);
  AtomicFile out(result.output, options.output.force);
  ProgressBar bar(!options.output.quiet);
  bar.Begin("decoding");
  const std::vector<uint8_t> file = ReadKmcFile(in);
  result.input_bytes = file.size();
  const double read_ms = stopwatch.TotalMilliseconds();
  const kmc_work work = WorkOf(options.output, options.input.limits, bar);
  if (options.salvage) {
    Salvage(file, options, work, out, result);
  } else {
    Decode(file, options, work, out, result);
  }
  bar.Clear();
  result.total_ms = stopwatch.TotalMilliseconds();
  result.read_ms = read_ms + result.decode_ms;
  result.write_ms = result.total_ms - result.read_ms;
  if (!options.output.quiet) PrintWarnings(kProgram, input, result.warnings);
}

// ---- reports ----

void PrintSummary(const Result& result) {
  fmt::print(stderr, "{} -> {}: {}x{}, {} colours, {} -> {} bytes, {:.0f} ms\n", InputTitle(result.input),
             OutputTitle(result.output), result.width, result.height, WithCommas(result.colors),
             WithCommas(result.input_bytes), WithCommas(result.output_bytes), result.total_ms);
}

// WIDTHxHEIGHT at X,Y of the first lost tiles.
std::string DescribeTiles(const kmc_loss* loss) {
  constexpr uint32_t kEnough = 4;
  std::string text;
  uint32_t x = 0, y = 0, width = 0, height = 0;
  for (uint32_t n = 0; n < kEnough && kmc_loss_tile(loss, n, &x, &y, &width, &height); ++n) {
    text += fmt::format("{}{}x{} at {},{}", n == 0 ? "" : "; ", width, height, x, y);
  }
  const uint32_t tiles = kmc_loss_tiles(loss);
  return tiles > kEnough ? text + fmt::format("; and {} more", WithCommas(tiles - kEnough)) : text;
}

// One sentence; empty if the file is intact.
std::string DescribeLoss(const Result& result) {
  const kmc_loss* loss = result.loss.get();
  std::string damage;
  if (kmc_loss_ends_early(loss)) damage += ", the end was not found";
  if (kmc_loss_skipped_bytes(loss)) {
    damage += fmt::format(", {} bytes were skipped", WithCommas(kmc_loss_skipped_bytes(loss)));
  }
  if (kmc_loss_dropped_metadata(loss)) {
    damage += fmt::format(", {} sections of metadata were dropped", kmc_loss_dropped_metadata(loss));
  }
  const uint32_t tiles = kmc_loss_tiles(loss);
  if (tiles == 0) return damage.empty() ? damage : "no pixel is lost" + damage;
  const double share = static_cast<double>(kmc_loss_pixels(loss)) / (static_cast<double>(result.width) * result.height);
  return fmt::format("lost {} tile{}, {:.2f}% of the pixels ({}){}", WithCommas(tiles), tiles == 1 ? "" : "s",
                     100 * share, DescribeTiles(loss), damage);
}

Json JsonOf(const kmc_loss* loss) {
  Json tiles = Json::array();
  uint32_t x = 0, y = 0, width = 0, height = 0;
  for (uint32_t n = 0; kmc_loss_tile(loss, n, &x, &y, &width, &height); ++n) tiles.push_back({x, y, width, height});
  return {{"tiles", tiles},
          {"pixels", kmc_loss_pixels(loss)},
          {"skipped_bytes", kmc_loss_skipped_bytes(loss)},
          {"dropped_metadata", kmc_loss_dropped_metadata(loss)},
          {"ends_early", kmc_loss_ends_early(loss) != 0}};
}

Json JsonOf(const Result& result) {
  Json json = {{"input", result.input},
               {"output", result.output},
               {"width", result.width},
               {"height", result.height},
               {"colors", result.colors},
               {"has_alpha", result.has_alpha},
               {"input_bytes", result.input_bytes},
               {"output_bytes", result.output_bytes},
               {"milliseconds", {{"read", result.read_ms}, {"write", result.write_ms}, {"total", result.total_ms}}}};
  if (result.loss) json["loss"] = JsonOf(result.loss.get());
  return json;
}

// What was lost is told whatever is asked to be quiet, as failures are.
ExitCode Run(const std::string& input, const Options& options) {
  Result result;
  DecodeFile(input, options, result);
  if (!options.output.quiet && !options.input.json) PrintSummary(result);
  if (options.input.json) PrintJson(JsonOf(result));
  if (!result.loss) return ExitCode::kOk;
  const std::string loss = DescribeLoss(result);
  if (!loss.empty()) fmt::print(stderr, "{}: {}: {}\n", kProgram, InputTitle(input), loss);
  return kmc_loss_tiles(result.loss.get()) > 0 ? ExitCode::kLost : ExitCode::kOk;
}

int Main(int argc, char** argv) {
  Options options;
  int exit_code = 0;
  if (!ParseOptions(argc, argv, options, exit_code)) return exit_code;
  auto lost = ExitCode::kOk;
  exit_code = ForEachInput(kProgram, options.input, options.output,
                           [&](const std::string& input) { lost = std::max(lost, Run(input, options)); });
  return exit_code != 0 ? exit_code : static_cast<int>(lost);
}

}  // namespace
}  // namespace kmc::tools

int main(int argc, char** argv) { return kmc::tools::Main(argc, argv); }
