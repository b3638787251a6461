// GdkPixbuf -> .kmc bytes.
#ifndef KMC_PLUGINS_GDK_PIXBUF_SAVE_H_
#define KMC_PLUGINS_GDK_PIXBUF_SAVE_H_

#include "plugins/gdk-pixbuf/error.h"

namespace kmc::gdk_pixbuf {

// The functions of GdkPixbufModule. Options are those of metadata.h, and
//
//     colors    1..65536 (default 256); an image that has no more is kept exactly
//     dither    none (default), floyd-steinberg, ordered
//     effort    1..9 (default 5)
gboolean SaveToCallback(GdkPixbufSaveFunc save, gpointer user_data, GdkPixbuf* pixbuf, gchar** keys, gchar** values,
                        GError** error);
gboolean IsSaveOptionSupported(const gchar* key);

}  // namespace kmc::gdk_pixbuf

#endif  // KMC_PLUGINS_GDK_PIXBUF_SAVE_H_
