"""An output appears whole or not at all, replaces nothing unasked, and leaves no traces of failure."""
import filecmp
import os
import pty
import random
import resource
import shutil
import subprocess
import tempfile
import unittest

import png_samples
from tool_case import EXISTS, TOOLS, UNREADABLE, UNWRITABLE, USAGE, ToolCase

NOBODY = 65534


class Names(ToolCase):
    def setUp(self):
        super().setUp()
        self.png = png_samples.noise(png_samples.RGB, 8)
        self.source = self.put("photo.v1.png", self.png)

    def test_the_extension_is_replaced_beside_the_input(self):
        self.run_tool("kmcenc", self.source)
        self.assertEqual(self.names(), ["photo.v1.kmc", "photo.v1.png"])
        os.remove(self.source)
        self.run_tool("kmcdec", self.path("photo.v1.kmc"))
        self.assertEqual(png_samples.read(self.get("photo.v1.png")).rgba(), self.png.rgba())

    def test_a_name_without_extension_gets_one(self):
        self.run_tool("kmcenc", self.put("photo", self.png))
        self.assertIn("photo.kmc", self.names())

    def test_names_in_the_current_folder_and_names_like_options(self):
        self.put("-k.png", self.png)
        self.run_tool("kmcenc", "--", "-k.png", cwd=self.folder)
        self.assertIn("-k.kmc", self.names())

    def test_ext_with_and_without_its_dot(self):
        for extension in (".km", "km"):
            self.run_tool("kmcenc", "-f", "--ext", extension, self.source)
        self.run_tool("kmcenc", "--ext", "-16.kmc", self.source)
        self.assertEqual(self.names(), ["photo.v1-16.kmc", "photo.v1.km", "photo.v1.png"])

    def test_outdir(self):
        os.mkdir(self.path("out"))
        self.run_tool("kmcenc", "--outdir", self.path("out"), self.source)
        self.assertEqual(os.listdir(self.path("out")), ["photo.v1.kmc"])
        self.refuse("kmcenc", "--outdir", self.path("none"), self.source, expect=UNWRITABLE,
                    cause="none/photo.v1.kmc: cannot be written: No such file or directory")

    def test_kmcdec_writes_the_format_that_is_asked_for(self):
        kmc = self.encode(self.png, output="a.kmc")
        for options, name, start in (((), "a.png", b"\x89PNG"), (("--format", "pam"), "a.pam", b"P7\n"),
                                     (("--format", "ppm"), "a.ppm", b"P6\n"),
                                     (("-o", self.path("b.pam")), "b.pam", b"P7\n"),
                                     (("--format", "ppm", "-o", self.path("c.x")), "c.x", b"P6\n")):
            self.run_tool("kmcdec", *options, kmc)
            self.assertTrue(self.get(name).startswith(start), name)
        self.refuse("kmcdec", kmc, "-o", self.path("c.gif"), expect=USAGE, cause="extension of OUT")

    def test_o_takes_one_input_and_no_outdir(self):
        self.refuse("kmcenc", self.source, self.source, "-o", self.path("x.kmc"), expect=USAGE,
                    cause="-o takes one input")
        self.refuse("kmcenc", self.source, "-o", self.path("x"), "--outdir", str(self.folder), expect=USAGE,
                    cause="exclude each other")
        self.assertEqual(self.names(), ["photo.v1.png"])


