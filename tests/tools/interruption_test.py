"""Whatever ends a tool, and whenever: a name holds what it held, or a whole new file, and nothing else is left."""
import os
import random
import re
import signal
import subprocess
import time
import unittest

import png_samples
from tool_case import EXISTS, OK, TOOLS, ToolCase

CATCHABLE = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Of preloading: AddressSanitizer wants to be first otherwise.
PRELOADED = {"LD_PRELOAD": os.environ["INTERFERE_LIBRARY"], "ASAN_OPTIONS": "verify_asan_link_order=0"}
TEMPORARY = re.compile(r"\.kmc-[0-9a-f]{16}")


def interference(what):
    return os.environ | PRELOADED | {"INTERFERE": str(what)}


def start(*arguments, **options):
    """Starts a tool that any signal can end, even where the tests themselves ignore some, as under nohup."""
    def defaults():
        for number in CATCHABLE:
            signal.signal(number, signal.SIG_DFL)

    return subprocess.Popen([TOOLS[arguments[0]], *arguments[1:]], preexec_fn=defaults, **options)


class InterruptionCase(ToolCase):
    def knows_nameless_files(self):
        try:
            os.close(os.open(self.folder, os.O_TMPFILE | os.O_WRONLY))
        except OSError:
            return False
        return True

    def temporaries(self):
        return list(filter(TEMPORARY.fullmatch, self.names()))


class WhileWriting(InterruptionCase):
    """The tool has begun its output, and waits for the rest of its input."""
    def end(self, number, *options, env=None):
        with start("kmcenc", *options, "-", "-o", self.path("a.kmc"), stdin=subprocess.PIPE, env=env) as process:
            if env:
                self.wait_until(lambda: len(self.temporaries()) == 1, process)
            else:
                self.wait_for_output(process)
            process.send_signal(number)
            self.assertEqual(process.wait(), -number)

    def test_a_new_file_leaves_nothing(self):
        if not self.knows_nameless_files():
            self.skipTest("the file system knows no files without a name")
        for number in (*CATCHABLE, signal.SIGKILL):
            self.end(number)
            self.assertEqual(self.names(), [])

    def test_the_old_file_stays(self):
        self.put("a.kmc", b"old")
        for number in CATCHABLE:
            self.end(number, "-f")
            self.assertEqual((self.names(), self.get("a.kmc")), (["a.kmc"], b"old"))

    def test_a_temporary_name_is_removed(self):
        for what in ("nameless", "proc"):
            for number in CATCHABLE:
                self.end(number, env=interference(what))
                self.assertEqual(self.names(), [])


class WithTemporaryNames(InterruptionCase):
    """Where the file system knows no files without a name, all is as elsewhere."""
    def setUp(self):
        super().setUp()
        self.png = png_samples.noise(png_samples.RGB, 8)
        self.source = self.put("a.png", self.png)

    def test_new_files_appear_old_ones_are_replaced_only_with_f(self):
        for what in ("nameless", "proc"):
            self.run_tool("kmcenc", self.source, env=interference(what))
            whole = self.get("a.kmc")
            self.assertEqual(self.decode(self.path("a.kmc")).rgba(), self.png.rgba())
            self.put("a.kmc", b"old")
            self.refuse("kmcenc", self.source, expect=EXISTS, cause="exists already", env=interference(what))
            self.assertEqual(self.get("a.kmc"), b"old")
            self.run_tool("kmcenc", "-f", self.source, env=interference(what))
            self.assertEqual((self.get("a.kmc"), self.names()), (whole, ["a.kmc", "a.png"]))
            os.remove(self.path("a.kmc"))

    def test_a_file_that_appears_meanwhile_is_not_replaced(self):
        with start("kmcenc", "-", "-o", self.path("a.kmc"), stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                   env=interference("nameless")) as process:
            self.wait_for_output(process)
            self.put("a.kmc", b"precious")
            error = process.communicate(self.png.encode())[1].decode()
        self.assertEqual(process.returncode, EXISTS, error)
        self.assertEqual((self.get("a.kmc"), self.names()), (b"precious", ["a.kmc", "a.png"]))


