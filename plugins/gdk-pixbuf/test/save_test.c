/* Programs on gdk-pixbuf save .kmc files: the pixels, the options, and what happens if it cannot be done. */
#include <glib/gstdio.h>
#include <string.h>

#include "plugins/gdk-pixbuf/test/sample.h"

static GdkPixbuf* SamplePixbuf(uint32_t width, uint32_t height, uint32_t colors, SampleAlpha alpha) {
  uint8_t* rgba = SamplePixels(width, height, colors, alpha);
  GdkPixbuf* pixbuf = gdk_pixbuf_new(GDK_COLORSPACE_RGB, alpha != kOpaque, 8, (int)width, (int)height);
  const gsize channels = (gsize)gdk_pixbuf_get_n_channels(pixbuf);
  for (gsize y = 0; y < height; ++y) {
    guchar* row = gdk_pixbuf_get_pixels(pixbuf) + y * (gsize)gdk_pixbuf_get_rowstride(pixbuf);
    for (gsize x = 0; x < width; ++x) memcpy(row + x * channels, rgba + (y * width + x) * 4, channels);
  }
  g_free(rgba);
  return pixbuf;
}

/* Saves with the options (key, value, .., NULL), which must work, and reads what was saved. */
static kmc_image* SaveAndRead(GdkPixbuf* pixbuf, const char* key1, const char* value1, const char* key2,
                              const char* value2) {
  char* keys[] = {(char*)key1, (char*)key2, NULL};
  char* values[] = {(char*)value1, (char*)value2, NULL};
  char* buffer = NULL;
  gsize size = 0;
  GError* error = NULL;
  g_assert_true(gdk_pixbuf_save_to_bufferv(pixbuf, &buffer, &size, "kmc", keys, values, &error));
  g_assert_no_error(error);
  kmc_image* image = NULL;
  g_assert_cmpint(kmc_read(buffer, size, NULL, &image), ==, KMC_OK);
  g_free(buffer);
  return image;
}

static uint8_t* PixelsOf(const kmc_image* image) {
  const uint32_t width = kmc_image_width(image), height = kmc_image_height(image);
  uint8_t* rgba = g_malloc((gsize)width * height * 4);
  g_assert_cmpint(kmc_image_rgba(image, 0, 0, width, height, rgba, (gsize)width * 4), ==, KMC_OK);
  return rgba;
}

/* ---- pixels ---- */

static void ExpectKept(uint32_t width, uint32_t height, uint32_t colors, SampleAlpha alpha) {
  GdkPixbuf* pixbuf = SamplePixbuf(width, height, colors, alpha);
  kmc_image* image = SaveAndRead(pixbuf, "colors", "65536", NULL, NULL);
  uint8_t* rgba = PixelsOf(image);
  ExpectPixels(pixbuf, rgba, width, height);
  g_assert_cmpint(kmc_image_has_alpha(image), ==, alpha != kOpaque);
  g_free(rgba);
  kmc_image_free(image);
  g_object_unref(pixbuf);
}

static void TestKeepsPixels(void) {
  ExpectKept(61, 37, 200, kOpaque); /* with padding behind rows */
  ExpectKept(61, 37, 200, kBinaryAlpha);
  ExpectKept(61, 37, 200, kPartialAlpha);
  ExpectKept(90, 70, 1000, kOpaque);
  ExpectKept(90, 70, 1000, kPartialAlpha);
  ExpectKept(1, 1, 1, kOpaque);
  ExpectKept(16384, 2, 256, kOpaque);
}

static void TestPartOfAPixbuf(void) {
  GdkPixbuf* whole = SamplePixbuf(50, 40, 100, kPartialAlpha);
  GdkPixbuf* part = gdk_pixbuf_new_subpixbuf(whole, 7, 5, 20, 10);
  kmc_image* image = SaveAndRead(part, NULL, NULL, NULL, NULL);
  g_assert_cmpint(kmc_image_width(image), ==, 20);
  g_assert_cmpint(kmc_image_height(image), ==, 10);
  uint8_t* rgba = PixelsOf(image);
  ExpectPixels(part, rgba, 20, 10);
  g_free(rgba);
  kmc_image_free(image);
  g_object_unref(part);
  g_object_unref(whole);
}

