"""Programs without the coder open and save .kmc files by way of the tools."""
import os
import unittest

import png_samples
from magick_case import HERE, MagickCase
from tool_case import TOOLS


class Delegates:
    """The tests; what runs them is said below."""
    convert, identify = [], []
    variables = {"MAGICK_CONFIGURE_PATH": str(HERE),
                 "PATH": os.path.dirname(TOOLS["kmcenc"]) + ":" + os.environ["PATH"]}

    def test_pictures_open(self):
        png = png_samples.of_colors(300, alpha=True)
        self.kmc("x.kmc", png)
        self.run_host(*self.convert, "x.kmc", "x.png")
        self.assertEqual(png_samples.read(self.get("x.png")).rgba(), png.rgba())
        self.assertIn(f"{png.width}x{png.height}", self.run_host(*self.identify, "x.kmc").stdout.decode())

    def test_pictures_are_saved(self):
        png = png_samples.of_colors(200)
        self.put("x.png", png)
        self.run_host(*self.convert, "x.png", "x.kmc")
        self.assertEqual(self.decode(self.path("x.kmc")).rgba(), png.rgba())


class GraphicsMagick(Delegates, MagickCase):
    host, programs = "GraphicsMagick", ["gm"]
    convert, identify = ["gm", "convert"], ["gm", "identify"]


class ImageMagick6(Delegates, MagickCase):
    host, programs = "ImageMagick 6", ["convert-im6.q16", "identify-im6.q16"]
    convert, identify = ["convert-im6.q16"], ["identify-im6.q16"]


class ImageMagick7(Delegates, MagickCase):
    host, programs = "ImageMagick 7", ["magick"]
    convert, identify = ["magick"], ["magick", "identify"]


if __name__ == "__main__":
    unittest.main()