class StandardStreams(ToolCase):
    def setUp(self):
        super().setUp()
        self.png = png_samples.noise(png_samples.RGB, 8)

    def test_a_pipe_in_and_a_pipe_out(self):
        kmc = self.run_tool("kmcenc", "-", input=self.png.encode()).stdout
        back = self.run_tool("kmcdec", "-", "-o", "-", input=kmc).stdout
        self.assertEqual(png_samples.read(back).rgba(), self.png.rgba())
        self.assertIn("13 x 11 pixels", self.run_tool("kmcinfo", "-", input=kmc).stdout.decode())
        self.assertEqual(self.names(), [])

    def test_a_pipe_gives_the_bytes_that_a_file_gives(self):
        kmc = self.encode(self.put("a.png", self.png))
        piped = self.run_tool("kmcenc", "-q", "-", "-o", "-", input=self.png.encode())
        self.assertEqual((piped.stdout, piped.stderr), (self.get(kmc), ""))

    def test_messages_name_the_streams(self):
        self.refuse("kmcenc", "-", input=b"nonsense", expect=UNREADABLE, cause="standard input: is not a PNG")
        done = self.run_tool("kmcenc", "-", input=self.png.encode())
        self.assertRegex(done.stderr, "^standard input -> standard output: ")

    def test_nothing_binary_goes_to_a_terminal(self):
        reader, terminal = pty.openpty()
        self.addCleanup(os.close, reader)
        source, kmc = self.put("a.png", self.png), self.encode(self.png)
        for tool, path in (("kmcenc", source), ("kmcdec", kmc)):
            self.refuse(tool, path, "-o", "-", stdout=terminal, expect=UNWRITABLE,
                        cause="standard output: is a terminal")
        os.close(terminal)
        with self.assertRaises(OSError):  # the end, without a byte before it
            os.read(reader, 1)

    def test_a_closed_pipe_is_one_line_and_code_5(self):
        source, kmc = self.put("a.png", self.png), self.encode(self.png)
        for tool, arguments in (("kmcenc", (source, "-o", "-")), ("kmcdec", (kmc, "-o", "-")),
                                ("kmcinfo", (kmc, kmc, kmc)),
                                ("kmcenc", ("--json", "-f", source, source)), ("kmcenc", ("--help",))):
            reader, writer = os.pipe()
            os.close(reader)
            self.refuse(tool, *arguments, stdout=writer, expect=UNWRITABLE, cause="standard output: Broken pipe")
            os.close(writer)

    def test_devices_are_written_not_replaced(self):
        source = self.put("a.png", self.png)
        self.run_tool("kmcenc", "-f", source, "-o", "/dev/null")
        self.assertFalse(os.path.isfile("/dev/null"))
        os.mkfifo(self.path("fifo"))
        with subprocess.Popen(["cat", self.path("fifo")], stdout=subprocess.PIPE) as cat:
            self.run_tool("kmcenc", source, "-o", self.path("fifo"))
            self.assertTrue(cat.communicate()[0].startswith(b"\x8bKMC"))


