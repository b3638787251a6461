"""Options: help and version, what is refused, and what the less common ones do."""
import json
import unittest

import png_samples
from tool_case import TOOLS, USAGE, ToolCase


class Options(ToolCase):
    def setUp(self):
        super().setUp()
        self.source = self.put("a.png", png_samples.gradient(64, 48))

    def refuse_usage(self, tool, *arguments, cause):
        self.refuse(tool, *arguments, expect=USAGE, cause=rf"{cause}.* \(see {tool} --help\)")
        self.assertEqual(self.names(), ["a.png"])

    def test_help_goes_to_standard_output_and_documents_the_exit_codes(self):
        for tool in TOOLS:
            for option in ("-h", "--help"):
                done = self.run_tool(tool, option)
                text = done.stdout.decode()
                self.assertTrue(text.startswith(f"Usage: {tool} [options] IN..."), text)
                for code in (0, 1, 2, 3, 4, 5, 6, 7, 15):
                    self.assertRegex(text, rf"\n +{code}  \w")
                self.assertLessEqual(max(map(len, text.splitlines())), 100)
                self.assertEqual(done.stderr, "")

    def test_version(self):
        for tool in TOOLS:
            self.assertRegex(self.run_tool(tool, "-V").stdout.decode(), rf"^{tool} \d+\.\d+\.\d+\n$")

    def test_wrong_options_are_refused(self):
        for arguments, cause in (("--psnr 0", "--psnr"), ("-k 0", "--colors"), ("-k 65537", "--colors"),
                                 ("-k x", "--colors"), ("-k -5", "--colors"), ("-k 2.5", "--colors"),
                                 ("-e 0", "--effort"), ("-e 10", "--effort"),
                                 ("--tile 33", "power of two"), ("--tile 16", "power of two"),
                                 ("--tile 1048576", "power of two"), ("--coding gzip", "--coding"),
                                 ("--strip some", "--strip"), ("--dither some", "--dither"),
                                 ("--init first", "--init"), ("--restarts 0", "--restarts"),
                                 ("--iterations 0", "--iterations"), ("--max-pixels 0", "--max-pixels"), ("-j -1", ""),
                                 ("--ext /x.kmc", "--ext"), ("--json -o -", "--json"), ("--json -", "--json")):
            with self.subTest(arguments=arguments):
                self.refuse_usage("kmcenc", self.source, *arguments.split(), cause=cause)
        self.refuse_usage("kmcenc", cause="IN is required")
        self.refuse_usage("kmcenc", self.source, "--seed", cause="--seed")
        for arguments, cause in (((), "IN is required"), (("a", "--format", "gif"), "--format"),
                                 (("a", "--png-level", "10"), "--png-level"), (("a", "-k", "3"), "-k")):
            with self.subTest(arguments=arguments):
                self.refuse_usage("kmcdec", *arguments, cause=cause)
        self.refuse_usage("kmcinfo", cause="IN is required")
        self.refuse_usage("kmcinfo", "--verbose", "a", cause="--verbose")

    def test_dither_none_is_accepted(self):
        self.assertEqual(*(self.run_tool("kmcenc", *options, self.source, "-o", "-").stdout
                           for options in ((), ("--dither", "none"))))

    def test_the_last_of_repeated_options_counts(self):
        kmc = self.encode(self.source, "-k", "3", "-k", "9", "--force")
        self.assertEqual(self.info(kmc)["colors"], 9)

    def test_quiet_prints_nothing(self):
        self.assertEqual(self.run_tool("kmcenc", "-q", self.source).stderr, "")
        self.assertEqual(self.run_tool("kmcdec", "-q", self.path("a.kmc"), "-o", self.path("b.png")).stderr, "")

    def test_tile_and_coding_show_in_the_file(self):
        info = self.info(self.encode(self.source, "--tile", "32", "--coding", "packed"))
        self.assertEqual((info["tile_width"], info["tile_height"], info["tiles"], info["tiles_packed"]), (32, 32, 4, 4))
        for coding in ("deflate", "fast", "max"):
            info = self.info(self.encode(self.source, "-k", "2", "--coding", coding))
            self.assertEqual((info["tiles"], info["tiles_" + coding]), (1, 1), coding)

    def test_higher_effort_never_has_a_larger_error(self):
        def error(effort):
            done = self.run_tool("kmcenc", "-f", "--json", "-k", "12", "-e", effort, self.source)
            return json.loads(done.stdout)["squared_error"]

        errors = [error(effort) for effort in "13579"]
        self.assertEqual(errors, sorted(errors, reverse=True))


class Textbook(ToolCase):
    def setUp(self):
        super().setUp()
        self.source = self.put("a.png", png_samples.gradient(64, 48))

    def report(self, *options):
        return json.loads(self.run_tool("kmcenc", "-f", "--json", "-k", "8", *options, self.source).stdout)

    def test_runs_and_iterations_are_reported_and_the_best_run_is_kept(self):
        report = self.report("--restarts", "4", "--iterations", "6", "--init", "random")
        costs = [run["cost"] for run in report["runs"]]
        self.assertEqual(len(costs), 4)
        self.assertEqual(costs[report["best_run"]], min(costs))
        for run in report["runs"]:
            self.assertTrue(1 <= len(run["iterations"]) <= 6)
            self.assertEqual(run["iterations"], sorted(run["iterations"], reverse=True))
        self.assertAlmostEqual(report["squared_error"], min(costs), delta=min(costs) * 0.2)

    def test_any_of_its_options_asks_for_one_run(self):
        for options in (("--restarts", "1"), ("--iterations", "3"), ("--init", "random"), ("--init", "kmeans++")):
            self.assertEqual(len(self.report(*options)["runs"]), 1, options)
        self.assertNotIn("runs", self.report("--seed", "5"))

    def test_the_seed_decides(self):
        random = ("--init", "random", "--iterations", "1")
        first, again, other = (self.report(*random, "--seed", seed)["squared_error"] for seed in "112")
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_verbose_prints_the_costs(self):
        done = self.run_tool("kmcenc", "-f", "-v", "-k", "8", "--restarts", "2", "--iterations", "3", self.source)
        self.assertRegex(done.stderr, r"run 1: cost \d+\.\d{4}( \(best\))?; after each iteration \d")
        self.assertRegex(done.stderr, r"run 2: cost ")
        self.assertEqual(done.stderr.count("(best)"), 1)
        self.assertRegex(done.stderr, r"read [\d.]+ ms, histogram [\d.]+ ms, k-means [\d.]+ ms, mapping")


if __name__ == "__main__":
    unittest.main()
