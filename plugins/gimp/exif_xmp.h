// EXIF and XMP between .kmc files and the metadata objects of GIMP, which are
// those of the GExiv2 library. Metadata that cannot be read are left out.
#ifndef KMC_PLUGINS_GIMP_EXIF_XMP_H_
#define KMC_PLUGINS_GIMP_EXIF_XMP_H_

#include <libgimp/gimp.h>

#include <cstdint>
#include <span>

#include "codec/kmc.h"

namespace kmc::gimp {

void ReadExifAndXmp(std::span<const uint8_t> exif, std::span<const uint8_t> xmp, GimpMetadata* metadata);
void WriteExifAndXmp(GimpMetadata* metadata, bool exif, bool xmp, kmc_image* target);

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_EXIF_XMP_H_
