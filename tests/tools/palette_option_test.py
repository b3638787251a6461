"""Options about colours and size: palettes from files, fixed colours, dithering, the choice of K, shrinking."""
import json
import struct
import unittest

import png_samples
from tool_case import LIMIT, UNREADABLE, USAGE, ToolCase

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
        """The different colours of the picture, decoded."""
        rgba = self.decode(self.encode(self.source, *options)).rgba()
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


if __name__ == "__main__":
    unittest.main()
