#include "plugins/gimp/gimp3_image.h"

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
  void operator()(char* text) const { g_free(text); }
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

// The canvas's pixels as GEGL names them. Colours are in the drawable's own
// space, so that no colour is converted.
const Babl* PixelFormat(Layout layout, GimpDrawable* drawable) {
  const Babl* own = gimp_drawable_get_format(drawable);
  return IsIndexed(layout) ? own : babl_format_with_space("R'G'B'A u8", own);
}

void AttachParasite(GimpImage* image, const char* name, const std::string& text) {
  const Owned<GimpParasite> parasite(
      gimp_parasite_new(name, GIMP_PARASITE_PERSISTENT, static_cast<guint32>(text.size() + 1), text.c_str()));
  gimp_image_attach_parasite(image, parasite.get());
}

// Empty if there is none.
std::string ParasiteOf(GimpImage* image, const char* name) {
  const Owned<GimpParasite> parasite(gimp_image_get_parasite(image, name));
  if (!parasite) return {};
  guint32 size = 0;
  const auto* data = static_cast<const char*>(gimp_parasite_get_data(parasite.get(), &size));
  const std::string text(data, size);
  return text.substr(0, text.find('\0'));
}

void AttachProfile(std::span<const uint8_t> icc, GimpImage* image) {
  if (icc.empty()) return;
  const Owned<GimpColorProfile> profile(gimp_color_profile_new_from_icc_profile(icc.data(), icc.size(), nullptr));
  if (profile && gimp_image_set_color_profile(image, profile.get())) return;
  g_message("The colour profile is left out: GIMP cannot use it for this image.");
}

void ConvertToSrgb(const Babl* space_of, std::vector<uint8_t>& colormap) {
  const Babl* from = babl_format_with_space("R'G'B' u8", space_of);
  const std::vector<uint8_t> own = colormap;
  babl_process(babl_fish(from, babl_format("R'G'B' u8")), own.data(), colormap.data(),
               static_cast<glong>(own.size() / 3));
}

// In spite of the name of the format, these are colours of the image's own
// space. GIMP 3.0 converts them when the image gets a profile, and back here.
std::vector<uint8_t> ColormapOf(GimpImage* image) {
  gsize size = 0;
  const std::unique_ptr<guint8, decltype(&g_free)> colormap(
      gimp_palette_get_colormap(gimp_image_get_palette(image), babl_format("R'G'B' u8"), nullptr, &size), g_free);
  return {colormap.get(), colormap.get() + size};
}

}  // namespace

bool Wants(GimpProcedureConfig* config, const char* property) {
  gboolean value = FALSE;
  g_object_get(config, property, &value, nullptr);
  return value != FALSE;
}

GimpImage* NewImage(const Canvas& canvas, std::span<const uint8_t> icc, const char* layer_name) {
  const int width = static_cast<int>(canvas.width), height = static_cast<int>(canvas.height);
  GimpImage* image = gimp_image_new(width, height, BaseTypeOf(canvas.layout));
  if (image == nullptr) throw Failure("GIMP cannot make an image of this size");
  if (IsIndexed(canvas.layout)) {
    gimp_palette_set_colormap(gimp_image_get_palette(image), babl_format("R'G'B' u8"),
                              const_cast<guint8*>(canvas.colormap.data()), canvas.colormap.size());
  }
  AttachProfile(icc, image);
  GimpLayer* layer = gimp_layer_new(image, layer_name, width, height, ImageTypeOf(canvas.layout), 100,
                                    gimp_image_get_default_new_layer_mode(image));
  gimp_image_insert_layer(image, layer, nullptr, 0);
  const Owned<GeglBuffer> buffer(gimp_drawable_get_buffer(GIMP_DRAWABLE(layer)));
  gegl_buffer_set(buffer.get(), GEGL_RECTANGLE(0, 0, width, height), 0,
                  PixelFormat(canvas.layout, GIMP_DRAWABLE(layer)), canvas.pixels.data(), GEGL_AUTO_ROWSTRIDE);
  return image;
}

bool KeptColormap(const Canvas& canvas, GimpImage* image) { return ColormapOf(image) == canvas.colormap; }

