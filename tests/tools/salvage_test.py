"""kmcdec --salvage writes what is intact of a damaged file, and tells what is lost."""
import json
import unittest

import pam
import png_samples
from png_samples import RGB, RGB_ALPHA
from tool_case import DAMAGED, LOST, USAGE, ToolCase

WIDTH, HEIGHT, TILE = 100, 70, 32  # four columns and three rows of tiles


class Salvage(ToolCase):
    def setUp(self):
        super().setUp()
        self.kmc = self.encode(png_samples.noise(RGB, 8, WIDTH, HEIGHT), "-k", "100", "--tile", str(TILE), "--coding",
                               "packed")
        self.intact = self.get("image.kmc")
        self.rgba = bytes(self.decode(self.kmc).rgba())

    def damage(self, change):
        data = bytearray(self.intact)
        change(data)
        self.put("image.kmc", bytes(data))

    def cut_in_half(self):
        self.damage(lambda data: data.__delitem__(slice(len(data) // 2, None)))

    def break_last_tile(self):
        def change(data):
            data[-7] ^= 1
        self.damage(change)

    def salvage(self, *options, expect=LOST):
        return self.run_tool("kmcdec", "--salvage", "-f", self.kmc, "-o", self.path("out.pam"), *options, expect=expect)

    def test_an_intact_file_is_written_as_without(self):
        done = self.salvage(expect=0)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.run_tool("kmcdec", self.kmc, "-o", self.path("plain.pam"))
        self.assertEqual(self.get("out.pam"), self.get("plain.pam"))

    def test_pixels_are_right_or_transparent(self):
        self.cut_in_half()
        self.refuse("kmcdec", "-f", self.kmc, expect=DAMAGED, cause="the file ends before the image does")
        loss = json.loads(self.salvage("--json").stdout)["loss"]
        width, height, channels, samples = pam.read(self.get("out.pam"))
        self.assertEqual((width, height, channels), (WIDTH, HEIGHT, 4))
        lost = {(x + column, y + row) for x, y, columns, rows in loss["tiles"] for column in range(columns)
                for row in range(rows)}
        self.assertEqual(len(lost), loss["pixels"])
        self.assertTrue(0 < len(lost) < WIDTH * HEIGHT)
        self.assertTrue(loss["ends_early"])
        for y in range(HEIGHT):
            for x in range(WIDTH):
                at = (y * WIDTH + x) * 4
                expected = b"\0\0\0\0" if (x, y) in lost else self.rgba[at:at + 4]
                self.assertEqual(samples[at:at + 4], expected, (x, y))

    def test_one_line_tells_what_is_lost(self):
        self.break_last_tile()
        for quiet in ((), ("-q",)):
            lines = self.salvage(*quiet).stderr.splitlines()
            self.assertEqual(lines[-1], f"kmcdec: {self.kmc}: lost 1 tile, 0.34% of the pixels (4x6 at 96,64)")
            self.assertEqual(len(lines), 2 - len(quiet))

    def test_many_lost_tiles_are_counted(self):
        self.cut_in_half()
        line = self.salvage("-q").stderr
        self.assertRegex(line, r"lost [5-9] tiles, \d+\.\d\d% of the pixels \(.*; and [1-5] more\), the end was")

    def test_damage_that_costs_no_pixel_is_told_and_is_no_failure(self):
        self.damage(lambda data: data.__delitem__(slice(len(data) - 2, None)))
        line = self.salvage("-q", expect=0).stderr
        self.assertIn("no pixel is lost, the end was not found", line)

    def test_a_file_without_an_intact_tile_is_refused(self):
        self.damage(lambda data: data.__delitem__(slice(120, None)))
        self.refuse("kmcdec", "--salvage", self.kmc, "-o", self.path("new.png"), expect=DAMAGED,
                    cause="the file ends before the image does")
        self.refuse("kmcdec", "--salvage", self.put("a.kmc", b"nonsense"), expect=DAMAGED, cause="not a kmc file")
        self.assertNotIn("new.png", self.names())

    def test_ppm_cannot_hold_lost_pixels(self):
        self.run_tool("kmcdec", "--salvage", self.kmc, "-o", self.path("whole.ppm"))
        self.break_last_tile()
        self.refuse("kmcdec", "--salvage", self.kmc, "-o", self.path("part.ppm"), expect=USAGE,
                    cause="lost pixels, which become transparent: PPM cannot hold them")
        self.assertNotIn("part.ppm", self.names())

    def test_png_has_the_lost_pixels_transparent(self):
        self.break_last_tile()
        self.run_tool("kmcdec", "--salvage", "-q", self.kmc, "-o", self.path("out.png"), expect=LOST)
        back = png_samples.read(self.get("out.png"))
        self.assertEqual(bytes(back.rgba())[-4:], b"\0\0\0\0")
        self.assertEqual(bytes(back.rgba())[:4 * 96], self.rgba[:4 * 96])

    def test_a_failure_counts_for_more_than_a_loss(self):
        self.break_last_tile()
        other = self.put("b.kmc", b"nonsense")
        self.run_tool("kmcdec", "--salvage", "-f", self.kmc, other, expect=DAMAGED)
        small = self.encode(png_samples.noise(RGB_ALPHA, 8, 5, 4), "--lossless", output="c.kmc")
        self.run_tool("kmcdec", "--salvage", "-f", self.kmc, small, expect=LOST)

    def test_a_region_is_refused(self):
        self.refuse("kmcdec", "--salvage", "--region", "0,0,1,1", self.kmc, expect=USAGE, cause="takes no --region")


if __name__ == "__main__":
    unittest.main()
