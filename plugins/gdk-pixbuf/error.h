// A kmc_result as the host's users are told of it.
#ifndef KMC_PLUGINS_GDK_PIXBUF_ERROR_H_
#define KMC_PLUGINS_GDK_PIXBUF_ERROR_H_

#define GDK_PIXBUF_ENABLE_BACKEND  // a module's side of the header
#include <gdk-pixbuf/gdk-pixbuf.h>

#include "codec/kmc.h"

namespace kmc::gdk_pixbuf {

// `error` may be NULL, as everywhere in GLib. Returns FALSE, for callers to return.
inline gboolean Fail(GError** error, GdkPixbufError code, const char* text) {
  g_set_error_literal(error, GDK_PIXBUF_ERROR, code, text);
  return FALSE;
}

inline GdkPixbufError CodeOf(kmc_result result) {
  switch (result) {
    case KMC_MEMORY:
    case KMC_LIMIT:
      return GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY;
    case KMC_FOREIGN:
    case KMC_VERSION:
    case KMC_UNSUPPORTED:
      return GDK_PIXBUF_ERROR_UNKNOWN_TYPE;
    case KMC_TRUNCATED:
    case KMC_CHECKSUM:
    case KMC_INVALID:
      return GDK_PIXBUF_ERROR_CORRUPT_IMAGE;
    default:
      return GDK_PIXBUF_ERROR_FAILED;
  }
}

inline gboolean Fail(GError** error, kmc_result result) {
  g_set_error(error, GDK_PIXBUF_ERROR, CodeOf(result), "kmc: %s", kmc_result_text(result));
  return FALSE;
}

}  // namespace kmc::gdk_pixbuf

#endif  // KMC_PLUGINS_GDK_PIXBUF_ERROR_H_
