"""Options about colours and size: palettes from files, fixed colours, dithering, the choice of K, shrinking."""
import json
import struct
import unittest

import png_samples
from tool_case import EXISTS, LIMIT, UNREADABLE, USAGE, ToolCase

COLORS = [(0, 0, 0), (255, 255, 255), (200, 30, 40), (10, 90, 160)]


def palette_files():
    """The same four colours in all formats."""
    rows = "".join(f"{r} {g} {b}\n" for r, g, b in COLORS)
    act = b"".join(bytes(color) for color in COLORS)
    return {
        "a.gpl": f"GIMP Palette\nName: four\nColumns: 2\n# comment\n{rows}".encode(),
        "a.pal": f"JASC-PAL\r\n0100\r\n4\r\n{rows}".replace("\n", "\r\n").encode(),
        "a.hex": "".join("%02x%02X%02x\n" % color for color in COLORS).encode(),
        "a.act": act.ljust(768, b"\0") + struct.pack(">HH", 4, 0xFFFF),
    }


class Palettes(ToolCase):
    def setUp(self):
        super().setUp()
        self.source = self.put("source.png", png_samples.gradient(64, 48))

    def colors(self, *options):
        return self.colors_of(self.source, *options)

    def colors_of(self, source, *options):
        """The different colours of the picture, decoded."""
        rgba = self.decode(self.encode(source, *options)).rgba()
        return {tuple(rgba[i:i + 4]) for i in range(0, len(rgba), 4)}

    def test_every_palette_format_gives_the_same_file(self):
        for name, content in palette_files().items():
            self.encode(self.source, "--palette", self.put(name, content), output=name + ".kmc")
        self.assertEqual(1, len({self.get(name + ".kmc") for name in palette_files()}))
        self.assertEqual(self.info(self.path("a.gpl.kmc"))["colors"], 4)

    def test_an_image_can_be_the_palette(self):
        palette = self.put("palette.png", png_samples.of_colors(20))
        self.assertLessEqual(self.info(self.encode(self.source, "--palette", palette))["colors"], 20)

    def test_what_is_no_palette_is_refused(self):
        for content, cause in ((b"", "no colours"), (b"GIMP Palette\n1 2\n", "line 2"), (b"GIMP Palette\n1 2 300\n", "line 2"),
                               (b"some text\n", "neither"), (b"JASC-PAL\n0100\n1\n", "no colours")):
            with self.subTest(content=content):
                path = self.put("bad", content)
                self.refuse("kmcenc", self.source, "--palette", path, expect=UNREADABLE, cause=cause)
        self.refuse("kmcenc", self.source, "--palette", self.path("none"), expect=UNREADABLE, cause="none: No such file")

    def test_fixed_colours_are_first_in_the_palette(self):
        kmc = self.encode(self.source, "-k", "6", "--fixed", "FF00FE,01020380")
        info = self.info(kmc)
        self.assertEqual(info["colors"], 6)
        self.refuse("kmcenc", self.source, "-k", "1", "--fixed", "000000,111111", expect=USAGE, cause="--fixed")
        self.refuse("kmcenc", self.source, "--fixed", "12345", expect=USAGE, cause="RRGGBB")

    def test_posterize_leaves_the_levels_asked_for(self):
        for r, g, b, _ in self.colors("--posterize", "1-2-8"):
            self.assertIn(r, (0, 255))
            self.assertIn(g, (0, 85, 170, 255))
        for color in self.colors("--posterize", "web"):
            self.assertEqual([channel % 51 for channel in color], [0, 0, 0, 0])
        for text in ("0", "9", "5-6", "5-6-", "1-1-1-1-1", ""):
            self.refuse("kmcenc", self.source, "--posterize", text, expect=USAGE, cause="--posterize")

    def test_dithering_changes_the_picture_and_strength_0_does_not(self):
        plain = self.decode(self.encode(self.source, "-k", "5")).rgba()
        for method in ("floyd-steinberg", "ordered"):
            options = ("-k", "5", "--dither", method)
            self.assertNotEqual(plain, self.decode(self.encode(self.source, *options)).rgba())
            self.assertEqual(plain, self.decode(self.encode(self.source, *options, "--dither-strength", "0")).rgba())

    def test_lossless_refuses_a_palette_that_lacks_colours(self):
        palette = self.put("a.hex", palette_files()["a.hex"])
        self.refuse("kmcenc", self.source, "--lossless", "--palette", palette, expect=LIMIT, cause="palette")

    def test_auto_k_reports_the_curve(self):
        done = self.run_tool("kmcenc", "--json", "--auto-k", "-k", "40", self.source, "-o", self.path("a.kmc"))
        report = json.loads(done.stdout)
        curve = report["error_curve"]
        self.assertEqual(len(curve), 40)
        self.assertEqual(curve, sorted(curve, reverse=True))
        self.assertTrue(1 < report["colors"] < 40, report["colors"])
        for options in (("-k", "5000"), ("--lossless",), ("--palette", "x")):
            self.refuse("kmcenc", self.source, "--auto-k", *options, expect=USAGE, cause="--auto-k")

    def test_vivid_keeps_a_small_red_area_that_is_lost_without(self):
        rows = [bytes((120 + x, 120 + y, 110)) for y in range(100) for x in range(100)]
        for place in (5050, 5150, 5250):
            rows[place:place + 4] = [b"\xff\0\0"] * 4
        source = self.put("berry.ppm", b"P6\n100 100\n255\n" + b"".join(rows))
        reds = [max(color[0] - color[1] for color in self.colors_of(source, "-k", "4", *options))
                for options in ((), ("--vivid",))]
        self.assertLess(reds[0], 120)
        self.assertGreater(reds[1], 250)

    def test_spaces_give_different_palettes(self):
        self.assertEqual(3, len({frozenset(self.colors("-k", "9", "--space", space))
                                 for space in ("srgb", "linear", "oklab")}))

    def test_shrinking_keeps_the_proportions(self):
        for options, size in ((("--max-width", "32"), (32, 24)), (("--max-height", "12"), (16, 12)),
                              (("--max-width", "32", "--max-height", "1000"), (32, 24)),
                              (("--max-width", "1000"), (64, 48)), (("--max-width", "1"), (1, 1))):
            info = self.info(self.encode(self.source, *options))
            self.assertEqual((info["width"], info["height"]), size)

    def test_an_even_area_stays_even_when_it_shrinks(self):
        source = self.put("even.png", png_samples.of_colors(1, 64))
        self.assertEqual(self.info(self.encode(source, "--max-width", "10"))["colors"], 1)


