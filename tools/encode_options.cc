#include "tools/encode_options.h"

#include <bit>
#include <cstdlib>
#include <map>

namespace kmc::tools {
namespace {

constexpr uint32_t kMaxColors = 65536;

const std::map<std::string, kmc_coding> kCodings = {{"auto", KMC_CODING_AUTO},
                                                    {"packed", KMC_CODING_PACKED},
                                                    {"deflate", KMC_CODING_DEFLATE},
                                                    {"fast", KMC_CODING_FAST},
                                                    {"max", KMC_CODING_MAX}};

const CLI::Validator kTileSide(
    [](std::string& text) {
      const auto side = std::strtoul(text.c_str(), nullptr, 10);
      const bool valid = side >= 32 && side <= 524288 && std::has_single_bit(side);
      return std::string(valid ? "" : "a tile's side is a power of two, 32..524288, not " + text);
    },
    "");

void AddColorOptions(EncodeOptions& options, CommandLine& line) {
  line.BeginGroup("Colours");
  line.Add("-k,--colors", "N", options.colors,
           "Colours at most, 1..65536 (default 256). An image that\n"
           "has no more is kept exactly.")
      ->check(CLI::Range(1u, kMaxColors));
  line.Add("-e,--effort", "1..9", options.quantize.effort,
           "Search harder: the error gets smaller, never larger\n"
           "(default 5)")
      ->check(CLI::Range(1, 9));
  line.AddFlag("--lossless", options.lossless,
               "Keep every visible pixel, with up to 65536 colours unless\n"
               "-k is given, or fail (code 6)");
  line.AddFlag("--keep-palette", options.keep_palette, "Keep an indexed PNG's palette as it is: order, unused entries");
  line.Add("--dither", "none", options.dither, "Each pixel becomes its nearest colour")->check(CLI::IsMember({"none"}));
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
  quantize.colors = options.colors.value_or(options.lossless ? kMaxColors : quantize.colors);
  const bool textbook = options.restarts || options.iterations || options.seeding;
  quantize.restarts = options.restarts.value_or(textbook ? 1 : 0);
  quantize.iterations = options.iterations.value_or(quantize.iterations);
  quantize.seeding = options.seeding == "random" ? KMC_SEEDING_RANDOM : KMC_SEEDING_KMEANSPP;
  options.write.coding = kCodings.at(options.coding);
}

}  // namespace

bool ParseOptions(int argc, char** argv, EncodeOptions& options, int& exit_code) {
  kmc_quantize_options_init(&options.quantize);
  kmc_write_options_init(&options.write);
  options.output.extension = ".kmc";
  CommandLine line("kmcenc",
                   "Writes images (PNG, JPEG, PNM, PAM; - is standard input) as .kmc files: a palette found\n"
                   "by k-means, and for every pixel its nearest colour.",
                   "[options] IN... [-o OUT]");
  line.AddInputs(options.input);
  AddColorOptions(options, line);
  AddTextbookOptions(options, line);
  AddFileOptions(options, line);
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
  };
  return line.Parse(argc, argv, check, exit_code);
}

}  // namespace kmc::tools
