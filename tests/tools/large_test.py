"""Large images and odd shapes: memory as README.md states it, and limits that hold to the pixel."""
import os
import subprocess
import sys
import unittest

import pam
from tool_case import DAMAGED, LIMIT, OK, TOOLS, ToolCase

MIB = 1 << 20

# Writes a PPM of any size to standard output: smooth colours and some noise, from a few rows.
PAINTER = """
import random, sys
width, height = map(int, sys.argv[1:])
noise = random.Random(1)
rows = []
for k in range(16):
    rows.append(bytes((x // 48 * (k + 3) >> 3 & 255) ^ (noise.randrange(8) == 0) for x in range(3 * min(width, 4096))))
    rows[-1] = (rows[-1] * (width // 4096 + 1))[:3 * width]
out = sys.stdout.buffer
out.write(b"P6\\n%d %d\\n255\\n" % (width, height))
for y in range(height):
    out.write(rows[y // 5 % 16])
"""

# Runs a program and tells its peak in KiB. A process of its own, as the peak of a process counts as one of its children.
METER = """
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


class LargeCase(ToolCase):
    def paint(self, width, height):
        """A process that writes the picture, so that it need not be in a file."""
        return subprocess.Popen([sys.executable, "-c", PAINTER, str(width), str(height)], stdout=subprocess.PIPE)

    def paint_and_encode(self, width, height, *options):
        """The path of the .kmc file, and the most memory that kmcenc needed for it."""
        kmc = self.path(f"{width}x{height}.kmc")
        with self.paint(width, height) as painter:
            peak = self.peak_of("kmcenc", "-q", "-f", *options, "-", "-o", kmc, stdin=painter.stdout)
        return kmc, peak

    def peak_of(self, tool, *arguments, stdin=subprocess.DEVNULL):
        """Runs a tool; the most bytes that it had resident at once."""
        done = subprocess.run([sys.executable, "-S", "-c", METER, TOOLS[tool], *arguments], stdin=stdin,
                              stdout=subprocess.PIPE, timeout=1200, check=False)
        self.assertEqual(done.returncode, OK, arguments)
        return int(done.stdout) * 1024


class Memory(LargeCase):
    PROCESS = 16 * MIB  # what a process has before it does anything, libraries included

    def check(self, width, height):
        pixels = width * height
        limit = ("--max-pixels", str(pixels))
        kmc, encoding = self.paint_and_encode(width, height, "-e", "1", "-k", "256", *limit)
        self.assertLess(encoding, 7 * pixels + self.PROCESS)
        row_of_tiles = 1024 * width
        band = row_of_tiles + max(4 * MIB, os.cpu_count() * MIB)
        decoding_tiles = os.cpu_count() * 3 * MIB
        for name in ("x.png", "x.pam"):
            decoding = self.peak_of("kmcdec", "-q", "-f", "--png-level", "1", *limit, kmc, "-o", self.path(name))
            self.assertLess(decoding, os.path.getsize(kmc) + band + decoding_tiles + self.PROCESS, name)
        return kmc

    def test_is_what_is_stated_at_a_hundred_megapixels(self):
        kmc = self.check(10000, 10000)
        # To a pipe, nothing goes before all is known to be intact; and the bytes are the same.
        with open(self.path("y.pam"), "wb") as out:
            self.run_tool("kmcdec", "-q", "--format", "pam", kmc, "-o", "-", stdout=out)
        self.assertEqual(subprocess.run(["cmp", self.path("x.pam"), self.path("y.pam")], check=False).returncode, 0)

    @unittest.skipUnless("KMC_GIGAPIXEL" in os.environ, "takes minutes, and 8 GB of memory")
    def test_is_what_is_stated_at_a_gigapixel(self):
        self.check(32768, 32768)


class OddShapes(LargeCase):
    def test_one_row_and_one_column(self):
        for width, height in (65500, 1), (1, 65500):
            with self.paint(width, height) as painter:
                samples = painter.stdout.read()[-3 * width * height:]
            for tile in (), ("--tile", "32"):
                kmc, _ = self.paint_and_encode(width, height, "--lossless", "-k", "65536", *tile)
                self.run_tool("kmcdec", "-q", "-f", kmc, "-o", self.path("x.pam"))
                self.assertEqual(pam.read(self.get("x.pam")), (width, height, 3, samples))

    def test_limits_hold_to_the_pixel(self):
        for width, height in (65500, 1), (1, 65500), (300, 200):
            with self.paint(width, height) as painter:
                ppm = self.put("x.ppm", painter.stdout.read())
            most, less = (("--max-pixels", str(pixels)) for pixels in (width * height, width * height - 1))
            self.refuse("kmcenc", "-f", *less, ppm, expect=LIMIT, cause="are over the limit of")
            self.run_tool("kmcenc", "-q", "-f", *most, ppm)
            kmc = self.path("x.kmc")
            for options in (), ("--salvage",), ("--region", "0,0,1,1"):
                self.refuse("kmcdec", "-f", *less, *options, kmc, expect=LIMIT,
                            cause="the image is larger than the limits allow")
                self.run_tool("kmcdec", "-q", "-f", *most, *options, kmc)


class Bands(LargeCase):
    OPTIONS = ("-e", "1", "-k", "256", "--tile", "512")

    def test_damage_in_a_later_band_leaves_no_file(self):
        kmc, _ = self.paint_and_encode(1000, 9000, *self.OPTIONS)
        data = bytearray(self.get("1000x9000.kmc"))
        data[-20] ^= 1  # in the last tile
        damaged = self.put("damaged.kmc", bytes(data))
        self.run_tool("kmcdec", "-q", kmc, "-o", self.path("whole.png"))
        self.refuse("kmcdec", "-q", damaged, "-o", self.path("part.png"), expect=DAMAGED,
                    cause="a checksum does not match")
        self.assertEqual(self.names(), ["1000x9000.kmc", "damaged.kmc", "whole.png"])
        self.assertEqual(self.run_tool("kmcdec", "-q", damaged, "-o", "-", expect=DAMAGED).stdout, b"")

    def test_a_region_over_several_bands_is_what_the_whole_has_there(self):
        kmc, _ = self.paint_and_encode(1500, 9000, *self.OPTIONS)
        whole = pam.read(self.run_tool("kmcdec", "-q", "--format", "pam", kmc, "-o", "-").stdout)[3]
        x, y, width, height = 100, 700, 1300, 8000
        self.run_tool("kmcdec", "-q", "--region", f"{x},{y},{width},{height}", kmc, "-o", self.path("part.pam"))
        part = pam.read(self.get("part.pam"))
        self.assertEqual(part[:3], (width, height, 3))
        expected = b"".join(whole[3 * (1500 * row + x):][:3 * width] for row in range(y, y + height))
        self.assertTrue(part[3] == expected)


if __name__ == "__main__":
    unittest.main()
