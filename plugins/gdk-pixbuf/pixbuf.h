// Pixels of a GdkPixbuf and of libkmc, which differ in that the host has none for alpha where all are opaque.
#ifndef KMC_PLUGINS_GDK_PIXBUF_PIXBUF_H_
#define KMC_PLUGINS_GDK_PIXBUF_PIXBUF_H_

#include <memory>

#include "codec/kmc.hpp"
#include "plugins/gdk-pixbuf/error.h"

namespace kmc::gdk_pixbuf {

struct Unref {
  void operator()(GdkPixbuf* pixbuf) const { g_object_unref(pixbuf); }
};
using Pixbuf = std::unique_ptr<GdkPixbuf, Unref>;

// NULL if there is not enough memory.
Pixbuf NewPixbuf(const kmc_image* image);

kmc_result Quantize(const GdkPixbuf* pixbuf, const kmc_quantize_options& options, Image& image);

}  // namespace kmc::gdk_pixbuf

#endif  // KMC_PLUGINS_GDK_PIXBUF_PIXBUF_H_
