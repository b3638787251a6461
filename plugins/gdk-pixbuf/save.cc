#include "plugins/gdk-pixbuf/save.h"

#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/kmc.hpp"
#include "plugins/gdk-pixbuf/metadata.h"
#include "plugins/gdk-pixbuf/pixbuf.h"

namespace kmc::gdk_pixbuf {
namespace {

constexpr char kColorsOption[] = "colors", kDitherOption[] = "dither", kEffortOption[] = "effort";
constexpr guint64 kMostDpi = 100'000'000;  // as many pixels per metre as a file can tell, about

struct Options {
  kmc_quantize_options quantize;
  const char* icc = nullptr;                               // in base64; NULL: none
  guint64 x_dpi = 0, y_dpi = 0;                            // 0: not given
  std::vector<std::pair<const char*, const char*>> texts;  // keyword, text
};

// ---- options ----

gboolean Refuse(const char* key, const char* rule, GError** error) {
  g_set_error(error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_BAD_OPTION, "kmc: %s %s", key, rule);
  return FALSE;
}

gboolean TakeNumber(const char* key, const char* value, guint64 least, guint64 most, guint64& number, GError** error) {
  if (g_ascii_string_to_unsigned(value, 10, least, most, &number, nullptr)) return TRUE;
  const std::string rule = "must be a number from " + std::to_string(least) + " to " + std::to_string(most);
  return Refuse(key, rule.c_str(), error);
}

gboolean TakeDither(std::string_view value, kmc_dither& dither, GError** error) {
  if (value == "none") {
    dither = KMC_DITHER_NONE;
  } else if (value == "floyd-steinberg") {
    dither = KMC_DITHER_FLOYD_STEINBERG;
  } else if (value == "ordered") {
    dither = KMC_DITHER_ORDERED;
  } else {
    return Refuse(kDitherOption, "must be none, floyd-steinberg or ordered", error);
  }
  return TRUE;
}

gboolean TakeOption(const char* name, const char* value, Options& options, GError** error) {
  const std::string_view key = name;
  guint64 number = 0;
  if (key == kColorsOption) {
    if (!TakeNumber(name, value, 1, 65536, number, error)) return FALSE;
    options.quantize.colors = static_cast<uint32_t>(number);
  } else if (key == kEffortOption) {
    if (!TakeNumber(name, value, 1, 9, number, error)) return FALSE;
    options.quantize.effort = static_cast<uint32_t>(number);
  } else if (key == kDitherOption) {
    return TakeDither(value, options.quantize.dither, error);
  } else if (key == kXDpiOption) {
    return TakeNumber(name, value, 1, kMostDpi, options.x_dpi, error);
  } else if (key == kYDpiOption) {
    return TakeNumber(name, value, 1, kMostDpi, options.y_dpi, error);
  } else if (key == kIccOption) {
    options.icc = value;
  } else if (key.starts_with(kTextPrefix)) {
    options.texts.emplace_back(name + std::string_view(kTextPrefix).size(), value);
  } else {
    g_warning("kmc: option %s is not known", name);  // and not an error, as in the host's own modules
  }
  return TRUE;
}

gboolean TakeOptions(gchar** keys, gchar** values, Options& options, GError** error) {
  kmc_quantize_options_init(&options.quantize);
  for (; keys && *keys; ++keys, ++values) {
    if (!TakeOption(*keys, *values, options, error)) return FALSE;
  }
  // One of the two is enough.
  if (options.x_dpi == 0) options.x_dpi = options.y_dpi;
  if (options.y_dpi == 0) options.y_dpi = options.x_dpi;
  return TRUE;
}

// ---- saving ----

gboolean SetMetadata(const Options& options, kmc_image* image, GError** error) {
  if (options.icc && SetIcc(options.icc, image) != KMC_OK) {
    return Refuse(kIccOption, "must be an ICC profile in base64", error);
  }
  if (options.x_dpi != 0) SetDpi(options.x_dpi, options.y_dpi, image);
  for (const auto& [keyword, text] : options.texts) {
    if (AddText(keyword, text, image) != KMC_OK) {
      return Refuse(kTextPrefix, "must be followed by a keyword of 1 to 79 bytes", error);
    }
  }
  return TRUE;
}

gboolean Save(GdkPixbufSaveFunc save, gpointer user_data, const GdkPixbuf* pixbuf, const Options& options,
              GError** error) {
  Image image;
  kmc_result result = Quantize(pixbuf, options.quantize, image);
  if (result != KMC_OK) return Fail(error, result);
  if (!SetMetadata(options, image.get(), error)) return FALSE;
  Bytes bytes;
  result = kmc_write(image.get(), nullptr, nullptr, Out(bytes));
  if (result != KMC_OK) return Fail(error, result);
  return save(reinterpret_cast<const gchar*>(kmc_bytes_data(bytes.get())), kmc_bytes_size(bytes.get()), error,
              user_data);
}

}  // namespace

gboolean SaveToCallback(GdkPixbufSaveFunc save, gpointer user_data, GdkPixbuf* pixbuf, gchar** keys, gchar** values,
                        GError** error) {
  try {
    Options options;
    return TakeOptions(keys, values, options, error) && Save(save, user_data, pixbuf, options, error);
  } catch (const std::bad_alloc&) {  // must not reach the host, which is C
    return Fail(error, KMC_MEMORY);
  }
}

gboolean IsSaveOptionSupported(const gchar* key) {
  for (const char* known : {kColorsOption, kDitherOption, kEffortOption, kIccOption, kXDpiOption, kYDpiOption}) {
    if (std::string_view(key) == known) return TRUE;
  }
  return std::string_view(key).starts_with(kTextPrefix);
}

}  // namespace kmc::gdk_pixbuf
