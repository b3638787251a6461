"""kmcbench: what it says is true of the files, and what it cannot use is named.

Peers are small programs made here, so that it does not matter what is on the machine.
"""
import csv
import json
import math
import os
import unittest

import png_samples
from tool_case import EXISTS, OK, TOOLS, UNREADABLE, USAGE, ToolCase, has_pages

COPY = "#!/bin/sh\n[ $# = 1 ] && echo 'thing 1.2.3' && exit\nlast=\nout=\nfor a; do [ \"$last\" = -out ] && out=$a; " \
       "last=$a; done\n"


class Bench(ToolCase):
    def setUp(self):
        super().setUp()
        (self.folder / "in").mkdir()
        (self.folder / "bin").mkdir()
        self.put("in/a.png", png_samples.of_colors(30))
        self.put("in/b.png", png_samples.noise(png_samples.INDEXED, 4))
        self.environment = {**os.environ, "PATH": f"{self.path('bin')}:/usr/bin:/bin"}

    def add_program(self, name, script):
        path = self.put(f"bin/{name}", script.encode())
        os.chmod(path, 0o755)

    def bench(self, *options, expect=OK):
        """All JSON objects that are printed."""
        done = self.run_tool("kmcbench", "--json", *options, self.path("in"), expect=expect, env=self.environment)
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def one(self, results, codec):
        return next(summary for summary in results[-1]["summaries"] if summary["codec"] == codec)

    def test_bytes_are_those_that_kmcenc_writes(self):
        results = self.bench("--peers", "none", "--coding", "fast,max,packed", "--lossless", "-k", "5")
        for result in results[:-1]:
            for options, target in ((("--lossless",), "lossless"), (("-k", "5"), "5 colours")):
                for coding in ("fast", "max", "packed"):
                    kmc = self.encode(result["input"], *options, "--coding", coding)
                    measured = next(one for one in result["measured"] if one["target"] == target and
                                    one["codec"] == f"kmc {coding}")
                    self.assertEqual(measured["bytes"], os.path.getsize(kmc))

    def test_errors_are_those_that_kmcenc_reports(self):
        results = self.bench("--peers", "none", "-k", "5")
        for result in results[:-1]:
            report = json.loads(self.run_tool("kmcenc", "-f", "--json", "-k", "5", result["input"], "-o",
                                              self.path("x.kmc")).stdout)
            self.assertTrue(result["measured"])
            for measured in result["measured"]:  # all codecs keep the same picture
                self.assertAlmostEqual(measured["psnr"], report["psnr"], places=6)

    def test_sums_and_means_are_right(self):
        results = self.bench("--peers", "none", "--coding", "packed,fast")
        bytes_of = {codec: [next(one["bytes"] for one in result["measured"] if one["codec"] == codec)
                            for result in results[:-1]] for codec in ("kmc packed", "png")}
        png = self.one(results, "png")
        self.assertEqual(png["bytes"], sum(bytes_of["png"]))
        ratios = [p / q for p, q in zip(bytes_of["png"], bytes_of["kmc packed"])]
        against = png["against_first"]
        self.assertAlmostEqual(against["sum"], sum(bytes_of["png"]) / sum(bytes_of["kmc packed"]))
        self.assertAlmostEqual(against["geometric_mean"], math.prod(ratios) ** (1 / len(ratios)))
        self.assertAlmostEqual(against["least"], min(ratios))
        self.assertAlmostEqual(against["most"], max(ratios))
        self.assertIsNone(self.one(results, "kmc packed")["against_first"])

    def test_a_peer_is_measured_with_its_version(self):
        self.add_program("optipng", COPY + "for a; do in=$a; done\ncat \"$in\" > \"$out\"\n")
        results = self.bench("--peers", "optipng")
        optipng = self.one(results, "optipng")
        self.assertEqual((optipng["version"], optipng["pictures"], optipng["failures"]), ("1.2.3", 2, 0))
        self.assertEqual(optipng["bytes"], self.one(results, "png")["bytes"])
        self.assertGreater(optipng["encode_megapixels_per_second"], 0)

    def test_a_peer_that_loses_pixels_is_found_out(self):
        wrong = self.put("wrong.png", png_samples.gradient(64, 1))
        self.add_program("optipng", COPY + f"cat {wrong} > \"$out\"\n")
        results = self.bench("--peers", "optipng")
        failures = [one["failure"] for result in results[:-1] for one in result["measured"]
                    if one["codec"] == "optipng"]
        self.assertEqual(sorted(failures), ["did not keep every pixel", "gave back a picture of another size"])
        self.assertEqual(self.one(results, "optipng")["pictures"], 0)

    def test_a_peer_that_fails_does_not_stop_the_others(self):
        self.add_program("optipng", "#!/bin/sh\nexit 1\n")
        results = self.bench("--peers", "optipng")
        self.assertEqual(self.one(results, "optipng")["failures"], 2)
        self.assertEqual(self.one(results, "kmc fast")["pictures"], 2)

    def test_what_is_missing_is_named(self):
        self.environment["PATH"] = self.path("bin")
        missing = self.bench()[-1]["missing"]
        self.assertIn("optipng", missing)
        self.assertIn("webp (cwebp)", missing)
        done = self.run_tool("kmcbench", self.path("in"), env=self.environment)
        self.assertRegex(done.stdout.decode(), r"not here: optipng, ")

    def test_a_psnr_is_reached_by_the_file_that_kmcenc_writes(self):
        self.put("in/c.png", png_samples.gradient(64, 48))
        results = self.bench("--peers", "none", "--coding", "fast", "--psnr", "30")
        reached = {os.path.basename(result["input"]): result["measured"][0] for result in results[:-1]}
        self.assertGreaterEqual(reached["c.png"]["psnr"], 30)
        kmc = self.encode(self.path("in/c.png"), "--psnr", "30", "--coding", "fast")
        self.assertEqual(reached["c.png"]["bytes"], os.path.getsize(kmc))

    def test_a_folder_of_many_icons_with_damaged_ones(self):
        for i in range(150):
            self.put(f"in/icon{i:03}.png", png_samples.noise(png_samples.RGB_ALPHA, 8, 16, 16, seed=i))
        cut = png_samples.gradient(64, 48).encode()[:200]
        self.put("in/broken.png", cut)
        self.put("in/notes.txt", b"no picture")
        done = self.run_tool("kmcbench", "--json", "--peers", "none", self.path("in"), expect=UNREADABLE)
        self.assertEqual(len(done.stderr.splitlines()), 1)
        self.assertRegex(done.stderr, r"^kmcbench: .*/in/broken\.png: is not a valid PNG")
        results = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual(results[-1]["pictures"], 152)
        self.assertEqual(results[-1]["skipped"], [self.path("in/broken.png")])

    def test_csv_has_a_row_for_each_measurement(self):
        table = self.path("t.csv")
        self.run_tool("kmcbench", "-q", "--peers", "none", "--lossless", "-k", "5", "--csv", table, self.path("in"))
        with open(table, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 2 * 2 * 3)
        self.assertEqual({row["codec"] for row in rows}, {"kmc fast", "kmc max", "png"})
        self.assertTrue(all(int(row["bytes"]) > 0 and row["failure"] == "" for row in rows))

    def test_the_table_names_settings_and_how_times_are_taken(self):
        text = self.run_tool("kmcbench", "--peers", "none", "-k", "5", self.path("in")).stdout.decode()
        self.assertRegex(text, r"(?m)^5 colours$")
        self.assertRegex(text, r"(?m)^  kmc fast +2 +[\d,]+ ")
        self.assertRegex(text, r"-k N -e 5 --coding fast")
        self.assertRegex(text, r"1 thread each")

    def test_wrong_use_is_refused(self):
        for arguments, cause in ((("-k", "0"), "--colors"), (("--peers", "jpg"), "no peer jpg"),
                                 (("--coding", "auto"), "--coding"), (("--psnr", "0"), "--psnr")):
            self.refuse("kmcbench", *arguments, self.path("in"), expect=USAGE, cause=cause)
        (self.folder / "empty").mkdir()
        self.refuse("kmcbench", self.path("empty"), expect=UNREADABLE, cause="hold no pictures")
        self.put("t.csv", b"mine")
        self.refuse("kmcbench", "--csv", self.path("t.csv"), self.path("in"), expect=EXISTS, cause="exists already")
        self.assertEqual(self.get("t.csv"), b"mine")

    @unittest.skipUnless(has_pages(), "the tools were built without their pages")
    def test_the_page_holds_what_json_says(self):
        self.run_tool("kmcbench", "-q", "--peers", "none", "-k", "5", "--html", self.path("b.html"), self.path("in"))
        data = self.page_data(self.path("b.html"))
        self.assertEqual([image["input"] for image in data["images"]], [self.path("in/a.png"), self.path("in/b.png")])
        self.assertEqual([summary["codec"] for summary in data["summaries"]], ["kmc fast", "kmc max", "png"])


if __name__ == "__main__":
    unittest.main()
