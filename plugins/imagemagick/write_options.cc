#include "plugins/imagemagick/write_options.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string>
#include <string_view>

#include "plugins/imagemagick/coder.h"

namespace kmc_magick {
namespace {

constexpr uint32_t kMaxColors = 65536, kMaxEffort = 9;

struct Name {
  std::string_view name;
  int value;
};
constexpr Name kDithers[] = {
    {"none", KMC_DITHER_NONE}, {"floyd-steinberg", KMC_DITHER_FLOYD_STEINBERG}, {"ordered", KMC_DITHER_ORDERED}};
constexpr Name kCodings[] = {{"auto", KMC_CODING_AUTO},
                             {"packed", KMC_CODING_PACKED},
                             {"deflate", KMC_CODING_DEFLATE},
                             {"fast", KMC_CODING_FAST},
                             {"max", KMC_CODING_MAX}};

[[noreturn]] void Refuse(const char* option, const char* value, const std::string& allowed) {
  throw Failure(OptionError, std::string(option) + " is " + allowed + ", not " + value);
}

bool ReadNumber(const ImageInfo* info, const char* option, uint32_t last, uint32_t& number) {
  const char* text = GetImageOption(info, option);
  if (text == nullptr) return false;
  const std::string_view view(text);
  const auto [end, error] = std::from_chars(view.begin(), view.end(), number);
  if (error != std::errc() || end != view.end() || number < 1 || number > last) {
    Refuse(option, text, "1.." + std::to_string(last));
  }
  return true;
}

template <class Enum>
void ReadName(const ImageInfo* info, const char* option, std::span<const Name> names, Enum& value) {
  const char* text = GetImageOption(info, option);
  if (text == nullptr) return;
  std::string allowed;
  for (const Name& name : names) {
    if (name.name == text) {
      value = static_cast<Enum>(name.value);
      return;
    }
    allowed.append(allowed.empty() ? "" : "|").append(name.name);
  }
  Refuse(option, text, allowed);
}

}  // namespace

WriteOptions OptionsOf(const ImageInfo* info) {
  WriteOptions options;
  kmc_quantize_options_init(&options.quantize);
  kmc_write_options_init(&options.write);
  // The quality of the search: 1..11 is effort 1, 12..22 effort 2, and so on.
  if (info->quality != 0) {
    options.quantize.effort = std::clamp<uint32_t>(static_cast<uint32_t>(info->quality + 10) / 11, 1, kMaxEffort);
  }
  options.colors_given = ReadNumber(info, "kmc:colors", kMaxColors, options.quantize.colors);
  ReadNumber(info, "kmc:effort", kMaxEffort, options.quantize.effort);
  ReadName(info, "kmc:dither", kDithers, options.quantize.dither);
  ReadName(info, "kmc:coding", kCodings, options.write.coding);
  return options;
}

}  // namespace kmc_magick
