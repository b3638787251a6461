"""Pillow opens and saves .kmc files. Importing kmc registers the format.

Files of up to 256 colours open as P with their palette (transparency in info["transparency"], as for PNG), as L if
they are opaque and grey, as 1 if they are black and white and were saved so; files of more colours as RGB or RGBA.
An image's pixels are decoded when they are first needed.

save() takes the options of kmc.quantize and of kmc.Image.encode, and icc_profile, exif, xmp, dpi and text, which
are those of the image if not given. 1, L and P are kept exactly, P with its palette, unless such options are given.
"""
import contextlib

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageFile, ImagePalette

from .image import Image, decode, info, read_head
from .quantizing import quantize
from .work import Error

SIGNATURE = b"\x8bKMC"
BLACK_AND_WHITE = np.array([[0, 0, 0, 255], [255, 255, 255, 255]], np.uint8)
EXIF_PREFIX = b"Exif\0\0"  # as in JPEG, which Pillow follows for all formats
MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA"}
QUANTIZE_OPTIONS = {"k", *quantize.__kwdefaults__} - {"threads"}


class KmcImageFile(ImageFile.ImageFile):
    format = "KMC"
    format_description = "k-means colours"

    def _open(self):
        data = self.fp.read()
        if not data.startswith(SIGNATURE):
            raise SyntaxError("not a KMC file")
        with _as_file_errors():
            found, head = info(data), read_head(data)
        self._size = found.width, found.height
        _set_mode(self, _mode_of(head))
        if self.mode == "P":
            palette = head.palette
            self.palette = ImagePalette.raw("RGB", palette[:, :3].tobytes())
            if head.has_alpha:
                self.info["transparency"] = palette[:, 3].tobytes()
        self.info.update(_metadata_of(head))
        self.tile = [("kmc", (0, 0) + self.size, 0, ())]


class KmcDecoder(ImageFile.PyDecoder):
    """The whole file -> samples in the image's mode."""

    _pulls_fd = True

    def decode(self, buffer):
        with _as_file_errors():
            image = decode(self.fd.read())
        if self.mode == "1":
            self.set_as_raw((image.indices * np.uint8(255)).tobytes(), "1;8")
        elif self.mode == "P":
            self.set_as_raw(image.indices.tobytes())
        elif self.mode == "L":
            self.set_as_raw(image.palette[:, 0][image.indices].tobytes())
        else:
            self.set_as_raw(image.pixels.tobytes())
        return -1, 0


@contextlib.contextmanager
def _as_file_errors():
    """Pillow's users expect OSError of damaged files."""
    try:
        yield
    except Error as error:
        raise OSError(str(error)) from error


def _set_mode(picture, mode):
    """Since Pillow 10.1 Image.mode is a property over _mode."""
    setattr(picture, "_mode" if hasattr(PillowImage.Image, "mode") else "mode", mode)


def _mode_of(head):
    palette = head.palette
    if head.colors > 256:
        return "RGBA" if head.has_alpha else "RGB"
    if head.keeps_order:
        return "1" if np.array_equal(palette, BLACK_AND_WHITE) else "P"
    is_grey = not head.has_alpha and (palette[:, :1] == palette[:, :3]).all()
    return "L" if is_grey else "P"


def _metadata_of(head):
    """By the names that plugins of other formats use in Image.info."""
    found = {"icc_profile": head.icc, "exif": head.exif and EXIF_PREFIX + head.exif, "xmp": head.xmp,
             "dpi": head.dpi, "aspect": head.aspect, "text": head.text}
    return {name: content for name, content in found.items() if content}


def _save(picture, file, filename):
    given = picture.encoderinfo
    threads = given.get("threads", 0)
    options = {name: given[name] for name in QUANTIZE_OPTIONS & given.keys()}
    image = _indexed(picture, options, threads)
    _set_metadata(image, {**picture.info, **given})
    coding = {name: given[name] for name in ("coding", "tile") if name in given}
    file.write(image.encode(threads=threads, **coding))


def _indexed(picture, options, threads):
    if picture.mode not in MODES:
        raise OSError(f"cannot write mode {picture.mode} as KMC")
    if picture.mode == "P" and not options:
        indices = np.asarray(picture)
        return Image(_palette_of(picture, int(indices.max()) + 1), indices, keep_order=True)
    is_translucent = picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info
    if picture.mode == "1" and not options and not is_translucent:
        return Image(BLACK_AND_WHITE, np.asarray(picture, np.uint8), keep_order=True)
    pixels = np.asarray(picture.convert("RGBA" if is_translucent else "RGB"))
    return quantize(pixels, threads=threads, **options).image


def _palette_of(picture, used):
    """The palette of a P image as RGBA, with `used` entries at the least."""
    palette = np.frombuffer(picture.im.getpalette("RGBA", "RGBA"), np.uint8).reshape(-1, 4).copy()
    transparency = picture.info.get("transparency")
    if isinstance(transparency, bytes):
        palette[:len(transparency), 3] = list(transparency[:len(palette)])
    elif transparency is not None:
        palette[transparency, 3] = 0
    missing = max(0, used - len(palette))
    return np.pad(palette, ((0, missing), (0, 0)))


def _set_metadata(image, content):
    exif, xmp = content.get("exif") or b"", content.get("xmp")
    if isinstance(exif, PillowImage.Exif):
        exif = exif.tobytes()
    image.icc = content.get("icc_profile")
    image.exif = exif.removeprefix(EXIF_PREFIX)
    image.xmp = xmp.encode() if isinstance(xmp, str) else xmp
    if content.get("dpi"):
        image.dpi = content["dpi"]
    elif content.get("aspect"):
        image.aspect = content["aspect"]
    text = content.get("text")
    image.text = text if isinstance(text, dict) else {}  # of a PNG file it is the text with the keyword "text"


def register():
    PillowImage.register_decoder("kmc", KmcDecoder)
    PillowImage.register_open("KMC", KmcImageFile, lambda prefix: prefix.startswith(SIGNATURE))
    PillowImage.register_save("KMC", _save)
    PillowImage.register_extension("KMC", ".kmc")
    PillowImage.register_mime("KMC", "image/x-kmc")
