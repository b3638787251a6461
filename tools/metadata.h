// What an image file says beside its pixels, in the terms of no format in
// particular: readers fill it, and it moves into a kmc_image.
#ifndef KMC_TOOLS_METADATA_H_
#define KMC_TOOLS_METADATA_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codec/kmc.h"

namespace kmc::tools {

// How sample values and light are related: sRGB, or a gamma with or without
// primaries (both times 100,000).
struct Colorimetry {
  enum Kind : uint8_t { kSrgb = 0, kGamma = 1, kGammaAndPrimaries = 2 };
  Kind kind = kSrgb;
  uint8_t intent = 0;
  uint32_t gamma = 0;
  std::array<uint32_t, 8> primaries = {};  // white x, y, red x, y, green x, y, blue x, y
};

struct Resolution {
  uint32_t x = 0, y = 0;
  bool metric = false;  // pixels per metre; otherwise only the ratio counts
};

struct Text {
  std::string keyword, text;  // UTF-8
};

struct Metadata {
  std::vector<uint8_t> icc, exif, xmp;
  std::optional<Colorimetry> colorimetry;
  std::optional<Resolution> resolution;
  std::vector<Text> texts;
};

// Adds all of it to the image. What the library refuses is left out, and a
// sentence about it is added to `warnings`.
void AttachMetadata(const Metadata& metadata, kmc_image* image, std::vector<std::string>& warnings);

enum class Strip {
  kNone,
  kSafe,  // keeps what changes how the picture looks: ICC, colorimetry, resolution
  kAll,
};
void StripMetadata(Strip strip, kmc_image* image);

// The image's own metadata of a kind, empty if it has none.
std::span<const uint8_t> BytesOf(const kmc_image* image, kmc_metadata_kind kind);
std::optional<Colorimetry> ColorimetryOf(const kmc_image* image);
std::optional<Resolution> ResolutionOf(const kmc_image* image);
std::vector<Text> TextsOf(const kmc_image* image);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_METADATA_H_
