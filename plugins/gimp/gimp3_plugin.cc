// The plug-in for GIMP 3: its procedures and what they do. GIMP starts the
// program anew for each call.
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <span>
#include <string>

#include "plugins/gimp/canvas.h"
#include "plugins/gimp/failure.h"
#include "plugins/gimp/gimp3_image.h"
#include "plugins/gimp/kmc_file.h"

namespace kmc::gimp {
namespace {

constexpr char kBinary[] = "file-kmc";
constexpr char kLoadProcedure[] = "file-kmc-load";
constexpr char kThumbnailProcedure[] = "file-kmc-load-thumb";
constexpr char kExportProcedure[] = "file-kmc-export";
constexpr char kLayerName[] = "Background";

Progress StartProgress(const char* verb, GFile* file) {
  const std::unique_ptr<char, decltype(&g_free)> name(g_file_get_parse_name(file), g_free);
  gimp_progress_init_printf("%s '%s'", verb, name.get());
  return Progress([](double done) { gimp_progress_update(done); });
}

// ---- what the three procedures do ----

struct CancelledByUser {};

// As indexed if that is possible without a change of colours.
GimpImage* NewImageOf(const kmc_image* source) {
  const auto icc = MetadataOf(source, KMC_ICC);
  if (FitsColormap(source)) {
    const Canvas canvas = CanvasOf(source, true);
    GimpImage* image = NewImage(canvas, icc, kLayerName);
    if (KeptColormap(canvas, image)) return image;
    gimp_image_delete(image);
  }
  return NewImage(CanvasOf(source, false), icc, kLayerName);
}

GimpImage* Load(GFile* file, GimpMetadata* metadata, GimpMetadataLoadFlags* flags) {
  Progress progress = StartProgress("Opening", file);
  progress.Enter(0, 0.9);
  const Image image = ReadFile(file, GIMP_MAX_IMAGE_SIZE, progress);
  GimpImage* result = NewImageOf(image.get());
  AttachMetadata(image.get(), result, metadata, flags);
  gimp_progress_update(1);
  return result;
}

bool Ask(GimpProcedure* procedure, GimpProcedureConfig* config, GimpImage* image) {
  gimp_ui_init(kBinary);
  GtkWidget* widget = gimp_export_procedure_dialog_new(GIMP_EXPORT_PROCEDURE(procedure), config, image);
  auto* dialog = GIMP_PROCEDURE_DIALOG(widget);
  if (gimp_image_get_base_type(image) == GIMP_INDEXED) {
    gimp_procedure_dialog_get_label(dialog, "indexed", "The image is indexed: its colour map is stored as it is.",
                                    FALSE, FALSE);
    gimp_procedure_dialog_fill(dialog, "indexed", "coding", nullptr);
  } else {
    gimp_procedure_dialog_fill(dialog, "colors", "effort", "dither", "coding", nullptr);
  }
  const bool confirmed = gimp_procedure_dialog_run(dialog);
  gtk_widget_destroy(widget);
  return confirmed;
}

ExportOptions OptionsOf(GimpProcedureConfig* config) {
  ExportOptions options;
  g_object_get(config, "colors", &options.colors, "effort", &options.effort, nullptr);
  options.dither = gimp_procedure_config_get_choice_id(config, "dither");
  options.coding = gimp_procedure_config_get_choice_id(config, "coding");
  return options;
}

// The image with its layers merged, as a copy if it was not so already.
class ExportedImage {
 public:
  ExportedImage(GimpImage* image, GimpExportOptions* options) : image_(image) {
    is_copy_ = gimp_export_options_get_image(options, &image_) == GIMP_EXPORT_EXPORT;
  }
  ~ExportedImage() {
    if (is_copy_) gimp_image_delete(image_);
  }
  ExportedImage(const ExportedImage&) = delete;
  ExportedImage& operator=(const ExportedImage&) = delete;
  GimpImage* get() const { return image_; }

