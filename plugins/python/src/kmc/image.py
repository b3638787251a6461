"""An indexed image with its metadata, and its way to .kmc bytes and back."""
import ctypes
import dataclasses
import itertools

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import library
from .work import Progress, check, number, option, run

INCH = 0.0254  # metres


class Image:
    """Indices into a palette of 1..65536 RGBA colours, and metadata.

    Image(palette, indices) copies both: `palette` is (colours, 3) or (colours, 4), samples 0..255; `indices` is
    (height, width), integers below the number of colours. keep_order: the palette's order and unused entries mean
    something, and files keep them. Raises TypeError and ValueError for arrays of other types, shapes and values.
    """

    def __init__(self, palette: ArrayLike, indices: ArrayLike, *, keep_order: bool = False):
        colors = rgba_samples(palette, "palette", dimensions=2)
        plane = np.asarray(indices)
        if plane.dtype.kind not in "iu":
            raise TypeError(f"indices must be integers, not {plane.dtype}")
        if plane.ndim != 2 or plane.size == 0:
            raise ValueError(f"indices must be (height, width), not {plane.shape}")
        if plane.min() < 0 or plane.max() >= len(colors):
            raise ValueError(f"indices must be below the number of colours, {len(colors)}")
        plane = np.ascontiguousarray(plane, np.uint16)
        self._handle = library.ImageHandle()
        check(library.image_create(plane.shape[1], plane.shape[0], colors.ctypes.data, len(colors),
                                   plane.ctypes.data, keep_order, self._handle))

    @classmethod
    def _from_handle(cls, handle: library.ImageHandle) -> "Image":
        image = cls.__new__(cls)
        image._handle = handle
        return image

    def __repr__(self) -> str:
        return f"<kmc.Image {self.width} x {self.height}, {self.colors} colours>"

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return library.image_width(self._handle)

    @property
    def height(self) -> int:
        """Rows."""
        return library.image_height(self._handle)

    @property
    def colors(self) -> int:
        """Entries of the palette, 1..65536."""
        return library.image_colors(self._handle)

    @property
    def has_alpha(self) -> bool:
        """Whether some palette entry has alpha below 255."""
        return bool(library.image_has_alpha(self._handle))

    @property
    def keeps_order(self) -> bool:
        """Whether the palette's order and unused entries mean something."""
        return bool(library.image_keeps_order(self._handle))

    @property
    def palette(self) -> NDArray[np.uint8]:
        """(colours, 4), R, G, B and straight alpha; a copy."""
        size = 4 * self.colors
        entries = ctypes.string_at(library.image_palette(self._handle), size)
        return np.frombuffer(bytearray(entries), np.uint8).reshape(-1, 4)

    @property
    def indices(self) -> NDArray[np.uint8] | NDArray[np.uint16]:
        """(height, width) places in the palette; a copy, of 8 bits each for up to 256 colours, else 16."""
        copy, dtype = ((library.image_indices8, np.uint8) if self.colors <= 256 else
                       (library.image_indices16, np.uint16))
        return self._copy(copy, np.empty((self.height, self.width), dtype))

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """(height, width, 3), or (height, width, 4) with straight alpha if has_alpha; a copy."""
        rgba = self._copy(library.image_rgba, np.empty((self.height, self.width, 4), np.uint8))
        return rgba if self.has_alpha else np.ascontiguousarray(rgba[:, :, :3])

    def _copy(self, function, out):
        check(function(self._handle, 0, 0, self.width, self.height, out.ctypes.data, out.strides[0]))
        return out

    # ---- metadata: None where there is none, and None removes ----

    def _metadata(self, kind: int, n: int = 0) -> bytes | None:
        size = ctypes.c_size_t()
        data = library.image_metadata(self._handle, kind, n, size)
        return None if data is None else ctypes.string_at(data, size.value)

    def _set_metadata(self, kind: int, content: bytes | None) -> None:
        content = bytes(content or b"")
        check(library.image_set_metadata(self._handle, kind, content, len(content)))

    @property
    def icc(self) -> bytes | None:
        """ICC profile."""
        return self._metadata(library.ICC)

    @icc.setter
    def icc(self, content: bytes | None) -> None:
        self._set_metadata(library.ICC, content)

    @property
    def exif(self) -> bytes | None:
        """EXIF as a TIFF structure, without the "Exif\\0\\0" that JPEG files put before it."""
        return self._metadata(library.EXIF)

    @exif.setter
    def exif(self, content: bytes | None) -> None:
        self._set_metadata(library.EXIF, content)

    @property
    def xmp(self) -> bytes | None:
        """XMP, an XML text in UTF-8."""
        return self._metadata(library.XMP)

    @xmp.setter
    def xmp(self, content: bytes | None) -> None:
        self._set_metadata(library.XMP, content)

    @property
    def text(self) -> dict[str, str]:
        """Keywords and their texts, the last one of a keyword. Assign a whole dictionary to change it."""
        texts = {}
        for n in itertools.count():
            item = self._metadata(library.TEXT, n)
            if item is None:
                return texts
            keyword, _, content = item.partition(b"\0")
            texts[keyword.decode()] = content.decode()

    @text.setter
    def text(self, texts: dict[str, str]) -> None:
        self._set_metadata(library.TEXT, None)
        for keyword, content in texts.items():
            self._set_metadata(library.TEXT, f"{keyword}\0{content}".encode())

    @property
    def dpi(self) -> tuple[float, float] | None:
        """Pixels per inch across and down; None if only their ratio is known. Files hold whole pixels per metre."""
        resolution = self._resolution()
        if resolution is None or not resolution[2]:
            return None
        return resolution[0] * INCH, resolution[1] * INCH

    @dpi.setter
    def dpi(self, dpi: tuple[float, float] | None) -> None:
        x, y = (round(value / INCH) for value in dpi) if dpi else (0, 0)
        check(library.image_set_resolution(self._handle, x, y, True))

    @property
    def aspect(self) -> tuple[int, int] | None:
        """Resolution across : resolution down, where no unit is known."""
        resolution = self._resolution()
        return None if resolution is None or resolution[2] else resolution[:2]

    @aspect.setter
    def aspect(self, aspect: tuple[int, int] | None) -> None:
        x, y = aspect or (0, 0)
        check(library.image_set_resolution(self._handle, x, y, False))

    def _resolution(self) -> tuple[int, int, bool] | None:
        x, y, metric = ctypes.c_uint32(), ctypes.c_uint32(), ctypes.c_int()
        found = library.image_resolution(self._handle, x, y, metric)
        return (x.value, y.value, bool(metric.value)) if found else None

    # ---- bytes ----

    def encode(self, *, coding: str = "auto", tile: int = 0, threads: int = 0,
               progress: Progress | None = None) -> bytes:
        """The image as the bytes of a .kmc file, without loss.

        coding: "auto", "packed", "deflate", "fast" or "max" (the smallest, and several times slower each way).
        tile: side in pixels of the tiles that are coded alone, a power of two, 32..524288; 0: chosen by size.
        threads: 0 is one per processor; the bytes are the same with any number.
        progress: called with the share of the work done, 0..1; what it raises stops the work.
        """
        options = library.WriteOptions()
        library.write_options_init(options)
        options.coding = option(library.CODINGS, "coding", coding)
        options.tile = number(tile, "tile")
        out = library.BytesHandle()
        run(lambda work: library.write(self._handle, options, work, out), threads, progress)
        return ctypes.string_at(library.bytes_data(out), library.bytes_size(out))


