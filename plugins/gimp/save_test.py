"""GIMP saves .kmc files. What is in them is checked through kmcdec and kmcinfo."""
import unittest

import jpeg_samples
import png_samples
from gimp_case import ICCP, PHYS, VERSION, GimpCase, chunks_of, indexed
from png_samples import GRAY, INDEXED, RGB, RGB_ALPHA, Png


class Save(GimpCase):
    def resave(self, *names, save="save"):
        """Opens NAME.kmc and saves out-NAME.kmc, for each name, in one run of GIMP."""
        self.gimp("".join(f'({save} (open "{self.path(n + ".kmc")}") "{self.path("out-" + n + ".kmc")}")\n'
                          for n in names))

    def test_an_indexed_image_keeps_palette_order_and_unused_entries(self):
        full = indexed(30, 20, 256, 200, bytes((0,)))
        few = indexed(30, 20, 40, 30, bytes((255, 0, 255, 0)))
        one = indexed(3, 2, 1, 1)
        for name, png in (("full", full), ("few", few), ("one", one)):
            self.kmc(name + ".kmc", png, "--keep-palette")
        self.resave("full", "few", "one")
        for name, png in (("full", full), ("few", few), ("one", one)):
            self.assertEqual(self.decode(self.path(f"out-{name}.kmc")).rgba(), png.rgba(), name)
            self.assertEqual(self.palette(f"out-{name}.kmc"), self.palette(f"{name}.kmc"), name)
            self.assertEqual(len(self.palette(f"out-{name}.kmc")[0]), len(png.palette), name)

    def test_clear_pixels_of_a_colour_that_is_also_opaque_get_an_entry_of_their_own(self):
        # Erasing leaves the index of a pixel as it was.
        script = ""
        for name, colors in (("few", 40), ("full", 256)):
            script += f'''
                (let* ((i (open "{self.kmc(name + ".kmc", indexed(20, 20, colors, 5), "--keep-palette")}"))
                       (d (layer-of i)))
                  (gimp-layer-add-alpha d)
                  (gimp-image-select-rectangle i CHANNEL-OP-REPLACE 0 0 10 20)
                  (gimp-drawable-edit-clear d)
                  (gimp-selection-none i)
                  (save i "{self.path("out-" + name + ".kmc")}"))'''
        self.gimp(script)
        for name in ("few", "full"):
            expected = bytearray(self.decode(self.path(name + ".kmc")).rgba())
            for y in range(20):
                expected[80 * y:80 * y + 40] = bytes(40)
            self.assertEqual(self.decode(self.path(f"out-{name}.kmc")).rgba(), bytes(expected))
        colors, alphas = self.palette("out-few.kmc")
        self.assertEqual((colors[:40], alphas), (self.palette("few.kmc")[0], b"\xff" * 40 + b"\0"))
        colors, alphas = self.palette("out-full.kmc")  # the last unused one, since GIMP has no more than 256
        self.assertEqual((colors[:255], alphas), (self.palette("full.kmc")[0][:255], b"\xff" * 255 + b"\0"))

    def test_pictures_of_few_colours_come_back_exactly(self):
        pictures = {"opaque": png_samples.of_colors(200), "alpha": png_samples.of_colors(200, alpha=True),
                    "many": png_samples.of_colors(5000), "pixel": Png(1, 1, RGB_ALPHA, 8, [b"\1\2\3\4"]),
                    "wide": png_samples.of_colors(900, width=16384)}
        script = ""
        for name, png in pictures.items():
            script += f'''(export RUN-NONINTERACTIVE (open "{self.put(name + ".png", png)}")
                                  "{self.path(name + ".kmc")}" 65536 0 0 0)\n'''
        self.gimp(script)
        for name, png in pictures.items():
            self.assertEqual(self.decode(self.path(name + ".kmc")).rgba(), png.rgba(), name)

    def test_a_file_of_many_colours_keeps_their_number_unless_another_is_asked(self):
        path = self.kmc("x.kmc", png_samples.of_colors(1000))
        self.gimp(f'''
            (define i (open "{path}"))
            (save i "{self.path("same.kmc")}")
            (export RUN-NONINTERACTIVE i "{self.path("fewer.kmc")}" 100 0 0 0)''')
        self.assertEqual(self.decode(self.path("same.kmc")).rgba(), self.decode(path).rgba())
        self.assertEqual(self.info(self.path("fewer.kmc"))["colors"], 100)

    def test_options_do_what_they_say(self):
        source = self.put("x.png", png_samples.gradient(100, 80))
        runs = {"usual": (0, 0, 0, 0), "few": (10, 9, 0, 0), "dithered": (10, 9, 1, 0), "ordered": (10, 9, 2, 0),
                "max": (10, 9, 0, 4), "deflate": (10, 9, 0, 2)}
        script = f'(define i (open "{source}"))\n'
        for name, options in runs.items():
            script += f'(export RUN-NONINTERACTIVE i "{self.path(name + ".kmc")}" {" ".join(map(str, options))})\n'
        bad_options = [(65537, 0, 0, 0), (0, 10, 0, 0), (-1, 0, 0, 0)]
        if VERSION == 2:  # GIMP 3 takes the default for a name that is none
            bad_options += [(0, 0, 3, 0), (0, 0, 0, 5)]
        for bad in bad_options:
            script += f'''(say (attempt (lambda ()
                (export RUN-NONINTERACTIVE i "{self.path("bad.kmc")}" {" ".join(map(str, bad))}))))\n'''
        said = self.gimp(script)
        self.assertEqual([self.info(self.path(name + ".kmc"))["colors"] for name in runs], [256, 10, 10, 10, 10, 10])
        pixels = {name: self.decode(self.path(name + ".kmc")).rgba() for name in runs}
        self.assertEqual(len({pixels[name] for name in ("few", "dithered", "ordered")}), 3)
        self.assertEqual(pixels["few"], pixels["max"])
        sizes = {name: len(self.get(name + ".kmc")) for name in runs}
        self.assertNotEqual(sizes["max"], sizes["deflate"])
        self.assertLess(sizes["max"], sizes["deflate"])
        self.assertEqual(len(said), len(bad_options))
        for line in said:
            self.assertRegex(line, "must be|out of range")
        self.assertNotIn("bad.kmc", self.names())

    def test_layers_are_merged_to_the_canvas(self):
        source = self.put("x.png", png_samples.of_colors(60, width=20))  # 20 x 3
        self.gimp(f'''
            (let* ((i (open "{source}")) (top (new-layer i 4 2)))
              (gimp-image-insert-layer i top 0 0)
              (gimp-layer-set-offsets top 5 1)
              (gimp-context-set-foreground '(200 100 50))
              (gimp-drawable-fill top FILL-FOREGROUND)
              (save i "{self.path("out.kmc")}"))''')
        expected = bytearray(png_samples.of_colors(60, width=20).rgba())
        for y in (1, 2):
            expected[4 * (20 * y + 5):4 * (20 * y + 9)] = bytes((200, 100, 50, 255)) * 4
        out = self.decode(self.path("out.kmc"))
        self.assertEqual((out.width, out.height), (20, 3))
        self.assertEqual(out.rgba(), bytes(expected))

    def test_grey_and_deep_images_are_converted(self):
        ramp = Png(16, 16, GRAY, 8, [bytes(range(16 * y, 16 * y + 16)) for y in range(16)])
        deep = Png(16, 16, RGB, 16, [[v * 257 for x in range(16) for v in (16 * x, 16 * y, 7)]
                                                 for y in range(16)])
        script = ""
        for name, png in (("ramp", ramp), ("deep", deep)):
            script += f'''(let ((i (open "{self.put(name + ".png", png)}")))
                (save i "{self.path(name + ".kmc")}")
                (gimp-image-convert-precision i PRECISION-FLOAT-LINEAR)
                (save i "{self.path(name + "-linear.kmc")}"))\n'''
        self.gimp(script)
        for name, png in (("ramp", ramp), ("deep", deep)):
            self.assertEqual(self.decode(self.path(name + ".kmc")).rgba(), png.rgba(), name)
            self.assertEqual(self.decode(self.path(name + "-linear.kmc")).rgba(), png.rgba(), name)

    def test_metadata_survive(self):
        xmp = ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
               "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
               "<dc:source>a drawer</dc:source></rdf:Description></rdf:RDF></x:xmpmeta>").encode()
        for name, png in (("indexed", indexed(20, 10, 40, 40)), ("rgb", png_samples.of_colors(1000))):
            png.before = [ICCP, PHYS, (b"eXIf", jpeg_samples.exif(1)), (b"tEXt", b"Comment\0two\nlines"),
                          (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)]
            self.kmc(name + ".kmc", png)
        self.resave("indexed", "rgb", save="save-with-metadata")
        for name in ("indexed", "rgb"):
            before, out = self.decode(self.path(f"{name}.kmc")), self.decode(self.path(f"out-{name}.kmc"))
            self.assertEqual(out.rgba(), before.rgba(), name)
            for kind in (b"iCCP", b"pHYs", b"tEXt"):
                self.assertEqual(chunks_of(out, kind), chunks_of(before, kind), (name, kind))
            (exif,), (packet,) = chunks_of(out, b"eXIf"), chunks_of(out, b"iTXt")
            self.assertIn(b"GIMP", exif)  # which says that it wrote them
            self.assertIn(b"a drawer", packet)

    def test_colours_are_converted_if_their_profile_is_left_out(self):
        # Greys of a gamma of 1.8 become greys of sRGB.
        ramp = [(x, x, x) for x in range(256)]
        flat = bytes(v for grey in ramp for v in grey)
        pictures = {"indexed": Png(256, 1, INDEXED, 8, [bytes(range(256))], palette=ramp),
                    "rgb": Png(256, 3, RGB, 8, [flat, *png_samples.gradient(256, 2).rows])}
        script = ""
        for name, png in pictures.items():
            png.before = [ICCP]
            script += f'(save (open "{self.kmc(name + ".kmc", png)}") "{self.path("out-" + name + ".kmc")}")'
        self.gimp(script, preferences="(export-color-profile no)")
        for name in pictures:
            out = self.decode(self.path(f"out-{name}.kmc"))
            self.assertEqual(chunks_of(out, b"iCCP"), [])
            for x in range(256):
                light = (x / 255) ** (round(1.8 * 256) / 256)
                srgb = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
                for value in out.rgba()[4 * x:4 * x + 3]:
                    self.assertAlmostEqual(value, 255 * srgb, delta=2)

    def test_a_failed_export_says_why_and_leaves_nothing(self):
        source = self.put("x.png", png_samples.of_colors(20))
        nowhere = self.path("nowhere/x.kmc")
        (said,) = self.gimp(f'(say (attempt (lambda () (save (open "{source}") "{nowhere}"))))')
        self.assertRegex(said, "failed: .*nowhere.*No such file or directory")

    def test_an_export_replaces_the_file_that_was_there(self):
        source = self.put("x.png", png_samples.of_colors(20))
        self.put("out.kmc", b"something else" * 1000)
        (self.folder / "link.kmc").symlink_to("out.kmc")
        self.gimp(f'(save (open "{source}") "{self.path("link.kmc")}")')
        self.assertEqual(self.decode(self.path("out.kmc")).rgba(), png_samples.of_colors(20).rgba())
        self.assertTrue((self.folder / "link.kmc").is_symlink())
        self.assertFalse([name for name in self.names() if "goutput" in name or name.endswith("~")])


if __name__ == "__main__":
    unittest.main()
