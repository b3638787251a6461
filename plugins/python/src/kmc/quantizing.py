"""Pixels to palettes: quantize, encode, and how many colours are worth their while."""
import dataclasses

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import library
from .image import Image, rgba_samples
from .work import Progress, number, option, run


@dataclasses.dataclass(frozen=True, eq=False)
class Quantized:
    """What quantize found.

    Costs are sums over pixels and over R, G, B of squared errors, in squared 8-bit steps. Divide by 255**2 for
    samples of 0..1. Of translucent pixels it is the mean of the errors seen over black and over white.
    """

    image: Image
    """Palette and indices as an image that can be encoded."""
    palette: NDArray[np.uint8]
    """(colours, 3), or (colours, 4) if the pixels given had alpha. palette[indices] are the pixels."""
    indices: NDArray[np.uint8] | NDArray[np.uint16]
    """(height, width) places in the palette."""
    cost: float
    """Squared error of palette[indices]."""
    mse: float
    """cost / pixels."""
    space_cost: float
    """cost in the colour space that was asked; what the search made small."""
    costs: NDArray[np.float64]
    """(restarts,) squared error at the end of every run, in the colour space asked, with a palette not yet rounded
    to 8 bits. Empty without restarts."""
    best_run: int
    """Place of the run kept, the least of costs; 0 without restarts."""
    iteration_costs: list[NDArray[np.float64]]
    """For every run the squared error after each of its Lloyd iterations."""
    source_colors: int
    """Different colours of the pixels given; all fully transparent ones count as one."""
    exact: bool
    """Whether every visible pixel is kept exactly."""


def quantize(pixels: ArrayLike, k: int = 256, *, effort: int = 5, restarts: int = 0, iterations: int = 10,
             init: str = "k-means++", seed: int = 1, space: str = "srgb", dither: str = "none",
             dither_strength: float = 1.0, palette: ArrayLike | None = None, fixed: ArrayLike | None = None,
             levels: int | tuple[int, int, int, int] = 256, lossless: bool = False, vivid: bool = False,
             threads: int = 0, progress: Progress | None = None) -> Quantized:
    """Finds a palette of k colours by k-means and maps every pixel to its nearest colour.

    pixels: (height, width, 3) or (height, width, 4) uint8; alpha is straight.
    k: 1..65536. Pixels of no more colours are kept exactly.
    effort: 1..9, how hard to search; a higher one is never worse.
    restarts: with 1 or more, the textbook's way instead of the search by effort: so many runs of k-means from
        different starts, of at most `iterations` (1 or more) Lloyd iterations each; the run of the least error is kept.
    init: how runs start: "k-means++" or "random" (colours of pixels drawn at random).
    seed: of the random generator, 0..2^64 - 1; run i of restarts, from 0, starts from seed + i. The same seed gives
        the same result on every computer.
    space: where errors are measured: "srgb", "linear" or "oklab".
    dither: "none", "floyd-steinberg" or "ordered" (blue noise); dither_strength: 0..1.
    palette: (1..65536, 3 or 4) colours to use as they are: nothing is searched.
    fixed: (at most k, 3 or 4) colours that have to be in the palette; they come first.
    levels: 2..256, how many values a channel of the palette may take, one number or one for each of R, G, B, A.
    lossless: raise Error with result COLORS if some visible pixel would not be kept exactly.
    vivid: small areas of vivid colour keep their hue where colours are few; the error grows by some percent.
    threads: 0 is one per processor; the result is the same with any number.
    progress: called with the share of the work done, 0..1; what it raises stops the work, and so does Ctrl-C.

    Raises TypeError and ValueError for arrays and names that are none of these, and Error (a ValueError, too) with
    result ARGUMENT for numbers out of range, LIMIT for more than 2^28 pixels.
    """
    rgba = rgba_samples(pixels, "pixels", dimensions=3)
    options = library.QuantizeOptions()
    library.quantize_options_init(options)
    options.colors, options.effort = number(k, "k"), number(effort, "effort")
    options.restarts, options.iterations = number(restarts, "restarts"), number(iterations, "iterations")
    options.seeding, options.seed = option(library.SEEDINGS, "init", init), number(seed, "seed", bits=64)
    options.color_space = option(library.SPACES, "space", space)
    options.dither = option(library.DITHERS, "dither", dither)
    options.dither_strength = number(round(1000 * dither_strength), "dither_strength")
    options.levels[:] = [number(count, "levels", bits=16) for count in np.broadcast_to(levels, 4)]
    options.lossless = lossless
    options.vivid = vivid
    given = None if palette is None else rgba_samples(palette, "palette", dimensions=2)
    if given is not None:
        options.palette, options.palette_colors = given.ctypes.data, len(given)
    wanted = None if fixed is None else rgba_samples(fixed, "fixed", dimensions=2)
    if wanted is not None:
        options.fixed, options.fixed_colors = wanted.ctypes.data, len(wanted)

    height, width = rgba.shape[:2]
    out, report = library.ImageHandle(), library.ReportHandle()
    run(lambda work: library.quantize(rgba.ctypes.data, rgba.strides[0], width, height, options, work, out, report),
        threads, progress)
    return _quantized(Image._from_handle(out), np.shape(pixels)[2], report)