def decode(data: bytes, *, threads: int = 0, progress: Progress | None = None) -> Image:
    """The image of a .kmc file held in memory; bytes after its end are ignored.

    Raises Error with result FOREIGN (no kmc file), VERSION, TRUNCATED, CHECKSUM, INVALID, UNSUPPORTED, LIMIT
    (more than 2^28 pixels, 2^20 in a row or column, or 2^26 bytes of metadata) or MEMORY.
    """
    data = bytes(data)
    out = library.ImageHandle()
    run(lambda work: library.read(data, len(data), work, out), threads, progress)
    return Image._from_handle(out)


def read_head(data: bytes) -> Image:
    """Palette and metadata of a .kmc file, an image of 0 x 0 pixels; info() tells the size. Errors as decode."""
    data = bytes(data)
    out = library.ImageHandle()
    check(library.read_head(data, len(data), None, out))
    return Image._from_handle(out)


@dataclasses.dataclass(frozen=True)
class Info:
    """What a .kmc file holds. Sizes are bytes, checksums and framing included."""

    width: int
    height: int
    colors: int
    has_alpha: bool
    keeps_order: bool
    tile_width: int
    tile_height: int
    tiles: int
    tiles_packed: int
    tiles_deflate: int
    tiles_fast: int
    tiles_max: int
    header_bytes: int
    palette_bytes: int
    index_bytes: int
    metadata_bytes: int
    file_bytes: int
    dropped_metadata: int


def info(data: bytes) -> Info:
    """What a .kmc file holds, read without decoding its pixels. Errors as decode."""
    data = bytes(data)
    found = library.Info(struct_size=ctypes.sizeof(library.Info))
    check(library.read_info(data, len(data), None, found))
    return Info(**{field.name: field.type(getattr(found, field.name)) for field in dataclasses.fields(Info)})


def rgba_samples(array: ArrayLike, name: str, dimensions: int) -> NDArray[np.uint8]:
    """The array as RGBA, opaque if it has no alpha. Its last axis must hold 3 or 4 samples of 8 bits."""
    samples = np.asarray(array)
    if samples.dtype != np.uint8:
        if dimensions != 2 or samples.dtype.kind not in "iu":
            raise TypeError(f"{name} must be an array of uint8, not {samples.dtype}")
        if samples.size and (samples.min() < 0 or samples.max() > 255):
            raise ValueError(f"{name} must hold samples of 0..255")
    if samples.ndim != dimensions or samples.size == 0 or samples.shape[-1] not in (3, 4):
        axes = ("colours",) if dimensions == 2 else ("height", "width")
        raise ValueError(f"{name} must be ({', '.join(axes)}, 3 or 4), not {samples.shape}")
    rgba = np.full((*samples.shape[:-1], 4), 255, np.uint8)
    rgba[..., :samples.shape[-1]] = samples
    return rgba
