/* Where the C compiler puts the fields of kmc.h: lines "STRUCT FIELD OFFSET", and "STRUCT SIZE" for each. */
#include <stddef.h>
#include <stdio.h>

#include "codec/kmc.h"

#define SIZE(type) printf(#type " %zu\n", sizeof(kmc_##type))
#define FIELD(type, field) printf(#type " " #field " %zu\n", offsetof(kmc_##type, field))

int main(void) {
  SIZE(limits);
  FIELD(limits, max_width);
  FIELD(limits, max_height);
  FIELD(limits, max_pixels);
  FIELD(limits, max_metadata);
  SIZE(work);
  FIELD(work, threads);
  FIELD(work, limits);
  FIELD(work, progress);
  FIELD(work, user);
  SIZE(quantize_options);
  FIELD(quantize_options, colors);
  FIELD(quantize_options, effort);
  FIELD(quantize_options, restarts);
  FIELD(quantize_options, iterations);
  FIELD(quantize_options, seeding);
  FIELD(quantize_options, seed);
  FIELD(quantize_options, lossless);
  FIELD(quantize_options, vivid);
  FIELD(quantize_options, palette);
  FIELD(quantize_options, palette_colors);
  FIELD(quantize_options, fixed);
  FIELD(quantize_options, fixed_colors);
  FIELD(quantize_options, levels);
  FIELD(quantize_options, dither);
  FIELD(quantize_options, dither_strength);
  FIELD(quantize_options, color_space);
  SIZE(pixels);
  FIELD(pixels, rgba);
  FIELD(pixels, stride);
  FIELD(pixels, width);
  FIELD(pixels, height);
  SIZE(write_options);
  FIELD(write_options, coding);
  FIELD(write_options, tile);
  SIZE(info);
  FIELD(info, width);
  FIELD(info, height);
  FIELD(info, colors);
  FIELD(info, has_alpha);
  FIELD(info, keeps_order);
  FIELD(info, tile_width);
  FIELD(info, tile_height);
  FIELD(info, tiles);
  FIELD(info, tiles_packed);
  FIELD(info, tiles_deflate);
  FIELD(info, tiles_fast);
  FIELD(info, tiles_max);
  FIELD(info, header_bytes);
  FIELD(info, palette_bytes);
  FIELD(info, index_bytes);
  FIELD(info, metadata_bytes);
  FIELD(info, file_bytes);
  FIELD(info, dropped_metadata);
  return 0;
}