static void TestFileOpensAgain(void) {
  GdkPixbuf* pixbuf = SamplePixbuf(61, 37, 200, kPartialAlpha);
  char* path = g_build_filename(g_get_tmp_dir(), "saved.kmc", NULL);
  GError* error = NULL;
  g_assert_true(gdk_pixbuf_save(pixbuf, path, "kmc", &error, NULL));
  g_assert_no_error(error);
  GdkPixbuf* again = gdk_pixbuf_new_from_file(path, &error);
  g_assert_no_error(error);
  uint8_t* rgba = SamplePixels(61, 37, 200, kPartialAlpha);
  ExpectPixels(again, rgba, 61, 37);
  g_unlink(path);
  g_free(rgba);
  g_free(path);
  g_object_unref(again);
  g_object_unref(pixbuf);
}

/* ---- options ---- */

static void TestColors(void) {
  GdkPixbuf* pixbuf = SamplePixbuf(90, 70, 1000, kOpaque);
  static const struct {
    const char* asked;
    uint32_t given;
  } cases[] = {{NULL, 256}, {"1", 1}, {"7", 7}, {"300", 300}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); ++i) {
    kmc_image* image = SaveAndRead(pixbuf, cases[i].asked ? "colors" : NULL, cases[i].asked, NULL, NULL);
    g_assert_cmpint(kmc_image_colors(image), ==, cases[i].given);
    kmc_image_free(image);
  }
  g_object_unref(pixbuf);
}

static void TestDitherAndEffortChangeTheResult(void) {
  static const char* const options[][2] = {{"dither", "floyd-steinberg"}, {"dither", "ordered"}, {"effort", "1"}};
  GdkPixbuf* pixbuf = SamplePixbuf(90, 70, 1000, kOpaque);
  kmc_image* plain = SaveAndRead(pixbuf, "colors", "9", "dither", "none");
  uint8_t* plain_pixels = PixelsOf(plain);
  for (gsize i = 0; i < G_N_ELEMENTS(options); ++i) {
    kmc_image* image = SaveAndRead(pixbuf, "colors", "9", options[i][0], options[i][1]);
    uint8_t* pixels = PixelsOf(image);
    g_assert_cmpint(memcmp(pixels, plain_pixels, (gsize)90 * 70 * 4), !=, 0);
    g_free(pixels);
    kmc_image_free(image);
  }
  g_free(plain_pixels);
  kmc_image_free(plain);
  g_object_unref(pixbuf);
}

static void TestIcc(void) {
  GdkPixbuf* pixbuf = SamplePixbuf(8, 8, 4, kOpaque);
  char* base64 = g_base64_encode(kIcc, sizeof kIcc);
  kmc_image* image = SaveAndRead(pixbuf, "icc-profile", base64, NULL, NULL);
  gsize size = 0;
  const void* icc = kmc_image_metadata(image, KMC_ICC, 0, &size);
  ExpectBytes(icc, size, kIcc, sizeof kIcc);
  g_free(base64);
  kmc_image_free(image);
  g_object_unref(pixbuf);
}

static void ExpectResolution(const char* key1, const char* value1, const char* key2, const char* value2, uint32_t x,
                             uint32_t y) {
  GdkPixbuf* pixbuf = SamplePixbuf(8, 8, 4, kOpaque);
  kmc_image* image = SaveAndRead(pixbuf, key1, value1, key2, value2);
  uint32_t found_x = 0, found_y = 0;
  int metric = 0;
  g_assert_true(kmc_image_resolution(image, &found_x, &found_y, &metric));
  g_assert_cmpint(metric, ==, 1);
  g_assert_cmpuint(found_x, ==, x);
  g_assert_cmpuint(found_y, ==, y);
  kmc_image_free(image);
  g_object_unref(pixbuf);
}

static void TestResolution(void) {
  ExpectResolution("x-dpi", "300", "y-dpi", "72", 11811, 2835);
  ExpectResolution("x-dpi", "300", NULL, NULL, 11811, 11811);
  ExpectResolution("y-dpi", "300", NULL, NULL, 11811, 11811);
}

static void TestTexts(void) {
  GdkPixbuf* pixbuf = SamplePixbuf(8, 8, 4, kOpaque);
  kmc_image* image = SaveAndRead(pixbuf, "tEXt::Title", "K\xC3\xBCste", "tEXt::Author", "Somebody");
  gsize size = 0;
  const void* text = kmc_image_metadata(image, KMC_TEXT, 0, &size);
  ExpectBytes(text, size, "Title\0K\xC3\xBCste", 12);
  text = kmc_image_metadata(image, KMC_TEXT, 1, &size);
  ExpectBytes(text, size, "Author\0Somebody", 15);
  kmc_image_free(image);
  g_object_unref(pixbuf);
}

