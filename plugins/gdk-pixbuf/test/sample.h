/* Pictures of every kind that matters to a viewer, as .kmc bytes and as the pixels that libkmc says they have. */
#ifndef KMC_PLUGINS_GDK_PIXBUF_TEST_SAMPLE_H_
#define KMC_PLUGINS_GDK_PIXBUF_TEST_SAMPLE_H_

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdint.h>

#include "codec/kmc.h"

typedef enum SampleAlpha { kOpaque, kBinaryAlpha, kPartialAlpha } SampleAlpha;

/* width x height RGBA pixels of at most `colors` colours; g_free them. */
uint8_t* SamplePixels(uint32_t width, uint32_t height, uint32_t colors, SampleAlpha alpha);

/* The same as an image without loss, to which metadata can be added. */
kmc_image* SampleImage(uint32_t width, uint32_t height, uint32_t colors, SampleAlpha alpha);

/* Writes and frees an image. */
GBytes* TakeBytes(kmc_image* image);
GBytes* SampleBytes(uint32_t width, uint32_t height, uint32_t colors, SampleAlpha alpha);

/* RGBA pixels that libkmc decodes; g_free them. */
uint8_t* DecodedPixels(GBytes* bytes);

/* Fails the test unless the pixbuf has these RGBA pixels, and alpha if one of them has. */
void ExpectPixels(const GdkPixbuf* pixbuf, const uint8_t* rgba, uint32_t width, uint32_t height);

void ExpectBytes(const void* bytes, gsize size, const void* expected, gsize expected_size);

/* A name in the test's folder for a file that holds `bytes`; g_free it. */
char* WriteFile(const char* name, const void* bytes, gsize size);
char* WriteBytes(const char* name, GBytes* bytes);

/* An ICC profile, as far as its header goes. */
extern const uint8_t kIcc[132];

#endif /* KMC_PLUGINS_GDK_PIXBUF_TEST_SAMPLE_H_ */
