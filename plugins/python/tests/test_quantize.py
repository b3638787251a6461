"""quantize and its kin on arrays: what comes back, and what is refused."""
import os
import signal
import threading
import time

import numpy as np
import pytest

import kmc


def squared_error(a, b):
    return float(((a.astype(int) - b.astype(int)) ** 2).sum())


def test_palette_at_indices_is_the_picture_that_cost_is_of(photo):
    result = kmc.quantize(photo, 16)
    assert result.palette.shape == (16, 3) and result.palette.dtype == np.uint8
    assert result.indices.shape == (60, 80) and result.indices.dtype == np.uint8
    assert result.cost == squared_error(photo, result.palette[result.indices])
    assert result.mse == result.cost / (60 * 80)
    assert result.source_colors == len(np.unique(photo.reshape(-1, 3), axis=0))
    assert not result.exact and result.costs.shape == (0,)


def test_each_pixel_has_its_nearest_colour(photo):
    result = kmc.quantize(photo, 8)
    distances = ((photo[:, :, None].astype(int) - result.palette.astype(int)) ** 2).sum(axis=3)
    assert (distances.argmin(axis=2) == result.indices).all()


def test_restarts_report_every_run_and_keep_the_best(photo):
    result = kmc.quantize(photo, 5, restarts=20, iterations=7, init="random", seed=3)
    assert result.costs.shape == (20,)
    assert result.best_run == result.costs.argmin()
    assert len(result.iteration_costs) == 20
    for cost, iterations in zip(result.costs, result.iteration_costs):
        assert 1 <= len(iterations) <= 7
        assert (np.diff(iterations) <= 0).all() and iterations[-1] == cost
    assert result.cost <= result.costs.min() * 1.01


def test_any_run_can_be_had_again_by_its_seed(photo):
    costs = kmc.quantize(photo, 5, restarts=6, init="random", seed=40).costs
    for run, cost in enumerate(costs):
        assert kmc.quantize(photo, 5, restarts=1, init="random", seed=40 + run).costs[0] == cost


def test_same_seed_same_result_with_any_threads(photo):
    one, many = (kmc.quantize(photo, 12, seed=9, threads=threads) for threads in (1, 4))
    assert (one.palette == many.palette).all() and (one.indices == many.indices).all()


def test_more_effort_is_never_worse(photo):
    costs = [kmc.quantize(photo, 12, effort=effort).cost for effort in range(1, 10)]
    assert costs == sorted(costs, reverse=True)


def test_more_than_256_colours_have_wide_indices(photo):
    result = kmc.quantize(photo, 1000)
    assert result.palette.shape == (1000, 3) and result.indices.dtype == np.uint16


def test_few_colours_are_kept_exactly_with_their_alpha(drawing):
    result = kmc.quantize(drawing, 5, lossless=True)
    assert result.exact and result.cost == 0
    assert result.palette.shape == (5, 4)
    assert (result.palette[result.indices] == drawing).all()


def test_lossless_refuses_too_many_colours(photo):
    with pytest.raises(kmc.Error) as refused:
        kmc.quantize(photo, 16, lossless=True)
    assert refused.value.result is kmc.Result.COLORS


def test_given_palette_is_used_as_it_is(photo):
    given = [[0, 0, 0], [255, 255, 255], [250, 10, 10]]
    result = kmc.quantize(photo, palette=given)
    assert (result.palette == given).all() and result.image.keeps_order


def test_fixed_colours_come_first(photo):
    result = kmc.quantize(photo, 6, fixed=np.array([[1, 2, 3], [4, 5, 6]], np.uint8))
    assert len(result.palette) == 6 and (result.palette[:2] == [[1, 2, 3], [4, 5, 6]]).all()


def test_levels_bound_what_a_channel_takes(photo):
    result = kmc.quantize(photo, 16, levels=(2, 6, 6, 256))
    assert set(result.palette[:, 0]) <= {0, 255}
    assert set(result.palette[:, 1]) <= {0, 51, 102, 153, 204, 255}


@pytest.mark.parametrize("space", ["linear", "oklab"])
def test_other_spaces_are_better_in_their_own_units(photo, space):
    plain, other = kmc.quantize(photo, 8), kmc.quantize(photo, 8, space=space)
    assert other.cost > plain.cost
    assert other.space_cost != other.cost and plain.space_cost == plain.cost


