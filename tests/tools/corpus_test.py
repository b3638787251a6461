"""Every PNG of the folder that KMC_CORPUS names: exact at --lossless, the promised size and colours at any -k.

Files of PngSuite that are broken on purpose must be refused. Images above two
megapixels are coded once only.
"""
import concurrent.futures
import os
import pathlib
import re
import struct
import subprocess
import tempfile
import unittest

import pam
import png_samples
from tool_case import LIMIT, OK, TOOLS, UNREADABLE

CORPUS = os.environ.get("KMC_CORPUS")
BROKEN = re.compile(r"x[a-z0-9]{2}n\d[gpc]\d\d\.png")
COLORS = (1, 2, 3, 16, 255, 256, 257, 4096)
LARGE = 2_000_000


def run(tool, *arguments):
    return subprocess.run([TOOLS[tool], "-q", "-f", "-j1", *arguments], capture_output=True, check=False)


def colors_of(rgba):
    return len(set(memoryview(rgba).cast("I")))


def through_kmc(path, folder, *options):
    """Exit code of kmcenc; width, height and RGBA of what kmcdec makes of its output."""
    kmc = f"{folder}/image.kmc"
    encoded = run("kmcenc", *options, path, "-o", kmc)
    if encoded.returncode != OK:
        return encoded.returncode, None
    decoded = run("kmcdec", "--format", "pam", kmc, "-o", "-")
    if decoded.returncode != OK:
        return f"kmcdec {decoded.returncode} {decoded.stderr}", None
    width, height, channels, samples = pam.read(decoded.stdout)
    return OK, (width, height, pam.rgba_of(channels, samples))


def check_lossless(path, folder):
    png = png_samples.read(pathlib.Path(path).read_bytes())
    rgba = png.rgba()
    expected = (OK, (png.width, png.height, rgba)) if colors_of(rgba) <= 65536 else (LIMIT, None)
    if through_kmc(path, folder, "--lossless") != expected:
        yield "--lossless"


def check_colors(path, folder, size, counts):
    for count in counts:
        effort = "1" if count > 1000 else "5"  # which is all that makes so many colours quick
        code, image = through_kmc(path, folder, "-k", str(count), "-e", effort)
        if code != OK or image[:2] != size:
            yield f"-k {count}: exit code {code}"
        elif colors_of(image[2]) > count:
            yield f"-k {count}: {colors_of(image[2])} colours"


def check(path):
    """The promises that are not kept for an image."""
    with open(path, "rb") as file:
        size = struct.unpack(">II", file.read(24)[16:])
    large = size[0] * size[1] > LARGE
    with tempfile.TemporaryDirectory() as folder:
        failures = list(check_colors(path, folder, size, (256,) if large else COLORS))
        if not large:
            failures += check_lossless(path, folder)
    return [f"{path}: {failure}" for failure in failures]


@unittest.skipUnless(CORPUS, "KMC_CORPUS names no folder of images")
class Corpus(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        paths = sorted(str(path) for path in pathlib.Path(CORPUS).rglob("*.png"))
        self.broken = [path for path in paths if BROKEN.fullmatch(os.path.basename(path))]
        self.images = [path for path in paths if path not in self.broken]

    def test_every_image_keeps_its_promises(self):
        self.assertTrue(self.images, f"no images in {CORPUS}")
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            # The largest first, so that none is left for one process at the end.
            largest_first = sorted(self.images, key=os.path.getsize, reverse=True)
            failures = [failure for found in pool.map(check, largest_first) for failure in found]
        self.assertEqual(failures, [])

    def test_broken_images_are_refused(self):
        if not self.broken:
            self.skipTest("the folder has no broken files of PngSuite")
        for path in self.broken:
            with self.subTest(path=path), tempfile.TemporaryDirectory() as folder:
                done = run("kmcenc", path, "-o", folder + "/x.kmc")
                self.assertEqual(done.returncode, UNREADABLE)
                self.assertRegex(done.stderr.decode(), r"^kmcenc: [^\n]*: is not a [^\n]+\n$")
                self.assertEqual(os.listdir(folder), [])


if __name__ == "__main__":
    unittest.main()
