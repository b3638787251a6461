// The plug-in for GIMP 2.10: its procedures and what they do. GIMP starts the
// program anew for each call.
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "plugins/gimp/canvas.h"
#include "plugins/gimp/failure.h"
#include "plugins/gimp/gimp2_dialog.h"
#include "plugins/gimp/gimp2_image.h"
#include "plugins/gimp/gimp2_names.h"
#include "plugins/gimp/kmc_file.h"

namespace kmc::gimp {
namespace {

using File = std::unique_ptr<GFile, decltype(&g_object_unref)>;

File FileOf(const char* filename) { return File(g_file_new_for_path(filename), g_object_unref); }

Progress StartProgress(const char* verb, GFile* file) {
  const std::unique_ptr<char, decltype(&g_free)> name(g_file_get_parse_name(file), g_free);
  gimp_progress_init_printf("%s '%s'", verb, name.get());
  return Progress([](double done) { gimp_progress_update(done); });
}

// ---- the three procedures ----

struct CancelledByUser {};

gint32 Load(const char* filename, bool interactive) {
  const File file = FileOf(filename);
  Progress progress = StartProgress("Opening", file.get());
  progress.Enter(0, 0.9);
  const Image image = ReadFile(file.get(), GIMP_MAX_IMAGE_SIZE, progress);
  const gint32 result =
      NewImage(CanvasOf(image.get(), FitsColormap(image.get())), MetadataOf(image.get(), KMC_ICC), "Background");
  gimp_image_set_filename(result, filename);
  AttachMetadata(image.get(), result, interactive);
  gimp_progress_update(1);
  return result;
}

struct Thumbnail {
  gint32 image;
  int full_width, full_height;
};

Thumbnail LoadThumbnail(const char* filename, int side) {
  Progress silent([](double) {});
  const Image image = ReadFile(FileOf(filename).get(), GIMP_MAX_IMAGE_SIZE, silent);
  const Canvas thumbnail = ThumbnailOf(image.get(), static_cast<uint32_t>(std::max(side, 1)));
  return {NewImage(thumbnail, MetadataOf(image.get(), KMC_ICC), "Thumbnail"),
          static_cast<int>(kmc_image_width(image.get())), static_cast<int>(kmc_image_height(image.get()))};
}

// The image with its layers merged, as a copy if it was not so already.
class ExportedImage {
 public:
  ExportedImage(gint32 image, gint32 drawable, bool interactive) : image_(image), drawable_(drawable) {
    // Grey is left out, so that GIMP converts such images with their profiles.
    const int capabilities = GIMP_EXPORT_CAN_HANDLE_RGB | GIMP_EXPORT_CAN_HANDLE_INDEXED | GIMP_EXPORT_CAN_HANDLE_ALPHA;
    const auto choice = gimp_export_image(&image_, &drawable_, interactive ? kFormatName : nullptr,
                                          static_cast<GimpExportCapabilities>(capabilities));
    if (choice == GIMP_EXPORT_CANCEL) throw CancelledByUser();
    is_copy_ = choice == GIMP_EXPORT_EXPORT;
  }
  ~ExportedImage() {
    if (is_copy_) gimp_image_delete(image_);
  }
  ExportedImage(const ExportedImage&) = delete;
  ExportedImage& operator=(const ExportedImage&) = delete;

  gint32 image() const { return image_; }
  gint32 drawable() const { return drawable_; }
  int colormap_size() const {
    if (gimp_image_base_type(image_) != GIMP_INDEXED) return 0;
    int colors = 0;
    g_free(gimp_image_get_colormap(image_, &colors));
    return colors;
  }

