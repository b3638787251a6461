/* Writes a .kmc file of 640 x 320 pixels with translucent colours, for the thumbnailer.
 * usage: make_sample OUT */
#include "plugins/gdk-pixbuf/test/sample.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  GBytes* bytes = SampleBytes(640, 320, 200, kPartialAlpha);
  const gboolean written =
      g_file_set_contents(argv[1], g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), NULL);
  g_bytes_unref(bytes);
  return written ? 0 : 1;
}
