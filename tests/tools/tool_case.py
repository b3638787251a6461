"""What all tests of the tools share: a folder of their own, and running the tools."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

import png_samples

# Those that the environment names: who tests a plugin needs not all.
TOOLS = {name: os.environ[name.upper()]
         for name in ("kmcenc", "kmcdec", "kmcinfo", "kmcbench", "kmcgallery") if name.upper() in os.environ}

OK, INTERNAL, USAGE, UNREADABLE, DAMAGED, UNWRITABLE, LIMIT, LOST, EXISTS = 0, 1, 2, 3, 4, 5, 6, 7, 15


def has_pages():
    """Whether the tools were built with their HTML pages."""
    done = subprocess.run([TOOLS["kmcgallery"], "-o", "/nonexistent/page.html", "/nonexistent"], capture_output=True,
                          check=False)
    return b"built without them" not in done.stderr


def open_files(pid):
    """The names of those that a process has open."""
    names = []
    for descriptor in os.listdir(f"/proc/{pid}/fd"):
        try:
            names.append(os.readlink(f"/proc/{pid}/fd/{descriptor}"))
        except FileNotFoundError:  # closed meanwhile
            pass
    return names


class ToolCase(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def path(self, name):
        return str(self.folder / name)

    def put(self, name, content):
        """Writes bytes, or a Png, to a file and returns its path."""
        data = content.encode() if isinstance(content, png_samples.Png) else content
        (self.folder / name).write_bytes(data)
        return self.path(name)

    def get(self, name):
        return (self.folder / name).read_bytes()

    def names(self):
        """All names in the folder, hidden ones too."""
        return sorted(os.listdir(self.folder))

    def run_tool(self, tool, *arguments, expect=OK, **options):
        """Runs a tool; `expect` is its exit code, None for any. Standard error comes as text."""
        if "input" not in options:
            options.setdefault("stdin", subprocess.DEVNULL)
        done = subprocess.run([TOOLS[tool], *arguments], stdout=options.pop("stdout", subprocess.PIPE),
                              stderr=subprocess.PIPE, timeout=300, check=False, **options)
        done.stderr = done.stderr.decode()
        if expect is not None:
            self.assertEqual(done.returncode, expect, (tool, arguments, done.stderr))
        return done

    def refuse(self, tool, *arguments, expect, cause, **options):
        """The tool must end with that code and one line that names itself and the cause."""
        done = self.run_tool(tool, *arguments, expect=expect, **options)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], rf"^{tool}: .*{cause}")
        return lines[0]

    def wait_until(self, condition, process, seconds=60):
        """The process has to live until then."""
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertIsNone(process.poll())
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def wait_for_output(self, process):
        """Until the tool has begun its output in the folder, which has a temporary name or none."""
        folder = os.path.realpath(self.folder) + "/"
        self.wait_until(lambda: any(name.startswith(folder) for name in open_files(process.pid)), process)

    def encode(self, source, *options, output="image.kmc"):
        """kmcenc of a file or Png; returns the path of the .kmc file."""
        if isinstance(source, png_samples.Png):
            source = self.put("source.png", source)
        self.run_tool("kmcenc", "-q", "-f", *options, source, "-o", self.path(output))
        return self.path(output)

    def decode(self, kmc, *options):
        """kmcdec to PNG, read back."""
        return png_samples.read(self.run_tool("kmcdec", *options, kmc, "-o", "-", "-q").stdout)

    def page_data(self, path):
        """What a tool has put into one of its pages."""
        page = pathlib.Path(path).read_text(encoding="utf-8")
        return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page).group(1))

    def info(self, kmc):
        return json.loads(self.run_tool("kmcinfo", "--json", kmc).stdout)
