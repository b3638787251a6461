/* What is no good .kmc file gives an error and no pixbuf, with and without somebody who wants to know the error. */
#include <glib/gstdio.h>
#include <string.h>

#include "plugins/gdk-pixbuf/test/sample.h"

/* Opens bytes under a name, and again without a GError. */
static GdkPixbuf* Open(const char* name, const void* bytes, gsize size, GError** error) {
  char* path = WriteFile(name, bytes, size);
  GdkPixbuf* pixbuf = gdk_pixbuf_new_from_file(path, error);
  GdkPixbuf* again = gdk_pixbuf_new_from_file(path, NULL);
  g_assert_cmpint(pixbuf == NULL, ==, again == NULL);
  g_clear_object(&again);
  g_unlink(path);
  g_free(path);
  return pixbuf;
}

static void ExpectRefused(const char* name, const void* bytes, gsize size) {
  GError* error = NULL;
  GdkPixbuf* pixbuf = Open(name, bytes, size, &error);
  g_assert_null(pixbuf);
  g_assert_true(error && error->domain == GDK_PIXBUF_ERROR);
  g_clear_error(&error);
}

static void TestTruncated(void) {
  GBytes* bytes = SampleBytes(40, 30, 60, kPartialAlpha);
  for (gsize size = 0; size < g_bytes_get_size(bytes); ++size) {
    ExpectRefused("truncated.kmc", g_bytes_get_data(bytes, NULL), size);
  }
  g_bytes_unref(bytes);
}

static void TestFlippedBits(void) {
  GBytes* bytes = SampleBytes(40, 30, 60, kPartialAlpha);
  const gsize size = g_bytes_get_size(bytes);
  uint8_t* flipped = g_memdup2(g_bytes_get_data(bytes, NULL), size);
  for (gsize bit = 0; bit < size * 8; bit += 3) {
    flipped[bit / 8] ^= (uint8_t)(1 << bit % 8);
    ExpectRefused("flipped.kmc", flipped, size);
    flipped[bit / 8] ^= (uint8_t)(1 << bit % 8);
  }
  g_free(flipped);
  g_bytes_unref(bytes);
}

static void TestDamagedMetadataCostNoPixels(void) {
  kmc_image* image = SampleImage(8, 8, 4, kOpaque);
  g_assert_cmpint(kmc_image_set_metadata(image, KMC_XMP, "<picture/>", 10), ==, KMC_OK);
  GBytes* bytes = TakeBytes(image);
  gsize size = 0;
  uint8_t* data = g_bytes_unref_to_data(bytes, &size);
  gsize place = 0;
  while (place + 7 < size && memcmp(data + place, "picture", 7) != 0) ++place;
  g_assert_cmpuint(place + 7, <, size);
  data[place] ^= 1;
  GError* error = NULL;
  GdkPixbuf* pixbuf = Open("metadata.kmc", data, size, &error);
  g_assert_no_error(error);
  uint8_t* expected = SamplePixels(8, 8, 4, kOpaque);
  ExpectPixels(pixbuf, expected, 8, 8);
  g_object_unref(pixbuf);
  g_free(expected);
  g_free(data);
}

static void TestHugeDimensions(void) {
  static const uint8_t huge[] = {0x8B, 'K', 'M', 'C', 1, 0xFF, 0xFF, 0xFF, 7, 0xFF, 0xFF, 0xFF, 7, 0xFF, 1, 2};
  GError* error = NULL;
  GdkPixbuf* pixbuf = Open("huge.kmc", huge, sizeof huge, &error);
  g_assert_null(pixbuf);
  g_assert_error(error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY);
  g_clear_error(&error);

  /* Told at once, and not when megabytes have been written. */
  GdkPixbufLoader* loader = gdk_pixbuf_loader_new_with_type("kmc", NULL);
  g_assert_false(gdk_pixbuf_loader_write(loader, huge, sizeof huge, &error));
  g_assert_error(error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY);
  g_clear_error(&error);
  gdk_pixbuf_loader_close(loader, NULL);
  g_object_unref(loader);
}