class WhileReplacing(InterruptionCase):
    """The new file is whole and about to be renamed to replace the old one."""
    def setUp(self):
        super().setUp()
        self.source = self.put("a.png", png_samples.noise(png_samples.RGB, 8))
        self.run_tool("kmcenc", self.source)
        self.new = self.get("a.kmc")
        self.put("a.kmc", b"old")

    def end(self, number):
        with start("kmcenc", "-f", self.source, env=interference(int(number))) as process:
            self.assertEqual(process.wait(), -number)
        self.assertEqual(self.get("a.kmc"), b"old")

    def test_the_old_file_stays_and_the_new_one_is_removed(self):
        for number in CATCHABLE:
            self.end(number)
            self.assertEqual(self.names(), ["a.kmc", "a.png"])

    def test_of_sigkill_a_whole_file_of_a_temporary_name_is_all_that_is_left(self):
        self.end(signal.SIGKILL)
        temporary, = self.temporaries()
        self.assertEqual((self.get(temporary), self.names()), (self.new, [temporary, "a.kmc", "a.png"]))


class AtRandomMoments(InterruptionCase):
    """In the middle of a batch."""
    FILES, ROUNDS = 30, 8

    def setUp(self):
        super().setUp()
        self.random = random.Random(1)
        for folder in ("in", "out"):
            os.mkdir(self.path(folder))
        for i in range(self.FILES):
            self.put(f"in/{i:02}.ppm", b"P6\n16 16\n255\n" + self.random.randbytes(3 * 16 * 16))

    def all_whole(self, tool, extension):
        """Inputs, and what their outputs hold when nothing ends the tool."""
        inputs = sorted(entry.path for entry in os.scandir(self.path("in")) if entry.name.endswith(extension))
        self.run_tool(tool, "-q", "--outdir", self.path("out"), *inputs)
        whole = self.take_outputs()
        self.assertEqual(len(whole), self.FILES)
        return inputs, whole

    def take_outputs(self):
        """What is in the output folder, which is empty then."""
        contents = {}
        for name in os.listdir(self.path("out")):
            contents[name] = self.get(f"out/{name}")
            os.remove(self.path(f"out/{name}"))
        return contents

    def end_somewhere(self, number, tool, *arguments):
        with start(tool, "--json", "--outdir", self.path("out"), *arguments, stdout=subprocess.PIPE) as process:
            for _ in range(self.random.randrange(self.FILES)):
                process.stdout.readline()
            time.sleep(self.random.random() * 0.002)
            process.send_signal(number)
            self.assertIn(process.wait(), (-number, OK))
        return process.returncode != OK

    def count_new(self, whole, may_leave_names):
        """Files that are new, after a look at all that there are."""
        outputs = self.take_outputs()
        for name, content in outputs.items():
            if name in whole:
                self.assertIn(content, (whole[name], b"old"))
            else:
                self.assertTrue(may_leave_names and TEMPORARY.fullmatch(name), name)
        return sum(outputs.get(name) == content for name, content in whole.items())

    def rounds(self, number, tool, inputs, whole, replaces):
        ended, partly = 0, 0
        may_leave_names = number == signal.SIGKILL and (replaces or not self.knows_nameless_files())
        for _ in range(self.ROUNDS):
            for name in whole if replaces else ():
                self.put(f"out/{name}", b"old")
            ended += self.end_somewhere(number, tool, *inputs, *(("-f",) if replaces else ()))
            partly += 0 < self.count_new(whole, may_leave_names) < self.FILES
        self.assertGreater(ended, 0)
        self.assertGreater(partly, 0)

    def test_every_name_holds_the_old_file_or_the_whole_new_one(self):
        for tool, extension in (("kmcenc", ".ppm"), ("kmcdec", ".kmc")):
            if tool == "kmcdec":
                self.run_tool("kmcenc", "-q", *(self.path(f"in/{i:02}.ppm") for i in range(self.FILES)))
            inputs, whole = self.all_whole(tool, extension)
            for number in (*CATCHABLE, signal.SIGKILL):
                for replaces in (False, True):
                    with self.subTest(tool=tool, number=number, replaces=replaces):
                        self.rounds(number, tool, inputs, whole, replaces)


if __name__ == "__main__":
    unittest.main()
