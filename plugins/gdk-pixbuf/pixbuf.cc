#include "plugins/gdk-pixbuf/pixbuf.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kmc::gdk_pixbuf {
namespace {

constexpr size_t kRgb = 3, kRgba = 4;  // bytes of a pixel

// Rows of opaque pixels, through one row of RGBA.
void CopyOpaqueRows(const kmc_image* image, GdkPixbuf* pixbuf) {
  const uint32_t width = kmc_image_width(image);
  std::vector<uint8_t> row(width * kRgba);
  guchar* to_row = gdk_pixbuf_get_pixels(pixbuf);
  for (uint32_t y = 0; y < kmc_image_height(image); ++y, to_row += gdk_pixbuf_get_rowstride(pixbuf)) {
    kmc_image_rgba(image, 0, y, width, 1, row.data(), row.size());
    for (size_t x = 0; x < width; ++x) std::copy_n(&row[x * kRgba], kRgb, to_row + x * kRgb);
  }
}

std::vector<uint8_t> RgbaOfOpaque(const GdkPixbuf* pixbuf) {
  const size_t width = gdk_pixbuf_get_width(pixbuf), height = gdk_pixbuf_get_height(pixbuf);
  const guchar* from_row = gdk_pixbuf_read_pixels(pixbuf);
  std::vector<uint8_t> rgba(width * height * kRgba, 255);
  for (size_t y = 0; y < height; ++y, from_row += gdk_pixbuf_get_rowstride(pixbuf)) {
    for (size_t x = 0; x < width; ++x) std::copy_n(from_row + x * kRgb, kRgb, &rgba[(y * width + x) * kRgba]);
  }
  return rgba;
}

}  // namespace

Pixbuf NewPixbuf(const kmc_image* image) {
  const uint32_t width = kmc_image_width(image), height = kmc_image_height(image);
  const bool has_alpha = kmc_image_has_alpha(image) != 0;
  Pixbuf pixbuf(gdk_pixbuf_new(GDK_COLORSPACE_RGB, has_alpha, 8, static_cast<int>(width), static_cast<int>(height)));
  if (!pixbuf) return nullptr;
  if (has_alpha) {
    kmc_image_rgba(image, 0, 0, width, height, gdk_pixbuf_get_pixels(pixbuf.get()),
                   gdk_pixbuf_get_rowstride(pixbuf.get()));
  } else {
    CopyOpaqueRows(image, pixbuf.get());
  }
  return pixbuf;
}

kmc_result Quantize(const GdkPixbuf* pixbuf, const kmc_quantize_options& options, Image& image) {
  const uint32_t width = gdk_pixbuf_get_width(pixbuf), height = gdk_pixbuf_get_height(pixbuf);
  if (gdk_pixbuf_get_has_alpha(pixbuf)) {
    return kmc_quantize(gdk_pixbuf_read_pixels(pixbuf), gdk_pixbuf_get_rowstride(pixbuf), width, height, &options,
                        nullptr, Out(image), nullptr);
  }
  const std::vector<uint8_t> rgba = RgbaOfOpaque(pixbuf);
  return kmc_quantize(rgba.data(), width * kRgba, width, height, &options, nullptr, Out(image), nullptr);
}

}  // namespace kmc::gdk_pixbuf