static void TestLoadersWithoutErrorPointer(void) {
  static const uint8_t png[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  GdkPixbufLoader* loader = gdk_pixbuf_loader_new_with_type("kmc", NULL);
  g_assert_false(gdk_pixbuf_loader_write(loader, png, sizeof png, NULL));
  gdk_pixbuf_loader_close(loader, NULL);
  g_object_unref(loader);

  GBytes* bytes = SampleBytes(40, 30, 60, kOpaque);
  loader = gdk_pixbuf_loader_new_with_type("kmc", NULL);
  g_assert_true(gdk_pixbuf_loader_write(loader, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes) - 1, NULL));
  g_assert_false(gdk_pixbuf_loader_close(loader, NULL));
  g_object_unref(loader);
  g_bytes_unref(bytes);
}

/* A name does not make a kmc file: the host finds out what it is, and the module takes nothing else. */
static void TestOtherContentUnderOurName(void) {
  GdkPixbuf* pixbuf = gdk_pixbuf_new(GDK_COLORSPACE_RGB, FALSE, 8, 30, 20);
  gdk_pixbuf_fill(pixbuf, 0x11223300);
  char* png = NULL;
  gsize size = 0;
  GError* error = NULL;
  g_assert_true(gdk_pixbuf_save_to_buffer(pixbuf, &png, &size, "png", &error, NULL));
  g_object_unref(pixbuf);
  pixbuf = Open("really-png.kmc", png, size, &error);
  g_assert_no_error(error);
  g_assert_cmpint(gdk_pixbuf_get_width(pixbuf), ==, 30);
  g_object_unref(pixbuf);

  GdkPixbufLoader* loader = gdk_pixbuf_loader_new_with_type("kmc", NULL);
  g_assert_false(gdk_pixbuf_loader_write(loader, (guchar*)png, size, &error));
  g_assert_error(error, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_UNKNOWN_TYPE);
  g_clear_error(&error);
  gdk_pixbuf_loader_close(loader, NULL);
  g_object_unref(loader);
  g_free(png);
  ExpectRefused("really-text.kmc", "no picture at all", 17);
}

static void TestOurContentUnderOtherNames(void) {
  static const char* const names[] = {"without-extension", "really-kmc.png"};
  GBytes* bytes = SampleBytes(40, 30, 60, kOpaque);
  for (gsize i = 0; i < G_N_ELEMENTS(names); ++i) {
    GError* error = NULL;
    GdkPixbuf* pixbuf = Open(names[i], g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);
    g_assert_no_error(error);
    g_assert_cmpint(gdk_pixbuf_get_width(pixbuf), ==, 40);
    g_object_unref(pixbuf);
  }
  g_bytes_unref(bytes);
}

static void TestVectors(void) {
  static const char* const folders[] = {"valid", "invalid"};
  for (int valid = 0; valid < 2; ++valid) {
    char* folder = g_build_filename(g_getenv("KMC_VECTORS"), folders[1 - valid], NULL);
    GDir* dir = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(dir);
    int opened = 0;
    for (const char* name = NULL; (name = g_dir_read_name(dir));) {
      if (!g_str_has_suffix(name, ".kmc")) continue;
      char* path = g_build_filename(folder, name, NULL);
      g_test_message("%s", path);
      GError* error = NULL;
      GdkPixbuf* pixbuf = gdk_pixbuf_new_from_file(path, &error);
      g_assert_cmpint(pixbuf != NULL, ==, valid);
      g_assert_cmpint(error != NULL, ==, !valid);
      g_clear_error(&error);
      g_clear_object(&pixbuf);
      g_free(path);
      ++opened;
    }
    g_assert_cmpint(opened, >, 90);
    g_dir_close(dir);
    g_free(folder);
  }
}

int main(int argc, char** argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/damage/truncated", TestTruncated);
  g_test_add_func("/damage/flipped-bits", TestFlippedBits);
  g_test_add_func("/damage/damaged-metadata-cost-no-pixels", TestDamagedMetadataCostNoPixels);
  g_test_add_func("/damage/huge-dimensions", TestHugeDimensions);
  g_test_add_func("/damage/loaders-without-error-pointer", TestLoadersWithoutErrorPointer);
  g_test_add_func("/damage/other-content-under-our-name", TestOtherContentUnderOurName);
  g_test_add_func("/damage/our-content-under-other-names", TestOurContentUnderOtherNames);
  g_test_add_func("/damage/vectors", TestVectors);
  return g_test_run();
}
