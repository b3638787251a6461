"""Bad inputs: one clear line, the documented exit code, nothing half-written."""
import json
import os
import struct
import unittest
import zlib

import png_samples
from tool_case import DAMAGED, LIMIT, TOOLS, UNREADABLE, ToolCase


def huge_png(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (png_samples.SIGNATURE + png_samples.chunk(b"IHDR", header) +
            png_samples.chunk(b"IDAT", zlib.compress(bytes(1000))) + png_samples.chunk(b"IEND", b""))


class EncoderInputs(ToolCase):
    def refuse_input(self, content, cause, expect=UNREADABLE):
        self.refuse("kmcenc", self.put("in.png", content), expect=expect, cause=cause)
        self.assertEqual(self.names(), ["in.png"])

    def test_missing_file(self):
        line = self.refuse("kmcenc", self.path("none.png"), expect=UNREADABLE, cause="No such file or directory")
        self.assertEqual(line, f"kmcenc: {self.path('none.png')}: No such file or directory")
        self.assertEqual(self.names(), [])

    def test_folder(self):
        self.refuse("kmcenc", str(self.folder), "-o", self.path("x.kmc"), expect=UNREADABLE, cause="Is a directory")
        self.assertEqual(self.names(), [])

    def test_empty_file(self):
        self.refuse_input(b"", "is empty")

    def test_foreign_file(self):
        self.refuse_input(b"GIF89a" + bytes(100), "is not a PNG, JPEG, PNM or PAM image")
        self.refuse_input(b"\x89", "is not a PNG")

    def test_kmc_file(self):
        kmc = self.encode(png_samples.noise(png_samples.RGB, 8))
        self.refuse("kmcenc", kmc, "-o", self.path("x.kmc"), expect=UNREADABLE, cause="is a .kmc file already")

    def test_png_cut_anywhere(self):
        png = png_samples.noise(png_samples.RGB_ALPHA, 8).encode()
        for size in (8, 12, 30, 33, 60, len(png) // 2, len(png) - 12, len(png) - 1):
            with self.subTest(size=size):
                self.refuse_input(png[:size], "not a valid PNG: .*the file ends too early")

    def test_png_with_a_wrong_crc_or_wrong_pixels(self):
        png = bytearray(png_samples.noise(png_samples.RGB, 8).encode())
        for position in (20, 31, 60):
            broken = bytes(png[:position]) + bytes((png[position] ^ 1,)) + bytes(png[position + 1:])
            with self.subTest(position=position):
                self.refuse_input(broken, "not a valid PNG")

    def test_png_with_too_few_rows(self):
        png = png_samples.noise(png_samples.RGB, 8)
        png.height += 1
        png.rows.append(png.rows[0])
        whole = png.encode()
        png.rows.pop()
        png.height -= 1
        short = png.encode()
        self.refuse_input(whole[:33] + short[33:], "not a valid PNG")

    def test_huge_headers_are_over_the_limit(self):
        for size in ((100000, 100000), (2**31 - 1, 2**31 - 1), (2**31 - 1, 1), (1, 2**31 - 1)):
            with self.subTest(size=size):
                self.refuse_input(huge_png(*size), "over the limit", LIMIT)

    def test_a_promise_of_many_pixels_costs_no_memory(self):
        self.refuse_input(huge_png(16000, 16000), "not a valid PNG")
        peak = os.wait4(os.posix_spawn(TOOLS["kmcenc"], ["kmcenc", "-q", self.path("in.png")], os.environ,
                                       file_actions=[(os.POSIX_SPAWN_CLOSE, 2)]), 0)[2].ru_maxrss
        self.assertLess(peak, 200_000)

    def test_max_pixels(self):
        source = self.put("in.png", png_samples.noise(png_samples.RGB, 8, 10, 10))
        self.refuse("kmcenc", "--max-pixels", "99", source, expect=LIMIT,
                    cause="10 x 10 pixels are over the limit of .* 99")
        self.run_tool("kmcenc", "--max-pixels", "100", source)
        self.refuse("kmcdec", "--max-pixels", "99", self.path("in.kmc"), "-o", "-", expect=LIMIT, cause="limit")
        self.refuse("kmcinfo", "--max-pixels", "99", self.path("in.kmc"), expect=LIMIT, cause="limit")

    def test_an_index_beyond_the_palette_is_refused_when_the_palette_is_kept(self):
        png = png_samples.noise(png_samples.INDEXED, 8)
        png.palette = png.palette[:20]
        self.refuse("kmcenc", "-q", "--keep-palette", self.put("in.png", png), expect=UNREADABLE,
                    cause="an index is beyond the palette")


class DecoderInputs(ToolCase):
    def setUp(self):
        super().setUp()
        self.kmc = self.encode(png_samples.noise(png_samples.RGB_ALPHA, 8, 40, 30), "--lossless")
        os.remove(self.path("source.png"))
        self.bytes = self.get("image.kmc")

    def refuse_everywhere(self, content, cause, expect=DAMAGED):
        path = self.put("in.kmc", content)
        for tool in ("kmcdec", "kmcinfo"):
            self.assertIn(cause, self.refuse(tool, path, expect=expect, cause=""))
        self.assertEqual(self.names(), ["image.kmc", "in.kmc"])

    def test_missing_file(self):
        for tool in ("kmcdec", "kmcinfo"):
            self.refuse(tool, self.path("none.kmc"), expect=UNREADABLE, cause="none.kmc: No such file or directory")

    def test_empty_foreign_and_endless_files(self):
        self.refuse_everywhere(b"", "")
        self.refuse_everywhere(png_samples.noise(png_samples.RGB, 8).encode(), "")
        self.refuse("kmcdec", "/dev/zero", "-o", self.path("x.png"), expect=DAMAGED, cause="/dev/zero: ")

    def test_every_cut_is_refused(self):
        for size in range(0, len(self.bytes), max(1, len(self.bytes) // 40)):
            with self.subTest(size=size):
                self.refuse_everywhere(self.bytes[:size], "")

    def test_every_flipped_byte_is_refused(self):
        for position in range(0, len(self.bytes) - 2, max(1, len(self.bytes) // 40)):  # the last two end the file
            broken = bytearray(self.bytes)
            broken[position] ^= 0x10
            with self.subTest(position=position):
                path = self.put("in.kmc", broken)
                done = [self.run_tool(tool, path, expect=None) for tool in ("kmcdec", "kmcinfo")]
                self.assertIn(done[0].returncode, (DAMAGED, LIMIT))
                self.assertEqual(done[0].returncode, done[1].returncode)
                self.assertEqual(self.names(), ["image.kmc", "in.kmc"])

    def test_a_newer_version_is_named(self):
        self.refuse_everywhere(self.bytes[:4] + b"\x02" + self.bytes[5:], "version")

    def test_bytes_after_the_end_do_not_matter(self):
        self.assertEqual(self.decode(self.put("in.kmc", self.bytes + b"more")).rgba(), self.decode(self.kmc).rgba())


class SeveralInputs(ToolCase):
    def test_the_others_are_worked_on_and_the_first_failure_is_the_exit_code(self):
        good = png_samples.noise(png_samples.RGB, 8)
        paths = [self.put("a.png", good), self.path("missing.png"), self.put("b.png", huge_png(2**20, 2**20)),
                 self.put("c.png", good)]
        done = self.run_tool("kmcenc", *paths, expect=UNREADABLE)
        self.assertIn("missing.png: No such file", done.stderr)
        self.assertIn("b.png: 1048576 x 1048576 pixels", done.stderr)
        self.assertEqual(self.names(), ["a.kmc", "a.png", "b.png", "c.kmc", "c.png"])
        self.run_tool("kmcenc", "-f", *reversed(paths), expect=LIMIT)
        self.run_tool("kmcdec", "--ext", ".back.png", self.path("a.kmc"), self.path("missing.kmc"), self.path("c.kmc"),
                      expect=UNREADABLE)
        self.assertEqual(png_samples.read(self.get("c.back.png")).rgba(), good.rgba())

    def test_json_has_an_object_for_each_even_a_failed_one(self):
        good = self.put("a.png", png_samples.noise(png_samples.RGB, 8))
        done = self.run_tool("kmcenc", "--json", self.path("missing.png"), good, expect=UNREADABLE)
        failed, worked = (json.loads(line) for line in done.stdout.splitlines())
        self.assertEqual(failed, {"input": self.path("missing.png"), "error": "No such file or directory",
                                  "exit_code": UNREADABLE})
        self.assertEqual(worked["input"], good)

    def test_kmcinfo_goes_on_too(self):
        kmc = self.encode(png_samples.noise(png_samples.RGB, 8))
        done = self.run_tool("kmcinfo", self.path("missing"), kmc, expect=UNREADABLE)
        self.assertIn(kmc, done.stdout.decode())


if __name__ == "__main__":
    unittest.main()
