"""The dialog of an export, used by its keys on a display that nobody sees."""
import unittest

import png_samples
from gimp_case import CONSOLE, VERSION, GimpCase, indexed

# From the first widget of the dialog to the button that confirms. (In GIMP 3, Alt+E is another widget's, too.)
CONFIRM = {2: "key Tab key alt+e", 3: "key shift+Tab key Return"}[VERSION]


class Dialog(GimpCase):
    needs = [CONSOLE, "xvfb-run", "xdotool"]

    def at_dialog(self, keys, script):
        """Runs Scheme that opens one dialog, in which the keys are pressed."""
        find = 'xdotool search --sync --onlyvisible --name "Export Image" windowfocus sleep 1'
        screen = ["xvfb-run", "-a", "-s", "-screen 0 800x600x24"]
        return self.gimp(script, [*screen, "sh", "-c", f'timeout 100 {find} {keys} & exec "$@"', "sh"])

    def test_options_are_taken_and_remembered(self):
        source = self.put("x.png", png_samples.gradient(64, 48))
        self.at_dialog(f"key alt+o key ctrl+a key 7 {CONFIRM}", f'''
            (define i (open "{source}"))
            (export RUN-INTERACTIVE i "{self.path("asked.kmc")}" 0 0 0 0)
            (export RUN-WITH-LAST-VALS i "{self.path("again.kmc")}" 0 0 0 0)
            (export RUN-WITH-LAST-VALS (open "{source}") "{self.path("other.kmc")}" 0 0 0 0)''')
        for name in ("asked", "again", "other"):
            self.assertEqual(self.info(self.path(name + ".kmc"))["colors"], 7, name)

    def test_an_indexed_image_keeps_its_colours_and_offers_the_coding(self):
        source = self.put("x.png", indexed(64, 64, 16, 8))
        # Menus of GTK 3 want a window manager; so there, only the button that has the focus is pressed.
        keys = {2: f"key alt+g key Down key Down key Down {CONFIRM}", 3: "key Return"}[VERSION]
        self.at_dialog(keys, f'''
            (export RUN-INTERACTIVE (open "{source}") "{self.path("x.kmc")}" 0 0 0 0)''')
        info = self.info(self.path("x.kmc"))
        self.assertEqual((info["colors"], info["tiles_deflate"]), (16, {2: 1, 3: 0}[VERSION]))

    def test_cancelling_writes_nothing(self):
        source = self.put("x.png", png_samples.gradient(64, 48))
        self.at_dialog("key Escape", f'''
            (say (attempt (lambda () (export RUN-INTERACTIVE (open "{source}") "{self.path("x.kmc")}" 0 0 0 0))))''')
        self.assertNotIn("x.kmc", self.names())


if __name__ == "__main__":
    unittest.main()
