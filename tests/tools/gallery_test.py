"""kmcgallery: a page of what a folder holds."""
import base64
import os
import unittest

import png_samples
from tool_case import EXISTS, UNREADABLE, USAGE, ToolCase, has_pages


@unittest.skipUnless(has_pages(), "the tools were built without their pages")
class Gallery(ToolCase):
    def setUp(self):
        super().setUp()
        (self.folder / "in" / "deeper").mkdir(parents=True)
        self.put("in/b.png", png_samples.gradient(60, 50))
        self.put("in/a.png", png_samples.of_colors(30, alpha=True))
        self.page = self.path("g.html")

    def gallery(self, *options, **expected):
        self.run_tool("kmcgallery", "-f", *options, self.path("in"), "-o", self.page, **expected)
        return self.page_data(self.page)["pictures"]

    def test_all_pictures_of_a_folder_are_shown_in_order(self):
        kmc = self.encode(self.path("in/b.png"), "-k", "7", output="in/deeper/c.kmc")
        pictures = self.gallery("-k", "12")
        self.assertEqual([os.path.basename(picture["name"]) for picture in pictures], ["a.png", "b.png", "c.kmc"])
        self.assertEqual([picture["colors"] for picture in pictures], [12, 12, 7])
        self.assertEqual(pictures[2]["bytes"], os.path.getsize(kmc))
        self.assertEqual(pictures[1]["bytes"], os.path.getsize(self.encode(self.path("in/b.png"), "-k", "12")))

    def test_small_pictures_are_shown_pixel_for_pixel(self):
        kmc = self.encode(self.path("in/b.png"), "-k", "7", output="in/c.kmc")
        picture = self.gallery()[2]
        shown = png_samples.read(base64.b64decode(picture["picture"].removeprefix("data:image/png;base64,")))
        self.assertEqual(shown.rgba(), self.decode(kmc).rgba())

    def test_large_pictures_are_shrunk(self):
        shown = png_samples.read(base64.b64decode(self.gallery("--size", "30")[1]["picture"].split(",")[1]))
        self.assertEqual((shown.width, shown.height), (30, 25))

    def test_damaged_files_are_reported_and_left_out(self):
        self.put("in/broken.kmc", self.get("in/a.png")[:40])
        done = self.run_tool("kmcgallery", self.path("in"), "-o", self.page, expect=UNREADABLE)
        self.assertRegex(done.stderr, r"(?m)^kmcgallery: .*/broken\.kmc: ")
        self.assertEqual(len(self.page_data(self.page)["pictures"]), 2)

    def test_what_exists_is_not_overwritten(self):
        self.put("g.html", b"mine")
        self.refuse("kmcgallery", self.path("in"), "-o", self.page, expect=EXISTS, cause="exists already")
        self.assertEqual(self.get("g.html"), b"mine")

    def test_wrong_use_is_refused(self):
        self.refuse("kmcgallery", self.path("in"), expect=USAGE, cause="--output is required")
        self.refuse("kmcgallery", self.path("in/deeper"), "-o", self.page, expect=UNREADABLE, cause="hold no pictures")
        self.refuse("kmcgallery", self.path("none"), "-o", self.page, expect=UNREADABLE, cause="No such file")


if __name__ == "__main__":
    unittest.main()
