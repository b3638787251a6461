"""PNG -> kmc -> PNG keeps what it promises to keep."""
import unittest

import png_samples
from png_samples import GRAY, GRAY_ALPHA, INDEXED, RGB, RGB_ALPHA
from tool_case import LIMIT, USAGE, ToolCase


class LosslessRoundTrip(ToolCase):
    def assert_lossless(self, png):
        back = self.decode(self.encode(png, "--lossless"))
        self.assertEqual((back.width, back.height), (png.width, png.height))
        self.assertEqual(back.rgba(), png.rgba())

    def test_every_kind_of_png_comes_back_exactly(self):
        for color_type, depths in png_samples.DEPTHS.items():
            for depth in depths:
                for interlaced in (False, True):
                    for trns in (False, True) if color_type in (GRAY, RGB, INDEXED) else (False,):
                        with self.subTest(color_type=color_type, depth=depth, interlaced=interlaced, trns=trns):
                            self.assert_lossless(png_samples.noise(color_type, depth, interlaced=interlaced, trns=trns))

    def test_every_small_size_comes_back_exactly(self):
        for size in ((1, 1), (1, 9), (9, 1), (2, 2), (3, 5), (8, 8), (33, 7)):
            for color_type, interlaced in ((RGB, False), (RGB, True), (INDEXED, True)):
                with self.subTest(size=size, color_type=color_type, interlaced=interlaced):
                    self.assert_lossless(png_samples.noise(color_type, 8, *size, interlaced=interlaced))

    def test_16_bit_transparency_is_decided_before_samples_are_rounded(self):
        png = png_samples.noise(GRAY, 16, trns=True)
        key = int.from_bytes(png.trns, "big")
        png.rows[0][0] = key ^ 1  # the same after rounding, but not transparent
        self.assertEqual(png.rgba()[3], 255)
        self.assert_lossless(png)

    def test_an_image_over_several_tiles_comes_back_exactly(self):
        png = png_samples.noise(RGB_ALPHA, 8, 100, 70)
        kmc = self.encode(png, "--lossless", "--tile", "32")
        self.assertEqual(self.info(kmc)["tiles"], 12)
        self.assertEqual(self.decode(kmc).rgba(), png.rgba())

    def test_every_coding_gives_the_same_pixels(self):
        png = png_samples.of_colors(300)
        for coding in ("packed", "deflate", "fast", "max", "auto"):
            with self.subTest(coding=coding):
                self.assertEqual(self.decode(self.encode(png, "--lossless", "--coding", coding)).rgba(), png.rgba())

    def test_65536_colours_fit_and_one_more_is_refused_with_their_number(self):
        self.assert_lossless(png_samples.of_colors(65536, 256))
        source = self.put("source.png", png_samples.of_colors(65537, 256))
        self.refuse("kmcenc", "--lossless", source, "-o", self.path("out.kmc"), expect=LIMIT,
                    cause="has 65,537 colours; --lossless allows 65,536")
        self.assertEqual(self.names(), ["image.kmc", "source.png"])

    def test_lossless_obeys_k(self):
        source = self.put("source.png", png_samples.of_colors(17))
        self.refuse("kmcenc", "--lossless", "-k", "16", source, expect=LIMIT,
                    cause="has 17 colours; --lossless allows 16")
        self.run_tool("kmcenc", "--lossless", "-k", "17", source)

    def test_transparent_pixels_count_as_one_colour(self):
        png = png_samples.noise(GRAY_ALPHA, 8, 16, 16)
        png.rows = [[v if i % 2 == 0 else 0 for i, v in enumerate(row)] for row in png.rows]
        kmc = self.encode(png, "--lossless", "-k", "1")
        self.assertEqual(self.decode(kmc).rgba(), bytes(4 * 16 * 16))


