// The module that gdk-pixbuf loads: what it is called, and where its functions are.
#include "plugins/gdk-pixbuf/load.h"
#include "plugins/gdk-pixbuf/save.h"

// gdk-pixbuf looks these two up by name.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {
G_MODULE_EXPORT void fill_vtable(GdkPixbufModule* module);
G_MODULE_EXPORT void fill_info(GdkPixbufFormat* info);
}
// NOLINTEND(readability-identifier-naming)

void fill_vtable(GdkPixbufModule* module) {
  module->begin_load = kmc::gdk_pixbuf::BeginLoad;
  module->load_increment = kmc::gdk_pixbuf::LoadIncrement;
  module->stop_load = kmc::gdk_pixbuf::StopLoad;
  module->save_to_callback = kmc::gdk_pixbuf::SaveToCallback;
  module->is_save_option_supported = kmc::gdk_pixbuf::IsSaveOptionSupported;
}

void fill_info(GdkPixbufFormat* info) {
  // The host's types are not const, but it changes nothing of them.
  static GdkPixbufModulePattern signature[] = {{const_cast<char*>("\x8bKMC"), nullptr, 100}, {nullptr, nullptr, 0}};
  static char* mime_types[] = {const_cast<char*>("image/x-kmc"), nullptr};
  static char* extensions[] = {const_cast<char*>("kmc"), nullptr};
  info->name = const_cast<char*>("kmc");
  info->signature = signature;
  info->description = const_cast<char*>("KMC");
  info->mime_types = mime_types;
  info->extensions = extensions;
  info->flags = GDK_PIXBUF_FORMAT_WRITABLE | GDK_PIXBUF_FORMAT_THREADSAFE;
  info->license = const_cast<char*>("BSD");
}
