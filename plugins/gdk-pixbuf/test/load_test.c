/* Programs on gdk-pixbuf open .kmc files: at once, byte by byte, at another size, with metadata. */
#include <glib/gstdio.h>
#include <string.h>

#include "plugins/gdk-pixbuf/test/sample.h"

/* ---- every kind of image, from a file, a stream and memory ---- */

typedef struct Kind {
  const char* name;
  uint32_t width, height, colors;
  SampleAlpha alpha;
} Kind;

static const Kind kKinds[] = {
    {"opaque", 61, 37, 200, kOpaque},
    {"binary-alpha", 61, 37, 20, kBinaryAlpha},
    {"partial-alpha", 61, 37, 200, kPartialAlpha},
    {"1000-colours", 90, 70, 1000, kOpaque},
    {"1000-colours-alpha", 90, 70, 1000, kPartialAlpha},
    {"1x1", 1, 1, 1, kOpaque},
    {"16384-wide", 16384, 3, 256, kOpaque},
    {"one-colour", 40, 30, 1, kBinaryAlpha},
};

static void TestKind(gconstpointer data) {
  const Kind* kind = data;
  GBytes* bytes = SampleBytes(kind->width, kind->height, kind->colors, kind->alpha);
  uint8_t* expected = DecodedPixels(bytes);
  GError* error = NULL;

  char* path = WriteBytes("kind.kmc", bytes);
  GdkPixbuf* pixbuf = gdk_pixbuf_new_from_file(path, &error);
  g_assert_no_error(error);
  ExpectPixels(pixbuf, expected, kind->width, kind->height);
  g_object_unref(pixbuf);

  GInputStream* stream = g_memory_input_stream_new_from_bytes(bytes);
  pixbuf = gdk_pixbuf_new_from_stream(stream, NULL, &error);
  g_assert_no_error(error);
  ExpectPixels(pixbuf, expected, kind->width, kind->height);
  g_object_unref(pixbuf);
  g_object_unref(stream);

  GdkPixbufAnimation* animation = gdk_pixbuf_animation_new_from_file(path, &error);
  g_assert_no_error(error);
  g_assert_true(gdk_pixbuf_animation_is_static_image(animation));
  g_object_unref(animation);

  g_unlink(path);
  g_free(path);
  g_free(expected);
  g_bytes_unref(bytes);
}

static void TestFileInfo(void) {
  GBytes* bytes = SampleBytes(300, 200, 50, kOpaque);
  char* path = WriteBytes("info.kmc", bytes);
  int width = 0, height = 0;
  GdkPixbufFormat* format = gdk_pixbuf_get_file_info(path, &width, &height);
  g_assert_nonnull(format);
  char* name = gdk_pixbuf_format_get_name(format);
  g_assert_cmpstr(name, ==, "kmc");
  g_assert_true(gdk_pixbuf_format_is_writable(format));
  g_assert_false(gdk_pixbuf_format_is_scalable(format));
  g_assert_cmpint(width, ==, 300);
  g_assert_cmpint(height, ==, 200);
  g_unlink(path);
  g_free(name);
  g_free(path);
  g_bytes_unref(bytes);
}

/* ---- incremental loading ---- */

typedef struct Signals {
  int size_prepared, area_prepared, area_updated, closed;
  int width, height;
  int want_width, want_height; /* -1: as it is */
  int updated[4];              /* x, y, width, height */
} Signals;

static void OnSizePrepared(GdkPixbufLoader* loader, int width, int height, gpointer data) {
  Signals* signals = data;
  ++signals->size_prepared;
  signals->width = width;
  signals->height = height;
  if (signals->want_width >= 0) gdk_pixbuf_loader_set_size(loader, signals->want_width, signals->want_height);
}

static void OnAreaPrepared(GdkPixbufLoader* loader, gpointer data) {
  Signals* signals = data;
  g_assert_nonnull(gdk_pixbuf_loader_get_pixbuf(loader));
  g_assert_cmpint(signals->area_updated, ==, 0);
  ++signals->area_prepared;
}

static void OnAreaUpdated(GdkPixbufLoader* loader, int x, int y, int width, int height, gpointer data) {
  (void)loader;
  Signals* signals = data;
  g_assert_cmpint(signals->area_prepared, ==, 1);
  ++signals->area_updated;
  memcpy(signals->updated, (int[]){x, y, width, height}, sizeof signals->updated);
}

static void OnClosed(GdkPixbufLoader* loader, gpointer data) {
  (void)loader;
  ++((Signals*)data)->closed;
}