class FewerColours(ToolCase):
    def test_an_image_of_no_more_colours_than_asked_is_exact(self):
        for count in (1, 2, 16, 256):
            png = png_samples.of_colors(count)
            self.assertEqual(self.decode(self.encode(png, "-k", str(count))).rgba(), png.rgba())

    def test_no_more_colours_than_asked_come_out(self):
        png = png_samples.gradient(120, 90)
        for count in (1, 2, 3, 16, 255, 256, 257, 4096):
            rgba = self.decode(self.encode(png, "-k", str(count))).rgba()
            colors = {rgba[i:i + 4] for i in range(0, len(rgba), 4)}
            self.assertLessEqual(len(colors), count)
            self.assertGreater(len(colors), count // 2)

    def test_up_to_256_colours_are_kept_unasked(self):
        png = png_samples.of_colors(256, 32)
        self.assertEqual(self.decode(self.encode(png)).rgba(), png.rgba())

    def test_threads_do_not_change_a_byte(self):
        source = self.put("source.png", png_samples.gradient(400, 300))
        for options in (("-k", "16"), ("-k", "300", "--tile", "64"), ("-k", "8", "--restarts", "3")):
            one, four = (self.run_tool("kmcenc", *options, "-j", j, source, "-o", "-").stdout for j in "14")
            self.assertEqual(one, four)
        kmc = self.put("a.kmc", one)
        one, four = (self.run_tool("kmcdec", "-j", j, kmc, "-o", "-").stdout for j in "14")
        self.assertEqual(one, four)


class PngWritten(ToolCase):
    def test_bit_depth_is_the_least_that_holds_the_palette(self):
        for count, depth in ((1, 1), (2, 1), (3, 2), (4, 2), (5, 4), (16, 4), (17, 8), (256, 8)):
            png = self.decode(self.encode(png_samples.of_colors(count), "--lossless"))
            self.assertEqual((png.color_type, png.depth, len(png.palette)), (INDEXED, depth, count))

    def test_more_than_256_colours_become_rgb_or_rgba(self):
        for alpha, color_type in ((False, RGB), (True, RGB_ALPHA)):
            png = png_samples.of_colors(257, alpha=alpha)
            back = self.decode(self.encode(png, "--lossless"))
            self.assertEqual((back.color_type, back.depth), (color_type, 8))
            self.assertEqual(back.rgba(), png.rgba())

    def test_translucent_entries_come_first_so_that_trns_is_short(self):
        png = png_samples.noise(INDEXED, 4, 32, 32)
        png.trns = bytes((255,) * 9 + (0, 255, 90))
        back = self.decode(self.encode(png, "--lossless"))
        self.assertEqual(sorted(back.trns), [0, 90])
        self.assertEqual(back.rgba(), png.rgba())

    def test_an_opaque_image_has_no_trns(self):
        self.assertEqual(self.decode(self.encode(png_samples.noise(INDEXED, 4))).trns, b"")

    def test_png_level_changes_the_size_but_no_pixel(self):
        kmc = self.encode(png_samples.gradient(200, 200), "-k", "64")
        stored, best = (self.run_tool("kmcdec", "--png-level", level, kmc, "-o", "-").stdout for level in "09")
        self.assertLess(len(best), len(stored) // 2)
        self.assertEqual(png_samples.read(best).rgba(), png_samples.read(stored).rgba())


class KeptPalette(ToolCase):
    def indexed(self, depth, interlaced=False):
        png = png_samples.noise(INDEXED, depth, 9, 7, interlaced=interlaced)
        top = (1 << depth) - 1
        png.palette[top] = png.palette[0]  # a duplicate
        png.rows = [[min(v, top - 1) or top for v in row] for row in png.rows]  # the first and last but one unused
        return png

    def test_order_duplicates_and_unused_entries_come_back(self):
        for depth in (2, 4, 8):
            for interlaced in (False, True):
                png = self.indexed(depth, interlaced)
                back = self.decode(self.encode(png, "--keep-palette"))
                self.assertEqual(back.palette, png.palette)
                self.assertEqual([list(row) for row in back.rows], png.rows)

    def test_transparency_stays_at_its_entry_and_is_trimmed(self):
        png = self.indexed(4)
        png.trns = bytes((255, 255, 3, 255, 255))
        back = self.decode(self.encode(png, "--keep-palette"))
        self.assertEqual(back.trns, png.trns[:3])
        self.assertEqual(back.rgba(), png.rgba())

    def test_a_palette_shorter_than_its_depth_allows_is_kept(self):
        png = png_samples.noise(INDEXED, 8, 9, 7)
        png.palette = png.palette[:19]
        png.rows = [[v % 19 for v in row] for row in png.rows]
        back = self.decode(self.encode(png, "--keep-palette"))
        self.assertEqual(back.palette, png.palette)
        self.assertTrue(self.info(self.path("image.kmc"))["keeps_order"])

    def test_a_smaller_k_is_a_contradiction(self):
        source = self.put("source.png", self.indexed(4))
        self.refuse("kmcenc", "--keep-palette", "-k", "15", source, expect=USAGE, cause="palette of 16 colours")
        self.run_tool("kmcenc", "--keep-palette", "-k", "16", source)

    def test_an_image_without_palette_is_refused(self):
        source = self.put("source.png", png_samples.noise(RGB, 8))
        self.refuse("kmcenc", "--keep-palette", source, expect=USAGE, cause="no palette")


if __name__ == "__main__":
    unittest.main()
