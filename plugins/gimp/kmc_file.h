// .kmc files in and out, and the metadata that GIMP knows: resolution, colour
// profile, comment, EXIF and XMP.
#ifndef KMC_PLUGINS_GIMP_KMC_FILE_H_
#define KMC_PLUGINS_GIMP_KMC_FILE_H_

#include <gio/gio.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "codec/kmc.hpp"
#include "plugins/gimp/export_options.h"
#include "plugins/gimp/progress.h"

namespace kmc::gimp {

inline constexpr char kMimeType[] = "image/x-kmc";
inline constexpr char kMagic[] = "0,string,\\213KMC";

// No side is longer than max_side.
Image ReadFile(GFile* file, uint32_t max_side, Progress& progress);

// Replaces the file as a whole or leaves it as it was.
void WriteFile(const kmc_image* image, const ExportOptions& options, GFile* file, Progress& progress);

// Pixels per inch, which is GIMP's unit.
struct Resolution {
  double x, y;
};
// A resolution that is only a ratio is turned into one about `usual`.
std::optional<Resolution> ResolutionOf(const kmc_image* image, double usual);
void SetResolution(kmc_image* image, Resolution resolution);

// Empty if there is none.
std::span<const uint8_t> MetadataOf(const kmc_image* image, kmc_metadata_kind kind);
std::string CommentOf(const kmc_image* image);
void SetComment(kmc_image* image, std::string_view comment);

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_KMC_FILE_H_