class Overwriting(ToolCase):
    def setUp(self):
        super().setUp()
        self.png = png_samples.noise(png_samples.RGB, 8)
        self.source = self.put("a.png", self.png)

    def test_nothing_is_overwritten_without_f(self):
        self.put("a.kmc", b"precious")
        self.refuse("kmcenc", self.source, expect=EXISTS, cause=r"a.kmc: exists already \(-f overwrites it\)")
        self.refuse("kmcdec", self.encode(self.png, output="b.kmc"), "-o", self.source, expect=EXISTS,
                    cause="exists already")
        self.assertEqual(self.get("a.kmc"), b"precious")
        self.assertEqual(self.get("a.png"), self.png.encode())
        self.run_tool("kmcenc", "-f", self.source)
        self.assertEqual(self.decode(self.path("a.kmc")).rgba(), self.png.rgba())

    def test_the_second_of_two_inputs_for_one_output_is_refused(self):
        other = self.put("a.ppm", b"P6\n1 1\n255\nabc")
        self.refuse("kmcenc", "-q", self.source, other, expect=EXISTS, cause="a.kmc: exists already")
        self.assertEqual(self.info(self.path("a.kmc"))["width"], 13)
        self.run_tool("kmcenc", "-f", self.source, other)
        self.assertEqual(self.info(self.path("a.kmc"))["width"], 1)

    def test_the_input_itself_is_never_the_output(self):
        self.refuse("kmcenc", "-f", "--ext", ".png", self.source, expect=USAGE, cause="a.png: is the input itself")
        os.symlink(self.source, self.path("link.kmc"))
        self.refuse("kmcenc", "-f", self.source, "-o", self.path("link.kmc"), expect=USAGE, cause="is the input itself")
        self.assertEqual(self.get("a.png"), self.png.encode())

    def test_a_file_that_appears_meanwhile_is_not_replaced(self):
        with subprocess.Popen([TOOLS["kmcenc"], "-", "-o", self.path("new.kmc")], stdin=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            self.wait_for_output(process)
            self.put("new.kmc", b"precious")
            error = process.communicate(self.png.encode())[1].decode()
        self.assertEqual(process.returncode, EXISTS, error)
        self.assertIn("new.kmc: exists already", error)
        self.assertEqual((self.get("new.kmc"), self.names()), (b"precious", ["a.png", "new.kmc"]))

    def test_a_symbolic_link_is_followed(self):
        self.put("real.kmc", b"old")
        os.symlink("real.kmc", self.path("link.kmc"))
        self.refuse("kmcenc", self.source, "-o", self.path("link.kmc"), expect=EXISTS, cause="exists already")
        self.run_tool("kmcenc", "-f", self.source, "-o", self.path("link.kmc"))
        self.assertTrue(os.path.islink(self.path("link.kmc")))
        self.assertEqual(self.decode(self.path("real.kmc")).rgba(), self.png.rgba())

    def test_the_mode_is_what_umask_gives(self):
        for umask, mode in ((0o022, 0o644), (0o077, 0o600)):
            self.run_tool("kmcenc", "-f", self.source, umask=umask)
            self.assertEqual(os.stat(self.path("a.kmc")).st_mode & 0o777, mode)

    def test_a_name_as_long_as_names_can_be(self):
        name = "n" * 251 + ".kmc"
        self.run_tool("kmcenc", self.source, "-o", self.path(name))
        self.assertIn(name, self.names())
        self.refuse("kmcenc", self.source, "-o", self.path("n" + name), expect=UNWRITABLE, cause="File name too long")


class Unwritable(ToolCase):
    def setUp(self):
        super().setUp()
        self.source = self.put("a.ppm", b"P6\n100 200\n255\n" + random.Random(1).randbytes(60000))
        self.kmc = self.encode(self.source)
        self.before = self.names()

    def test_an_output_that_is_a_folder(self):
        self.refuse("kmcenc", self.source, "-o", str(self.folder), expect=UNWRITABLE,
                    cause="cannot be written: Is a directory")
        self.assertEqual(self.names(), self.before)

    def test_a_full_device(self):
        for tool, path in (("kmcenc", self.source), ("kmcdec", self.kmc)):
            self.refuse(tool, "--format=png" if tool == "kmcdec" else "-q", path, "-o", "/dev/full", expect=UNWRITABLE,
                        cause="/dev/full: cannot be written: No space left on device")
            with open("/dev/full", "wb") as full:
                for arguments in ((path, "-o", "-"), ("--help",)):
                    self.refuse(tool, *arguments, stdout=full, expect=UNWRITABLE,
                                cause="standard output: No space left")

    def test_a_limit_to_the_size_of_files(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

        for tool, path, name in (("kmcenc", self.source, "x.kmc"), ("kmcdec", self.kmc, "x.png"),
                                 ("kmcdec", self.kmc, "x.ppm")):
            self.refuse(tool, path, "-o", self.path(name), preexec_fn=limit, expect=UNWRITABLE,
                        cause="cannot be written: File too large")
            self.assertEqual(self.names(), self.before)

    def test_a_full_disk(self):
        disk = self.path("disk")
        os.mkdir(disk)
        mounted = shutil.which("mount") and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk],
                                                           check=False, capture_output=True).returncode == 0
        if not mounted:
            self.skipTest("a small file system cannot be mounted here")
        try:
            for tool, path, name in (("kmcenc", self.source, "x.kmc"), ("kmcdec", self.kmc, "x.png")):
                self.refuse(tool, path, "-o", f"{disk}/{name}", expect=UNWRITABLE, cause="No space left on device")
                self.assertEqual(os.listdir(disk), [])
            self.put("disk/old", b"old")
            for tool, path in (("kmcenc", self.source), ("kmcdec", self.kmc)):
                self.refuse(tool, "-f", path, "-o", f"{disk}/old", *(("--format=png",) if tool == "kmcdec" else ()),
                            expect=UNWRITABLE, cause="No space left on device")
                self.assertEqual((os.listdir(disk), self.get("disk/old")), (["old"], b"old"))
        finally:
            subprocess.run(["umount", disk], check=True)

    def test_a_folder_without_permission(self):
        options = {"user": NOBODY} if os.geteuid() == 0 else {}
        with tempfile.TemporaryDirectory() as other:  # reachable for all, unlike the test's own folder
            os.chmod(other, 0o755)
            tool = shutil.copy(TOOLS["kmcenc"], other)
            if subprocess.run([tool, "--version"], capture_output=True, check=False, **options).returncode != 0:
                self.skipTest("an unprivileged user cannot run the tool here")
            source = shutil.copy(self.source, other)
            os.chmod(source, 0o644)
            os.mkdir(other + "/locked")
            old = shutil.copy(self.source, other + "/locked/old.kmc")
            os.chmod(other + "/locked", 0o555)
            for name in ("x.kmc", "old.kmc"):
                done = subprocess.run([tool, "-f", source, "-o", other + "/locked/" + name], capture_output=True,
                                      check=False, **options)
                self.assertEqual(done.returncode, UNWRITABLE, done.stderr)
                self.assertIn(f"locked/{name}: cannot be written: Permission denied", done.stderr.decode())
            self.assertEqual(os.listdir(other + "/locked"), ["old.kmc"])
            self.assertTrue(filecmp.cmp(old, self.source, shallow=False))


if __name__ == "__main__":
    unittest.main()
