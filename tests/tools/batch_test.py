"""Batches: names from lists, work shared and resumed, ten thousand files, and the recipes of README.md."""
import collections
import json
import os
import pathlib
import random
import re
import socket
import subprocess
import unittest

import png_samples
from tool_case import DAMAGED, EXISTS, LIMIT, OK, TOOLS, UNREADABLE, UNWRITABLE, USAGE, ToolCase, open_files

README = pathlib.Path(__file__).parents[2] / "README.md"
SMALL = b"P6\n4 4\n255\n"


def small_picture(number):
    return SMALL + random.Random(number).randbytes(3 * 4 * 4)


class BatchCase(ToolCase):
    def put_pictures(self, count, folder="in"):
        """Small pictures, and the list of their names."""
        os.makedirs(self.path(folder), exist_ok=True)
        return [self.put(f"{folder}/{i:05}.ppm", small_picture(i)) for i in range(count)]

    def put_list(self, names):
        return self.put("list", b"".join(os.fsencode(name) + b"\0" for name in names))

    def json_lines(self, output):
        return [json.loads(line) for line in output.splitlines()]


class NameLists(BatchCase):
    def test_names_may_hold_anything_and_the_last_nul_may_be_missing(self):
        names = [self.put(name, small_picture(1)) for name in ("a b.ppm", "line\nfeed.ppm", "-k.ppm", "ü.ppm")]
        for end in (b"\0", b""):
            names_list = self.put("list", b"\0".join(map(os.fsencode, names)) + end)
            done = self.run_tool("kmcenc", "--json", "-f", "--files0-from", names_list)
            self.assertEqual([line["input"] for line in self.json_lines(done.stdout)], names)

    def test_every_tool_takes_a_list_from_a_file_or_from_standard_input(self):
        pictures = self.put_pictures(3)
        names_list = self.put_list(pictures)
        self.run_tool("kmcenc", "-q", "--files0-from", names_list)
        kmc = [name.replace(".ppm", ".kmc") for name in pictures]
        self.run_tool("kmcdec", "-q", "--files0-from", "-", input="\0".join(kmc).encode())
        self.assertEqual(len(os.listdir(self.path("in"))), 9)
        done = self.run_tool("kmcinfo", "--json", "--files0-from", "-", input="\0".join(kmc).encode())
        self.assertEqual([line["input"] for line in self.json_lines(done.stdout)], kmc)
        done = self.run_tool("kmcbench", "--json", "--peers", "none", "--files0-from", names_list)
        self.assertEqual(len(self.json_lines(done.stdout)), 3 + 1)  # the last sums up
        done = self.run_tool("kmcgallery", "-o", self.path("page.html"), "--files0-from", names_list, expect=None)
        self.assertIn(done.returncode, (OK, USAGE))
        self.assertRegex(done.stderr, "page.html: 3 pictures|built without")

    def test_an_empty_list_is_no_work(self):
        for arguments in ((), ("--shared-palette",)):
            done = self.run_tool("kmcenc", *arguments, "--files0-from", "-", input=b"")
            self.assertEqual((done.stdout, done.stderr), (b"", ""))

    def test_a_list_that_is_none_is_refused_before_anything_is_written(self):
        picture = self.put("a.ppm", small_picture(1))
        name = os.fsencode(picture)
        for content, cause in ((name + b"\0\0", "holds an empty name"), (b"\0" + name, "holds an empty name"),
                               (name + b"\0-\0", "standard input: holds the name -"), (name + b"\0-", "the name -"),
                               (name + b"\0" + b"x\n" * 4096, "a name of more than 4095 bytes; a NUL ends each")):
            self.refuse("kmcenc", "--files0-from", "-", input=content, expect=USAGE, cause=cause)
        for tool in TOOLS:
            needs = ("-o", self.path("page.html")) if tool == "kmcgallery" else ()
            for names_list, cause in ((self.path("none"), "none: No such file"), (str(self.folder), "Is a directory"),
                                      ("/dev/zero", "/dev/zero: holds an empty name")):
                self.refuse(tool, *needs, "--files0-from", names_list, expect=USAGE, cause=cause)
            self.refuse(tool, *needs, "--files0-from", "/dev/null", picture, expect=USAGE,
                        cause="--files0-from: does not go with inputs")
        self.assertEqual(self.names(), ["a.ppm"])

    def test_what_goes_with_one_input_only_looks_into_the_list(self):
        names_list = self.put_list(self.put_pictures(2))
        for options, cause in ((("-o", self.path("x.kmc")), "-o takes one input"),
                               (("--report", self.path("x.html")), "--report")):
            self.refuse("kmcenc", *options, "--files0-from", names_list, expect=USAGE, cause=cause)

    def test_standard_input_may_be_named_in_a_list_that_is_a_file(self):
        done = self.run_tool("kmcenc", "-q", "--files0-from", self.put_list(["-"]), input=small_picture(1))
        self.assertTrue(done.stdout.startswith(b"\x8bKMC"))
        self.refuse("kmcenc", "--json", "--files0-from", self.path("list"), expect=USAGE, cause="--json")


