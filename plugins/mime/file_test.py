"""file(1) tells kmc images, their size, colours and alpha by kmc.magic."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

VECTORS = pathlib.Path(os.environ["KMC_VECTORS"])


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def section(kind, payload):
    return bytes([kind]) + varint(len(payload)) + payload


def start(width, height, colors, alpha=False, metadata=b""):
    """A file up to its palette, whose colours are left out."""
    palette = varint(colors - 1) + bytes([2 + alpha]) + b"\x55" * 200
    return b"\x8bKMC\x01" + varint(width - 1) + varint(height - 1) + b"\0" + metadata + section(1, palette)


@unittest.skipUnless(shutil.which("file"), "skipped: file is not installed")
class FileTest(unittest.TestCase):
    def run_file(self, path, *options):
        done = subprocess.run(["file", "-b", "-m", os.environ["KMC_MAGIC"], *options, path],
                              capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.strip()

    def describe(self, content):
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            return self.run_file(file.name)

    def test_names_sizes_of_one_and_two_bytes_exactly(self):
        sizes = [1, 2, 127, 128, 129, 255, 256, 257, 640, 1080, 8191, 8192, 16383, 16384]
        for width, height in zip(sizes, reversed(sizes)):
            self.assertEqual(self.describe(start(width, height, 3)), f"kmc image, {width} x {height}, 3 colours")

    def test_names_every_second_byte(self):
        for colors in range(1, 16385, 128):
            number = colors + 127
            self.assertIn(f", {number} colours", self.describe(start(5, 7, number)))

    def test_says_that_larger_numbers_are_larger(self):
        for size in 16385, 100000, 2097152, 2097153, 16777216:
            self.assertEqual(self.describe(start(size, 2, 65536)),
                             "kmc image, over 16384 x 2, over 16384 colours")
            self.assertEqual(self.describe(start(2, size, 5)), "kmc image, 2 x over 16384, 5 colours")

    def test_one_colour_is_singular(self):
        self.assertEqual(self.describe(start(1, 1, 1)), "kmc image, 1 x 1, 1 colour")

    def test_names_alpha(self):
        for colors in 2, 200, 65536:
            self.assertTrue(self.describe(start(9, 9, colors, alpha=True)).endswith("colours, alpha"))
            self.assertTrue(self.describe(start(9, 9, colors)).endswith("colours"))

    def test_finds_the_palette_behind_metadata(self):
        for size in 0, 5, 127, 128, 3000, 16383, 16384, 300000:
            metadata = section(0x81, b"\x01" * size) + section(0x82, b"\1\2\3")
            self.assertEqual(self.describe(start(640, 480, 256, metadata=metadata)),
                             "kmc image, 640 x 480, 256 colours", size)

    def test_truncated_files_are_still_kmc(self):
        whole = start(640, 480, 256, metadata=section(0x82, b"\1\2\3"))
        for size in range(4, 30):
            self.assertTrue(self.describe(whole[:size]).startswith("kmc image"), size)

    def test_names_an_unknown_version_only(self):
        self.assertEqual(self.describe(b"\x8bKMC\x02\x05\x05\x00"), "kmc image, version 2")

    def test_does_not_claim_what_is_foreign(self):
        for content in b"KMC\x01\x05\x05", b"\x8bKMX\x01\x05\x05", b"\x89PNG\r\n\x1a\n":
            self.assertNotIn("kmc", self.describe(content))

    def test_tells_all_test_vectors(self):
        vectors = sorted((VECTORS / "valid").glob("*.kmc"))
        self.assertGreater(len(vectors), 100)
        for vector in vectors:
            self.assertRegex(self.run_file(vector),
                             r"^kmc image, (over )?\d+ x (over )?\d+, (over )?\d+ colours?(, alpha)?$")

    def test_names_the_media_type_and_the_extension(self):
        vector = VECTORS / "valid" / "example.kmc"
        self.assertEqual(self.run_file(vector, "--mime-type"), "image/x-kmc")
        self.assertEqual(self.run_file(vector, "--extension"), "kmc")


if __name__ == "__main__":
    unittest.main()
