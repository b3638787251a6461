#include "plugins/gdk-pixbuf/metadata.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>

namespace kmc::gdk_pixbuf {
namespace {

constexpr double kMetresPerInch = 0.0254;

struct GFree {
  void operator()(void* memory) const { g_free(memory); }
};

void SetIccOption(const kmc_image* image, GdkPixbuf* pixbuf) {
  size_t size = 0;
  const void* icc = kmc_image_metadata(image, KMC_ICC, 0, &size);
  if (!icc) return;
  const std::unique_ptr<char, GFree> base64(g_base64_encode(static_cast<const guchar*>(icc), size));
  gdk_pixbuf_set_option(pixbuf, kIccOption, base64.get());
}

void SetDpiOptions(const kmc_image* image, GdkPixbuf* pixbuf) {
  uint32_t x = 0, y = 0;
  int metric = 0;
  if (!kmc_image_resolution(image, &x, &y, &metric) || !metric) return;
  const long x_dpi = std::lround(x * kMetresPerInch), y_dpi = std::lround(y * kMetresPerInch);
  if (x_dpi < 1 || y_dpi < 1) return;
  gdk_pixbuf_set_option(pixbuf, kXDpiOption, std::to_string(x_dpi).c_str());
  gdk_pixbuf_set_option(pixbuf, kYDpiOption, std::to_string(y_dpi).c_str());
}

void SetTextOptions(const kmc_image* image, GdkPixbuf* pixbuf) {
  size_t size = 0;
  for (uint32_t n = 0; const void* item = kmc_image_metadata(image, KMC_TEXT, n, &size); ++n) {
    const std::string both(static_cast<const char*>(item), size);  // keyword, NUL, text
    const size_t end = both.find('\0');
    if (end == std::string::npos) continue;
    const std::string key = kTextPrefix + both.substr(0, end);
    const char* text = both.c_str() + end + 1;
    // What a file claims to be UTF-8 need not be. Of texts with the same keyword, the first one counts.
    if (g_utf8_validate(key.c_str(), -1, nullptr) && g_utf8_validate(text, -1, nullptr)) {
      gdk_pixbuf_set_option(pixbuf, key.c_str(), text);
    }
  }
}

}  // namespace

void SetOptions(const kmc_image* image, GdkPixbuf* pixbuf) {
  SetIccOption(image, pixbuf);
  SetDpiOptions(image, pixbuf);
  SetTextOptions(image, pixbuf);
}

kmc_result SetIcc(const char* base64, kmc_image* image) {
  gsize size = 0;
  const std::unique_ptr<guchar, GFree> icc(g_base64_decode(base64, &size));
  if (size == 0) return KMC_INVALID;
  return kmc_image_set_metadata(image, KMC_ICC, icc.get(), size);
}

kmc_result AddText(const char* keyword, const char* text, kmc_image* image) {
  const std::string both = std::string(keyword) + '\0' + text;
  return kmc_image_set_metadata(image, KMC_TEXT, both.data(), both.size());
}

kmc_result SetDpi(guint64 x, guint64 y, kmc_image* image) {
  const auto per_metre = [](guint64 dpi) {
    return static_cast<uint32_t>(std::lround(static_cast<double>(dpi) / kMetresPerInch));
  };
  return kmc_image_set_resolution(image, per_metre(x), per_metre(y), 1);
}

}  // namespace kmc::gdk_pixbuf
