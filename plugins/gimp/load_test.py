"""GIMP opens .kmc files. What it got is checked through PNG files that its own plug-in writes."""
import os
import pathlib
import unittest
import zlib

import icc_sample
import jpeg_samples
import png_samples
from gimp_case import ICCP, PHYS, VERSION, GimpCase, chunks_of, indexed
from png_samples import RGB, RGB_ALPHA, Png

VECTORS = pathlib.Path(os.environ["KMC_VECTORS"])


class Load(GimpCase):
    def test_pixels_and_palettes_arrive_as_they_are(self):
        pictures = {
            "opaque": (indexed(20, 10, 40, 30), ("--keep-palette",)),
            "binary": (indexed(20, 10, 40, 30, bytes((255, 0, 255))), ("--keep-palette",)),
            "partial": (indexed(20, 10, 40, 30, bytes((255, 0, 128))), ("--keep-palette",)),
            "many": (png_samples.of_colors(1000), ()),
            "many-alpha": (png_samples.of_colors(1000, alpha=True), ()),
            "pixel": (Png(1, 1, RGB, 8, [b"\x10\x20\x30"]), ()),
            "wide": (indexed(16384, 2, 256, 256), ("--keep-palette",)),
        }
        script = ""
        for name, (png, options) in pictures.items():
            script += f'''
                (let ((i (open "{self.kmc(name + ".kmc", png, *options)}")))
                  (say "{name}" (base-type i) (if (= (base-type i) INDEXED) (colormap-size i) 0))
                  (save i "{self.path(name + ".png")}"))'''
        said = self.gimp(script)
        self.assertEqual(said, ["opaque 2 40", "binary 2 40", "partial 0 0", "many 0 0", "many-alpha 0 0", "pixel 2 1",
                                "wide 2 256"])
        for name, (png, _) in pictures.items():
            self.assertEqual(self.png(name + ".png").rgba(), png.rgba(), name)
        self.assertEqual(self.png("opaque.png").palette[:40], pictures["opaque"][0].palette)

    def test_a_file_is_known_by_its_content(self):
        png = indexed(9, 9, 5, 5)
        for name in ("picture.png", "picture"):
            pathlib.Path(self.kmc("x.kmc", png)).rename(self.path(name))
            self.gimp(f'(save (open "{self.path(name)}") "{self.path("out.png")}")')
            self.assertEqual(self.png("out.png").rgba(), png.rgba())

    def test_profile_and_resolution_arrive_and_no_colour_is_converted(self):
        for name, png in (("indexed", indexed(20, 10, 40, 40)), ("rgb", png_samples.of_colors(1000))):
            png.before = [ICCP, PHYS]
            self.gimp(f'(save-with-metadata (open "{self.kmc("x.kmc", png)}") "{self.path("out.png")}")')
            out = self.png("out.png")
            self.assertEqual(out.rgba(), png.rgba(), name)
            (iccp,), (phys,) = chunks_of(out, b"iCCP"), chunks_of(out, b"pHYs")
            self.assertEqual(zlib.decompress(iccp[iccp.index(b"\0") + 2:]), icc_sample.profile(), name)
            self.assertEqual(phys, PHYS[1], name)

    @unittest.skipIf(VERSION == 3, "GIMP 3 asks the user, and leaves images of scripts as they are")
    def test_an_exif_orientation_is_obeyed(self):
        png = png_samples.of_colors(1000, width=50)
        png.before = [(b"eXIf", jpeg_samples.exif(6))]  # turn right
        self.gimp(f'(save (open "{self.kmc("x.kmc", png)}") "{self.path("out.png")}")')
        out, rgba = self.png("out.png"), png.rgba()
        self.assertEqual((out.width, out.height), (20, 50))
        turned = b"".join(rgba[4 * (50 * (19 - x) + y):][:4] for y in range(50) for x in range(20))
        self.assertEqual(out.rgba(), turned)

    def test_damaged_and_foreign_files_are_refused_with_the_cause(self):
        whole = pathlib.Path(self.kmc("x.kmc", png_samples.of_colors(1000))).read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 0x10
        bad = {
            "truncated": (whole[:-40], "the file ends before the image does"),
            "flipped": (bytes(flipped), "checksums? do"),
            "huge": ((VECTORS / "invalid/limit-pixels.kmc").read_bytes(), "limits"),
            "newer": (whole[:4] + b"\x09" + whole[5:], "version"),
            "foreign": (b"GIF89a and so on, which is no picture", "."),
        }
        script = "".join(f'(say "{name}" (attempt (lambda () (open "{self.put(name + ".kmc", content)}"))))\n'
                         for name, (content, _) in bad.items())
        said = self.gimp(script)
        self.assertEqual(len(said), len(bad))
        for line, (name, (_, cause)) in zip(said, bad.items()):
            self.assertRegex(line, rf"^{name} .*failed: .*({cause})")

    def test_a_thumbnail_is_small_and_knows_the_full_size(self):
        # Blocks of 16 x 16, of which each pixel of the thumbnail sees 4 x 4 of one block.
        rows = [b"".join(bytes((x // 16 * 16, y // 16 * 16, 9, 0 if x < 16 else 255)) for x in range(256))
                for y in range(128)]
        path = self.kmc("x.kmc", Png(256, 128, RGB_ALPHA, 8, rows))
        said = self.gimp(f'''
            (let ((t (thumbnail "{path}" 64)))
              (say (cadr t) (caddr t))
              (save (car t) "{self.path("out.png")}"))''')
        self.assertEqual(said, ["256 128"])
        expected = [b"".join(bytes((x // 4 * 16, y // 4 * 16, 9, 0 if x < 4 else 255)) for x in range(64))
                    for y in range(32)]
        self.assertEqual(self.png("out.png").rgba(), Png(64, 32, RGB_ALPHA, 8, expected).rgba())


if __name__ == "__main__":
    unittest.main()
