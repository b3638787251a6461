"""What is wanted of the result: --psnr, --quality, --size, and what is done unasked."""
import json
import math
import random
import unittest

import png_samples
from tool_case import LIMIT, USAGE, ToolCase


def photo(width, height, seed=1):
    """Smooth areas, an edge and grain: many colours, of which few are needed."""
    noise = random.Random(seed)
    rows = []
    for y in range(height):
        row = []
        for x in range(width):
            light = 120 + 60 * math.sin(x / 23) * math.cos(y / 17) + (50 if x * 2 > y * 3 else 0)
            grain = noise.gauss(0, 6 if y > height // 2 else 1)
            row += [round(min(255, max(0, light * tint + grain))) for tint in (1, 0.9, 0.7)]
        rows.append(row)
    return png_samples.Png(width, height, png_samples.RGB, 8, rows)


class Targets(ToolCase):
    def setUp(self):
        super().setUp()
        self.png = photo(200, 150)
        self.source = self.put("source.png", self.png)

    def result(self, *options):
        """The file's size, its PSNR as decoded, and what --json says."""
        done = self.run_tool("kmcenc", "-f", "--json", *options, self.source, "-o", self.path("a.kmc"))
        shown, wanted = self.decode(self.path("a.kmc")).rgba(), self.png.rgba()
        error = sum((a - b) ** 2 for a, b in zip(shown, wanted))
        psnr = 10 * math.log10(255 ** 2 * 3 * self.png.width * self.png.height / error) if error else math.inf
        return len(self.get("a.kmc")), psnr, json.loads(done.stdout)

    def test_psnr_is_reached_and_hardly_exceeded(self):
        sizes = []
        for wanted in (28, 32, 36):
            size, psnr, said = self.result("--psnr", str(wanted))
            self.assertGreaterEqual(psnr, wanted)
            self.assertLess(psnr, wanted + 0.2)
            self.assertAlmostEqual(said["psnr"], psnr, places=2)
            sizes.append(size)
        self.assertEqual(sizes, sorted(sizes))

    def test_the_trade_takes_fewer_bytes_than_colours_alone(self):
        plain, psnr, _ = self.result("-k", "16", "--coding", "max")
        traded, reached, _ = self.result("--psnr", f"{psnr:.2f}")
        self.assertGreaterEqual(reached, math.floor(psnr * 100) / 100)
        self.assertLess(traded, plain)

    def test_a_size_is_never_exceeded(self):
        psnrs = []
        for wanted in (600, 2000, 6000):
            size, psnr, _ = self.result("--size", str(wanted))
            self.assertLessEqual(size, wanted)
            self.assertGreater(size, wanted * 0.8)
            psnrs.append(psnr)
        self.assertEqual(psnrs, sorted(psnrs))

    def test_metadata_count_for_the_size(self):
        text = b"Comment\0" + random.Random(2).randbytes(600).hex().encode()  # which no coder makes much smaller
        self.png.after = [(b"tEXt", text)]
        self.source = self.put("source.png", self.png)
        size, _, _ = self.result("--size", "4k")
        self.assertLessEqual(size, 4000)
        self.refuse("kmcenc", "-f", "--size", "400", self.source, expect=LIMIT, cause="metadata")

    def test_more_quality_takes_more_bytes(self):
        results = [self.result("--quality", str(quality)) for quality in (30, 55, 80, 100)]
        self.assertEqual(results, sorted(results, key=lambda result: result[0]))
        for (_, _, said), quality in zip(results, (30, 55, 80)):
            self.assertAlmostEqual(said["quality"], quality, delta=1.5)
        self.assertTrue(results[-1][2]["exact"])

    def test_unasked_quality_is_75(self):
        self.assertEqual(self.result()[0], self.result("--quality", "75")[0])
        self.assertLess(self.result()[0], self.result("-k", "256")[0])

    def test_sizes_have_units(self):
        for text, most in (("2k", 2000), ("2K", 2000), ("1M", 1_000_000)):
            self.assertLessEqual(self.result("--size", text)[0], most)

    def test_what_is_out_of_reach_is_refused_and_nothing_is_written(self):
        for options, cause in ((("-k", "4", "--psnr", "45"), "psnr 45"), (("-k", "4", "--quality", "95"), "quality 95"),
                               (("--size", "20"), "size 20")):
            self.refuse("kmcenc", *options, self.source, expect=LIMIT, cause=cause)
        self.assertEqual(self.names(), ["source.png"])

    def test_contradictions_are_refused(self):
        for options in ("--psnr 30 --quality 50", "--size 10k --psnr 30", "--quality 50 --lossless",
                        "--psnr 30 --auto-k", "--psnr 30 --dither ordered", "--size 9k --keep-palette",
                        "--quality 50 --restarts 3", "--quality 50 --space oklab", "--quality 101", "--size 0",
                        "--size 3kB", "--size -1", "--psnr x"):
            self.refuse("kmcenc", *options.split(), self.source, expect=USAGE, cause="--")

    def test_colours_are_limited_fixed_or_given(self):
        _, _, said = self.result("--psnr", "26", "-k", "20")
        self.assertLessEqual(said["colors"], 20)
        self.run_tool("kmcenc", "-f", "--quality", "60", "--fixed", "FF0000", self.source, "-o", self.path("b.kmc"))
        palette = json.loads(self.run_tool("kmcinfo", "--json", self.path("b.kmc")).stdout)["palette"]
        self.assertEqual(palette[0]["rgba"], [255, 0, 0, 255])

    def test_threads_do_not_change_a_byte(self):
        for options in (("--psnr", "30"), ("--quality", "60", "--tile", "64"), ("--size", "3k")):
            one, three = (self.run_tool("kmcenc", *options, "-j", j, self.source, "-o", "-").stdout for j in "13")
            self.assertEqual(one, three)

    def test_transparent_and_opaque_pixels_stay_so(self):
        rows = [[v for x in range(80) for v in (40 + x, 2 * y, 90, 0 if x < 20 else 255 if x > 40 else 12 * (x - 20))]
                for y in range(60)]
        png = png_samples.Png(80, 60, png_samples.RGB_ALPHA, 8, rows)
        shown = self.decode(self.encode(png, "--quality", "40")).rgba()
        for x, y in ((0, 0), (19, 59), (10, 30)):
            self.assertEqual(shown[(y * 80 + x) * 4 + 3], 0)
        for x, y in ((41, 0), (79, 59), (60, 30)):
            self.assertEqual(shown[(y * 80 + x) * 4 + 3], 255)


if __name__ == "__main__":
    unittest.main()