static GdkPixbufLoader* NewLoader(Signals* signals) {
  GError* error = NULL;
  GdkPixbufLoader* loader = gdk_pixbuf_loader_new_with_type("kmc", &error);
  g_assert_no_error(error);
  g_signal_connect(loader, "size-prepared", G_CALLBACK(OnSizePrepared), signals);
  g_signal_connect(loader, "area-prepared", G_CALLBACK(OnAreaPrepared), signals);
  g_signal_connect(loader, "area-updated", G_CALLBACK(OnAreaUpdated), signals);
  g_signal_connect(loader, "closed", G_CALLBACK(OnClosed), signals);
  return loader;
}

static void TestByteByByte(void) {
  GBytes* bytes = SampleBytes(300, 21, 200, kPartialAlpha);
  uint8_t* expected = DecodedPixels(bytes);
  Signals signals = {.want_width = -1};
  GdkPixbufLoader* loader = NewLoader(&signals);
  GError* error = NULL;
  const guchar* data = g_bytes_get_data(bytes, NULL);
  for (gsize i = 0; i < g_bytes_get_size(bytes); ++i) {
    g_assert_true(gdk_pixbuf_loader_write(loader, data + i, 1, &error));
    g_assert_no_error(error);
    g_assert_cmpint(signals.size_prepared, ==, i >= 8 ? 1 : 0); /* 300 takes two bytes, 21 one, the tile byte one */
  }
  g_assert_true(gdk_pixbuf_loader_close(loader, &error));
  g_assert_no_error(error);
  g_assert_cmpint(signals.width, ==, 300);
  g_assert_cmpint(signals.height, ==, 21);
  g_assert_cmpint(signals.area_updated, ==, 1);
  g_assert_cmpint(signals.updated[0], ==, 0);
  g_assert_cmpint(signals.updated[1], ==, 0);
  g_assert_cmpint(signals.updated[2], ==, 300);
  g_assert_cmpint(signals.updated[3], ==, 21);
  g_assert_cmpint(signals.closed, ==, 1);
  ExpectPixels(gdk_pixbuf_loader_get_pixbuf(loader), expected, 300, 21);
  g_object_unref(loader);
  g_free(expected);
  g_bytes_unref(bytes);
}

static void TestSizePreparedDecidesTheSize(void) {
  kmc_image* image = SampleImage(200, 100, 1, kOpaque);
  g_assert_cmpint(kmc_image_set_metadata(image, KMC_ICC, kIcc, sizeof kIcc), ==, KMC_OK);
  GBytes* bytes = TakeBytes(image);
  Signals signals = {.want_width = 33, .want_height = 55};
  GdkPixbufLoader* loader = NewLoader(&signals);
  GError* error = NULL;
  g_assert_true(gdk_pixbuf_loader_write_bytes(loader, bytes, &error));
  g_assert_true(gdk_pixbuf_loader_close(loader, &error));
  g_assert_no_error(error);
  GdkPixbuf* pixbuf = gdk_pixbuf_loader_get_pixbuf(loader);
  uint8_t* expected = SamplePixels(33, 55, 1, kOpaque); /* one colour stays one colour */
  ExpectPixels(pixbuf, expected, 33, 55);
  g_assert_cmpint(signals.updated[2], ==, 33);
  g_assert_cmpint(signals.updated[3], ==, 55);
  g_assert_nonnull(gdk_pixbuf_get_option(pixbuf, "icc-profile"));
  g_free(expected);
  g_object_unref(loader);
  g_bytes_unref(bytes);
}

static void TestSizeOfNothingIsAnError(void) {
  GBytes* bytes = SampleBytes(20, 10, 5, kOpaque);
  Signals signals = {.want_width = 0, .want_height = 0};
  GdkPixbufLoader* loader = NewLoader(&signals);
  GError* error = NULL;
  g_assert_false(gdk_pixbuf_loader_write_bytes(loader, bytes, &error));
  g_assert_error(error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_FAILED);
  g_clear_error(&error);
  gdk_pixbuf_loader_close(loader, NULL);
  g_object_unref(loader);
  g_bytes_unref(bytes);
}

static void TestAtScale(void) {
  GBytes* bytes = SampleBytes(200, 100, 64, kPartialAlpha);
  char* path = WriteBytes("scale.kmc", bytes);
  GError* error = NULL;
  GdkPixbuf* pixbuf = gdk_pixbuf_new_from_file_at_scale(path, 50, -1, TRUE, &error);
  g_assert_no_error(error);
  g_assert_cmpint(gdk_pixbuf_get_width(pixbuf), ==, 50);
  g_assert_cmpint(gdk_pixbuf_get_height(pixbuf), ==, 25);
  g_object_unref(pixbuf);
  pixbuf = gdk_pixbuf_new_from_file_at_size(path, 400, 400, &error);
  g_assert_no_error(error);
  g_assert_cmpint(gdk_pixbuf_get_width(pixbuf), ==, 400);
  g_assert_cmpint(gdk_pixbuf_get_height(pixbuf), ==, 200);
  g_object_unref(pixbuf);
  g_unlink(path);
  g_free(path);
  g_bytes_unref(bytes);
}