 private:
  GimpImage* image_;
  bool is_copy_ = false;
};

void Export(GimpProcedure* procedure, GimpRunMode mode, GimpImage* image, GFile* file,
            GimpExportOptions* export_options, GimpProcedureConfig* config) {
  // Every image has its own number of colours.
  int colors = 0;
  g_object_get(config, "colors", &colors, nullptr);
  const int remembered = RememberedColors(image);
  if (remembered && (mode != GIMP_RUN_NONINTERACTIVE || colors == 0)) colors = remembered;
  g_object_set(config, "colors", colors ? colors : kUsualColors, nullptr);
  if (mode == GIMP_RUN_INTERACTIVE && !Ask(procedure, config, image)) throw CancelledByUser();
  const ExportOptions options = OptionsOf(config);

  Progress progress = StartProgress("Exporting", file);
  const ExportedImage exported(image, export_options);
  progress.Enter(0, 0.1);
  const Canvas canvas = ReadCanvas(exported.get(), Wants(config, "include-color-profile"), progress);
  progress.Enter(0.1, 0.7);
  const Image result = ImageOf(canvas, options, progress);
  CopyMetadata(image, exported.get(), config, result.get());
  progress.Enter(0.7, 1);
  WriteFile(result.get(), options, file, progress);
  if (mode == GIMP_RUN_INTERACTIVE && !IsIndexed(canvas.layout)) RememberColors(image, options.colors);
}

// ---- how GIMP calls them ----

// Runs `work` with the return values, and turns what it throws into a status.
template <class Work>
GimpValueArray* Run(GimpProcedure* procedure, const Work& work) {
  gegl_init(nullptr, nullptr);
  try {
    GimpValueArray* values = gimp_procedure_new_return_values(procedure, GIMP_PDB_SUCCESS, nullptr);
    work(values);
    return values;
  } catch (const CancelledByUser&) {
    return gimp_procedure_new_return_values(procedure, GIMP_PDB_CANCEL, nullptr);
  } catch (const std::exception& error) {
    return gimp_procedure_new_return_values(procedure, GIMP_PDB_EXECUTION_ERROR,
                                            g_error_new_literal(GIMP_PLUG_IN_ERROR, 0, error.what()));
  }
}

GimpValueArray* RunLoad(GimpProcedure* procedure, GimpRunMode, GFile* file, GimpMetadata* metadata,
                        GimpMetadataLoadFlags* flags, GimpProcedureConfig*, gpointer) {
  return Run(procedure, [&](GimpValueArray* values) { GIMP_VALUES_SET_IMAGE(values, 1, Load(file, metadata, flags)); });
}

GimpValueArray* RunThumbnail(GimpProcedure* procedure, GFile* file, gint side, GimpProcedureConfig*, gpointer) {
  return Run(procedure, [&](GimpValueArray* values) {
    Progress silent([](double) {});
    const Image image = ReadFile(file, GIMP_MAX_IMAGE_SIZE, silent);
    const Canvas thumbnail = ThumbnailOf(image.get(), static_cast<uint32_t>(std::max(side, 1)));
    GIMP_VALUES_SET_IMAGE(values, 1, NewImage(thumbnail, MetadataOf(image.get(), KMC_ICC), "Thumbnail"));
    GIMP_VALUES_SET_INT(values, 2, static_cast<int>(kmc_image_width(image.get())));
    GIMP_VALUES_SET_INT(values, 3, static_cast<int>(kmc_image_height(image.get())));
    gimp_value_array_truncate(values, 4);  // type and layers of the image are not told
  });
}

GimpValueArray* RunExport(GimpProcedure* procedure, GimpRunMode mode, GimpImage* image, GFile* file,
                          GimpExportOptions* options, GimpMetadata*, GimpProcedureConfig* config, gpointer) {
  return Run(procedure, [&](GimpValueArray*) { Export(procedure, mode, image, file, options, config); });
}

void AddChoice(GimpProcedure* procedure, const char* name, const char* label, const char* tip,
               std::span<const Choice> choices) {
  GimpChoice* choice = gimp_choice_new();
  for (const Choice& c : choices) gimp_choice_add(choice, c.name, c.value, c.label, nullptr);
  gimp_procedure_add_choice_argument(procedure, name, label, tip, choice, choices[0].name, G_PARAM_READWRITE);
}

GimpProcedure* NewLoadProcedure(GimpPlugIn* plug_in) {
  GimpProcedure* procedure =
      gimp_load_procedure_new(plug_in, kLoadProcedure, GIMP_PDB_PROC_TYPE_PLUGIN, RunLoad, nullptr, nullptr);
  gimp_procedure_set_documentation(procedure, "Loads images in the KMC format", "Opens .kmc files.", kLoadProcedure);
  gimp_file_procedure_set_magics(GIMP_FILE_PROCEDURE(procedure), kMagic);
  gimp_load_procedure_set_thumbnail_loader(GIMP_LOAD_PROCEDURE(procedure), kThumbnailProcedure);
  return procedure;
}

GimpProcedure* NewExportProcedure(GimpPlugIn* plug_in) {
  GimpProcedure* procedure = gimp_export_procedure_new(plug_in, kExportProcedure, GIMP_PDB_PROC_TYPE_PLUGIN, FALSE,
                                                       RunExport, nullptr, nullptr);
  gimp_procedure_set_image_types(procedure, "*");
  gimp_procedure_set_documentation(procedure, "Exports images in the KMC format",
                                   "Writes a .kmc file: a palette, found by k-means, and a losslessly coded plane of "
                                   "indices. An indexed image keeps "
                                   "its colour map.",
                                   kExportProcedure);
  auto* exporter = GIMP_EXPORT_PROCEDURE(procedure);
  // Grey is left out, so that GIMP converts such images with their profiles.
  gimp_export_procedure_set_capabilities(
      exporter,
      static_cast<GimpExportCapabilities>(GIMP_EXPORT_CAN_HANDLE_RGB | GIMP_EXPORT_CAN_HANDLE_INDEXED |
                                          GIMP_EXPORT_CAN_HANDLE_ALPHA),
      nullptr, nullptr, nullptr);
  gimp_export_procedure_set_support_exif(exporter, TRUE);
  gimp_export_procedure_set_support_xmp(exporter, TRUE);
  gimp_export_procedure_set_support_profile(exporter, TRUE);
  gimp_export_procedure_set_support_comment(exporter, TRUE);
  gimp_procedure_add_int_argument(procedure, "colors", "C_olours",
                                  "At most so many; 0: as many as the .kmc file had that was opened, else 256. "
                                  "An image that has no more is stored exactly",
                                  0, kMaxColors, 0, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument(procedure, "effort", "E_ffort", "Search harder for the best colours: 1 to 9", 1,
                                  kMaxEffort, kUsualEffort, G_PARAM_READWRITE);
  AddChoice(procedure, "dither", "_Dithering", "Patterns in place of colours that are not in the palette", kDithers);
  AddChoice(procedure, "coding", "Codin_g", "How the pixels are compressed, without loss", kCodings);
  return procedure;
}

GList* QueryProcedures(GimpPlugIn*) {
  GList* names = nullptr;
  for (const char* name : {kThumbnailProcedure, kLoadProcedure, kExportProcedure}) {
    names = g_list_append(names, g_strdup(name));
  }
  return names;
}

GimpProcedure* CreateProcedure(GimpPlugIn* plug_in, const gchar* name) {
  GimpProcedure* procedure = nullptr;
  if (g_str_equal(name, kThumbnailProcedure)) {
    procedure = gimp_thumbnail_procedure_new(plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, RunThumbnail, nullptr, nullptr);
    gimp_procedure_set_documentation(procedure, "Loads a thumbnail of a KMC image", "Opens a .kmc file and shrinks it.",
                                     name);
  } else {
    procedure = g_str_equal(name, kLoadProcedure) ? NewLoadProcedure(plug_in) : NewExportProcedure(plug_in);
    gimp_procedure_set_menu_label(procedure, "KMC image");
    auto* file_procedure = GIMP_FILE_PROCEDURE(procedure);
    gimp_file_procedure_set_format_name(file_procedure, "KMC");
    gimp_file_procedure_set_mime_types(file_procedure, kMimeType);
    gimp_file_procedure_set_extensions(file_procedure, "kmc");
  }
  gimp_procedure_set_attribution(procedure, "The kmc authors", "The kmc authors", kmc_version());
  return procedure;
}

}  // namespace
}  // namespace kmc::gimp

// ---- the class that GIMP asks ----

struct KmcPlugIn {
  GimpPlugIn parent;
};
struct KmcPlugInClass {
  GimpPlugInClass parent_class;
};
G_DEFINE_TYPE(KmcPlugIn, kmc_plug_in, GIMP_TYPE_PLUG_IN)

static void kmc_plug_in_class_init(KmcPlugInClass* plug_in_class) {
  plug_in_class->parent_class.query_procedures = kmc::gimp::QueryProcedures;
  plug_in_class->parent_class.create_procedure = kmc::gimp::CreateProcedure;
  // Texts are English only.
  plug_in_class->parent_class.set_i18n = [](GimpPlugIn*, const gchar*, gchar**, gchar**) -> gboolean { return FALSE; };
}

static void kmc_plug_in_init(KmcPlugIn*) {}

GIMP_MAIN(kmc_plug_in_get_type())