def _quantized(image: Image, channels: int, report: library.ReportHandle) -> Quantized:
    runs = range(library.report_runs(report))
    cost = library.report_squared_error(report)
    return Quantized(
        image=image,
        palette=image.palette[:, :channels],
        indices=image.indices,
        cost=cost,
        mse=cost / (image.width * image.height),
        space_cost=library.report_space_error(report),
        costs=np.array([library.report_run_cost(report, run) for run in runs], np.float64),
        best_run=library.report_best_run(report),
        iteration_costs=[_iterations(report, run) for run in runs],
        source_colors=library.report_source_colors(report),
        exact=bool(library.report_exact(report)))


def _iterations(report: library.ReportHandle, run: int) -> NDArray[np.float64]:
    costs = np.empty(library.report_iterations(report, run, None, 0), np.float64)
    library.report_iterations(report, run, costs.ctypes.data, len(costs))
    return costs


def encode(pixels: ArrayLike, k: int = 256, *, coding: str = "auto", tile: int = 0, threads: int = 0,
           **options) -> bytes:
    """Pixels as the bytes of a .kmc file: quantize(pixels, k, **options), then Image.encode(coding, tile)."""
    image = quantize(pixels, k, threads=threads, **options).image
    return image.encode(coding=coding, tile=tile, threads=threads)


def error_curve(pixels: ArrayLike, k: int = 256, *, space: str = "srgb", threads: int = 0,
                progress: Progress | None = None) -> NDArray[np.float64]:
    """What palettes of 1, 2, .. k colours (1..4096) would cost.

    (k,) squared errors, element i - 1 for i colours: estimates of the cost that quantize reports, some percent too
    large at worst, found in about the time of two calls of quantize. They never increase. `pixels`, `space`,
    `threads`, `progress` and what is raised are those of quantize.
    """
    rgba = rgba_samples(pixels, "pixels", dimensions=3)
    options = library.QuantizeOptions()
    library.quantize_options_init(options)
    options.colors = number(k, "k")
    options.color_space = option(library.SPACES, "space", space)
    errors = np.zeros(options.colors, np.float64)
    image = library.Pixels(rgba.ctypes.data, rgba.strides[0], rgba.shape[1], rgba.shape[0])
    run(lambda work: library.error_curve(image, 1, options, work, errors.ctypes.data), threads, progress)
    return errors


def elbow(errors: ArrayLike) -> int:
    """The number of colours beyond which each further one of an error curve brings little (Satopaa et al. 2011)."""
    curve = np.ascontiguousarray(errors, np.float64)
    if curve.ndim != 1 or curve.size == 0 or not (curve >= 0).all():
        raise ValueError("errors must be a row of at least one number, none of them negative")
    return library.elbow(curve.ctypes.data, len(curve))
