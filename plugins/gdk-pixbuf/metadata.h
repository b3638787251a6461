// Metadata of an image and the options of a pixbuf that hold the same, by the names that the host's PNG module gave
// them:
//
//     icc-profile     an ICC profile, in base64
//     x-dpi, y-dpi    pixels per inch
//     tEXt::KEYWORD   a text
#ifndef KMC_PLUGINS_GDK_PIXBUF_METADATA_H_
#define KMC_PLUGINS_GDK_PIXBUF_METADATA_H_

#include "codec/kmc.h"
#include "plugins/gdk-pixbuf/error.h"

namespace kmc::gdk_pixbuf {

inline constexpr char kIccOption[] = "icc-profile";
inline constexpr char kXDpiOption[] = "x-dpi";
inline constexpr char kYDpiOption[] = "y-dpi";
inline constexpr char kTextPrefix[] = "tEXt::";

void SetOptions(const kmc_image* image, GdkPixbuf* pixbuf);

// Each returns KMC_INVALID if the value is not of the kind.
kmc_result SetIcc(const char* base64, kmc_image* image);
kmc_result AddText(const char* keyword, const char* text, kmc_image* image);
kmc_result SetDpi(guint64 x, guint64 y, kmc_image* image);

}  // namespace kmc::gdk_pixbuf

#endif  // KMC_PLUGINS_GDK_PIXBUF_METADATA_H_
