/* A C program that knows kmc only as an installed package: encodes an image of
 * three colours and gets the same pixels back. */
#include <kmc/kmc.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  static const uint8_t pixels[2 * 2 * 4] = {255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 0, 0, 255};
  kmc_bytes* file = NULL;
  kmc_bytes* decoded = NULL;
  uint32_t width = 0;
  uint32_t height = 0;
  int same;
  kmc_result result = kmc_encode_rgba(pixels, 2 * 4, 2, 2, 256, &file);
  if (result == KMC_OK) {
    result = kmc_decode_rgba(kmc_bytes_data(file), kmc_bytes_size(file), &width, &height, &decoded);
  }
  if (result != KMC_OK) {
    fprintf(stderr, "libkmc %s: %s\n", kmc_version(), kmc_result_text(result));
    return 1;
  }
  same = width == 2 && height == 2 && memcmp(kmc_bytes_data(decoded), pixels, sizeof pixels) == 0;
  printf("libkmc %s, C: %lu bytes, pixels %s\n", kmc_version(), (unsigned long)kmc_bytes_size(file),
         same ? "are kept" : "differ");
  kmc_bytes_free(decoded);
  kmc_bytes_free(file);
  return same ? 0 : 1;
}
