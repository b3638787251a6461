// Between canvases and images of GIMP 3, metadata included.
#ifndef KMC_PLUGINS_GIMP_GIMP3_IMAGE_H_
#define KMC_PLUGINS_GIMP_GIMP3_IMAGE_H_

#include <libgimp/gimp.h>

#include <cstdint>
#include <span>

#include "plugins/gimp/canvas.h"

namespace kmc::gimp {

// A new image with the canvas as its only layer, in the space of the profile
// (empty: none).
GimpImage* NewImage(const Canvas& canvas, std::span<const uint8_t> icc, const char* layer_name);

// False if GIMP has changed colours of an indexed image for its profile: GIMP
// 3.0 holds them in sRGB, rounded.
bool KeptColormap(const Canvas& canvas, GimpImage* image);

// What else the file says beside its pixels. EXIF and XMP come into `metadata`, of
// which GIMP itself takes what `flags` leaves to them.
void AttachMetadata(const kmc_image* source, GimpImage* image, GimpMetadata* metadata, GimpMetadataLoadFlags* flags);

// How many colours the image had when it was opened from a .kmc file or last
// exported in a dialog; 0 if it never was. It is what an export does unasked.
int RememberedColors(GimpImage* image);
void RememberColors(GimpImage* image, int colors);

// A yes or no of the user's, such as "include-exif".
bool Wants(GimpProcedureConfig* config, const char* property);

// The pixels of an image that has one layer: as they are if its profile goes
// with them, else converted to sRGB.
Canvas ReadCanvas(GimpImage* image, bool with_profile, Progress& progress);

// The profile is that of the exported image, the rest of the original; as far
// as the user's choices in `config` allow.
void CopyMetadata(GimpImage* original, GimpImage* exported, GimpProcedureConfig* config, kmc_image* target);

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_GIMP3_IMAGE_H_
