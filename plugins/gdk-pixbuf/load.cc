#include "plugins/gdk-pixbuf/load.h"

#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "codec/kmc.hpp"
#include "plugins/gdk-pixbuf/metadata.h"
#include "plugins/gdk-pixbuf/pixbuf.h"

namespace kmc::gdk_pixbuf {
namespace {

// One image on its way.
struct Load {
  GdkPixbufModuleSizeFunc tell_size;  // these three may be NULL
  GdkPixbufModulePreparedFunc tell_prepared;
  GdkPixbufModuleUpdatedFunc tell_updated;
  gpointer user_data;
  std::vector<guchar> bytes;   // so far
  gint width = 0, height = 0;  // to be delivered; 0 until the header was read
  bool failed = false;         // the application knows
};

// Tells the size of the file, and takes the one that the application wants.
gboolean SettleSize(Load& load, GError** error) {
  uint32_t width = 0, height = 0;
  const kmc_result result = kmc_read_size(load.bytes.data(), load.bytes.size(), nullptr, &width, &height);
  if (result == KMC_TRUNCATED) return TRUE;  // more is to come, or StopLoad will say so
  if (result != KMC_OK) return Fail(error, result);
  load.width = static_cast<gint>(width);
  load.height = static_cast<gint>(height);
  if (load.tell_size) load.tell_size(&load.width, &load.height, load.user_data);
  if (load.width < 1 || load.height < 1) return Fail(error, GDK_PIXBUF_ERROR_FAILED, "kmc: no pixels were asked for");
  return TRUE;
}

kmc_result Decode(const std::vector<guchar>& bytes, Pixbuf& pixbuf) {
  Image image;
  const kmc_result result = kmc_read(bytes.data(), bytes.size(), nullptr, Out(image));
  if (result != KMC_OK) return result;
  pixbuf = NewPixbuf(image.get());
  if (!pixbuf) return KMC_MEMORY;
  SetOptions(image.get(), pixbuf.get());
  return KMC_OK;
}

gboolean Finish(Load& load, GError** error) {
  Pixbuf pixbuf;
  const kmc_result result = Decode(load.bytes, pixbuf);
  if (result != KMC_OK) return Fail(error, result);
  load.bytes = {};  // before memory for scaling is needed
  if (gdk_pixbuf_get_width(pixbuf.get()) != load.width || gdk_pixbuf_get_height(pixbuf.get()) != load.height) {
    Pixbuf scaled(gdk_pixbuf_scale_simple(pixbuf.get(), load.width, load.height, GDK_INTERP_BILINEAR));
    if (!scaled) return Fail(error, KMC_MEMORY);
    gdk_pixbuf_copy_options(pixbuf.get(), scaled.get());
    pixbuf = std::move(scaled);
  }
  if (load.tell_prepared) load.tell_prepared(pixbuf.get(), nullptr, load.user_data);
  if (load.tell_updated) load.tell_updated(pixbuf.get(), 0, 0, load.width, load.height, load.user_data);
  return TRUE;
}

}  // namespace

gpointer BeginLoad(GdkPixbufModuleSizeFunc tell_size, GdkPixbufModulePreparedFunc tell_prepared,
                   GdkPixbufModuleUpdatedFunc tell_updated, gpointer user_data, GError** error) {
  auto* load = new (std::nothrow) Load{tell_size, tell_prepared, tell_updated, user_data, {}};
  if (!load) Fail(error, KMC_MEMORY);
  return load;
}

gboolean LoadIncrement(gpointer context, const guchar* bytes, guint size, GError** error) {
  auto& load = *static_cast<Load*>(context);
  if (load.failed) return Fail(error, KMC_INVALID);
  try {
    load.bytes.insert(load.bytes.end(), bytes, bytes + size);
  } catch (const std::bad_alloc&) {
    load.failed = true;
    return Fail(error, KMC_MEMORY);
  }
  if (load.width == 0) load.failed = !SettleSize(load, error);
  return !load.failed;
}

gboolean StopLoad(gpointer context, GError** error) {
  const std::unique_ptr<Load> load(static_cast<Load*>(context));
  if (load->failed) return FALSE;
  if (load->width == 0) return Fail(error, KMC_TRUNCATED);
  try {
    return Finish(*load, error);
  } catch (const std::bad_alloc&) {  // must not reach the host, which is C
    return Fail(error, KMC_MEMORY);
  }
}

}  // namespace kmc::gdk_pixbuf
