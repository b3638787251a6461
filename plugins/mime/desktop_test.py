"""Desktops know kmc images by name and by content, from a MIME database of kmc.xml alone."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

VECTORS = pathlib.Path(os.environ["KMC_VECTORS"])
XML = pathlib.Path(__file__).with_name("kmc.xml")


class DesktopTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for program in "update-mime-database", "gio", "xdg-mime":
            if not shutil.which(program):
                raise unittest.SkipTest(f"skipped: {program} is not installed")
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.root = pathlib.Path(cls.folder.name)
        packages = cls.root / "mime" / "packages"
        packages.mkdir(parents=True)
        shutil.copy(XML, packages)
        # xdg-mime asks the desktop it runs in; GNOME's way is gio.
        cls.environment = dict(os.environ, XDG_DATA_HOME=str(cls.root), XDG_CURRENT_DESKTOP="GNOME", HOME=str(cls.root))
        done = subprocess.run(["update-mime-database", cls.root / "mime"], env=cls.environment, capture_output=True,
                              text=True, check=True)
        cls.messages = done.stdout + done.stderr

    def file(self, name, content):
        path = self.root / name
        path.write_bytes(content)
        self.addCleanup(path.unlink)
        return path

    def gio(self, path, attribute):
        out = subprocess.run(["gio", "info", "-a", attribute, path], env=self.environment, capture_output=True,
                             text=True, check=True).stdout
        return [line.split(": ", 1)[1] for line in out.splitlines() if line.strip().startswith(attribute)][0]

    def test_the_database_takes_the_file_without_a_word(self):
        self.assertEqual(self.messages, "")
        self.assertTrue((self.root / "mime" / "image" / "x-kmc.xml").exists())

    def test_the_name_tells(self):
        path = self.file("a picture.KMC", b"whatever it is")
        self.assertEqual(self.gio(path, "standard::content-type"), "image/x-kmc")

    def test_the_content_tells(self):
        path = self.file("no-extension", (VECTORS / "valid" / "example.kmc").read_bytes())
        self.assertEqual(self.gio(path, "standard::content-type"), "image/x-kmc")

    def test_other_files_are_not_claimed(self):
        path = self.file("other", b"KMC is a text here\n")
        self.assertEqual(self.gio(path, "standard::content-type"), "text/plain")

    def test_there_is_an_icon_of_images(self):
        path = self.file("icon.kmc", b"x")
        self.assertIn("image-x-generic", self.gio(path, "standard::icon"))

    def test_xdg_mime_agrees(self):
        path = self.file("picture.kmc", (VECTORS / "valid" / "example.kmc").read_bytes())
        out = subprocess.run(["xdg-mime", "query", "filetype", path], env=self.environment, capture_output=True,
                             text=True, check=True).stdout
        self.assertEqual(out.strip(), "image/x-kmc")


if __name__ == "__main__":
    unittest.main()
