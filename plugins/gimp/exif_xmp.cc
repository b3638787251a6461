#include "plugins/gimp/exif_xmp.h"

#include <gexiv2/gexiv2.h>

#include <string_view>
#include <vector>

namespace kmc::gimp {
namespace {

constexpr std::string_view kExifPrefix("Exif\0\0", 6);  // GIMP wants it as in a JPEG

}  // namespace

void ReadExifAndXmp(std::span<const uint8_t> exif, std::span<const uint8_t> xmp, GimpMetadata* metadata) {
  if (!exif.empty()) {
    std::vector<uint8_t> segment(kExifPrefix.begin(), kExifPrefix.end());
    segment.insert(segment.end(), exif.begin(), exif.end());
    gimp_metadata_set_from_exif(metadata, segment.data(), static_cast<int>(segment.size()), nullptr);
  }
  if (!xmp.empty()) gimp_metadata_set_from_xmp(metadata, xmp.data(), static_cast<int>(xmp.size()), nullptr);
}

void WriteExifAndXmp(GimpMetadata* metadata, bool exif, bool xmp, kmc_image* target) {
  GExiv2Metadata* tags = GEXIV2_METADATA(metadata);
  if (exif) {
    gexiv2_metadata_try_erase_exif_thumbnail(tags, nullptr);  // of the picture as it was once
    if (GBytes* bytes = gexiv2_metadata_get_exif_data(tags, GEXIV2_BYTE_ORDER_LITTLE, nullptr)) {
      gsize size = 0;
      const void* data = g_bytes_get_data(bytes, &size);
      kmc_image_set_metadata(target, KMC_EXIF, data, size);
      g_bytes_unref(bytes);
    }
  }
  if (xmp) {
    if (gchar* packet = gexiv2_metadata_try_generate_xmp_packet(tags, GEXIV2_USE_COMPACT_FORMAT, 0, nullptr)) {
      const std::string_view text(packet);
      kmc_image_set_metadata(target, KMC_XMP, text.data(), text.size());
      g_free(packet);
    }
  }
}

}  // namespace kmc::gimp
