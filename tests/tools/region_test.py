"""kmcdec --region writes a part of the image."""
import unittest

import png_samples
from png_samples import RGB_ALPHA
from tool_case import DAMAGED, USAGE, ToolCase


REGIONS = (0, 0, 100, 70), (0, 0, 1, 1), (99, 69, 1, 1), (32, 32, 32, 32), (31, 31, 34, 2), (5, 40, 90, 30)


def part_of(rgba, width, region):
    x, y, columns, rows = region
    return b"".join(rgba[((y + row) * width + x) * 4:][:columns * 4] for row in range(rows))


class Region(ToolCase):
    def test_any_part_is_what_the_whole_has_there(self):
        png = png_samples.noise(RGB_ALPHA, 8, 100, 70)
        rgba = bytes(png.rgba())
        for coding in ("packed", "deflate", "fast", "max"):
            kmc = self.encode(png, "--lossless", "--tile", "32", "--coding", coding)
            for region in REGIONS:
                with self.subTest(coding=coding, region=region):
                    part = self.decode(kmc, "--region", ",".join(map(str, region)))
                    self.assertEqual((part.width, part.height), region[2:])
                    self.assertEqual(bytes(part.rgba()), part_of(rgba, 100, region))

    def test_tiles_elsewhere_are_not_decoded(self):
        png = png_samples.noise(RGB_ALPHA, 8, 64, 32)
        kmc = self.encode(png, "--lossless", "--tile", "32", "--coding", "packed")
        data = bytearray(self.get("image.kmc"))
        data[-40] ^= 1  # in the right one of two tiles
        self.put("image.kmc", bytes(data))
        self.assertEqual(self.decode(kmc, "--region", "0,0,32,32").width, 32)
        self.refuse("kmcdec", "--region", "0,0,33,32", kmc, expect=DAMAGED, cause="")

    def test_parts_outside_the_image_are_refused(self):
        kmc = self.encode(png_samples.noise(RGB_ALPHA, 8, 10, 7))
        for region in ("0,0,11,7", "0,0,10,8", "10,0,1,1", "4294967295,0,2,1"):
            with self.subTest(region=region):
                self.refuse("kmcdec", "--region", region, kmc, expect=USAGE,
                            cause=f"--region {region} does not lie within the image")

    def test_what_is_no_region_is_refused(self):
        kmc = self.encode(png_samples.noise(RGB_ALPHA, 8, 10, 7))
        for region in ("1,2,3", "1,2,3,0", "1,2,3,4,5", "1;2;3;4", "-1,0,2,2", "a,0,1,1"):
            with self.subTest(region=region):
                self.refuse("kmcdec", "--region=" + region, kmc, expect=USAGE, cause="--region")


if __name__ == "__main__":
    unittest.main()
