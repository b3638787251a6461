#include "plugins/gdk-pixbuf/test/sample.h"

#include <string.h>

const uint8_t kIcc[132] = {0,   0,   0,   132, 'k', 'm', 'c', ' ', 4,   0x30, 0,          0,   'm', 'n',
                           't', 'r', 'R', 'G', 'B', ' ', 'X', 'Y', 'Z', ' ',  [36] = 'a', 'c', 's', 'p'};

uint8_t* SamplePixels(uint32_t width, uint32_t height, uint32_t colors, SampleAlpha alpha) {
  uint8_t* pixels = g_malloc((gsize)width * height * 4);
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      uint32_t color = (x * 7 + y * 13 + x * y) % colors;
      uint8_t* pixel = pixels + ((gsize)y * width + x) * 4;
      pixel[0] = (uint8_t)(color & 255);
      pixel[1] = (uint8_t)(color >> 8);
      pixel[2] = (uint8_t)(200 - color % 200);
      pixel[3] = alpha == kOpaque ? 255
                                  : (uint8_t)(color % 3 == 0          ? 0
                                              : alpha == kBinaryAlpha ? 255
                                                                      : 60 + color % 190);
      if (pixel[3] == 0) memset(pixel, 0, 4); /* what cannot be seen counts as one colour */
    }
  }
  return pixels;
}

kmc_image* SampleImage(uint32_t width, uint32_t height, uint32_t colors, SampleAlpha alpha) {
  uint8_t* pixels = SamplePixels(width, height, colors, alpha);
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  options.colors = 65536;
  options.lossless = 1;
  kmc_image* image = NULL;
  g_assert_cmpint(kmc_quantize(pixels, (gsize)width * 4, width, height, &options, NULL, &image, NULL), ==, KMC_OK);
  g_free(pixels);
  return image;
}

GBytes* TakeBytes(kmc_image* image) {
  kmc_bytes* written = NULL;
  g_assert_cmpint(kmc_write(image, NULL, NULL, &written), ==, KMC_OK);
  GBytes* bytes = g_bytes_new(kmc_bytes_data(written), kmc_bytes_size(written));
  kmc_bytes_free(written);
  kmc_image_free(image);
  return bytes;
}

GBytes* SampleBytes(uint32_t width, uint32_t height, uint32_t colors, SampleAlpha alpha) {
  return TakeBytes(SampleImage(width, height, colors, alpha));
}

uint8_t* DecodedPixels(GBytes* bytes) {
  gsize size = 0;
  const void* data = g_bytes_get_data(bytes, &size);
  uint32_t width = 0, height = 0;
  kmc_bytes* decoded = NULL;
  g_assert_cmpint(kmc_decode_rgba(data, size, &width, &height, &decoded), ==, KMC_OK);
  uint8_t* pixels = g_memdup2(kmc_bytes_data(decoded), kmc_bytes_size(decoded));
  kmc_bytes_free(decoded);
  return pixels;
}

void ExpectBytes(const void* bytes, gsize size, const void* expected, gsize expected_size) {
  g_assert_cmpuint(size, ==, expected_size);
  g_assert_true(memcmp(bytes, expected, size) == 0);
}

void ExpectPixels(const GdkPixbuf* pixbuf, const uint8_t* rgba, uint32_t width, uint32_t height) {
  g_assert_nonnull(pixbuf);
  g_assert_cmpint(gdk_pixbuf_get_width(pixbuf), ==, width);
  g_assert_cmpint(gdk_pixbuf_get_height(pixbuf), ==, height);
  gboolean has_alpha = FALSE;
  for (gsize i = 0; i < (gsize)width * height; ++i) has_alpha |= rgba[i * 4 + 3] != 255;
  g_assert_cmpint(gdk_pixbuf_get_has_alpha(pixbuf), ==, has_alpha);
  const gsize channels = has_alpha ? 4 : 3;
  for (gsize y = 0; y < height; ++y) {
    const uint8_t* row = gdk_pixbuf_read_pixels(pixbuf) + y * (gsize)gdk_pixbuf_get_rowstride(pixbuf);
    for (gsize x = 0; x < width; ++x) {
      ExpectBytes(row + x * channels, channels, rgba + (y * width + x) * 4, channels);
    }
  }
}

char* WriteFile(const char* name, const void* bytes, gsize size) {
  char* path = g_build_filename(g_get_tmp_dir(), name, NULL);
  g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
  return path;
}

char* WriteBytes(const char* name, GBytes* bytes) {
  return WriteFile(name, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}
