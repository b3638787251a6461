"""What the tools say of their work is true."""
import json
import math
import os
import pty
import re
import unittest

import png_samples
from tool_case import TOOLS, ToolCase


class Reports(ToolCase):
    def test_json_of_kmcenc_agrees_with_the_files(self):
        png = png_samples.gradient(60, 50)
        source = self.put("a.png", png)
        report = json.loads(self.run_tool("kmcenc", "--json", "-k", "20", source).stdout)
        back = self.decode(self.path("a.kmc"))
        before, after = png.rgba(), back.rgba()
        error = sum((a - b) ** 2 for a, b in zip(before, after)) / 3000
        colors = {after[i:i + 4] for i in range(0, len(after), 4)}
        self.assertEqual((report["input"], report["output"]), (source, self.path("a.kmc")))
        self.assertEqual((report["width"], report["height"]), (60, 50))
        self.assertEqual(report["source_colors"], len({before[i:i + 4] for i in range(0, len(before), 4)}))
        self.assertEqual((report["colors"], report["exact"]), (len(colors), False))
        self.assertAlmostEqual(report["squared_error"], error, places=6)
        self.assertAlmostEqual(report["psnr"], 10 * math.log10(3 * 255 ** 2 / error), places=6)
        self.assertEqual(report["input_bytes"], os.path.getsize(source))
        self.assertEqual(report["raw_bytes"], 60 * 50 * 3)
        self.assertEqual(report["output_bytes"], os.path.getsize(self.path("a.kmc")))
        self.assertEqual(report["output_bytes"], sum(report["bytes"].values()))
        self.assertAlmostEqual(report["bits_per_pixel"], 8 * report["output_bytes"] / 3000)
        stages = report["milliseconds"]
        self.assertEqual(list(stages), ["read", "histogram", "k_means", "mapping", "write", "total"])
        self.assertLessEqual(sum(v for k, v in stages.items() if k != "total"), stages["total"] * 1.01)

    def test_an_exact_image_has_no_error(self):
        for options in (("--lossless",), ("--keep-palette",)):
            source = self.put("a.png", png_samples.noise(png_samples.INDEXED, 4))
            report = json.loads(self.run_tool("kmcenc", "-f", "--json", *options, source).stdout)
            self.assertEqual((report["exact"], report["squared_error"], report["psnr"]), (True, 0, None))
            self.assertEqual(report["source_colors"], 16)

    def test_json_of_kmcdec_and_kmcinfo_agrees_with_the_files(self):
        kmc = self.encode(png_samples.of_colors(30, alpha=True))
        size = os.path.getsize(kmc)
        report = json.loads(self.run_tool("kmcdec", "--json", kmc, "-o", self.path("b.png")).stdout)
        self.assertEqual((report["input_bytes"], report["output_bytes"]), (size, os.path.getsize(self.path("b.png"))))
        self.assertEqual((report["width"], report["height"], report["colors"]), (64, 1, 30))
        info = self.info(kmc)
        self.assertEqual((info["width"], info["height"], info["colors"], info["has_alpha"]), (64, 1, 30, True))
        self.assertEqual((info["file_bytes"], sum(info["bytes"].values())), (size, size))
        self.assertEqual(info["raw_bytes"], 64 * 4)

    def test_json_of_kmcinfo_has_the_palette_with_its_pixels(self):
        png = png_samples.Png(3, 1, png_samples.RGB_ALPHA, 8, [bytes((1, 2, 3, 255, 9, 8, 7, 100, 1, 2, 3, 255))])
        palette = self.info(self.encode(png))["palette"]
        self.assertEqual({tuple(color["rgba"]): color["pixels"] for color in palette},
                         {(1, 2, 3, 255): 2, (9, 8, 7, 100): 1})

    def test_names_of_any_bytes_give_valid_json(self):
        name = b'q"\\\n\xff.png'
        path = os.path.join(os.fsencode(self.folder), name)
        with open(path, "wb") as file:
            file.write(png_samples.noise(png_samples.RGB, 8).encode())
        report = json.loads(self.run_tool("kmcenc", "--json", path).stdout.decode())
        self.assertEqual(os.path.basename(report["input"]), 'q"\\\n\ufffd.png')

    def test_the_line_of_kmcenc(self):
        source = self.put("a.png", png_samples.gradient(60, 50))
        line = self.run_tool("kmcenc", "-k", "256", source).stderr
        self.assertRegex(line, rf"^{source} -> {self.path('a.kmc')}: 60x50, 3,000 -> 256 colours, \d\d\.\d dB, "
                               r"[\d,]+ -> [\d,]+ bytes \(\d+\.\d\d : 1, \d+\.\d\d bits/pixel\), \d+ ms\n$")
        self.assertIn("256x1, 200 colours, exact", self.run_tool(
            "kmcenc", self.put("b.png", png_samples.of_colors(200, 256))).stderr)

    def test_the_text_of_kmcinfo(self):
        text = self.run_tool("kmcinfo", self.encode(png_samples.of_colors(1000), "--lossless")).stdout.decode()
        self.assertIn("64 x 16 pixels", text)
        self.assertIn("1,000, opaque", text)
        self.assertRegex(text, r"1 tile of 64 x 16: 1 (packed|deflate|fast|max)\n")
        self.assertNotIn("\x1b", text)

    def test_kmcinfo_names_few_colours_and_tells_where_the_bytes_are(self):
        png = png_samples.Png(4, 1, png_samples.RGB, 8, [bytes((1, 2, 3) * 3 + (250, 251, 252))])
        kmc = self.encode(png)
        text = self.run_tool("kmcinfo", kmc).stdout.decode()
        self.assertRegex(text, r"palette   #010203 +75\.0 % +#fafbfc +25\.0 %\n")
        for section, size in self.info(kmc)["bytes"].items():
            name = {"index": "indices"}.get(section, section)
            self.assertEqual(bool(size), bool(re.search(rf" {name} +{size} +\d+\.\d %", text)), section)


