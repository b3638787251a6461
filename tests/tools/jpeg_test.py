"""JPEG is read: grey, colour and CMYK, turned upright, with its metadata."""
import unittest

import jpeg_samples
from tool_case import UNREADABLE, ToolCase

# 3 x 2 blocks, all different.
GRAYS = [[0, 50, 100], [150, 200, 255]]
# Of stored rows: what each orientation makes of them.
UPRIGHT = {
    1: lambda rows: rows,
    2: lambda rows: [row[::-1] for row in rows],
    3: lambda rows: [row[::-1] for row in rows[::-1]],
    4: lambda rows: rows[::-1],
    5: lambda rows: [list(column) for column in zip(*rows)],
    6: lambda rows: [list(column) for column in zip(*rows[::-1])],
    7: lambda rows: [list(column)[::-1] for column in zip(*rows)][::-1],
    8: lambda rows: [list(column) for column in zip(*rows)][::-1],
}


def gray_jpeg(*segments, width=24, height=16):
    return jpeg_samples.encode(width, height, [[(g,) for g in row] for row in GRAYS], segments)


class JpegReading(ToolCase):
    def read(self, jpeg):
        return self.decode(self.encode(self.put("photo.jpg", jpeg), "--lossless"))

    def pixel_rows(self, png):
        rgba = png.rgba()
        pixels = [tuple(rgba[i:i + 4]) for i in range(0, len(rgba), 4)]
        return [pixels[y * png.width:(y + 1) * png.width] for y in range(png.height)]

    def assert_grays(self, png, rows, block=8):
        expected = [[(g, g, g, 255) for g in row for _ in range(block)] for row in rows for _ in range(block)]
        self.assertEqual(self.pixel_rows(png), expected)

    def test_grey(self):
        self.assert_grays(self.read(gray_jpeg()), GRAYS)

    def test_a_size_that_cuts_blocks(self):
        png = self.read(gray_jpeg(width=19, height=9))
        self.assertEqual((png.width, png.height), (19, 9))
        self.assertEqual(self.pixel_rows(png)[8][18], (255, 255, 255, 255))

    def test_rgb_and_neutral_ycc(self):
        rgb = jpeg_samples.encode(16, 8, [[(1, 2, 3), (200, 100, 0)]], [jpeg_samples.adobe(0)])
        row = self.pixel_rows(self.read(rgb))[0]
        self.assertEqual((row[0], row[15]), ((1, 2, 3, 255), (200, 100, 0, 255)))
        ycc = jpeg_samples.encode(8, 8, [[(77, 128, 128)]], [jpeg_samples.jfif(0, 1, 1)])
        self.assertEqual(self.pixel_rows(self.read(ycc))[0][0], (77, 77, 77, 255))

    def test_cmyk_as_adobe_writes_it_and_plain(self):
        blocks = [[(255, 255, 255, 255), (255, 0, 100, 128)]]
        inverted = self.pixel_rows(self.read(jpeg_samples.encode(16, 8, blocks, [jpeg_samples.adobe(0)])))[0]
        self.assertEqual((inverted[0], inverted[15]), ((255, 255, 255, 255), (128, 0, 50, 255)))
        plain = self.pixel_rows(self.read(jpeg_samples.encode(16, 8, blocks)))[0]
        self.assertEqual((plain[0], plain[15]), ((0, 0, 0, 255), (0, 127, 77, 255)))

    def test_every_orientation_is_turned_upright_and_noted_as_such(self):
        for order in "<>":
            for orientation, turn in UPRIGHT.items():
                with self.subTest(order=order, orientation=orientation):
                    exif = jpeg_samples.exif(orientation, order)
                    png = self.read(gray_jpeg(jpeg_samples.segment(0xE1, b"Exif\0\0" + exif)))
                    self.assert_grays(png, turn(GRAYS))
                    self.assertIn((b"eXIf", jpeg_samples.exif(1, order)), png.before)

    def test_broken_exif_turns_nothing(self):
        for exif in (b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", jpeg_samples.exif(9),
                     jpeg_samples.exif(6)[:30]):
            with self.subTest(exif=exif):
                self.assert_grays(self.read(gray_jpeg(jpeg_samples.segment(0xE1, b"Exif\0\0" + exif))), GRAYS)

    def test_xmp_and_resolution_come_over(self):
        xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
        png = self.read(gray_jpeg(jpeg_samples.jfif(1, 300, 72),
                                  jpeg_samples.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp)))
        self.assertIn((b"pHYs", (11811).to_bytes(4, "big") + (2835).to_bytes(4, "big") + b"\1"), png.before)
        self.assertIn((b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp), png.before)

    def test_a_turned_image_has_its_resolution_turned(self):
        png = self.read(gray_jpeg(jpeg_samples.jfif(2, 10, 20),
                                  jpeg_samples.segment(0xE1, b"Exif\0\0" + jpeg_samples.exif(6))))
        self.assertIn((b"pHYs", (2000).to_bytes(4, "big") + (1000).to_bytes(4, "big") + b"\1"), png.before)

    def test_truncated_files_are_refused(self):
        jpeg = gray_jpeg()
        for size in (3, 20, len(jpeg) // 2, len(jpeg) - 6):
            with self.subTest(size=size):
                self.refuse("kmcenc", self.put("photo.jpg", jpeg[:size]), expect=UNREADABLE, cause="not a valid JPEG")
                self.assertEqual(self.names(), ["photo.jpg"])


if __name__ == "__main__":
    unittest.main()
