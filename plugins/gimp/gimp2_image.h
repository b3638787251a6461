// Between canvases and images of GIMP 2.10, metadata included.
#ifndef KMC_PLUGINS_GIMP_GIMP2_IMAGE_H_
#define KMC_PLUGINS_GIMP_GIMP2_IMAGE_H_

#include <libgimp/gimp.h>

#include <cstdint>
#include <span>

#include "plugins/gimp/canvas.h"

namespace kmc::gimp {

// A new image with the canvas as its only layer, in the space of the profile
// (empty: none).
gint32 NewImage(const Canvas& canvas, std::span<const uint8_t> icc, const char* layer_name);

// What else the file says beside its pixels. `interactive` lets GIMP ask whether to
// turn the image as its EXIF orientation says; otherwise it does.
void AttachMetadata(const kmc_image* source, gint32 image, bool interactive);

// How many colours the image had when it was opened from a .kmc file or last
// exported in a dialog; 0 if it never was. It is what an export does unasked.
int RememberedColors(gint32 image);
void RememberColors(gint32 image, int colors);

// The pixels of an image that has one layer: as they are if its profile goes
// with them, else converted to sRGB.
Canvas ReadCanvas(gint32 image, gint32 drawable, bool with_profile, Progress& progress);

// Resolution and profile of the exported image, the rest of the original; as
// far as the user's preferences allow.
void CopyMetadata(gint32 original, gint32 exported, kmc_image* target);

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_GIMP2_IMAGE_H_
