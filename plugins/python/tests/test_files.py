"""kmc.Image and .kmc bytes: everything comes back, damage is told apart."""
import csv
import gc
import hashlib
import os
import pickle
from pathlib import Path

import numpy as np
import pytest

import kmc

VECTORS = Path(os.environ["KMC_SOURCE"], "spec", "vectors")


def vectors(kind):
    with open(VECTORS / kind / "manifest.tsv", encoding="utf-8", newline="") as table:
        return [pytest.param(row, id=row["name"]) for row in csv.DictReader(table, delimiter="\t",
                                                                            quoting=csv.QUOTE_NONE)]


@pytest.mark.parametrize("vector", vectors("valid"))
def test_valid_vectors_have_the_right_pixels(vector):
    data = (VECTORS / "valid" / f"{vector['name']}.kmc").read_bytes()
    image, info = kmc.decode(data), kmc.info(data)
    rgba = image.palette[image.indices]
    assert hashlib.sha256(rgba.tobytes()).hexdigest() == vector["pixels"]
    assert (rgba[:, :, :image.pixels.shape[2]] == image.pixels).all()
    assert (info.width, info.height, info.colors) == (image.width, image.height, image.colors) == rgba.shape[1::-1] + (
        int(vector["colours"]),)
    assert info.keeps_order == image.keeps_order == (vector["order"] == "kept")
    assert info.dropped_metadata == int(vector["dropped"])


@pytest.mark.parametrize("vector", vectors("invalid"))
def test_invalid_vectors_are_refused_by_their_code(vector):
    with pytest.raises(kmc.Error) as refused:
        kmc.decode((VECTORS / "invalid" / f"{vector['name']}.kmc").read_bytes())
    assert refused.value.result.name == vector["result"]
    assert str(refused.value)


@pytest.mark.parametrize("coding", ["auto", "packed", "deflate", "fast", "max"])
def test_every_coding_brings_the_image_back(photo, coding):
    image = kmc.quantize(photo, 100).image
    data = image.encode(coding=coding, tile=32)
    back = kmc.decode(data)
    assert (back.pixels == image.pixels).all()
    if coding in ("packed", "deflate", "max"):
        assert getattr(kmc.info(data), f"tiles_{coding}") > 0


def test_encode_is_quantize_and_encode(photo):
    expected = kmc.quantize(photo, 9, dither="ordered").image.encode(coding="max")
    assert kmc.encode(photo, 9, dither="ordered", coding="max") == expected


@pytest.mark.parametrize("dtype", [np.uint8, np.int64])
def test_palette_order_and_unused_entries_are_kept_if_asked(dtype):
    palette = np.array([[9, 9, 9], [255, 0, 0], [0, 255, 0], [9, 9, 9]], dtype)
    image = kmc.decode(kmc.Image(palette, np.array([[3, 1], [1, 3]], dtype), keep_order=True).encode())
    assert image.keeps_order and not image.has_alpha
    assert (image.palette == np.c_[palette, [255] * 4]).all()
    assert (image.indices == [[3, 1], [1, 3]]).all() and image.indices.dtype == np.uint8
    assert image.pixels.shape == (2, 2, 3)


def test_metadata_come_back_and_go_away():
    image = kmc.Image([[1, 2, 3, 4]], [[0]])
    assert (image.exif, image.xmp, image.icc, image.dpi, image.aspect, image.text) == (None,) * 5 + ({},)
    image.exif = b"II*\0\x08\0\0\0\0\0\0\0\0\0"
    image.xmp = b"<x:xmpmeta/>"
    image.dpi = 300, 600
    image.text = {"Title": "Grün", "Comment": ""}
    back = kmc.decode(image.encode())
    assert (back.exif, back.xmp, back.text) == (image.exif, b"<x:xmpmeta/>", {"Title": "Grün", "Comment": ""})
    assert back.dpi == pytest.approx((300, 600), abs=0.02) and back.aspect is None
    back.aspect = 4, 3
    assert back.aspect == (4, 3) and back.dpi is None
    back.exif = back.xmp = back.aspect = None
    back.text = {}
    assert (back.exif, back.xmp, back.dpi, back.aspect, back.text) == (None,) * 4 + ({},)


def test_of_texts_with_one_keyword_the_last_is_given():
    image = kmc.Image([[1, 2, 3]], [[0]])
    image.text = {"A": "first"}
    image._set_metadata(kmc.library.TEXT, b"A\0second")
    assert kmc.decode(image.encode()).text == {"A": "second"}


def test_errors_have_the_sentence_and_the_code_of_the_library(photo):
    data = kmc.encode(photo, 4)
    with pytest.raises(kmc.Error, match="^the file ends before the image does$") as cut:
        kmc.decode(data[:-1])
    assert cut.value.result is kmc.Result.TRUNCATED
    assert pickle.loads(pickle.dumps(cut.value)).result is kmc.Result.TRUNCATED
    for function in (kmc.decode, kmc.info):
        with pytest.raises(kmc.Error) as foreign:
            function(b"\x89PNG\r\n\x1a\n")
        assert foreign.value.result is kmc.Result.FOREIGN


@pytest.mark.parametrize("palette, indices, error", [
    ([[0, 0, 0]], [[1]], ValueError), ([[0, 0, 0]], [[-1]], ValueError), ([[0, 0, 0]], [[0.0]], TypeError),
    ([[0, 0, 0]], [0], ValueError), ([[0, 0]], [[0]], ValueError), ([[0, 0, 300]], [[0]], ValueError),
    (np.zeros((65537, 3), np.uint8), [[0]], kmc.Error)])
def test_arrays_that_make_no_image_are_refused(palette, indices, error):
    with pytest.raises(error):
        kmc.Image(palette, indices)


@pytest.mark.parametrize("options", [{"coding": "best"}, {"tile": 33}, {"tile": -1}, {"tile": 1 << 40}])
def test_options_of_encode_out_of_range_are_refused(options):
    with pytest.raises(ValueError):
        kmc.Image([[0, 0, 0]], [[0]]).encode(**options)


def test_results_live_longer_than_what_they_came_from(photo):
    result = kmc.quantize(photo, 7)
    palette, indices = result.image.palette, result.image.indices
    del result
    gc.collect()
    assert palette.sum() > 0 and indices.max() == 6
    palette[:] = 0  # copies: ours to write to
