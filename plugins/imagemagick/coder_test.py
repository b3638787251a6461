"""ImageMagick opens and saves .kmc files through the coder. What came out is checked by readers of our own."""
import os
import unittest

import jpeg_samples
import png_samples
from magick_case import HERE, ICC, ICCP, PHYS, MagickCase, indexed
from png_samples import INDEXED, RGB, RGB_ALPHA, Png

VERSION = int(os.environ["MAGICK_VERSION"])
CODERS = [os.environ["KMC_MAGICK_CODERS"], os.environ["MAGICK_CODERS"]]
CONVERT = {6: ["convert-im6.q16"], 7: ["magick"]}[VERSION]
IDENTIFY = {6: ["identify-im6.q16"], 7: ["magick", "identify"]}[VERSION]


class Coder(MagickCase):
    host, programs = "ImageMagick", [CONVERT[0], IDENTIFY[0]]
    variables = {"MAGICK_CODER_MODULE_PATH": ":".join(CODERS), "MAGICK_CONFIGURE_PATH": str(HERE)}

    def convert(self, *arguments, **options):
        return self.run_host(*CONVERT, *arguments, **options)

    def identify(self, form, name, **options):
        return self.run_host(*IDENTIFY, "-format", form, name, **options).stdout.decode()

    def through(self, name):
        """A .kmc file that ImageMagick read and wrote."""
        self.convert(name, "out.kmc")
        return self.decode(self.path("out.kmc"))

    def palette(self, name):
        png = self.decode(self.path(name))
        return png.palette, png.trns.ljust(len(png.palette), b"\xff")

    PICTURES = {
        "opaque": indexed(20, 10, 40, 40),
        "binary": indexed(20, 10, 40, 40, bytes((255, 0, 255))),
        "partial": indexed(20, 10, 40, 40, bytes((255, 0, 128))),
        "many": png_samples.of_colors(1000),
        "many-alpha": png_samples.of_colors(1000, alpha=True),
        "pixel": Png(1, 1, RGB_ALPHA, 8, [b"\x10\x20\x30\x40"]),
        "wide": indexed(16000, 2, 256, 256),  # Debian's policy allows no more
    }

    def test_pixels_arrive_as_they_are(self):
        for name, png in self.PICTURES.items():
            self.convert(self.kmc("x.kmc", png), "-depth", "8", "PNG32:x.png")
            self.assertEqual(png_samples.read(self.get("x.png")).rgba(), png.rgba(), name)

    def test_pixels_leave_as_they_are(self):
        for name, png in self.PICTURES.items():
            self.put("x.png", png)
            self.convert("x.png", "-define", "kmc:colors=65536", "x.kmc")
            self.assertEqual(self.decode(self.path("x.kmc")).rgba(), png.rgba(), name)

    def test_palettes_keep_their_order_and_unused_entries(self):
        for png in (indexed(20, 10, 40, 30), indexed(20, 10, 40, 40, bytes((255, 0, 128, 0))),
                    indexed(30, 30, 256, 256)):
            out = self.through(self.kmc("x.kmc", png, "--keep-palette"))
            self.assertEqual(out.rgba(), png.rgba())
            self.assertEqual(self.palette("out.kmc"), self.palette("x.kmc"))
            self.assertEqual(len(out.palette), len(png.palette))

    def test_colors_asked_of_imagemagick_are_kept(self):
        self.put("x.png", png_samples.gradient(64, 48))
        self.convert("x.png", "-colors", "12", "x.kmc")
        self.assertEqual(self.info(self.path("x.kmc"))["colors"], 12)

    def test_options_do_what_they_say(self):
        self.put("x.png", png_samples.gradient(100, 80))
        runs = {"usual": [], "few": ["kmc:colors=10"], "dithered": ["kmc:colors=10", "kmc:dither=floyd-steinberg"],
                "hard": ["kmc:colors=10", "kmc:effort=9"], "max": ["kmc:colors=10", "kmc:coding=max"],
                "deflate": ["kmc:colors=10", "kmc:coding=deflate"]}
        for name, defines in runs.items():
            self.convert("x.png", *(word for define in defines for word in ("-define", define)), name + ".kmc")
        infos = {name: self.info(self.path(name + ".kmc")) for name in runs}
        self.assertEqual([info["colors"] for info in infos.values()], [256, 10, 10, 10, 10, 10])
        self.assertEqual((infos["max"]["tiles_max"], infos["deflate"]["tiles_deflate"]), (1, 1))
        pixels = {name: self.decode(self.path(name + ".kmc")).rgba() for name in runs}
        self.assertNotEqual(pixels["few"], pixels["dithered"])
        self.convert("x.png", "-quality", "100", "-define", "kmc:colors=10", "quality.kmc")
        self.assertEqual(self.decode(self.path("quality.kmc")).rgba(), pixels["hard"])

    def test_wrong_options_are_refused(self):
        self.put("x.png", png_samples.gradient(20, 20))
        for define, cause in (("kmc:colors=0", "kmc:colors is 1..65536, not 0"),
                              ("kmc:effort=ten", "kmc:effort is 1..9"),
                              ("kmc:dither=some", "none|floyd-steinberg|ordered, not some"),
                              ("kmc:coding=", "kmc:coding is")):
            done = self.convert("x.png", "-define", define, "x.kmc", fails=True)
            self.assertIn(cause, done.stderr)
            self.assertNotIn("x.kmc", self.names())

    def test_metadata_go_both_ways(self):
        png = png_samples.of_colors(500)
        png.before = [ICCP, PHYS, (b"eXIf", jpeg_samples.exif(1)), (b"tEXt", b"Comment\0two\nlines"),
                      (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")]
        before = self.decode(self.path(self.kmc("x.kmc", png)))
        out = self.through("x.kmc")
        for kind in (b"iCCP", b"pHYs", b"eXIf", b"iTXt", b"tEXt"):
            self.assertEqual([c for k, c in out.before if k == kind], [c for k, c in before.before if k == kind], kind)
        self.convert("x.kmc", "x.icc")
        self.assertEqual(self.get("x.icc"), ICC)
        self.convert("x.kmc", "-density", "300x150", "-units", "PixelsPerInch", "dense.kmc")
        self.assertEqual(self.info(self.path("dense.kmc"))["metadata"]["resolution"],
                         {"x": 11811, "y": 5906, "metric": True})

    def test_grey_deep_and_other_colour_spaces_are_converted(self):
        ramp = Png(16, 16, png_samples.GRAY, 8, [bytes(range(16 * y, 16 * y + 16)) for y in range(16)])
        deep = Png(16, 16, RGB, 16, [[v * 257 for x in range(16) for v in (16 * x, 16 * y, 7)] for y in range(16)])
        for png in (ramp, deep):
            self.put("x.png", png)
            self.convert("x.png", "x.kmc")
            self.assertEqual(self.decode(self.path("x.kmc")).rgba(), png.rgba())
        self.convert("x.png", "-colorspace", "RGB", "linear.kmc")
        for a, b in zip(self.decode(self.path("linear.kmc")).rgba(), deep.rgba()):
            self.assertAlmostEqual(a, b, delta=1)

    def test_identify_decodes_no_pixels(self):
        png = indexed(300, 200, 40, 40)
        png.before = [ICCP, PHYS]
        self.kmc("x.kmc", png)
        self.assertEqual(self.identify("%m %w %h %[profiles]", "x.kmc"), "KMC 300 200 icc")
        self.assertRegex(self.identify("%x %U", "x.kmc"), "^28.35.* PixelsPerCentimeter")
        whole = bytearray(self.get("x.kmc"))
        whole[-12] ^= 1  # in the indices
        self.put("x.kmc", bytes(whole))
        done = self.run_host(*IDENTIFY, "-ping", "-format", "%w", "x.kmc")
        self.assertEqual(done.stdout, b"300")
        self.convert("x.kmc", "x.png", fails=True)

    def test_a_file_without_its_name_is_known(self):
        (self.folder / self.kmc("x.kmc", indexed(30, 20, 4, 4))).rename(self.folder / "picture")
        name = "picture" if VERSION == 6 else "kmc:picture"  # 7 knows its own formats' contents only
        self.assertEqual(self.identify("%m %w", name), "KMC 30")

    def test_pipes_are_files_too(self):
        png = indexed(30, 20, 4, 4)
        self.kmc("x.kmc", png, "--keep-palette")
        done = self.convert("kmc:-", "kmc:-", input=self.get("x.kmc"))
        self.put("out.kmc", done.stdout)
        self.assertEqual(self.decode(self.path("out.kmc")).rgba(), png.rgba())

    def test_several_pictures_become_several_files(self):
        self.put("a.png", indexed(3, 2, 4, 4))
        self.put("b.png", indexed(5, 4, 4, 4))
        self.convert("a.png", "b.png", "out.kmc")
        self.assertEqual([self.info(self.path(f"out-{i}.kmc"))["width"] for i in (0, 1)], [3, 5])

    def test_bad_files_are_refused_with_the_cause(self):
        whole = (self.folder / self.kmc("x.kmc", png_samples.of_colors(1000))).read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 0x10
        for content, cause in ((whole[:-40], "the file ends before the image does"),
                               (bytes(flipped), "checksum does not match"), (b"GIF89a, in name only", "not a kmc file"),
                               (b"", "."), (whole[:4] + b"\x09" + whole[5:], "version")):
            self.put("bad.kmc", content)
            self.assertRegex(self.convert("kmc:bad.kmc", "x.png", fails=True).stderr, cause)
            self.assertNotIn("x.png", self.names())
        self.assertIn("No such file", self.convert("none.kmc", "x.png", fails=True).stderr)

    def test_limits_hold_before_a_file_is_decoded(self):
        self.kmc("x.kmc", indexed(300, 200, 40, 40))
        whole = bytearray(self.get("x.kmc"))
        whole[-12] ^= 1  # in the indices
        self.put("x.kmc", bytes(whole))
        self.assertRegex(self.convert("-limit", "width", "100", "x.kmc", "x.png", fails=True).stderr, "exceeds limit")

    def test_what_cannot_be_written_is_said_and_leaves_nothing(self):
        self.kmc("x.kmc", indexed(30, 20, 4, 4))
        self.assertRegex(self.convert("x.kmc", "nowhere/x.kmc", fails=True).stderr, "No such file or directory")
        self.assertIn("No space left", self.convert("x.kmc", "kmc:/dev/full", fails=True).stderr)
        self.assertTrue(os.path.exists("/dev/full"))

    def test_a_policy_that_forbids_the_coder_is_named(self):
        self.kmc("x.kmc", indexed(30, 20, 4, 4))
        self.put("policy.xml", b'<policymap><policy domain="coder" rights="none" pattern="KMC"/></policymap>')
        done = self.convert("x.kmc", "x.png", fails=True, environment={"MAGICK_CONFIGURE_PATH": str(self.folder)})
        self.assertRegex(done.stderr, "not (allowed|authorized).*KMC")


if __name__ == "__main__":
    unittest.main()
