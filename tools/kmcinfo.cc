// kmcinfo: what .kmc files hold. Decodes them whole, so that damage shows.

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "codec/kmc.hpp"
#include "fmt/format.h"
#include "tools/command_line.h"
#include "tools/exit_code.h"
#include "tools/input_file.h"
#include "tools/input_loop.h"
#include "tools/json.h"
#include "tools/kmc_file.h"
#include "tools/metadata.h"
#include "tools/standard_output.h"
#include "tools/thousands.h"
#include "tools/utf8.h"

namespace kmc::tools {
namespace {

constexpr char kProgram[] = "kmcinfo";

struct KmcFile {
  std::string name;
  kmc_info info = {};
  Image image;  // for palette and metadata

  double BitsPerPixel() const {
    return 8 * static_cast<double>(info.file_bytes) / (static_cast<double>(info.width) * info.height);
  }
};

KmcFile ReadFile(const std::string& input, const InputOptions& options) {
  InputFile in(input);
  const std::vector<uint8_t> bytes = ReadKmcFile(in);
  KmcFile file;
  file.name = input;
  file.info.struct_size = sizeof(file.info);
  kmc_work work;
  kmc_work_init(&work);
  work.limits = &options.limits;
  Check(kmc_read_info(bytes.data(), bytes.size(), &work, &file.info));
  Check(kmc_read(bytes.data(), bytes.size(), &work, Out(file.image)));
  return file;
}

// ---- text ----

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

std::vector<std::string> MetadataLines(const KmcFile& file) {
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

bool TerminalShowsColors() {
  const char* const value = std::getenv("COLORTERM");
  const std::string_view colorterm = value == nullptr ? "" : value;
  return isatty(STDOUT_FILENO) && (colorterm == "truecolor" || colorterm == "24bit");
}

std::vector<std::string> SwatchLines(const kmc_image* image) {
  constexpr uint32_t kPerLine = 32, kMaxShown = 256;
  std::vector<std::string> lines;
  const uint8_t* color = kmc_image_palette(image);
  const uint32_t shown = std::min(kmc_image_colors(image), kMaxShown);
  for (uint32_t i = 0; i < shown; ++i, color += 4) {
    if (i % kPerLine == 0) lines.emplace_back();
    lines.back() += color[3] == 0 ? "\033[0m::" : fmt::format("\033[48;2;{};{};{}m  ", color[0], color[1], color[2]);
  }
  for (std::string& line : lines) line += "\033[0m";
  if (shown < kmc_image_colors(image)) lines.push_back(fmt::format("the first {}", shown));
  return lines;
}

std::string Describe(const KmcFile& file) {
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
  add("file",
      fmt::format("{} bytes, {:.2f} bits/pixel: header {}, palette {}, indices {}, metadata {}",
                  WithCommas(info.file_bytes), file.BitsPerPixel(), WithCommas(info.header_bytes),
                  WithCommas(info.palette_bytes), WithCommas(info.index_bytes), WithCommas(info.metadata_bytes)));
  add_lines("metadata", MetadataLines(file));
  if (TerminalShowsColors()) add_lines("palette", SwatchLines(file.image.get()));
  text.pop_back();
  return text;
}

// ---- JSON ----

Json JsonOfMetadata(const KmcFile& file) {
  const kmc_image* image = file.image.get();
  Json json = {{"icc_bytes", BytesOf(image, KMC_ICC).size()},
               {"exif_bytes", BytesOf(image, KMC_EXIF).size()},
               {"xmp_bytes", BytesOf(image, KMC_XMP).size()},
               {"colorimetry", nullptr},
               {"resolution", nullptr},
               {"text", Json::array()},
               {"damaged", file.info.dropped_metadata}};
  if (const auto colorimetry = ColorimetryOf(image)) {
    if (colorimetry->kind == Colorimetry::kSrgb) {
      json["colorimetry"] = {{"srgb_intent", colorimetry->intent}};
    } else {
      json["colorimetry"] = {{"gamma", colorimetry->gamma / 1e5}};
    }
    if (colorimetry->kind == Colorimetry::kGammaAndPrimaries) {
      for (const uint32_t coordinate : colorimetry->primaries) {
        json["colorimetry"]["primaries"].push_back(coordinate / 1e5);
      }
    }
  }
  if (const auto resolution = ResolutionOf(image)) {
    json["resolution"] = {{"x", resolution->x}, {"y", resolution->y}, {"metric", resolution->metric}};
  }
  for (const Text& text : TextsOf(image)) json["text"].push_back({{"keyword", text.keyword}, {"text", text.text}});
  return json;
}

Json JsonOf(const KmcFile& file) {
  const kmc_info& info = file.info;
  return {{"input", file.name},
          {"width", info.width},
          {"height", info.height},
          {"colors", info.colors},
          {"has_alpha", info.has_alpha != 0},
          {"keeps_order", info.keeps_order != 0},
          {"tile_width", info.tile_width},
          {"tile_height", info.tile_height},
          {"tiles", info.tiles},
          {"tiles_packed", info.tiles_packed},
          {"tiles_deflate", info.tiles_deflate},
          {"tiles_fast", info.tiles_fast},
          {"tiles_max", info.tiles_max},
          {"file_bytes", info.file_bytes},
          {"bits_per_pixel", file.BitsPerPixel()},
          {"bytes",
           {{"header", info.header_bytes},
            {"palette", info.palette_bytes},
            {"index", info.index_bytes},
            {"metadata", info.metadata_bytes}}},
          {"metadata", JsonOfMetadata(file)}};
}

void Run(const std::string& input, const InputOptions& options) {
  const KmcFile file = ReadFile(input, options);
  if (options.json) {
    PrintJson(JsonOf(file));
  } else {
    PrintLine(Describe(file));
  }
}

int Main(int argc, char** argv) {
  InputOptions options;
  CommandLine line(kProgram, "Says what .kmc files (- is standard input) hold, after checking that they are whole.",
                   "[options] IN...");
  line.AddInputs(options);
  line.BeginGroup("Work");
  line.AddLimits(options);
  line.BeginGroup("Messages");
  line.AddJson(options);
  int exit_code = 0;
  if (!line.Parse(
          argc, argv, [] {}, exit_code))
    return exit_code;
  return ForEachInput(kProgram, options, [&options](const std::string& input) { Run(input, options); });
}

}  // namespace
}  // namespace kmc::tools

int main(int argc, char** argv) { return kmc::tools::Main(argc, argv); }
