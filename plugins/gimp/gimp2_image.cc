#include "plugins/gimp/gimp2_image.h"

#include <libgimp/gimpui.h>  // which declares the metadata functions, too

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include "plugins/gimp/exif_xmp.h"
#include "plugins/gimp/failure.h"
#include "plugins/gimp/kmc_file.h"

namespace kmc::gimp {
namespace {

constexpr char kColorsParasite[] = "kmc-colors";
constexpr char kCommentParasite[] = "gimp-comment";
constexpr int kBandRows = 128;  // whole tiles of GEGL

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
  void operator()(GimpParasite* parasite) const { gimp_parasite_free(parasite); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

GimpImageBaseType BaseTypeOf(Layout layout) { return IsIndexed(layout) ? GIMP_INDEXED : GIMP_RGB; }

GimpImageType ImageTypeOf(Layout layout) {
  switch (layout) {
    case Layout::kIndexed:
      return GIMP_INDEXED_IMAGE;
    case Layout::kIndexedAlpha:
      return GIMP_INDEXEDA_IMAGE;
    case Layout::kRgb:
      return GIMP_RGB_IMAGE;
    case Layout::kRgba:
      return GIMP_RGBA_IMAGE;
  }
  return GIMP_RGBA_IMAGE;
}

// The canvas's pixels as GEGL names them: colours are in the drawable's own
// space, so that none is converted.
const Babl* PixelFormat(Layout layout, gint32 drawable) {
  const Babl* own = gimp_drawable_get_format(drawable);
  return IsIndexed(layout) ? own : babl_format_with_space("R'G'B'A u8", own);
}

// Colours of the image's profile, as `format` names them, become sRGB.
void ConvertToSrgb(gint32 image, const char* format, std::vector<uint8_t>& colors) {
  const Owned<GimpColorProfile> profile(gimp_image_get_color_profile(image));
  if (!profile) return;
  const Babl* space =
      gimp_color_profile_get_space(profile.get(), GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC, nullptr);
  if (space == nullptr) return;
  const Babl* to = babl_format(format);
  const std::vector<uint8_t> own = colors;
  babl_process(babl_fish(babl_format_with_space(format, space), to), own.data(), colors.data(),
               static_cast<glong>(own.size()) / babl_format_get_bytes_per_pixel(to));
}

void AttachParasite(gint32 image, const char* name, const std::string& text) {
  const Owned<GimpParasite> parasite(
      gimp_parasite_new(name, GIMP_PARASITE_PERSISTENT, static_cast<guint32>(text.size() + 1), text.c_str()));
  gimp_image_attach_parasite(image, parasite.get());
}

// Empty if there is none.
std::string ParasiteOf(gint32 image, const char* name) {
  const Owned<GimpParasite> parasite(gimp_image_get_parasite(image, name));
  if (!parasite) return {};
  std::string text(static_cast<const char*>(gimp_parasite_data(parasite.get())),
                   static_cast<size_t>(gimp_parasite_data_size(parasite.get())));
  return text.substr(0, text.find('\0'));
}

void AttachProfile(std::span<const uint8_t> icc, gint32 image) {
  if (icc.empty()) return;
  const Owned<GimpColorProfile> profile(gimp_color_profile_new_from_icc_profile(icc.data(), icc.size(), nullptr));
  if (profile && gimp_image_set_color_profile(image, profile.get())) return;
  g_message("The colour profile is left out: GIMP cannot use it for this image.");
}

void AttachExifAndXmp(const kmc_image* source, gint32 image, int flags, bool interactive) {
  const auto exif = MetadataOf(source, KMC_EXIF), xmp = MetadataOf(source, KMC_XMP);
  if (exif.empty() && xmp.empty()) return;
  const Owned<GimpMetadata> metadata(gimp_metadata_new());
  ReadExifAndXmp(exif, xmp, metadata.get());
  gimp_image_metadata_load_finish(image, kMimeType, metadata.get(), static_cast<GimpMetadataLoadFlags>(flags),
                                  interactive);
}

}  // namespace

gint32 NewImage(const Canvas& canvas, std::span<const uint8_t> icc, const char* layer_name) {
  const int width = static_cast<int>(canvas.width), height = static_cast<int>(canvas.height);
  const gint32 image = gimp_image_new(width, height, BaseTypeOf(canvas.layout));
  if (image < 0) throw Failure("GIMP cannot make an image of this size");
  AttachProfile(icc, image);
  if (IsIndexed(canvas.layout)) {
    gimp_image_set_colormap(image, canvas.colormap.data(), static_cast<int>(canvas.colormap.size() / 3));
  }
  const gint32 layer = gimp_layer_new(image, layer_name, width, height, ImageTypeOf(canvas.layout), 100,
                                      gimp_image_get_default_new_layer_mode(image));
  gimp_image_insert_layer(image, layer, -1, 0);
  const Owned<GeglBuffer> buffer(gimp_drawable_get_buffer(layer));
  gegl_buffer_set(buffer.get(), GEGL_RECTANGLE(0, 0, width, height), 0, PixelFormat(canvas.layout, layer),
                  canvas.pixels.data(), GEGL_AUTO_ROWSTRIDE);
  return image;
}

void AttachMetadata(const kmc_image* source, gint32 image, bool interactive) {
  int flags = GIMP_METADATA_LOAD_ORIENTATION;
  double usual = 72, usual_y = 72;
  gimp_image_get_resolution(image, &usual, &usual_y);
  if (const auto resolution = ResolutionOf(source, usual)) {
    gimp_image_set_resolution(image, std::clamp(resolution->x, GIMP_MIN_RESOLUTION, GIMP_MAX_RESOLUTION),
                              std::clamp(resolution->y, GIMP_MIN_RESOLUTION, GIMP_MAX_RESOLUTION));
  } else {
    flags |= GIMP_METADATA_LOAD_RESOLUTION;
  }
  if (const Owned<GimpColorProfile> profile(gimp_image_get_color_profile(image)); !profile) {
    flags |= GIMP_METADATA_LOAD_COLORSPACE;
  }
  const std::string comment = CommentOf(source);
  if (comment.empty()) {
    flags |= GIMP_METADATA_LOAD_COMMENT;
  } else {
    AttachParasite(image, kCommentParasite, comment);
  }
  AttachExifAndXmp(source, image, flags, interactive);
  if (gimp_image_base_type(image) != GIMP_INDEXED) {
    RememberColors(image, static_cast<int>(kmc_image_colors(source)));
  }
}

int RememberedColors(gint32 image) { return std::atoi(ParasiteOf(image, kColorsParasite).c_str()); }

void RememberColors(gint32 image, int colors) { AttachParasite(image, kColorsParasite, std::to_string(colors)); }

Canvas ReadCanvas(gint32 image, gint32 drawable, bool with_profile, Progress& progress) {
  const bool has_alpha = gimp_drawable_has_alpha(drawable);
  const int width = gimp_drawable_width(drawable), height = gimp_drawable_height(drawable);
  Canvas canvas;
  canvas.layout = gimp_drawable_is_indexed(drawable) ? (has_alpha ? Layout::kIndexedAlpha : Layout::kIndexed)
                                                     : (has_alpha ? Layout::kRgba : Layout::kRgb);
  canvas.width = static_cast<uint32_t>(width);
  canvas.height = static_cast<uint32_t>(height);
  if (IsIndexed(canvas.layout)) {
    int colors = 0;
    const std::unique_ptr<guchar, decltype(&g_free)> colormap(gimp_image_get_colormap(image, &colors), g_free);
    canvas.colormap.assign(colormap.get(), colormap.get() + 3 * colors);
    if (!with_profile) ConvertToSrgb(image, "R'G'B' u8", canvas.colormap);
  }
  const size_t row_bytes = canvas.width * PixelBytes(canvas.layout);
  canvas.pixels.resize(row_bytes * canvas.height);
  const Owned<GeglBuffer> buffer(gimp_drawable_get_buffer(drawable));
  const Babl* format = PixelFormat(canvas.layout, drawable);
  for (int y = 0; y < height; y += kBandRows) {
    const int rows = std::min(kBandRows, height - y);
    gegl_buffer_get(buffer.get(), GEGL_RECTANGLE(0, y, width, rows), 1, format,
                    canvas.pixels.data() + static_cast<size_t>(y) * row_bytes, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    progress.Update(static_cast<double>(y + rows) / height);
  }
  if (!IsIndexed(canvas.layout) && !with_profile) ConvertToSrgb(image, "R'G'B'A u8", canvas.pixels);
  return canvas;
}

void CopyMetadata(gint32 original, gint32 exported, kmc_image* target) {
  Resolution resolution = {};
  gimp_image_get_resolution(exported, &resolution.x, &resolution.y);
  SetResolution(target, resolution);

  const std::string comment = ParasiteOf(original, kCommentParasite);
  if (!comment.empty()) SetComment(target, comment);

  GimpMetadataSaveFlags flags = {};
  const Owned<GimpMetadata> metadata(gimp_image_metadata_save_prepare(original, kMimeType, &flags));
  if (flags & GIMP_METADATA_SAVE_COLOR_PROFILE) {
    if (const Owned<GimpColorProfile> profile(gimp_image_get_color_profile(exported)); profile) {
      gsize size = 0;
      const guint8* icc = gimp_color_profile_get_icc_profile(profile.get(), &size);
      Check(kmc_image_set_metadata(target, KMC_ICC, icc, size));
    }
  }
  if (metadata) {
    WriteExifAndXmp(metadata.get(), (flags & GIMP_METADATA_SAVE_EXIF) != 0, (flags & GIMP_METADATA_SAVE_XMP) != 0,
                    target);
  }
}

}  // namespace kmc::gimp
