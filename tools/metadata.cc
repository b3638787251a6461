#include "tools/metadata.h"

#include <algorithm>

#include "fmt/format.h"
#include "tools/exit_code.h"

namespace kmc::tools {
namespace {

// The section "colorimetry" of the specification; numbers are unsigned LEB128.
std::vector<uint8_t> SerializeColorimetry(const Colorimetry& colorimetry) {
  std::vector<uint8_t> bytes = {colorimetry.kind};
  const auto append = [&bytes](uint32_t value) {
    for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<uint8_t>(value | 0x80));
    bytes.push_back(static_cast<uint8_t>(value));
  };
  if (colorimetry.kind == Colorimetry::kSrgb) {
    bytes.push_back(colorimetry.intent);
    return bytes;
  }
  append(colorimetry.gamma);
  if (colorimetry.kind == Colorimetry::kGammaAndPrimaries) std::ranges::for_each(colorimetry.primaries, append);
  return bytes;
}

// The bytes come from the library, which has checked them.
Colorimetry ParseColorimetry(std::span<const uint8_t> bytes) {
  size_t position = 1;
  const auto take = [&bytes, &position] {
    uint32_t value = 0;
    for (uint32_t shift = 0; position < bytes.size() && shift < 32; shift += 7) {
      const uint8_t byte = bytes[position++];
      value |= static_cast<uint32_t>(byte & 0x7F) << shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  Colorimetry colorimetry;
  colorimetry.kind = static_cast<Colorimetry::Kind>(bytes[0]);
  if (colorimetry.kind == Colorimetry::kSrgb) {
    colorimetry.intent = static_cast<uint8_t>(take());
    return colorimetry;
  }
  colorimetry.gamma = take();
  if (colorimetry.kind == Colorimetry::kGammaAndPrimaries) std::ranges::generate(colorimetry.primaries, take);
  return colorimetry;
}

}  // namespace

void AttachMetadata(const Metadata& metadata, kmc_image* image, std::vector<std::string>& warnings) {
  const auto judge = [&warnings](kmc_result result, const std::string& what) {
    if (result == KMC_INVALID) {
      warnings.push_back(fmt::format("left out {}, which is not valid", what));
    } else {
      Check(result);
    }
  };
  const auto attach = [&](kmc_metadata_kind kind, const auto& bytes, const std::string& what) {
    if (!bytes.empty()) judge(kmc_image_set_metadata(image, kind, bytes.data(), bytes.size()), what);
  };
  attach(KMC_ICC, metadata.icc, "the ICC profile");
  attach(KMC_EXIF, metadata.exif, "the EXIF data");
  attach(KMC_XMP, metadata.xmp, "the XMP data");
  if (metadata.colorimetry) attach(KMC_COLORIMETRY, SerializeColorimetry(*metadata.colorimetry), "the colorimetry");
  if (metadata.resolution) {
    const Resolution& resolution = *metadata.resolution;
    judge(kmc_image_set_resolution(image, resolution.x, resolution.y, resolution.metric), "the resolution");
  }
  for (const Text& text : metadata.texts) {
    attach(KMC_TEXT, text.keyword + '\0' + text.text, fmt::format("the text '{}'", text.keyword));
  }
}

void StripMetadata(Strip strip, kmc_image* image) {
  if (strip == Strip::kNone) return;
  for (const kmc_metadata_kind kind : {KMC_EXIF, KMC_XMP, KMC_TEXT}) Check(kmc_image_set_metadata(image, kind, "", 0));
  if (strip == Strip::kSafe) return;
  for (const kmc_metadata_kind kind : {KMC_ICC, KMC_COLORIMETRY}) Check(kmc_image_set_metadata(image, kind, "", 0));
  Check(kmc_image_set_resolution(image, 0, 0, 0));
}

std::span<const uint8_t> BytesOf(const kmc_image* image, kmc_metadata_kind kind) {
  size_t size = 0;
  const void* bytes = kmc_image_metadata(image, kind, 0, &size);
  if (bytes == nullptr) return {};
  return {static_cast<const uint8_t*>(bytes), size};
}

std::optional<Colorimetry> ColorimetryOf(const kmc_image* image) {
  const auto bytes = BytesOf(image, KMC_COLORIMETRY);
  if (bytes.empty()) return std::nullopt;
  return ParseColorimetry(bytes);
}

std::optional<Resolution> ResolutionOf(const kmc_image* image) {
  Resolution resolution;
  int metric = 0;
  if (!kmc_image_resolution(image, &resolution.x, &resolution.y, &metric)) return std::nullopt;
  resolution.metric = metric != 0;
  return resolution;
}

std::vector<Text> TextsOf(const kmc_image* image) {
  std::vector<Text> texts;
  size_t size = 0;
  for (uint32_t n = 0; const void* bytes = kmc_image_metadata(image, KMC_TEXT, n, &size); ++n) {
    const std::string_view item(static_cast<const char*>(bytes), size);
    const size_t keyword_end = item.find('\0');
    texts.push_back({std::string(item.substr(0, keyword_end)), std::string(item.substr(keyword_end + 1))});
  }
  return texts;
}

}  // namespace kmc::tools