static void TestSupportedOptions(void) {
  GBytes* bytes = SampleBytes(8, 8, 4, kOpaque);
  char* path = WriteBytes("format.kmc", bytes);
  GdkPixbufFormat* format = gdk_pixbuf_get_file_info(path, NULL, NULL);
  static const char* const known[] = {"colors", "dither", "effort", "icc-profile", "x-dpi", "y-dpi", "tEXt::Title"};
  for (gsize i = 0; i < G_N_ELEMENTS(known); ++i) {
    g_assert_true(gdk_pixbuf_format_is_save_option_supported(format, known[i]));
  }
  g_assert_false(gdk_pixbuf_format_is_save_option_supported(format, "quality"));
  g_unlink(path);
  g_free(path);
  g_bytes_unref(bytes);
}

/* ---- failures ---- */

static void TestBadOptionsLeaveNoFile(void) {
  static const char* const bad[][2] = {{"colors", "0"},    {"colors", "65537"}, {"colors", "many"}, {"colors", ""},
                                       {"effort", "10"},   {"effort", "-1"},    {"dither", "yes"},  {"x-dpi", "0"},
                                       {"y-dpi", "a lot"}, {"icc-profile", ""}, {"tEXt::", "text"}};
  GdkPixbuf* pixbuf = SamplePixbuf(8, 8, 4, kOpaque);
  char* path = g_build_filename(g_get_tmp_dir(), "bad-option.kmc", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(bad); ++i) {
    GError* error = NULL;
    g_assert_false(gdk_pixbuf_save(pixbuf, path, "kmc", &error, bad[i][0], bad[i][1], NULL));
    g_assert_error(error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_BAD_OPTION);
    g_assert_nonnull(strstr(error->message, bad[i][0]));
    g_clear_error(&error);
    g_assert_false(gdk_pixbuf_save(pixbuf, path, "kmc", NULL, bad[i][0], bad[i][1], NULL));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  }
  g_free(path);
  g_object_unref(pixbuf);
}

static void TestUnknownOptionsAreWarnedOf(void) {
  GdkPixbuf* pixbuf = SamplePixbuf(8, 8, 4, kOpaque);
  g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "*quality*");
  kmc_image_free(SaveAndRead(pixbuf, "quality", "90", NULL, NULL));
  g_test_assert_expected_messages();
  g_object_unref(pixbuf);
}

static gboolean RefuseToWrite(const gchar* bytes, gsize size, GError** error, gpointer data) {
  (void)bytes, (void)size, (void)data;
  g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "the disk is full");
  return FALSE;
}

static void TestFailureToWriteIsToldAsItIs(void) {
  GdkPixbuf* pixbuf = SamplePixbuf(8, 8, 4, kOpaque);
  GError* error = NULL;
  g_assert_false(gdk_pixbuf_save_to_callback(pixbuf, RefuseToWrite, NULL, "kmc", &error, NULL));
  g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_clear_error(&error);
  g_assert_false(gdk_pixbuf_save_to_callback(pixbuf, RefuseToWrite, NULL, "kmc", NULL, NULL));
  g_object_unref(pixbuf);
}

int main(int argc, char** argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/save/keeps-pixels", TestKeepsPixels);
  g_test_add_func("/save/part-of-a-pixbuf", TestPartOfAPixbuf);
  g_test_add_func("/save/file-opens-again", TestFileOpensAgain);
  g_test_add_func("/save/colors", TestColors);
  g_test_add_func("/save/dither-and-effort-change-the-result", TestDitherAndEffortChangeTheResult);
  g_test_add_func("/save/icc", TestIcc);
  g_test_add_func("/save/resolution", TestResolution);
  g_test_add_func("/save/texts", TestTexts);
  g_test_add_func("/save/supported-options", TestSupportedOptions);
  g_test_add_func("/save/bad-options-leave-no-file", TestBadOptionsLeaveNoFile);
  g_test_add_func("/save/unknown-options-are-warned-of", TestUnknownOptionsAreWarnedOf);
  g_test_add_func("/save/failure-to-write-is-told-as-it-is", TestFailureToWriteIsToldAsItIs);
  return g_test_run();
}
