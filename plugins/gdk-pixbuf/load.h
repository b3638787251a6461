// .kmc bytes, as they arrive -> GdkPixbuf.
//
// The size is told as soon as the header is there, so that the application can
// ask for another one. Palette and tiles are decoded when all bytes are there.
#ifndef KMC_PLUGINS_GDK_PIXBUF_LOAD_H_
#define KMC_PLUGINS_GDK_PIXBUF_LOAD_H_

#include "plugins/gdk-pixbuf/error.h"

namespace kmc::gdk_pixbuf {

// The functions of GdkPixbufModule; StopLoad frees what BeginLoad returns.
gpointer BeginLoad(GdkPixbufModuleSizeFunc tell_size, GdkPixbufModulePreparedFunc tell_prepared,
                   GdkPixbufModuleUpdatedFunc tell_updated, gpointer user_data, GError** error);
gboolean LoadIncrement(gpointer context, const guchar* bytes, guint size, GError** error);
gboolean StopLoad(gpointer context, GError** error);

}  // namespace kmc::gdk_pixbuf

#endif  // KMC_PLUGINS_GDK_PIXBUF_LOAD_H_