@pytest.mark.parametrize("dither", ["floyd-steinberg", "ordered"])
def test_dithering_keeps_mean_colours_better(photo, dither):
    def error_of_means(result):
        means = [picture.reshape(6, 10, 8, 10, 3).mean(axis=(1, 3)) for picture in
                 (photo.astype(float), result.palette[result.indices].astype(float))]
        return ((means[0] - means[1]) ** 2).sum()
    dithered = kmc.quantize(photo, 6, dither=dither)
    assert error_of_means(dithered) < 0.8 * error_of_means(kmc.quantize(photo, 6))
    weak = kmc.quantize(photo, 6, dither=dither, dither_strength=0.3)
    assert weak.cost < dithered.cost


def test_error_curve_falls_and_bends_at_the_elbow(photo):
    curve = kmc.error_curve(photo, 40)
    assert curve.shape == (40,) and (np.diff(curve) <= 0).all()
    assert curve[15] == pytest.approx(kmc.quantize(photo, 16).cost, rel=0.1)
    assert 2 <= kmc.elbow(curve) <= 39
    assert kmc.elbow([7.0]) == 1


def test_slices_and_reversed_arrays_are_read_as_numpy_reads_them(photo):
    view = photo[::-2, 5:70:3, ::-1]
    result = kmc.quantize(view, 65536)
    assert (result.palette[result.indices] == view).all()


@pytest.mark.parametrize("pixels, error", [
    (np.zeros((4, 4, 3)), TypeError),
    (np.zeros((4, 4, 3), np.uint16), TypeError),
    (np.zeros((4, 4), np.uint8), ValueError),
    (np.zeros((4, 4, 2), np.uint8), ValueError),
    (np.zeros((0, 4, 3), np.uint8), ValueError),
    ("photo", TypeError),
])
def test_arrays_that_are_no_pixels_are_refused(pixels, error):
    with pytest.raises(error, match="pixels must be"):
        kmc.quantize(pixels, 4)


@pytest.mark.parametrize("options", [
    {"k": 0}, {"k": 65537}, {"k": -1}, {"k": 1 << 40}, {"effort": 0}, {"effort": 10}, {"seed": -1}, {"seed": 1 << 64},
    {"restarts": 3, "iterations": 0}, {"levels": 1}, {"levels": (256, 256, 256, 70000)}, {"dither_strength": 1.5},
    {"init": "kmeans"}, {"space": "lab"}, {"dither": "yes"}, {"palette": [[0, 0, 256]]}, {"palette": [1, 2, 3]},
    {"fixed": np.zeros((9, 3), np.uint8) + np.arange(9, dtype=np.uint8)[:, None], "k": 8}])
def test_options_out_of_range_are_refused(photo, options):
    with pytest.raises(ValueError):
        kmc.quantize(photo, **options)


def test_elbow_refuses_what_is_no_curve():
    for errors in ([], [[1.0, 0.5]], [1.0, -1.0], [np.nan]):
        with pytest.raises(ValueError):
            kmc.elbow(errors)


def test_progress_rises_to_the_end(photo):
    told = []
    kmc.quantize(photo, 32, progress=told.append)
    assert told == sorted(told) and 0 <= told[0] and told[-1] <= 1 and len(told) > 2


def test_an_exception_of_progress_stops_the_work(photo):
    def refuse(done):
        raise LookupError(done)
    with pytest.raises(LookupError):
        kmc.quantize(photo, 32, progress=refuse)


ENDLESS = {"restarts": 10**7, "iterations": 100, "init": "random"}


def test_ctrl_c_stops_the_work(photo):
    usual = signal.getsignal(signal.SIGINT)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        kmc.quantize(photo, 64, **ENDLESS)
    assert signal.getsignal(signal.SIGINT) is usual


def test_other_threads_run_meanwhile(photo):
    """Only a thread that runs can stop work without end: were the GIL held, this test would not end."""
    stop, stopped = threading.Event(), threading.Event()

    def progress(done):
        if stop.is_set():
            raise StopIteration

    def work():
        try:
            kmc.quantize(photo, 64, **ENDLESS, progress=progress)
        except StopIteration:
            stopped.set()
    worker = threading.Thread(target=work)
    worker.start()
    for _ in range(20):
        time.sleep(0.005)
    stop.set()
    worker.join()
    assert stopped.is_set()