void AttachMetadata(const kmc_image* source, GimpImage* image, GimpMetadata* metadata, GimpMetadataLoadFlags* flags) {
  int known = 0;  // from elsewhere than EXIF and XMP
  double usual = 72, usual_y = 72;
  gimp_image_get_resolution(image, &usual, &usual_y);
  if (const auto resolution = ResolutionOf(source, usual)) {
    gimp_image_set_resolution(image, std::clamp(resolution->x, GIMP_MIN_RESOLUTION, GIMP_MAX_RESOLUTION),
                              std::clamp(resolution->y, GIMP_MIN_RESOLUTION, GIMP_MAX_RESOLUTION));
    known |= GIMP_METADATA_LOAD_RESOLUTION;
  }
  if (const Owned<GimpColorProfile> profile(gimp_image_get_color_profile(image)); profile) {
    known |= GIMP_METADATA_LOAD_COLORSPACE;
  }
  if (const std::string comment = CommentOf(source); !comment.empty()) {
    AttachParasite(image, kCommentParasite, comment);
    known |= GIMP_METADATA_LOAD_COMMENT;
  }
  *flags = static_cast<GimpMetadataLoadFlags>(*flags & ~known);
  ReadExifAndXmp(MetadataOf(source, KMC_EXIF), MetadataOf(source, KMC_XMP), metadata);
  if (gimp_image_get_base_type(image) != GIMP_INDEXED) {
    RememberColors(image, static_cast<int>(kmc_image_colors(source)));
  }
}

int RememberedColors(GimpImage* image) { return std::atoi(ParasiteOf(image, kColorsParasite).c_str()); }

void RememberColors(GimpImage* image, int colors) { AttachParasite(image, kColorsParasite, std::to_string(colors)); }

Canvas ReadCanvas(GimpImage* image, bool with_profile, Progress& progress) {
  GList* layers = gimp_image_list_layers(image);
  if (layers == nullptr) throw Failure("the image has no layers");
  auto* drawable = GIMP_DRAWABLE(layers->data);
  g_list_free(layers);
  const bool has_alpha = gimp_drawable_has_alpha(drawable);
  const int width = gimp_drawable_get_width(drawable), height = gimp_drawable_get_height(drawable);
  Canvas canvas;
  canvas.layout = gimp_drawable_is_indexed(drawable) ? (has_alpha ? Layout::kIndexedAlpha : Layout::kIndexed)
                                                     : (has_alpha ? Layout::kRgba : Layout::kRgb);
  canvas.width = static_cast<uint32_t>(width);
  canvas.height = static_cast<uint32_t>(height);
  const bool convert = !IsIndexed(canvas.layout) && !with_profile;
  const Babl* format = convert ? babl_format("R'G'B'A u8") : PixelFormat(canvas.layout, drawable);
  if (IsIndexed(canvas.layout)) {
    canvas.colormap = ColormapOf(image);
    if (!with_profile) ConvertToSrgb(gimp_drawable_get_format(drawable), canvas.colormap);
  }
  const size_t row_bytes = canvas.width * PixelBytes(canvas.layout);
  canvas.pixels.resize(row_bytes * canvas.height);
  const Owned<GeglBuffer> buffer(gimp_drawable_get_buffer(drawable));
  for (int y = 0; y < height; y += kBandRows) {
    const int rows = std::min(kBandRows, height - y);
    gegl_buffer_get(buffer.get(), GEGL_RECTANGLE(0, y, width, rows), 1, format,
                    canvas.pixels.data() + static_cast<size_t>(y) * row_bytes, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    progress.Update(static_cast<double>(y + rows) / height);
  }
  return canvas;
}

void CopyMetadata(GimpImage* original, GimpImage* exported, GimpProcedureConfig* config, kmc_image* target) {
  Resolution resolution = {};
  gimp_image_get_resolution(original, &resolution.x, &resolution.y);
  SetResolution(target, resolution);

  if (Wants(config, "include-comment")) {
    char* comment = nullptr;
    g_object_get(config, "gimp-comment", &comment, nullptr);
    const Owned<char> owned(comment);
    if (comment && *comment) SetComment(target, comment);
  }
  if (Wants(config, "include-color-profile")) {
    if (const Owned<GimpColorProfile> profile(gimp_image_get_color_profile(exported)); profile) {
      gsize size = 0;
      const guint8* icc = gimp_color_profile_get_icc_profile(profile.get(), &size);
      Check(kmc_image_set_metadata(target, KMC_ICC, icc, size));
    }
  }
  GimpMetadataSaveFlags unused = {};
  if (const Owned<GimpMetadata> metadata(gimp_image_metadata_save_prepare(original, kMimeType, &unused)); metadata) {
    WriteExifAndXmp(metadata.get(), Wants(config, "include-exif"), Wants(config, "include-xmp"), target);
  }
}

}  // namespace kmc::gimp