class SkippingExisting(BatchCase):
    def setUp(self):
        super().setUp()
        self.pictures = self.put_pictures(3)
        self.put("in/00001.kmc", b"precious")

    def outputs(self):
        return {name: self.get(f"in/{name}") for name in os.listdir(self.path("in")) if name.endswith(".kmc")}

    def test_what_exists_is_left_alone_and_reported(self):
        self.run_tool("kmcenc", "-q", *self.pictures, expect=EXISTS)
        done = self.run_tool("kmcenc", "--skip-existing", *self.pictures)
        self.assertEqual(len(done.stderr.splitlines()), 3)
        self.assertIn(f"{self.pictures[1]} -> {self.path('in/00001.kmc')}: exists already, skipped\n", done.stderr)
        self.assertEqual(self.get("in/00001.kmc"), b"precious")
        done = self.run_tool("kmcenc", "-q", "--skip-existing", *self.pictures)
        self.assertEqual((done.stdout, done.stderr), (b"", ""))

    def test_json_says_skipped(self):
        done = self.run_tool("kmcenc", "--json", "--skip-existing", *self.pictures)
        lines = self.json_lines(done.stdout)
        self.assertEqual(lines[1], {"input": self.pictures[1], "output": self.path("in/00001.kmc"), "skipped": True})
        self.assertEqual([line.get("skipped") for line in lines], [None, True, None])
        self.assertEqual(done.stderr, "")

    def test_kmcdec_skips_too(self):
        kmc = self.encode(self.pictures[0], output="a.kmc")
        self.put("a.png", b"precious")
        self.assertIn("a.png: exists already, skipped", self.run_tool("kmcdec", "--skip-existing", kmc).stderr)
        self.run_tool("kmcdec", "--skip-existing", kmc, "-o", self.path("b.png"))
        self.assertEqual(self.get("a.png"), b"precious")
        self.assertTrue(self.get("b.png").startswith(b"\x89PNG"))

    def test_an_input_is_not_decoded_for_it(self):
        self.put("in/00001.ppm", b"P6\n40000 20000\n255\nnot so many")
        self.run_tool("kmcenc", "-q", "--skip-existing", *self.pictures)
        self.run_tool("kmcenc", "-q", "--skip-existing", "--shared-palette", *self.pictures)

    def test_what_is_missing_is_an_error_all_the_same(self):
        os.remove(self.pictures[1])
        self.refuse("kmcenc", "-q", "--skip-existing", *self.pictures, expect=UNREADABLE, cause="No such file")

    def test_only_files_count_as_existing(self):
        os.mkdir(self.path("in/00000.kmc"))
        os.symlink("nowhere", self.path("in/00002.kmc"))
        done = self.run_tool("kmcenc", "-q", "--skip-existing", *self.pictures, expect=UNWRITABLE)
        folder, link = done.stderr.splitlines()
        self.assertIn("00000.kmc: cannot be written: Is a directory", folder)
        self.assertIn("00002.kmc: exists already", link)

    def test_a_file_that_appears_meanwhile_counts(self):
        with subprocess.Popen([TOOLS["kmcenc"], "--skip-existing", "-", "-o", self.path("new.kmc")],
                              stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            self.wait_for_output(process)
            self.put("new.kmc", b"precious")
            error = process.communicate(small_picture(1))[1].decode()
        self.assertEqual((process.returncode, self.get("new.kmc")), (OK, b"precious"), error)
        self.assertIn("new.kmc: exists already, skipped", error)

    def test_what_contradicts_it_is_refused(self):
        for options, cause in ((("-f",), "-f and --skip-existing exclude each other"),
                               (("--report", self.path("x.html")), "--report: does not go with --skip-existing")):
            self.refuse("kmcenc", "--skip-existing", *options, self.pictures[0], expect=USAGE, cause=cause)
        self.refuse("kmcenc", "--skip-existing", "--ext", ".ppm", self.pictures[0], expect=USAGE,
                    cause="is the input itself")

    def test_a_shared_palette_is_the_same_after_a_resumption(self):
        os.remove(self.path("in/00001.kmc"))
        shared = ("kmcenc", "-q", "--shared-palette", "-k", "4")
        self.run_tool(*shared, *self.pictures)
        whole = self.outputs()
        os.remove(self.path("in/00002.kmc"))
        done = self.run_tool(*shared, "--json", "--skip-existing", *self.pictures)
        self.assertEqual([line.get("skipped") for line in self.json_lines(done.stdout)], [True, True, None])
        self.assertEqual(self.outputs(), whole)


class OneNameForMany(BatchCase):
    """Several processes have begun the same output when they get their inputs."""
    def run_together(self, count, *options):
        target = self.path("one.kmc")
        processes = [subprocess.Popen([TOOLS["kmcenc"], *options, "-", "-o", target], stdin=subprocess.PIPE,
                                      stderr=subprocess.PIPE) for _ in range(count)]
        for process in processes:
            self.wait_for_output(process)
        for number, process in enumerate(processes):
            process.stdin.write(small_picture(number))
        for process in processes:
            process.stdin.close()
        for process in processes:
            process.error = process.stderr.read().decode()
            process.stderr.close()
            process.wait(60)
        self.assertEqual(self.names(), ["one.kmc"])
        pixels = self.run_tool("kmcdec", "-q", "--format", "ppm", target, "-o", "-").stdout
        winner, = (i for i in range(count) if pixels == small_picture(i))
        return processes, winner

    def test_without_f_the_first_wins_and_the_others_are_told(self):
        for count in (2, 8):
            processes, winner = self.run_together(count)
            for number, process in enumerate(processes):
                self.assertEqual(process.returncode, OK if number == winner else EXISTS, process.error)
                self.assertEqual("one.kmc: exists already" in process.error, number != winner)
            os.remove(self.path("one.kmc"))

    def test_with_f_all_succeed_and_the_last_wins(self):
        for count in (2, 8):
            processes, _ = self.run_together(count, "-f")
            self.assertEqual([process.returncode for process in processes], [OK] * count)
            processes, _ = self.run_together(count, "-f")  # over an old one
            self.assertEqual([process.returncode for process in processes], [OK] * count)

    def test_with_skip_existing_all_succeed_and_one_writes(self):
        processes, winner = self.run_together(8, "--skip-existing")
        self.assertEqual([process.returncode for process in processes], [OK] * 8)
        self.assertEqual([i for i, process in enumerate(processes) if "skipped" not in process.error], [winner])


class Resuming(BatchCase):
    COUNT = 200

    def setUp(self):
        super().setUp()
        self.pictures = self.put_pictures(self.COUNT)
        self.options = ("--json", "--outdir", self.path("out"), "--files0-from", self.put_list(self.pictures))
        os.mkdir(self.path("out"))

    def outputs(self):
        return {name: os.stat(self.path(f"out/{name}")).st_mtime_ns for name in sorted(os.listdir(self.path("out")))}

    def check_outputs(self):
        paths = [self.path(f"out/{name}") for name in self.outputs()]
        self.assertEqual(len(paths), self.COUNT)
        self.run_tool("kmcdec", "-q", "-f", "--format", "ppm", *paths)
        for i in range(self.COUNT):
            self.assertEqual(self.get(f"out/{i:05}.ppm"), small_picture(i))

    def test_a_batch_that_was_killed_goes_on_and_makes_nothing_twice(self):
        with subprocess.Popen([TOOLS["kmcenc"], *self.options], stdout=subprocess.PIPE) as process:
            for _ in range(self.COUNT // 3):
                process.stdout.readline()
            process.kill()
        before = self.outputs()
        self.assertTrue(self.COUNT // 3 <= len(before) < self.COUNT)
        done = self.run_tool("kmcenc", "--skip-existing", *self.options)
        skipped = [line["skipped"] for line in self.json_lines(done.stdout) if "skipped" in line]
        self.assertEqual(len(skipped), len(before))
        self.assertEqual(self.outputs(), self.outputs() | before)
        after = self.outputs()
        done = self.run_tool("kmcenc", "--skip-existing", *self.options)
        self.assertTrue(all(line.get("skipped") for line in self.json_lines(done.stdout)))
        self.assertEqual(self.outputs(), after)
        self.check_outputs()

    def test_processes_that_share_a_list_make_each_output_once(self):
        processes = [subprocess.Popen([TOOLS["kmcenc"], "--skip-existing", *self.options], stdout=subprocess.PIPE)
                     for _ in range(4)]
        made = collections.Counter()
        for process in processes:
            lines = self.json_lines(process.communicate()[0])
            self.assertEqual((process.returncode, len(lines)), (OK, self.COUNT))
            made.update(line["output"] for line in lines if "skipped" not in line)
        self.assertEqual(set(made.values()), {1})
        self.assertEqual(len(made), self.COUNT)
        self.check_outputs()

    def test_a_reader_that_goes_ends_the_batch(self):
        with subprocess.Popen([TOOLS["kmcenc"], *self.options], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            error = process.stderr.read().decode()
        self.assertEqual((process.returncode, error), (UNWRITABLE, "kmcenc: standard output: Broken pipe\n"))
        self.assertLess(len(self.outputs()), self.COUNT)


class JsonLines(BatchCase):
    def test_a_line_is_there_as_soon_as_its_input_is_done(self):
        picture = self.put("a.ppm", small_picture(1))
        os.mkfifo(self.path("b.ppm"))
        with subprocess.Popen([TOOLS["kmcenc"], "--json", picture, self.path("b.ppm")], stdout=subprocess.PIPE) as tool:
            self.assertEqual(json.loads(tool.stdout.readline())["input"], picture)  # while it waits for the second
            with open(self.path("b.ppm"), "wb") as fifo:
                fifo.write(small_picture(2))
            self.assertEqual(json.loads(tool.stdout.readline())["input"], self.path("b.ppm"))

    def test_a_line_is_one_write(self):
        # A packet of a socket is what one write() wrote; that of kmcinfo has 256 colours, more than a buffer of stdio.
        picture = self.put("a.png", png_samples.of_colors(256))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, theirs:
            self.run_tool("kmcinfo", "--json", self.encode(picture), stdout=theirs)
            packet = ours.recv(1 << 20)
        self.assertGreater(len(packet), 4096)
        self.assertEqual(len(json.loads(packet)["palette"]), 256)
        self.assertTrue(packet.endswith(b"\n"))


class ThreadCounts(BatchCase):
    def test_64_threads_write_the_same_bytes(self):
        png = png_samples.gradient(100, 80)
        for options in (("-k", "32"), ("-k", "32", "--tile", "32"), ("--tile", "32"), ("--lossless", "--tile", "32")):
            one, many = (self.get(self.encode(png, "-j", threads, *options)) for threads in ("1", "64"))
            self.assertEqual(one, many, options)
            self.assertEqual(self.decode(self.path("image.kmc"), "-j", "64").rgba(),
                             self.decode(self.path("image.kmc"), "-j", "1").rgba())


class TenThousand(BatchCase):
    """In one process."""
    def run_and_measure(self, pictures):
        """The exit code, and the peak of memory in kB when all pictures are done: behind them the list has a pipe, at
        which the tool waits meanwhile."""
        last = self.path("last.ppm")
        if not os.path.exists(last):
            os.mkfifo(last)
        # AddressSanitizer keeps what was freed, unless it is told otherwise.
        environment = os.environ | {"ASAN_OPTIONS": "quarantine_size_mb=0"}
        with open(self.path("json"), "wb") as output, open(self.path("errors"), "wb") as errors, subprocess.Popen(
                [TOOLS["kmcenc"], "--json", "-f", "--files0-from", self.put_list([*pictures, last])], stdout=output,
                stderr=errors, env=environment) as tool:
            with open(last, "r+b", buffering=0) as pipe:
                self.wait_until(lambda: os.path.realpath(last) in open_files(tool.pid), tool, 300)
                status = pathlib.Path(f"/proc/{tool.pid}/status").read_text(encoding="ascii")
                pipe.write(small_picture(0))
        return tool.returncode, int(re.search(r"VmHWM:\s+(\d+)", status).group(1))

    def test_each_has_its_line_in_order_and_memory_stays_flat(self):
        pictures = self.put_pictures(9999)
        code, peak_of_100 = self.run_and_measure(pictures[:100])
        self.assertEqual(code, OK)
        bad = {157: LIMIT} | {i: UNREADABLE for i in range(200, 9999, 100)}
        for i, code in bad.items():
            self.put(f"in/{i:05}.ppm", b"P6\n900000 900000\n255\n" if code == LIMIT else SMALL + b"too few")
        code, peak = self.run_and_measure(pictures)
        self.assertEqual(code, LIMIT)  # that of the first
        lines = self.json_lines(self.get("json"))
        self.assertEqual([line["input"] for line in lines], [*pictures, self.path("last.ppm")])
        self.assertEqual({i: line["exit_code"] for i, line in enumerate(lines) if "error" in line}, bad)
        errors = self.get("errors").decode().splitlines()
        self.assertEqual([line.split(": ")[1] for line in errors], [pictures[i] for i in bad])
        self.assertEqual(len(os.listdir(self.path("in"))), 2 * 9999 - len(bad))
        self.assertLess(peak - peak_of_100, 4000)  # kB; the list itself is one megabyte


class Recipes(BatchCase):
    """What README.md shows, as it stands there."""
    COUNT = 12

    def setUp(self):
        super().setUp()
        os.mkdir(self.path("photos"))
        self.photos = {}
        section = README.read_text(encoding="utf-8").split("\n## Many files\n")[1].split("\n## ")[0]
        self.recipes = re.findall(r"```\w*\n(.*?)```", section, re.DOTALL) + re.findall(r"`([^`\n]+)`", section)

    def put_photos(self, name):
        for i in range(self.COUNT):
            self.photos[name.format(i)] = png_samples.noise(png_samples.RGB, 8, 5, 4 + i)
        for name, png in self.photos.items():
            self.put(f"photos/{name}.png", png)

    def recipe(self, start):
        found, = (recipe for recipe in self.recipes if re.match(start, recipe))
        return found

    def run_shell(self, script, **options):
        environment = os.environ | {"PATH": os.path.dirname(TOOLS["kmcenc"]) + ":" + os.environ["PATH"],
                                    "HOME": str(self.folder)}  # where parallel puts files of its own
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.folder, check=False, timeout=300,
                              capture_output=True, env=environment, **options)
        self.assertEqual(done.returncode, OK, done.stderr.decode())
        return done.stdout

    def outputs(self):
        return {name: os.stat(self.path(f"photos/{name}")).st_mtime_ns
                for name in os.listdir(self.path("photos")) if name.endswith(".kmc")}

    def take_outputs(self):
        """Looks at all, and removes them."""
        for name, png in self.photos.items():
            kmc = self.path(f"photos/{name}.kmc")
            self.assertEqual(self.decode(kmc).rgba(), png.rgba())
            os.remove(kmc)
        self.assertEqual(len(os.listdir(self.path("photos"))), self.COUNT)

    def run_twice(self, script):
        """Once more would make nothing."""
        self.run_shell(script)
        before = self.outputs()
        self.run_shell(script)
        self.assertEqual(self.outputs(), before)
        self.take_outputs()

    def test_one_process_and_many_by_xargs(self):
        self.put_photos("{} of many")
        one, many = self.recipe(r"find .*\nfind ").splitlines()
        self.run_twice(one)
        self.run_twice(many)

    def test_make(self):
        self.put_photos("photo{}")
        self.put("Makefile", self.recipe("all:").encode())
        self.run_twice(self.recipe("make "))
        self.run_shell("make -k")
        os.utime(self.path("photos/photo3.png"), ns=(2**62, 2**62))
        before = self.outputs()
        self.run_shell("make -k")
        changed = {name for name, changed in self.outputs().items() if changed != before[name]}
        self.assertEqual(changed, {"photo3.kmc"})

    def test_gnu_parallel(self):
        self.put_photos("it's {} of many")
        self.put("hosts", b":\n")
        self.run_twice(self.recipe(r"find .*\n +parallel "))
        self.assertEqual(len(self.get("batch.log").splitlines()), 1 + self.COUNT)

    def test_a_job_array(self):
        self.put_photos("{} of many")
        self.put("names", b"".join(f"photos/{name}.png\0".encode() for name in self.photos))
        script = self.recipe("split ")
        self.assertIn("/100", script)
        self.run_twice(f"for SLURM_ARRAY_TASK_ID in {{0..99}}; do {script}\ndone")

    def test_kmcinfo_tells_which_files_are_none(self):
        self.put_photos("{} of many")
        self.run_shell(self.recipe(r"find .*\nfind ").splitlines()[0])
        self.put("photos/3 of many.kmc", b"")
        script = self.recipe("find .*kmcinfo")
        output = self.run_shell(f"{{ {script}; }} || (exit $(($? - {DAMAGED})))")
        self.assertEqual([line["input"] for line in self.json_lines(output) if "error" in line],
                         ["photos/3 of many.kmc"])


if __name__ == "__main__":
    unittest.main()
