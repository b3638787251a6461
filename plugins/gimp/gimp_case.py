"""What the tests of both plug-ins share: a GIMP without windows that knows our plug-in and the few stock ones that
a test needs, and Scheme in which one text does for GIMP 2.10 and 3."""
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib

import icc_sample
import png_samples
from png_samples import INDEXED, Png
from tool_case import ToolCase

VERSION = int(os.environ["GIMP_VERSION"])
CONSOLE = {2: "gimp-console-2.10", 3: "gimp-console-3.0"}[VERSION]
PLUGIN = pathlib.Path(os.environ["KMC_GIMP_PLUGIN"])
STOCK = pathlib.Path(os.environ["GIMP_PLUGINS"])
INTERPRETER = {2: [], 3: ["--quit", "--batch-interpreter", "plug-in-script-fu-eval"]}[VERSION]
STOCK_PLUGINS = ("script-fu", "file-png")

# (say VALUE ...) writes a line to the log; (attempt THUNK) gives the message of an error or the result of the thunk.
COMMON = """
(define log (open-output-file "{log}"))
(define (say . values) (for-each (lambda (v) (display v log) (display " " log)) values) (newline log))
(define (attempt thunk)
  (call-with-current-continuation (lambda (return)
    (set! *error-hook* (lambda message (return message)))
    (thunk))))
"""
DIALECT = {
    2: """
(define (open f) (car (gimp-file-load RUN-NONINTERACTIVE f f)))
(define (layer-of i) (car (gimp-image-get-active-drawable i)))
(define (save i f) (gimp-file-save RUN-NONINTERACTIVE i (layer-of i) f f))
(define save-with-metadata save)
(define (export mode i f colors effort dither coding)
  (file-kmc-save mode i (layer-of i) f f colors effort dither coding))
(define (base-type i) (car (gimp-image-base-type i)))
(define (colormap-size i) (/ (car (gimp-image-get-colormap i)) 3))
(define (thumbnail f side) (file-kmc-load-thumb f side))
(define (new-layer i w h) (car (gimp-layer-new i w h RGBA-IMAGE "top" 100 LAYER-MODE-NORMAL)))
""",
    3: """
(define (open f) (car (gimp-file-load RUN-NONINTERACTIVE f)))
(define (layer-of i) (vector-ref (car (gimp-image-get-layers i)) 0))
(define (save i f) (gimp-file-save RUN-NONINTERACTIVE i f))
(define (save-with-metadata i f)  ; scripts leave them out by default
  (if (equal? (substring f (- (string-length f) 4) (string-length f)) ".png")
    (file-png-export #:run-mode RUN-NONINTERACTIVE #:image i #:file f #:include-color-profile TRUE)
    (file-kmc-export #:run-mode RUN-NONINTERACTIVE #:image i #:file f #:include-color-profile TRUE
      #:include-exif TRUE #:include-xmp TRUE #:include-comment TRUE)))
(define (export mode i f colors effort dither coding)
  (file-kmc-export #:run-mode mode #:image i #:file f #:colors colors #:effort (if (= effort 0) 5 effort)
    #:dither (list-ref '("none" "floyd-steinberg" "ordered" "?") dither)
    #:coding (list-ref '("auto" "packed" "deflate" "fast" "max" "?") coding)))
(define (base-type i) (car (gimp-image-get-base-type i)))
(define (colormap-size i) (car (gimp-palette-get-color-count (car (gimp-image-get-palette i)))))
(define (thumbnail f side) (file-kmc-load-thumb f side))
(define (new-layer i w h) (car (gimp-layer-new i "top" w h RGBA-IMAGE 100 LAYER-MODE-NORMAL)))
""",
}


PHYS = (b"pHYs", struct.pack(">IIB", 2835, 5000, 1))
ICCP = (b"iCCP", b"kmc test\0\0" + zlib.compress(icc_sample.profile()))


def indexed(width, height, colors, used, trns=b""):
    """Indices 0..used-1 in turn."""
    palette = [(i * 7 % 256, 255 - i, i * 31 % 256) for i in range(colors)]
    rows = [bytes((x + y) % used for x in range(width)) for y in range(height)]
    return Png(width, height, INDEXED, 8, rows, palette=palette, trns=trns)


def chunks_of(png, kind):
    return [content for name, content in png.before + png.after if name == kind]


class GimpCase(ToolCase):
    needs = [CONSOLE]

    @classmethod
    def setUpClass(cls):
        """A home for all runs, since GIMP starts faster where it has been before."""
        for program in cls.needs:
            if shutil.which(program) is None:
                raise unittest.SkipTest(f"skipped: {program} is not installed")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.home = pathlib.Path(folder.name)
        plugins = cls.home / "plug-ins"
        plugins.mkdir()
        for name in STOCK_PLUGINS:
            shutil.copytree(STOCK / name, plugins / name)
        (plugins / PLUGIN.parent.name).symlink_to(PLUGIN.parent)

    def gimp(self, script, around=(), preferences=""):
        """Runs Scheme and returns the lines that it says. `around` is a command that runs the one after it."""
        (self.home / "rc").write_text(f'(plug-in-path "{self.home}/plug-ins")\n{preferences}\n')
        log = self.folder / "log"
        text = COMMON.format(log=log) + DIALECT[VERSION] + script + '\n(say "finished")\n(close-port log)\n'
        script_file = self.put("script.scm", text.encode())
        command = [*around, "timeout", "-k", "2", "110", CONSOLE, "-i", "-d", "-f", "-s", "-g", str(self.home / "rc"),
                   *INTERPRETER, "-b", f'(load "{script_file}")', "-b", "(gimp-quit 1)"]
        environment = {**os.environ, f"GIMP{VERSION}_DIRECTORY": str(self.home / "gimp"), "HOME": str(self.home),
                       "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        lines = [line.rstrip() for line in log.read_text().splitlines()] if log.exists() else []
        # GIMP's exit code is 0 after an error, too.
        self.assertEqual(lines[-1:], ["finished"], done.stdout)
        return lines[:-1]

    def kmc(self, name, png, *options):
        self.encode(png, *(options or ("--lossless", "-k", "65536")), output=name)
        return self.path(name)

    def png(self, name):
        return png_samples.read(self.get(name))

    def palette(self, name):
        """The palette of a .kmc file, as kmcdec writes it: R, G, B of each, and the alphas."""
        png = self.decode(self.path(name))
        self.assertEqual(png.color_type, INDEXED)
        return png.palette, png.trns.ljust(len(png.palette), b"\xff")