class Terminal(ToolCase):
    def on_terminal(self, stream, *command, **environment):
        """Runs a command with the stream, 1 or 2, on a terminal; returns what is shown there."""
        child, terminal = pty.fork()
        if child == 0:
            null = os.open(os.devnull, os.O_RDWR)
            for other in {0, 1, 2} - {stream}:
                os.dup2(null, other)
            os.execve(command[0], command, {**os.environ, **environment})
        shown = b""
        try:
            while data := os.read(terminal, 65536):
                shown += data
        except OSError:  # Linux says so that the other side has been closed
            pass
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        return shown.decode()

    def test_swatches_are_shown_where_the_terminal_can(self):
        png = png_samples.Png(2, 1, png_samples.RGB, 8, [bytes((1, 2, 3, 250, 251, 252))])
        kmc = self.encode(png)
        shown = self.on_terminal(1, TOOLS["kmcinfo"], kmc, COLORTERM="truecolor")
        self.assertIn("\x1b[48;2;1;2;3m", shown)
        self.assertIn("\x1b[48;2;250;251;252m", shown)
        self.assertNotIn("\x1b", self.on_terminal(1, TOOLS["kmcinfo"], kmc, COLORTERM=""))
        self.assertNotIn("\x1b", self.on_terminal(1, TOOLS["kmcinfo"], kmc, COLORTERM="truecolor", NO_COLOR="1"))

    def test_a_progress_bar_is_shown_for_long_work_and_removed(self):
        source = self.put("a.png", png_samples.gradient(1000, 1000))
        arguments = (TOOLS["kmcenc"], "-f", "-j1", "-k", "2000", "--restarts", "6", "--init", "random", source)
        shown = self.on_terminal(2, *arguments)
        self.assertRegex(shown, r"\rchoosing colours +\[#*\.*\] +\d+%")
        self.assertIn("\r\x1b[K", shown)
        self.assertGreater(shown.rindex("a.kmc"), shown.rindex("\x1b[K"))
        self.assertEqual(self.on_terminal(2, *arguments, "-q"), "")

    def test_short_work_shows_no_progress_bar(self):
        source = self.put("a.png", png_samples.noise(png_samples.RGB, 8))
        self.assertNotIn("\x1b", self.on_terminal(2, TOOLS["kmcenc"], source))


if __name__ == "__main__":
    unittest.main()
