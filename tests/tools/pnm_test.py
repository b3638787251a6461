"""PBM, PGM, PPM and PAM are read in every form, and PAM and PPM are written."""
import struct
import unittest

import pam
import png_samples
from tool_case import LIMIT, UNREADABLE, USAGE, ToolCase


def scaled(sample, maxval):
    return (sample * 255 + maxval // 2) // maxval


def opaque(*grays):
    return b"".join(bytes((g, g, g, 255)) for g in grays)


class PnmReading(ToolCase):
    def assert_reads(self, content, width, height, rgba):
        back = self.decode(self.encode(self.put("in", content), "--lossless"))
        self.assertEqual((back.width, back.height), (width, height))
        self.assertEqual(back.rgba(), rgba)

    def test_plain_pbm_with_and_without_spaces(self):
        self.assert_reads(b"P1\n3 2\n101\n010\n", 3, 2, opaque(0, 255, 0, 255, 0, 255))
        self.assert_reads(b"P1 # comment\n3 # 4\n2\n1 0 1 0\n1 0", 3, 2, opaque(0, 255, 0, 255, 0, 255))

    def test_plain_pgm_with_comments(self):
        self.assert_reads(b"P2\n# a comment\n2 2\n100\n0 50\n# inside\n99 100\n", 2, 2,
                          opaque(0, scaled(50, 100), scaled(99, 100), 255))

    def test_plain_ppm(self):
        self.assert_reads(b"P3 1 2 255 1 2 3\n255 254 253\n", 1, 2, bytes((1, 2, 3, 255, 255, 254, 253, 255)))

    def test_binary_pbm_pads_each_row(self):
        self.assert_reads(b"P4\n10 2\n" + bytes((0b10000000, 0b01111111, 0b01010101, 0b10000000)), 10, 2,
                          opaque(0, *[255] * 8, 0, *[255, 0] * 4, 0, 255))

    def test_binary_pgm_of_every_sample_size_is_rounded_exactly(self):
        for maxval in (1, 2, 7, 100, 254, 255, 256, 1000, 65535):
            samples = sorted({i * maxval // 200 for i in range(201)})
            packed = struct.pack(f">{len(samples)}{'H' if maxval > 255 else 'B'}", *samples)
            with self.subTest(maxval=maxval):
                self.assert_reads(b"P5\n%d 1\n%d\n" % (len(samples), maxval) + packed, len(samples), 1,
                                  opaque(*(scaled(s, maxval) for s in samples)))

    def test_binary_ppm(self):
        self.assert_reads(b"P6\n2 1\n255\n" + bytes((10, 35, 32, 4, 5, 6)), 2, 1,
                          bytes((10, 35, 32, 255, 4, 5, 6, 255)))

    def test_pam_of_every_tuple_type(self):
        for tuple_type, samples, rgba in ((b"GRAYSCALE", (7, 9), opaque(7, 9)),
                                          (b"GRAYSCALE_ALPHA", (7, 255, 9, 3), bytes((7, 7, 7, 255, 9, 9, 9, 3))),
                                          (b"RGB", (1, 2, 3, 4, 5, 6), bytes((1, 2, 3, 255, 4, 5, 6, 255))),
                                          (b"RGB_ALPHA", (1, 2, 3, 4, 5, 6, 7, 8), bytes(range(1, 9)))):
            for line in (b"TUPLTYPE " + tuple_type + b"\n", b""):
                with self.subTest(tuple_type=tuple_type, line=line):
                    self.assert_reads(b"P7\n# comment\nWIDTH 2\nHEIGHT 1\nDEPTH %d\nMAXVAL 255\n%sENDHDR\n"
                                      % (len(samples) // 2, line) + bytes(samples), 2, 1, rgba)

    def test_black_and_white_pam_has_one_for_white(self):
        self.assert_reads(b"P7\nWIDTH 2\nHEIGHT 1\nDEPTH 2\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE_ALPHA\nENDHDR\n\1\1\0\1",
                          2, 1, opaque(255, 0))

    def test_what_follows_the_first_image_does_not_matter(self):
        image = b"P5\n1 1\n255\n\x07"
        self.assert_reads(image + image, 1, 1, opaque(7))

    def test_broken_files_are_refused(self):
        for content, cause in ((b"P5\n", "ends too early"), (b"P5\n2 2\n255\n\1\2\3", "ends too early"),
                               (b"P2\n2 1\n9\n1 ", "ends too early"), (b"P2\n2 1\n9\n1 10\n", "larger than maxval"),
                               (b"P5\n1 1\n9\n\x0a", "larger than maxval"), (b"P1\n2 1\n12", "larger than maxval"),
                               (b"P5\n1 1\n0\n\0", "maxval"), (b"P5\n1 1\n65536\n\0\0", "maxval"),
                               (b"P5\n0 1\n255\n", "no pixels"), (b"P5\nx 1\n255\n\0", "number"),
                               (b"P5\n1 99999999999 255\n\0", "too large"), (b"P3\n1 1\n255\n1 -2 3\n", "number"),
                               (b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\n12345", "5 samples"),
                               (b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 1\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n1", "TUPLTYPE"),
                               (b"P7\nWIDTH 1\nHEIGHT 1\nMAXVAL 255\nENDHDR\n1", "0 samples"),
                               (b"P7\nWIDTH 1\nDEPTH 1\nMAXVAL 255\nENDHDR\n1", "no pixels"),
                               (b"P7\nWIDE 1\nENDHDR\n1", "unknown header line WIDE"),
                               (b"P7\nWIDTH 1\n", "ends too early"),
                               (b"P7\n" + b"#" * 5000, "line of the header")):
            with self.subTest(content=content):
                self.refuse("kmcenc", self.put("in.pnm", content), expect=UNREADABLE, cause=cause)
                self.assertEqual(self.names(), ["in.pnm"])

    def test_an_endless_promise_is_over_the_limit(self):
        for size in (b"4294967295 4294967295", b"1 4294967295", b"20000 20000"):
            self.refuse("kmcenc", self.put("in.pgm", b"P5\n" + size + b"\n255\n"), expect=LIMIT, cause="over the limit")


class PamAndPpmWriting(ToolCase):
    def test_pam_holds_colour_and_alpha(self):
        png = png_samples.noise(png_samples.RGB_ALPHA, 8)
        image = self.run_tool("kmcdec", "--format", "pam", self.encode(png, "--lossless"), "-o", "-").stdout
        width, height, channels, samples = pam.read(image)
        self.assertEqual((width, height, channels), (13, 11, 4))
        self.assertIn(b"TUPLTYPE RGB_ALPHA\n", image)
        self.assertEqual(samples, png.rgba())

    def test_opaque_images_become_rgb(self):
        png = png_samples.noise(png_samples.RGB, 8)
        kmc = self.encode(png, "--lossless")
        rgb = b"".join(bytes(row) for row in png.rows)
        self.run_tool("kmcdec", kmc, "-o", self.path("out.ppm"))
        self.assertEqual(self.get("out.ppm"), b"P6\n13 11\n255\n" + rgb)
        self.run_tool("kmcdec", kmc, "-o", self.path("out.PAM"))
        self.assertEqual(pam.read(self.get("out.PAM")), (13, 11, 3, rgb))

    def test_what_is_written_can_be_read_again(self):
        png = png_samples.noise(png_samples.RGB_ALPHA, 8)
        self.run_tool("kmcdec", self.encode(png, "--lossless"), "-o", self.path("out.pam"))
        self.assertEqual(self.decode(self.encode(self.path("out.pam"), "--lossless")).rgba(), png.rgba())

    def test_ppm_refuses_alpha(self):
        kmc = self.encode(png_samples.noise(png_samples.RGB_ALPHA, 8))
        self.refuse("kmcdec", kmc, "-o", self.path("out.ppm"), expect=USAGE, cause="PPM cannot hold; PNG and PAM can")
        self.assertEqual(self.names(), ["image.kmc", "source.png"])


if __name__ == "__main__":
    unittest.main()