/* ---- metadata ---- */

static GdkPixbuf* LoadImage(kmc_image* image) {
  GBytes* bytes = TakeBytes(image);
  GInputStream* stream = g_memory_input_stream_new_from_bytes(bytes);
  GError* error = NULL;
  GdkPixbuf* pixbuf = gdk_pixbuf_new_from_stream(stream, NULL, &error);
  g_assert_no_error(error);
  g_object_unref(stream);
  g_bytes_unref(bytes);
  return pixbuf;
}

static void TestIcc(void) {
  kmc_image* image = SampleImage(8, 8, 4, kOpaque);
  g_assert_cmpint(kmc_image_set_metadata(image, KMC_ICC, kIcc, sizeof kIcc), ==, KMC_OK);
  GdkPixbuf* pixbuf = LoadImage(image);
  gsize size = 0;
  guchar* icc = g_base64_decode(gdk_pixbuf_get_option(pixbuf, "icc-profile"), &size);
  ExpectBytes(icc, size, kIcc, sizeof kIcc);
  g_free(icc);
  g_object_unref(pixbuf);
}

static void TestResolution(void) {
  kmc_image* image = SampleImage(8, 8, 4, kOpaque);
  kmc_image_set_resolution(image, 11811, 2835, 1);
  GdkPixbuf* pixbuf = LoadImage(image);
  g_assert_cmpstr(gdk_pixbuf_get_option(pixbuf, "x-dpi"), ==, "300");
  g_assert_cmpstr(gdk_pixbuf_get_option(pixbuf, "y-dpi"), ==, "72");
  g_object_unref(pixbuf);

  image = SampleImage(8, 8, 4, kOpaque);
  kmc_image_set_resolution(image, 2, 1, 0); /* a ratio is no resolution */
  pixbuf = LoadImage(image);
  g_assert_null(gdk_pixbuf_get_option(pixbuf, "x-dpi"));
  g_assert_null(gdk_pixbuf_get_option(pixbuf, "y-dpi"));
  g_object_unref(pixbuf);
}

static void AddText(kmc_image* image, const char* both, gsize size) {
  g_assert_cmpint(kmc_image_set_metadata(image, KMC_TEXT, both, size), ==, KMC_OK);
}

static void TestTexts(void) {
  static const char title[] = "Title\0K\xC3\xBCste", broken[] = "Comment\0\xFF\xFE", again[] = "Title\0other";
  kmc_image* image = SampleImage(8, 8, 4, kOpaque);
  AddText(image, title, sizeof title - 1);
  AddText(image, broken, sizeof broken - 1);
  AddText(image, again, sizeof again - 1);
  GdkPixbuf* pixbuf = LoadImage(image);
  g_assert_cmpstr(gdk_pixbuf_get_option(pixbuf, "tEXt::Title"), ==, "K\xC3\xBCste");
  g_assert_null(gdk_pixbuf_get_option(pixbuf, "tEXt::Comment")); /* no UTF-8 */
  g_object_unref(pixbuf);
}

static void TestNoMetadata(void) {
  GdkPixbuf* pixbuf = LoadImage(SampleImage(8, 8, 4, kOpaque));
  g_assert_null(gdk_pixbuf_get_option(pixbuf, "icc-profile"));
  g_assert_null(gdk_pixbuf_get_option(pixbuf, "x-dpi"));
  g_assert_null(gdk_pixbuf_get_option(pixbuf, "y-dpi"));
  g_object_unref(pixbuf);
}

int main(int argc, char** argv) {
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(kKinds); ++i) {
    char* name = g_strconcat("/load/kind/", kKinds[i].name, NULL);
    g_test_add_data_func(name, &kKinds[i], TestKind);
    g_free(name);
  }
  g_test_add_func("/load/file-info", TestFileInfo);
  g_test_add_func("/load/byte-by-byte", TestByteByByte);
  g_test_add_func("/load/size-prepared-decides-the-size", TestSizePreparedDecidesTheSize);
  g_test_add_func("/load/size-of-nothing-is-an-error", TestSizeOfNothingIsAnError);
  g_test_add_func("/load/at-scale", TestAtScale);
  g_test_add_func("/load/icc", TestIcc);
  g_test_add_func("/load/resolution", TestResolution);
  g_test_add_func("/load/texts", TestTexts);
  g_test_add_func("/load/no-metadata", TestNoMetadata);
  return g_test_run();
}
