// kmcinfo: what .kmc files hold. Decodes them whole, so that damage shows.

#include <string>
#include <vector>

#include "codec/kmc.hpp"
#include "fmt/format.h"
#include "tools/command_line.h"
#include "tools/exit_code.h"
#include "tools/info_text.h"
#include "tools/input_file.h"
#include "tools/input_loop.h"
#include "tools/json.h"
#include "tools/kmc_contents.h"
#include "tools/kmc_file.h"
#include "tools/metadata.h"
#include "tools/standard_output.h"

namespace kmc::tools {
namespace {

constexpr char kProgram[] = "kmcinfo";

std::vector<uint64_t> CountPixels(const kmc_image* image) {
  std::vector<uint64_t> pixels(kmc_image_colors(image));
  std::vector<uint16_t> row(kmc_image_width(image));
  for (uint32_t y = 0; y < kmc_image_height(image); ++y) {
    Check(kmc_image_indices16(image, 0, y, kmc_image_width(image), 1, row.data(), 2 * row.size()));
    for (const uint16_t index : row) ++pixels[index];
  }
  return pixels;
}

KmcContents ReadFile(const std::string& input, const InputOptions& options) {
  InputFile in(input);
  const std::vector<uint8_t> bytes = ReadKmcFile(in);
  KmcContents file;
  file.name = input;
  file.info.struct_size = sizeof(file.info);
  kmc_work work;
  kmc_work_init(&work);
  work.limits = &options.limits;
  Check(kmc_read_info(bytes.data(), bytes.size(), &work, &file.info));
  Check(kmc_read(bytes.data(), bytes.size(), &work, Out(file.image)));
  file.pixels = CountPixels(file.image.get());
  return file;
}

// ---- JSON ----

Json JsonOfMetadata(const KmcContents& file) {
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

Json JsonOfPalette(const KmcContents& file) {
  const uint8_t* color = kmc_image_palette(file.image.get());
  Json palette = Json::array();
  for (const uint64_t pixels : file.pixels) {
    palette.push_back({{"rgba", {color[0], color[1], color[2], color[3]}}, {"pixels", pixels}});
    color += 4;
  }
  return palette;
}

Json JsonOf(const KmcContents& file) {
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
          {"raw_bytes", file.RawBytes()},
          {"bytes",
           {{"header", info.header_bytes},
            {"palette", info.palette_bytes},
            {"index", info.index_bytes},
            {"metadata", info.metadata_bytes}}},
          {"metadata", JsonOfMetadata(file)},
          {"palette", JsonOfPalette(file)}};
}

void Run(const std::string& input, const InputOptions& options) {
  const KmcContents file = ReadFile(input, options);
  if (options.json) {
    PrintJson(JsonOf(file));
  } else {
    PrintLine(TextOf(file));
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
