#include "tools/target_options.h"

#include <charconv>
#include <string>

#include "fmt/format.h"

namespace kmc::tools {
namespace {

constexpr uint32_t kAnyColors = 65536;

// Unasked: on photographs as good as 256 colours by k-means look, in less than half the bytes.
constexpr double kDefaultQuality = 75;

// The bytes that BYTES, or a number of them followed by k or M, stand for; 0 if it is neither.
uint64_t BytesOf(const std::string& text) {
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || number > uint64_t{1} << 40) return 0;
  const std::string unit(behind, end);
  if (unit.empty()) return number;
  if (unit == "k" || unit == "K") return number * 1000;
  if (unit == "M") return number * 1'000'000;
  return 0;
}

const CLI::Validator kSize(
    [](std::string& text) {
      return BytesOf(text) > 0 ? std::string() : "a size is a number of bytes, as 20000, 20k or 1M, not " + text;
    },
    "");

// The first option that is given and goes with no target, or an empty one.
std::string Contradiction(const EncodeOptions& options) {
  if (options.lossless) return "--lossless";
  if (options.auto_colors) return "--auto-k";
  if (options.vivid) return "--vivid";
  if (options.keep_palette) return "--keep-palette";
  if (options.shared_palette) return "--shared-palette";
  if (options.restarts) return "--restarts";
  if (options.iterations) return "--iterations";
  if (options.seeding) return "--init";
  if (options.dither != "none") return "--dither";
  if (options.space != "srgb") return "--space";
  return "";
}

}  // namespace

void AddTargetOptions(EncodeOptions& options, CommandLine& line) {
  line.BeginGroup("What is wanted, instead of a number of colours (which -k then limits)");
  line.Add("--quality", "0..100", options.quality,
           "Fewest bytes that look so good: 50 is medium, 70 good,\n"
           "90 hardly to be told from the original, 100 lossless if\n"
           "the colours allow it")
      ->check(CLI::Range(0.0, 100.0));
  line.Add("--psnr", "DB", options.psnr, "Fewest bytes that reach so many decibels")->check(CLI::Range(1.0, 100.0));
  line.Add("--size", "BYTES[k|M]", options.size, "The best that fits into so many bytes, metadata included")
      ->check(kSize);
}

void SetTarget(EncodeOptions& options) {
  const int wanted = options.quality.has_value() + options.psnr.has_value() + !options.size.empty();
  if (wanted == 0) {
    const bool asks_for_colors = options.colors || !options.palette_file.empty() || !options.fixed.empty() ||
                                 !options.posterize.empty() || !Contradiction(options).empty();
    if (asks_for_colors) return;
    options.quality = kDefaultQuality;
    options.keeps_few_colors = true;
  }
  const std::string name = options.quality ? "--quality" : options.psnr ? "--psnr" : "--size";
  if (wanted > 1) throw CLI::ValidationError(name, "does not go with another of --quality, --psnr and --size");
  if (const std::string other = Contradiction(options); !other.empty()) {
    throw CLI::ValidationError(name, "does not go with " + other);
  }
  kmc_target& target = options.target.emplace();
  kmc_target_init(&target);
  target.goal = options.quality ? KMC_GOAL_QUALITY : options.psnr ? KMC_GOAL_PSNR : KMC_GOAL_BYTES;
  target.value = options.quality ? *options.quality
                 : options.psnr  ? *options.psnr
                                 : static_cast<double>(BytesOf(options.size));
  if (!options.colors) options.quantize.colors = kAnyColors;
}

std::string DescribeTarget(const EncodeOptions& options) {
  switch (options.target->goal) {
    case KMC_GOAL_PSNR:
      return fmt::format("psnr {}", options.target->value);
    case KMC_GOAL_QUALITY:
      return fmt::format("quality {}", options.target->value);
    case KMC_GOAL_BYTES:
      break;
  }
  return "size " + options.size;
}

}  // namespace kmc::tools
