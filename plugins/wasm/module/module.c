/* What kmc.js calls beside the functions of kmc.h: those that take structs, with numbers instead. */
#include "codec/kmc.h"

static kmc_work OneThread(void) {
  kmc_work work;
  kmc_work_init(&work);
  work.threads = 1;
  return work;
}

kmc_result module_read(const void* bytes, size_t size, kmc_image** out) {
  const kmc_work work = OneThread();
  return kmc_read(bytes, size, &work, out);
}

/* The fields of kmc_info from width on, in their order. */
kmc_result module_read_info(const void* bytes, size_t size, double* fields) {
  const kmc_work work = OneThread();
  kmc_info info;
  info.struct_size = sizeof(info);
  const kmc_result result = kmc_read_info(bytes, size, &work, &info);
  if (result != KMC_OK) return result;
  *fields++ = info.width;
  *fields++ = info.height;
  *fields++ = info.colors;
  *fields++ = info.has_alpha;
  *fields++ = info.keeps_order;
  *fields++ = info.tile_width;
  *fields++ = info.tile_height;
  *fields++ = info.tiles;
  *fields++ = info.tiles_packed;
  *fields++ = info.tiles_deflate;
  *fields++ = info.tiles_fast;
  *fields++ = info.tiles_max;
  *fields++ = (double)info.header_bytes;
  *fields++ = (double)info.palette_bytes;
  *fields++ = (double)info.index_bytes;
  *fields++ = (double)info.metadata_bytes;
  *fields++ = (double)info.file_bytes;
  *fields++ = info.dropped_metadata;
  return KMC_OK;
}

/* kmc_quantize, then kmc_write. */
kmc_result module_encode(const uint8_t* rgba, uint32_t width, uint32_t height, uint32_t colors, uint32_t effort,
                         kmc_color_space space, kmc_dither dither, uint32_t dither_strength, int lossless,
                         kmc_coding coding, kmc_bytes** out) {
  const kmc_work work = OneThread();
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  options.colors = colors;
  options.effort = effort;
  options.color_space = space;
  options.dither = dither;
  options.dither_strength = dither_strength;
  options.lossless = lossless;
  kmc_image* image = NULL;
  const kmc_result result = kmc_quantize(rgba, (size_t)width * 4, width, height, &options, &work, &image, NULL);
  if (result != KMC_OK) return result;
  kmc_write_options writing;
  kmc_write_options_init(&writing);
  writing.coding = coding;
  const kmc_result written = kmc_write(image, &writing, &work, out);
  kmc_image_free(image);
  return written;
}
