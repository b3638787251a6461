#include "tools/encode_options.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <map>

#include "fmt/format.h"
#include "tools/coding_name.h"
#include "tools/target_options.h"

namespace kmc::tools {
namespace {

constexpr uint32_t kMaxColors = 65536;
constexpr uint32_t kMaxAutoColors = 4096;  // of kmc_error_curve

const std::map<std::string, kmc_dither> kDithers = {
    {"none", KMC_DITHER_NONE}, {"floyd-steinberg", KMC_DITHER_FLOYD_STEINBERG}, {"ordered", KMC_DITHER_ORDERED}};

const std::map<std::string, kmc_color_space> kSpaces = {
    {"srgb", KMC_SPACE_SRGB}, {"linear", KMC_SPACE_LINEAR}, {"oklab", KMC_SPACE_OKLAB}};

const CLI::Validator kHexColor(
    [](std::string& text) {
      RgbaColors colors;
      return AppendHexColor(text, colors) ? std::string() : "a colour is RRGGBB or RRGGBBAA, not " + text;
    },
    "");

// The number of levels of R, G, B and A that BITS, R-G-B, R-G-B-A (bits of each channel) or "web" stand for, or none.
std::optional<std::array<uint16_t, 4>> LevelsOf(const std::string& text) {
  if (text == "web") return {{6, 6, 6, 256}};
  std::vector<uint16_t> levels;
  for (size_t i = 0; i < text.size(); i += 2) {
    const bool valid = text[i] >= '1' && text[i] <= '8' && (i + 1 == text.size() || text[i + 1] == '-');
    if (!valid) return std::nullopt;
    levels.push_back(static_cast<uint16_t>(1 << (text[i] - '0')));
  }
  if (text.ends_with('-')) return std::nullopt;
  if (levels.size() == 1) levels.assign(3, levels[0]);
  if (levels.size() == 3) levels.push_back(256);
  if (levels.size() != 4) return std::nullopt;
  return {{levels[0], levels[1], levels[2], levels[3]}};
}

// Numbers of colours, N[,N...], or none if it is not that.
std::vector<uint32_t> ColorCountsOf(const std::string& text) {
  std::vector<uint32_t> counts;
  const char *at = text.data(), *const end = at + text.size();
  for (;; ++at) {
    const auto [behind, error] = std::from_chars(at, end, counts.emplace_back());
    at = behind;
    if (error != std::errc() || counts.back() < 1 || counts.back() > kMaxColors) return {};
    if (at == end) return counts;
    if (*at != ',') return {};
  }
}

const CLI::Validator kColorCounts(
    [](std::string& text) {
      const bool valid = !ColorCountsOf(text).empty();
      return valid ? std::string() : fmt::format("numbers of colours are 1..{}, not {}", kMaxColors, text);
    },
    "");

const CLI::Validator kPosterize(
    [](std::string& text) {
      return LevelsOf(text) ? std::string() : "bits are 1..8, or as 5-6-5 or 4-4-4-4 for each channel, not " + text;
    },
    "");

const CLI::Validator kTileSide(
    [](std::string& text) {
      const auto side = std::strtoul(text.c_str(), nullptr, 10);
      const bool valid = side >= 32 && side <= 524288 && std::has_single_bit(side);
      return std::string(valid ? "" : "a tile's side is a power of two, 32..524288, not " + text);
    },
    "");

void AddColorOptions(EncodeOptions& options, CommandLine& line) {
  line.BeginGroup("Colours");
  const auto set_colors = [&options](const std::string& text) {
    const std::vector<uint32_t> counts = ColorCountsOf(text);
    options.colors = counts.front();
    options.other_colors.assign(counts.begin() + 1, counts.end());
  };
  line.AddSetter("-k,--colors", "N[,N...]", set_colors,
                 "Colours by k-means at most, 1..65536 (256, if only other\n"
                 "options ask for colours). An image that has no more is\n"
                 "kept exactly. --report shows more than one number; the\n"
                 "file has the first.")
      ->check(kColorCounts);
  line.Add("-e,--effort", "1..9", options.quantize.effort,
           "Search harder: with -k, the error gets smaller, never\n"
           "larger (default 5)")
      ->check(CLI::Range(1, 9));
  line.AddFlag("--lossless", options.lossless,
               "Keep every visible pixel, with up to 65536 colours unless\n"
               "-k is given, or fail (code 6)");
  line.AddFlag("--auto-k", options.auto_colors,
               "As many colours as are worth their while: those at the\n"
               "elbow of the error curve up to -k (at most 4096)");
  line.AddFlag("--vivid", options.vivid,
               "Let saturated pixels count for more, so that small vivid\n"
               "areas keep their hue where colours are few");
  line.Add("--space", "SPACE", options.space, "Where errors are made small: srgb (default), linear, oklab")
      ->check(CLI::IsMember(&kSpaces));
  line.Add("--dither", "METHOD", options.dither,
           "Patterns for colours between those of the palette: none\n"
           "(default), floyd-steinberg, or ordered (smaller files)")
      ->check(CLI::IsMember(&kDithers));
  line.Add("--dither-strength", "N", options.quantize.dither_strength,
           "Thousandths of the full effect, 0..1000 (default)")
      ->check(CLI::Range(0u, 1000u));
}

void AddPaletteOptions(EncodeOptions& options, CommandLine& line) {
  line.BeginGroup("Palette");
  line.AddFlag("--keep-palette", options.keep_palette, "Keep an indexed PNG's palette as it is: order, unused entries");
  line.AddFlag("--shared-palette", options.shared_palette,
               "One palette for all inputs, found as if they were one\n"
               "image; an index means the same in every file. All are\n"
               "held in memory at once, those too that --skip-existing\n"
               "leaves alone, unless there are no others.");
  line.Add("--palette", "FILE", options.palette_file,
           "Use these colours, in their order: a palette (.gpl, .pal,\n"
           ".act, .hex), or the colours of an image (65536 at most)");
  line.Add("--fixed", "RRGGBB[AA],...", options.fixed, "Colours that must be in the palette; they come first in it")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(kHexColor);
  line.Add("--posterize", "BITS", options.posterize,
           "Colours that a display of so many bits a channel has:\n"
           "1..8, or as 5-6-5 or 4-4-4-4; or web, for 6 levels each")
      ->check(kPosterize);
}

void AddSizeOptions(EncodeOptions& options, CommandLine& line) {
  line.BeginGroup("Size");
  line.Add("--max-width", "N", options.max_width, "Shrink to so many pixels a row, keeping the proportions")
      ->check(CLI::Range(1u, 1u << 24));
  line.Add("--max-height", "N", options.max_height, "Shrink to so many rows, keeping the proportions")
      ->check(CLI::Range(1u, 1u << 24));
}

void AddTextbookOptions(EncodeOptions& options, CommandLine& line) {
  line.BeginGroup("Textbook k-means instead of the search by effort (asked for by any of the first three)");
  line.Add("--restarts", "N", options.restarts, "Runs from different seeds; the best is kept (default 1)")
      ->check(CLI::Range(1u, 1'000'000u));
  line.Add("--iterations", "N", options.iterations, "Lloyd iterations of a run at most (default 10)")
      ->check(CLI::Range(1u, 1'000'000u));
  line.Add("--init", "kmeans++|random", options.seeding, "First centroids (default kmeans++)")
      ->check(CLI::IsMember({"kmeans++", "random"}));
  line.Add("--seed", "N", options.quantize.seed, "Of the random numbers (default 1)");
}

void AddFileOptions(EncodeOptions& options, CommandLine& line) {
  line.BeginGroup("File");
  line.Add("--coding", "CODING", options.coding,
           "Of the indices: packed, deflate, fast, max (the smallest\n"
           "and slowest) or auto, which picks one (default)")
      ->check(CLI::IsMember(&kCodings));
  line.Add("--tile", "N", options.write.tile,
           "Side of the tiles that can be decoded alone: a power of\n"
           "two, 32..524288 (default: by the image's size)")
      ->check(kTileSide);
  line.AddStrip(options.output);
}

void SetLibraryOptions(EncodeOptions& options) {
  kmc_quantize_options& quantize = options.quantize;
  quantize.lossless = options.lossless;
  quantize.vivid = options.vivid;
  quantize.colors = options.colors.value_or(options.lossless ? kMaxColors : quantize.colors);
  const bool textbook = options.restarts || options.iterations || options.seeding;
  quantize.restarts = options.restarts.value_or(textbook ? 1 : 0);
  quantize.iterations = options.iterations.value_or(quantize.iterations);
  quantize.seeding = options.seeding == "random" ? KMC_SEEDING_RANDOM : KMC_SEEDING_KMEANSPP;
  quantize.dither = kDithers.at(options.dither);
  quantize.color_space = kSpaces.at(options.space);
  for (const std::string& color : options.fixed) AppendHexColor(color, options.fixed_colors);
  quantize.fixed = options.fixed_colors.data();
  quantize.fixed_colors = static_cast<uint32_t>(options.fixed.size());
  if (!options.posterize.empty()) std::ranges::copy(*LevelsOf(options.posterize), quantize.levels);
  options.write.coding = kCodings.at(options.coding);
}

void AddReportOptions(EncodeOptions& options, CommandLine& line) {
  line.BeginGroup("Report");
  line.Add("--report", "FILE.html", options.report,
           "Write a page that shows it all: original and result,\n"
           "colours in space, palettes, runs, where the bytes go");
  line.AddSetter(
          "--compare-k", "N,...",
          [&options](const std::string& text) { options.compared_colors = ColorCountsOf(text); },
          "Numbers of colours to show beside it, searched by effort")
      ->check(kColorCounts);
}

// Throws CLI::ValidationError if options contradict each other.
void CheckReport(const EncodeOptions& options) {
  const bool compares = !options.other_colors.empty() || !options.compared_colors.empty();
  if (options.report.empty()) {
    if (compares) throw CLI::ValidationError("--report", "is what shows several numbers of colours");
    return;
  }
  if (options.input.inputs.size() > 1) throw CLI::ValidationError("--report", "takes one input");
  if (options.report == "-") throw CLI::ValidationError("--report", "wants a file");
  if (options.shared_palette || options.keep_palette) {
    throw CLI::ValidationError("--report", "does not go with --shared-palette or --keep-palette");
  }
  if (options.output.skip_existing) {
    throw CLI::ValidationError("--report", "does not go with --skip-existing: it shows what is encoded");
  }
  if (compares && !options.palette_file.empty()) {
    throw CLI::ValidationError("--compare-k", "does not go with a palette that is given");
  }
}

// Throws CLI::ValidationError if options contradict each other.
void CheckPalette(const EncodeOptions& options) {
  const bool resized = options.max_width != UINT32_MAX || options.max_height != UINT32_MAX;
  const bool given = options.keep_palette || !options.palette_file.empty();
  if (options.keep_palette && !options.palette_file.empty()) {
    throw CLI::ValidationError("--keep-palette", "does not go with --palette");
  }
  if (options.shared_palette && given) {
    throw CLI::ValidationError("--shared-palette", "does not go with --palette or --keep-palette");
  }
  if (options.keep_palette && resized) throw CLI::ValidationError("--keep-palette", "does not go with another size");
  if (given && (options.auto_colors || !options.fixed.empty() || !options.posterize.empty())) {
    throw CLI::ValidationError(options.keep_palette ? "--keep-palette" : "--palette",
                               "does not go with --auto-k, --fixed or --posterize");
  }
  if (options.auto_colors && options.lossless) throw CLI::ValidationError("--auto-k", "does not go with --lossless");
  if (options.auto_colors && options.quantize.colors > kMaxAutoColors) {
    throw CLI::ValidationError("--auto-k", "goes up to -k 4096");
  }
  if (options.fixed.size() > options.quantize.colors) {
    throw CLI::ValidationError("--fixed", "has more colours than -k allows");
  }
}

}  // namespace

bool ParseOptions(int argc, char** argv, EncodeOptions& options, int& exit_code) {
  kmc_quantize_options_init(&options.quantize);
  kmc_write_options_init(&options.write);
  options.output.extension = ".kmc";
  CommandLine line("kmcenc",
                   "Writes images (PNG, JPEG, PNM, PAM; - is standard input) as .kmc files: a palette found\n"
                   "by k-means, and an index into it for every pixel. Unasked, to quality 75; images of up\n"
                   "to 256 colours exactly.",
                   "[options] IN... [-o OUT]");
  line.AddInputs(options.input);
  AddColorOptions(options, line);
  AddTargetOptions(options, line);
  AddPaletteOptions(options, line);
  AddSizeOptions(options, line);
  AddTextbookOptions(options, line);
  AddFileOptions(options, line);
  AddReportOptions(options, line);
  line.BeginGroup("Output");
  line.AddOutputs(options.output);
  line.BeginGroup("Work");
  line.AddThreads(options.output);
  line.AddLimits(options.input);
  line.BeginGroup("Messages");
  line.AddJson(options.input);
  line.AddFlag("-v,--verbose", options.verbose,
               "Print the squared error per pixel of every run and\n"
               "iteration, and the time of each stage");
  line.AddQuiet(options.output);
  const auto check = [&options] {
    CheckOptions(options.input, options.output);
    SetLibraryOptions(options);
    SetTarget(options);
    CheckPalette(options);
    CheckReport(options);
  };
  return line.Parse(argc, argv, check, exit_code);
}

}  // namespace kmc::tools
