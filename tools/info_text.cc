#include "tools/info_text.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "tools/input_loop.h"
#include "tools/metadata.h"
#include "tools/thousands.h"
#include "tools/utf8.h"

namespace kmc::tools {
namespace {

std::string Codings(const kmc_info& info) {
  std::vector<std::string> codings;
  const auto add = [&codings](uint32_t count, const char* name) {
    if (count > 0) codings.push_back(fmt::format("{} {}", WithCommas(count), name));
  };
  add(info.tiles_packed, "packed");
  add(info.tiles_deflate, "deflate");
  add(info.tiles_fast, "fast");
  add(info.tiles_max, "max");
  return fmt::format("{} tile{} of {} x {}: {}", WithCommas(info.tiles), info.tiles == 1 ? "" : "s", info.tile_width,
                     info.tile_height, fmt::join(codings, ", "));
}

// A bar for each section: what is worth saving shows at once.
std::vector<std::string> SectionLines(const kmc_info& info) {
  constexpr double kWidth = 40;
  std::vector<std::string> lines = {WithCommas(info.file_bytes) + " bytes"};
  const auto add = [&](const char* name, uint64_t bytes) {
    if (bytes == 0) return;
    const double share = static_cast<double>(bytes) / static_cast<double>(info.file_bytes);
    lines.push_back(fmt::format("{:<10}{:>13} {:>6.1f} %  {:#<{}}", name, WithCommas(bytes), 100 * share, "",
                                std::lround(share * kWidth)));
  };
  add("indices", info.index_bytes);
  add("palette", info.palette_bytes);
  add("metadata", info.metadata_bytes);
  add("header", info.header_bytes);
  for (std::string& line : lines) line.erase(line.find_last_not_of(' ') + 1);
  return lines;
}

std::vector<std::string> MetadataLines(const KmcContents& file) {
  constexpr size_t kMaxShown = 200;  // characters of a text
  const kmc_image* image = file.image.get();
  std::vector<std::string> lines;
  const auto add_size = [&](kmc_metadata_kind kind, const char* name) {
    const size_t size = BytesOf(image, kind).size();
    if (size > 0) lines.push_back(fmt::format("{}, {} bytes", name, WithCommas(size)));
  };
  add_size(KMC_ICC, "ICC profile");
  add_size(KMC_EXIF, "EXIF");
  add_size(KMC_XMP, "XMP");
  if (const auto colorimetry = ColorimetryOf(image)) {
    lines.push_back(colorimetry->kind == Colorimetry::kSrgb
                        ? fmt::format("sRGB, rendering intent {}", colorimetry->intent)
                        : fmt::format("gamma {:.5f}{}", colorimetry->gamma / 1e5,
                                      colorimetry->kind == Colorimetry::kGamma ? "" : " and primaries"));
  }
  if (const auto resolution = ResolutionOf(image)) {
    lines.push_back(resolution->metric ? fmt::format("{} x {} pixels per metre ({:.1f} x {:.1f} dpi)", resolution->x,
                                                     resolution->y, resolution->x * 0.0254, resolution->y * 0.0254)
                                       : fmt::format("resolution {} : {}", resolution->x, resolution->y));
  }
  for (const Text& text : TextsOf(image)) {
    lines.push_back(fmt::format("{}: {}", Printable(text.keyword, kMaxShown), Printable(text.text, kMaxShown)));
  }
  if (file.info.dropped_metadata > 0) lines.push_back(fmt::format("damaged: {}", file.info.dropped_metadata));
  return lines;
}

// ---- palette ----

bool TerminalShowsColors() {
  const char* const value = std::getenv("COLORTERM");
  const char* const no_color = std::getenv("NO_COLOR");  // https://no-color.org: present and not empty
  const std::string_view colorterm = value == nullptr ? "" : value;
  const bool wanted = no_color == nullptr || *no_color == '\0';
  return wanted && isatty(STDOUT_FILENO) && (colorterm == "truecolor" || colorterm == "24bit");
}

// Two cells of the terminal; what is fully transparent has no colour.
std::string Swatch(const uint8_t* color) {
  return color[3] == 0 ? "\033[0m::" : fmt::format("\033[48;2;{};{};{}m  ", color[0], color[1], color[2]);
}

std::string HexOf(const uint8_t* color) {
  const std::string hex = fmt::format("#{:02x}{:02x}{:02x}", color[0], color[1], color[2]);
  return color[3] == 255 ? hex : hex + fmt::format("{:02x}", color[3]);
}

// Few colours with their codes and shares of the pixels, the largest first.
std::vector<std::string> NamedColorLines(const KmcContents& file, bool in_color) {
  constexpr size_t kPerLine = 4;
  const uint8_t* palette = kmc_image_palette(file.image.get());
  std::vector<size_t> order(file.pixels.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater(), [&file](size_t i) { return file.pixels[i]; });
  std::vector<std::string> lines;
  for (size_t i = 0; i < order.size(); ++i) {
    if (i % kPerLine == 0) lines.emplace_back();
    const uint8_t* color = palette + 4 * order[i];
    if (in_color) lines.back() += Swatch(color) + "\033[0m ";
    lines.back() +=
        fmt::format("{:<9}{:>6.1f} %   ", HexOf(color),
                    100.0 * static_cast<double>(file.pixels[order[i]]) / static_cast<double>(file.Pixels()));
  }
  for (std::string& line : lines) line.erase(line.find_last_not_of(' ') + 1);
  return lines;
}

std::vector<std::string> SwatchLines(const kmc_image* image) {
  constexpr uint32_t kPerLine = 32, kMaxShown = 256;
  std::vector<std::string> lines;
  const uint8_t* color = kmc_image_palette(image);
  const uint32_t shown = std::min(kmc_image_colors(image), kMaxShown);
  for (uint32_t i = 0; i < shown; ++i, color += 4) {
    if (i % kPerLine == 0) lines.emplace_back();
    lines.back() += Swatch(color);
  }
  for (std::string& line : lines) line += "\033[0m";
  if (shown < kmc_image_colors(image)) lines.push_back(fmt::format("the first {}", shown));
  return lines;
}

std::vector<std::string> PaletteLines(const KmcContents& file) {
  constexpr uint32_t kMaxNamed = 32;
  const bool in_color = TerminalShowsColors();
  if (file.info.colors <= kMaxNamed) return NamedColorLines(file, in_color);
  return in_color ? SwatchLines(file.image.get()) : std::vector<std::string>();
}

}  // namespace

std::string TextOf(const KmcContents& file) {
  const kmc_info& info = file.info;
  std::string text = fmt::format("{}\n", InputTitle(file.name));
  const auto add = [&text](const char* name, const std::string& value) {
    text += fmt::format("  {:<10}{}\n", name, value);
  };
  const auto add_lines = [&add](const char* name, const std::vector<std::string>& lines) {
    for (size_t i = 0; i < lines.size(); ++i) add(i == 0 ? name : "", lines[i]);
  };
  add("image", fmt::format("{} x {} pixels", info.width, info.height));
  add("colours", fmt::format("{}, {}{}", WithCommas(info.colors), info.has_alpha ? "with alpha" : "opaque",
                             info.keeps_order ? ", palette order kept" : ""));
  add("indices", Codings(info));
  add("size", fmt::format("{:.2f} bits/pixel, {:.2f} : 1", file.BitsPerPixel(),
                          static_cast<double>(file.RawBytes()) / static_cast<double>(info.file_bytes)));
  add_lines("file", SectionLines(info));
  add_lines("metadata", MetadataLines(file));
  add_lines("palette", PaletteLines(file));
  text.pop_back();
  return text;
}

}  // namespace kmc::tools