class SharedPalette(ToolCase):
    def setUp(self):
        super().setUp()
        self.sources = [self.put("a.png", png_samples.gradient(64, 48)), self.put("b.png", png_samples.noise(png_samples.RGB, 8, 40)),
                        self.put("c.png", png_samples.of_colors(3))]

    def palette(self, name):
        """As an indexed PNG of it has it."""
        self.run_tool("kmcdec", "-f", "-q", self.path(name), "-o", self.path("palette.png"))
        return png_samples.read(self.get("palette.png")).palette

    def test_all_files_have_the_same_palette_and_each_stands_alone(self):
        self.run_tool("kmcenc", "-k", "20", "--shared-palette", *self.sources)
        palettes = {tuple(self.palette(name)) for name in ("a.kmc", "b.kmc", "c.kmc")}
        self.assertEqual(len(palettes), 1)
        for name in ("a.kmc", "b.kmc", "c.kmc"):
            info = self.info(self.path(name))
            self.assertEqual(info["colors"], 20)

    def test_one_input_is_encoded_as_with_its_own_palette(self):
        own = self.decode(self.encode(self.sources[0], "-k", "9"))
        shared = self.decode(self.encode(self.sources[0], "-k", "9", "--shared-palette"))
        self.assertEqual(own.rgba(), shared.rgba())

    def test_outdir_and_ext_name_the_files(self):
        folder = self.folder / "out"
        folder.mkdir()
        self.run_tool("kmcenc", "--shared-palette", "--outdir", str(folder), "--ext", "-s.kmc", *self.sources)
        self.assertEqual(sorted(path.name for path in folder.iterdir()), ["a-s.kmc", "b-s.kmc", "c-s.kmc"])

    def test_lossless_holds_for_all_together(self):
        few = [self.put("d.png", png_samples.of_colors(5)), self.sources[2]]
        self.run_tool("kmcenc", "-k", "8", "--lossless", "--shared-palette", *few)
        for name, source in (("d.kmc", "d.png"), ("c.kmc", "c.png")):
            self.assertEqual(self.decode(self.path(name)).rgba(), png_samples.read(self.get(source)).rgba())
        self.refuse("kmcenc", "-f", "-k", "2", "--lossless", "--shared-palette", *few, expect=LIMIT, cause="together")

    def test_auto_k_looks_at_all_together(self):
        done = self.run_tool("kmcenc", "--json", "-k", "30", "--auto-k", "--shared-palette", *self.sources)
        reports = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual(len(reports), 3)
        self.assertEqual(len({tuple(report["error_curve"]) for report in reports}), 1)
        self.assertEqual(len({report["colors"] for report in reports}), 1)

    def test_errors_are_those_of_each_image(self):
        done = self.run_tool("kmcenc", "--json", "-k", "20", "--shared-palette", *self.sources)
        errors = [json.loads(line)["squared_error"] for line in done.stdout.decode().splitlines()]
        self.assertEqual(len(set(errors)), 3)

    def test_what_cannot_be_read_or_written_does_not_stop_the_others(self):
        bad = self.put("bad.png", b"not an image")
        done = self.run_tool("kmcenc", "-k", "9", "--shared-palette", self.sources[0], bad, self.sources[1], expect=UNREADABLE)
        self.assertIn("bad.png", done.stderr)
        self.assertEqual(self.info(self.path("a.kmc"))["colors"], 9)
        self.assertEqual(tuple(self.palette("a.kmc")), tuple(self.palette("b.kmc")))
        self.run_tool("kmcenc", "-k", "9", "--shared-palette", *self.sources, expect=EXISTS)
        self.assertEqual(self.info(self.path("c.kmc"))["colors"], 3)

    def test_a_palette_that_is_given_cannot_be_shared(self):
        palette = self.put("p.hex", palette_files()["a.hex"])
        for options in (("--palette", palette), ("--keep-palette",)):
            self.refuse("kmcenc", "--shared-palette", *options, *self.sources, expect=USAGE, cause="--shared-palette")


if __name__ == "__main__":
    unittest.main()
