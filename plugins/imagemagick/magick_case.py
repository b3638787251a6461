"""What the tests of ImageMagick and GraphicsMagick share."""
import os
import pathlib
import shutil
import struct
import subprocess
import unittest
import zlib

from png_samples import INDEXED, Png
from tool_case import ToolCase

HERE = pathlib.Path(__file__).parent
# A module with AddressSanitizer in a program without; leaks would be the program's.
PRELOAD = {"LD_PRELOAD": os.environ["KMC_PRELOAD"], "ASAN_OPTIONS": "detect_leaks=0"} if "KMC_PRELOAD" in os.environ else {}
PHYS = (b"pHYs", struct.pack(">IIB", 2835, 5000, 1))
# A header alone is a profile to ImageMagick.
ICC = (struct.pack(">I4sI", 132, b"none", 0x02100000) + b"mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28) +
       struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)).ljust(132, b"\0")
ICCP = (b"iCCP", b"name\0\0" + zlib.compress(ICC, 0))


def indexed(width, height, colors, used, trns=b""):
    """Indices 0..used-1 in turn."""
    palette = [(i * 7 % 256, 255 - i, i * 31 % 256) for i in range(colors)]
    rows = [bytes((x + y) % used for x in range(width)) for y in range(height)]
    return Png(width, height, INDEXED, 8, rows, palette=palette, trns=trns)


class MagickCase(ToolCase):
    host, programs, variables = "", [], {}

    @classmethod
    def setUpClass(cls):
        if any(shutil.which(program) is None for program in cls.programs):
            raise unittest.SkipTest(f"skipped: {cls.host} is not installed")

    def run_host(self, *command, fails=False, **options):
        """Runs a program of the host in the test's folder. Standard error comes as text."""
        environment = {**os.environ, **self.variables, "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
                       **PRELOAD, **options.pop("environment", {})}
        done = subprocess.run(command, cwd=self.folder, env=environment, timeout=60, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        done.stderr = done.stderr.decode()
        self.assertEqual(done.returncode != 0, fails, (command, done.stderr))
        return done

    def kmc(self, name, png, *options):
        self.encode(png, *(options or ("--lossless", "-k", "65536")), output=name)
        return name