 private:
  gint32 image_, drawable_;
  bool is_copy_ = false;
};

// The last values, except that every image has its own number of colours.
void Recall(gint32 image, ExportOptions& options) {
  gimp_get_data(kExportProcedure, &options);
  if (const int colors = RememberedColors(image)) options.colors = colors;
}

bool Ask(const ExportedImage& exported, ExportOptions& options) {
  if (options.colors == 0) options.colors = kUsualColors;
  if (options.effort == 0) options.effort = kUsualEffort;
  return AskOptions(exported.colormap_size(), options);
}

void Export(gint32 image, gint32 drawable, const char* filename, GimpRunMode mode, ExportOptions options) {
  const bool interactive = mode == GIMP_RUN_INTERACTIVE;
  if (mode != GIMP_RUN_NONINTERACTIVE) {
    gimp_ui_init(kBinary, FALSE);
    Recall(image, options);
  }
  const ExportedImage exported(image, drawable, interactive);
  if (interactive && !Ask(exported, options)) throw CancelledByUser();
  CheckOptions(options);
  if (options.colors == 0) options.colors = RememberedColors(image);

  const File file = FileOf(filename);
  Progress progress = StartProgress("Exporting", file.get());
  progress.Enter(0, 0.1);
  const Canvas canvas = ReadCanvas(exported.image(), exported.drawable(), gimp_export_color_profile(), progress);
  progress.Enter(0.1, 0.7);
  const Image result = ImageOf(canvas, options, progress);
  CopyMetadata(image, exported.image(), result.get());
  progress.Enter(0.7, 1);
  WriteFile(result.get(), options, file.get(), progress);
  if (!interactive) return;
  gimp_set_data(kExportProcedure, &options, sizeof(options));
  if (!IsIndexed(canvas.layout)) RememberColors(image, options.colors);
}

// ---- how GIMP calls them ----

GimpParamDef Parameter(GimpPDBArgType type, const char* name, const char* description) {
  return {type, const_cast<char*>(name), const_cast<char*>(description)};
}

void Query() {
  static const GimpParamDef load_arguments[] = {
      Parameter(GIMP_PDB_INT32, "run-mode", "0: interactive, 1: non-interactive"),
      Parameter(GIMP_PDB_STRING, "filename", "The file to load"),
      Parameter(GIMP_PDB_STRING, "raw-filename", "The name as entered")};
  static const GimpParamDef load_results[] = {Parameter(GIMP_PDB_IMAGE, "image", "The image")};
  static const GimpParamDef thumbnail_arguments[] = {
      Parameter(GIMP_PDB_STRING, "filename", "The file to load"),
      Parameter(GIMP_PDB_INT32, "thumb-size", "Preferred length of the longer side")};
  static const GimpParamDef thumbnail_results[] = {
      Parameter(GIMP_PDB_IMAGE, "image", "The thumbnail"),
      Parameter(GIMP_PDB_INT32, "image-width", "Width of the full image"),
      Parameter(GIMP_PDB_INT32, "image-height", "Height of the full image")};
  static const GimpParamDef export_arguments[] = {
      Parameter(GIMP_PDB_INT32, "run-mode", "0: interactive, 1: non-interactive, 2: with the last values"),
      Parameter(GIMP_PDB_IMAGE, "image", "The image"),
      Parameter(GIMP_PDB_DRAWABLE, "drawable", "Not used; all layers are merged"),
      Parameter(GIMP_PDB_STRING, "filename", "The file to write"),
      Parameter(GIMP_PDB_STRING, "raw-filename", "The name as entered"),
      Parameter(GIMP_PDB_INT32, "colors",
                "At most so many colours, 1..65536; 0: as many as the .kmc file had that was opened, else 256"),
      Parameter(GIMP_PDB_INT32, "effort", "Search harder for the best colours, 1..9; 0: 5"),
      Parameter(GIMP_PDB_INT32, "dither", "0: none, 1: Floyd-Steinberg, 2: ordered"),
      Parameter(GIMP_PDB_INT32, "coding", "0: automatic, 1: packed, 2: deflate, 3: fast, 4: max")};
  constexpr char kAuthors[] = "The kmc authors";
  const char* version = kmc_version();

  gimp_install_procedure(kLoadProcedure, "Loads images in the KMC format", "Opens .kmc files.", kAuthors, kAuthors,
                         version, "KMC image", nullptr, GIMP_PLUGIN, std::size(load_arguments), std::size(load_results),
                         load_arguments, load_results);
  gimp_register_file_handler_mime(kLoadProcedure, kMimeType);
  gimp_register_magic_load_handler(kLoadProcedure, "kmc", "", kMagic);

  gimp_install_procedure(kThumbnailProcedure, "Loads a thumbnail of a KMC image", "Opens a .kmc file and shrinks it.",
                         kAuthors, kAuthors, version, nullptr, nullptr, GIMP_PLUGIN, std::size(thumbnail_arguments),
                         std::size(thumbnail_results), thumbnail_arguments, thumbnail_results);
  gimp_register_thumbnail_loader(kLoadProcedure, kThumbnailProcedure);

  gimp_install_procedure(kExportProcedure, "Exports images in the KMC format",
                         "Writes a .kmc file: a palette, found by k-means, and a losslessly coded plane of indices. "
                         "An indexed image keeps its colour map.",
                         kAuthors, kAuthors, version, "KMC image", "RGB*, GRAY*, INDEXED*", GIMP_PLUGIN,
                         std::size(export_arguments), 0, export_arguments, nullptr);
  gimp_register_file_handler_mime(kExportProcedure, kMimeType);
  gimp_register_save_handler(kExportProcedure, "kmc", "");
}

GimpParam IntegerParam(GimpPDBArgType type, gint32 value) {
  GimpParam param = {};
  param.type = type;
  param.data.d_int32 = value;  // images are integers, too
  return param;
}

void Dispatch(const char* name, int count, const GimpParam* arguments, GimpParam* results, int* result_count) {
  const auto add = [&](GimpParam param) { results[(*result_count)++] = param; };
  if (std::strcmp(name, kLoadProcedure) == 0) {
    const bool interactive = arguments[0].data.d_int32 == GIMP_RUN_INTERACTIVE;
    if (interactive) gimp_ui_init(kBinary, FALSE);
    add(IntegerParam(GIMP_PDB_IMAGE, Load(arguments[1].data.d_string, interactive)));
  } else if (std::strcmp(name, kThumbnailProcedure) == 0) {
    const Thumbnail thumbnail = LoadThumbnail(arguments[0].data.d_string, arguments[1].data.d_int32);
    add(IntegerParam(GIMP_PDB_IMAGE, thumbnail.image));
    add(IntegerParam(GIMP_PDB_INT32, thumbnail.full_width));
    add(IntegerParam(GIMP_PDB_INT32, thumbnail.full_height));
  } else {
    const auto option = [&](int i) { return i < count ? arguments[i].data.d_int32 : 0; };
    Export(arguments[1].data.d_image, arguments[2].data.d_drawable, arguments[3].data.d_string,
           static_cast<GimpRunMode>(arguments[0].data.d_int32), {option(5), option(6), option(7), option(8)});
  }
}

void Run(const gchar* name, gint count, const GimpParam* arguments, gint* result_count, GimpParam** results) {
  static GimpParam values[4];  // GIMP reads them after the return
  static std::string message;
  *results = values;
  *result_count = 1;
  values[0] = IntegerParam(GIMP_PDB_STATUS, GIMP_PDB_SUCCESS);
  gegl_init(nullptr, nullptr);
  try {
    Dispatch(name, count, arguments, values, result_count);
  } catch (const CancelledByUser&) {
    values[0].data.d_status = GIMP_PDB_CANCEL;
  } catch (const std::exception& error) {
    message = error.what();
    values[0].data.d_status = GIMP_PDB_EXECUTION_ERROR;
    values[1].type = GIMP_PDB_STRING;
    values[1].data.d_string = message.data();
    *result_count = 2;
  }
}

}  // namespace
}  // namespace kmc::gimp

const GimpPlugInInfo PLUG_IN_INFO = {nullptr, nullptr, kmc::gimp::Query, kmc::gimp::Run};

MAIN()
