"""kmcenc --report: what the page holds is what the file holds and what the runs were."""
import base64
import json
import os
import re
import struct
import unittest
import zlib

import png_samples
from tool_case import EXISTS, UNWRITABLE, USAGE, ToolCase, has_pages

TEXTBOOK = ("--restarts", "7", "--iterations", "4", "--init", "random")


def picture(url):
    """The PNG in a data: URL."""
    return png_samples.read(base64.b64decode(url.removeprefix("data:image/png;base64,")))


def unpacked(text):
    return zlib.decompress(base64.b64decode(text))


@unittest.skipUnless(has_pages(), "the tools were built without their pages")
class ReportPage(ToolCase):
    def setUp(self):
        super().setUp()
        self.png = png_samples.gradient(60, 50)
        self.source = self.put("a.png", self.png)
        self.page = self.path("a.html")

    def report(self, *options):
        done = self.run_tool("kmcenc", "-f", "--json", *options, self.source, "--report", self.page)
        return json.loads(done.stdout), self.page_data(self.page)

    def test_the_page_asks_the_network_for_nothing(self):
        self.report("-k", "8")
        page = self.get("a.html").decode()
        self.assertNotRegex(page, r"""(src|href)=["']?(https?:)?//""")
        self.assertRegex(page, r"default-src 'none'")
        self.assertIn("Permission is hereby granted", page)

    def test_the_first_number_is_the_file_and_the_others_are_shown_beside_it(self):
        summary, data = self.report("-k", "8,3", "--compare-k", "2,30", *TEXTBOOK)
        self.assertEqual(self.info(self.path("a.kmc"))["colors"], 8)
        self.assertEqual(data["summary"]["output_bytes"], summary["output_bytes"])
        roles = [(image["asked"], image["role"]) for image in data["images"]]
        self.assertEqual(roles, [(8, "best"), (8, "worst"), (3, "best"), (3, "worst"),
                                 (2, "compared"), (30, "compared")])
        self.assertEqual([study["colors"] for study in data["studies"]], [8, 3])
        self.assertEqual(data["images"][0]["bytes"], summary["output_bytes"])

    def test_pictures_are_those_of_original_and_file(self):
        _, data = self.report("-k", "8")
        self.assertEqual(picture(data["original"]).rgba(), self.png.rgba())
        self.assertEqual(picture(data["images"][0]["picture"]).rgba(), self.decode(self.path("a.kmc")).rgba())

    def test_errors_and_palettes_are_those_of_the_pictures(self):
        _, data = self.report("-k", "8,3", *TEXTBOOK)
        before = self.png.rgba()
        for image in data["images"]:
            after = picture(image["picture"]).rgba()
            error = sum((a - b) ** 2 for a, b in zip(before, after)) / 3000
            self.assertAlmostEqual(image["error"], error, delta=error * 1e-5)
            counts = {}
            for i in range(0, len(after), 4):
                counts[after[i:i + 4]] = counts.get(after[i:i + 4], 0) + 1
            self.assertEqual({bytes(color[:4]): color[4] for color in image["palette"]}, counts)

    def test_runs_are_those_that_json_tells_with_best_median_and_worst(self):
        summary, data = self.report("-k", "8", *TEXTBOOK)
        costs = [run["cost"] for run in summary["runs"]]
        runs = data["studies"][0]["runs"]
        self.assertEqual([run for run, _ in runs["costs"]], list(range(7)))
        for (_, shown), cost in zip(runs["costs"], costs):
            self.assertAlmostEqual(shown, cost, delta=cost * 1e-5)
        self.assertEqual(runs["best"], summary["best_run"])
        self.assertEqual(costs[runs["worst"]], max(costs))
        self.assertEqual(costs[runs["median"]], sorted(costs)[3])
        for falling, run in zip(runs["falling"], summary["runs"]):
            self.assertEqual(len(falling["costs"]), len(run["iterations"]))

    def test_points_are_the_colours_and_labels_lead_to_the_palette(self):
        _, data = self.report("-k", "8")
        rgba = self.png.rgba()
        after = self.decode(self.path("a.kmc")).rgba()
        mapped = {rgba[i:i + 3]: after[i:i + 4] for i in range(0, len(rgba), 4)}
        points = unpacked(data["points"]["colors"])
        colors = [points[i:i + 3] for i in range(0, len(points), 3)]
        self.assertEqual(set(colors), set(mapped))
        self.assertEqual(data["points"]["all"], len(mapped))
        image = data["images"][0]
        labels = unpacked(image["labels"]["values"])
        self.assertEqual([bytes(image["palette"][label][:4]) for label in labels], [mapped[color] for color in colors])

    def test_more_than_256_colours_have_wide_labels(self):
        _, data = self.report("-k", "700")
        image = data["images"][0]
        labels = unpacked(image["labels"]["values"])
        self.assertEqual(image["labels"]["bytes"], 2)
        self.assertEqual(len(labels), 2 * data["points"]["shown"])
        self.assertLess(max(struct.unpack(f"<{len(labels) // 2}H", labels)), 700)

    def test_bits_add_up_to_the_indices(self):
        for coding in ("packed", "deflate", "fast", "max"):
            summary, data = self.report("-k", "8", "--coding", coding)
            bits = unpacked(data["bits"]["values"])
            self.assertEqual(len(bits), 3000)
            self.assertAlmostEqual(sum(bits) / data["bits"]["scale"] / 8, summary["bytes"]["index"],
                                   delta=0.05 * summary["bytes"]["index"] + 20)

    def test_the_curve_has_the_elbow_and_all_that_is_shown(self):
        _, data = self.report("-k", "8", "--compare-k", "40")
        self.assertGreaterEqual(len(data["curve"]), 80)
        self.assertEqual(data["curve"], sorted(data["curve"], reverse=True))
        self.assertTrue(1 <= data["elbow"] <= len(data["curve"]))

    def test_the_elbow_is_the_one_that_auto_k_takes(self):
        summary, data = self.report("-k", "40", "--auto-k")
        self.assertEqual((data["elbow"], len(data["curve"])), (summary["colors"], 40))
        self.assertEqual(data["images"][0]["asked"], summary["colors"])

    def test_exact_and_translucent_pictures_have_pages_too(self):
        self.source = self.put("a.png", png_samples.of_colors(9, alpha=True))
        _, data = self.report("-k", "16", *TEXTBOOK)
        self.assertEqual([(image["role"], image["psnr"]) for image in data["images"]], [("only", None)])
        self.source = self.put("a.png", png_samples.noise(png_samples.RGB_ALPHA, 8, trns=False))
        self.report("-k", "4")

    def test_names_cannot_break_the_page(self):
        name = "<script>alert(1)</script>.png".replace("/", "_")
        self.source = self.put(name, self.png)
        _, data = self.report("-k", "4", "-o", self.path("out.kmc"))
        self.assertTrue(data["summary"]["input"].endswith(name))
        self.assertEqual(len(re.findall(r"<script>alert", self.get("a.html").decode())), 0)

    def test_nothing_is_overwritten_or_done_without_force(self):
        self.put("a.html", b"mine")
        self.refuse("kmcenc", self.source, "--report", self.page, expect=EXISTS, cause="a.html: exists already")
        self.assertEqual((self.get("a.html"), self.names()), (b"mine", ["a.html", "a.png"]))
        self.refuse("kmcenc", self.source, "--report", self.path("no/a.html"), expect=UNWRITABLE, cause="no/a.html")
        self.assertEqual(self.names(), ["a.html", "a.png"])

    def test_what_does_not_go_together_is_refused(self):
        palette = self.put("p.hex", b"000000\nffffff\n")
        for arguments, cause in ((("-k", "3,4"), "--report"), (("--compare-k", "3"), "--report"),
                                 (("--report", "-"), "wants a file"),
                                 (("--report", self.page, self.source), "one input"),
                                 (("--report", self.page, "--keep-palette"), "--keep-palette"),
                                 (("--report", self.page, "--shared-palette"), "--shared-palette"),
                                 (("--report", self.page, "--palette", palette, "-k", "3,4"), "that is given"),
                                 (("--report", self.page, "-k", "3,"), "--colors"),
                                 (("--report", self.page, "--compare-k", "0"), "--compare-k")):
            with self.subTest(arguments=arguments):
                self.refuse("kmcenc", self.source, *arguments, expect=USAGE, cause=cause)
        self.assertEqual(self.names(), ["a.png", "p.hex"])

    def test_the_file_is_the_same_with_and_without(self):
        self.run_tool("kmcenc", "-q", "-k", "8", self.source, "-o", self.path("b.kmc"))
        self.report("-k", "8,3", "--compare-k", "2")
        self.assertEqual(self.get("a.kmc"), self.get("b.kmc"))
        self.assertFalse([name for name in os.listdir(self.folder) if name.startswith(".")])


if __name__ == "__main__":
    unittest.main()
