"""Pillow opens and saves .kmc: pixels, palettes and metadata, and one clear error for what is damaged."""
import io

import numpy as np
import PIL.Image
import pytest
from PIL import Image, ImageCms, PngImagePlugin

import kmc


def saved(picture, **options):
    file = io.BytesIO()
    picture.save(file, "KMC", **options)
    return file.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data))


def indexed(colors=5, size=(20, 10)):
    picture = Image.new("P", size)
    picture.putpalette([channel for i in range(colors) for channel in (7 * i % 256, 255 - i, i)])
    picture.putdata([i % colors for i in range(size[0] * size[1])])
    return picture


def test_opaque_pixels_come_back(photo):
    picture = opened(saved(Image.fromarray(photo), k=65536))
    assert (picture.format, picture.mode, picture.size) == ("KMC", "RGB", (80, 60))
    assert (np.asarray(picture) == photo).all()


def test_partial_alpha_comes_back(drawing):
    picture = opened(saved(Image.fromarray(drawing)))
    assert picture.mode == "P" and len(picture.info["transparency"]) == 5
    assert (np.asarray(picture.convert("RGBA")) == drawing).all()


def test_partial_alpha_of_many_colours_comes_back(photo):
    rgba = np.dstack([photo, photo[:, :, 0] | 1])
    picture = opened(saved(Image.fromarray(rgba), k=65536))
    assert picture.mode == "RGBA" and (np.asarray(picture) == rgba).all()


def test_more_colours_than_asked_are_quantized_as_kmc_does(photo):
    data = saved(Image.fromarray(photo), k=12, space="oklab", dither="ordered", coding="max", quality=80)
    assert data == kmc.encode(photo, 12, space="oklab", dither="ordered", coding="max")
    assert kmc.info(saved(Image.fromarray(photo))).colors == 256


def test_palette_keeps_order_and_unused_entries():
    picture = indexed(256)
    picture.putdata([200, 3] * 100)
    back = opened(saved(picture))
    assert back.mode == "P" and list(back.getdata()) == [200, 3] * 100
    assert back.getpalette() == picture.getpalette()


@pytest.mark.parametrize("transparency, alpha", [(b"\0\x80", [0, 128, 255, 255, 255]), (3, [255, 255, 255, 0, 255])])
def test_palette_keeps_transparency(transparency, alpha):
    picture = indexed()
    picture.info["transparency"] = transparency
    back = opened(saved(picture))
    assert list(back.info["transparency"]) == alpha
    assert (np.asarray(back.convert("RGBA")) == np.asarray(picture.convert("RGBA"))).all()
    assert saved(back) == saved(picture)


def test_palette_with_alpha_of_its_own():
    picture = Image.new("P", (2, 1))
    picture.putpalette([255, 0, 0, 10, 0, 255, 0, 20], "RGBA")
    picture.putdata([0, 1])
    assert list(opened(saved(picture)).convert("RGBA").getdata()) == [(255, 0, 0, 10), (0, 255, 0, 20)]


def test_indices_beyond_the_palette_are_saved_as_black():
    picture = indexed(2)
    picture.putpixel((0, 0), 9)
    assert opened(saved(picture)).getpixel((0, 0)) == 9


def test_palette_is_quantized_if_fewer_colours_are_asked():
    back = opened(saved(indexed(200, (40, 40)), k=6))
    assert len(np.unique(np.asarray(back))) == 6


def test_grey_and_black_and_white_come_back():
    grey = Image.linear_gradient("L")
    assert opened(saved(grey)).mode == "L" and opened(saved(grey)).tobytes() == grey.tobytes()
    bits = grey.convert("1")
    assert opened(saved(bits)).mode == "1" and opened(saved(bits)).tobytes() == bits.tobytes()
    with_alpha = Image.merge("LA", (grey, grey.transpose(Image.Transpose.ROTATE_90)))
    back = opened(saved(with_alpha, k=65536)).convert("RGBA")
    seen = np.asarray(with_alpha.convert("RGBA"))
    assert (np.asarray(back)[seen[:, :, 3] > 0] == seen[seen[:, :, 3] > 0]).all()


@pytest.mark.parametrize("mode", ["CMYK", "I", "F", "YCbCr"])
def test_other_modes_are_refused_by_name(mode, tmp_path):
    with pytest.raises(OSError, match=f"cannot write mode {mode} as KMC"):
        Image.new(mode, (2, 2)).save(tmp_path / "a.kmc")
    assert not (tmp_path / "a.kmc").exists()


def test_metadata_come_back_and_are_kept_when_saved_again():
    picture = indexed()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    data = saved(picture, icc_profile=profile, dpi=(300, 150), exif=exif, xmp=b"<x/>", text={"Title": "Hill"})
    for file in (data, saved(opened(data)), saved(opened(data).convert("RGBA"))):
        back = opened(file)
        assert back.info["icc_profile"] == profile
        assert back.info["dpi"] == pytest.approx((300, 150), abs=0.02)
        assert back.getexif()[0x010F] == "A camera"
        assert back.info["xmp"] == b"<x/>" and back.info["text"] == {"Title": "Hill"}


def test_metadata_of_other_formats_go_along(tmp_path):
    exif = Image.Exif()
    exif[0x0110] = "A model"
    Image.new("RGB", (3, 3)).save(tmp_path / "a.jpg", exif=exif, dpi=(72, 72))
    Image.open(tmp_path / "a.jpg").save(tmp_path / "a.kmc")
    back = Image.open(tmp_path / "a.kmc")
    assert back.getexif()[0x0110] == "A model" and back.info["dpi"] == pytest.approx((72, 72), abs=0.02)


def test_keyword_text_of_png_is_no_hindrance(tmp_path):
    words = PngImagePlugin.PngInfo()
    words.add_text("text", "words")
    Image.new("RGB", (3, 3)).save(tmp_path / "a.png", pnginfo=words)
    Image.open(tmp_path / "a.png").save(tmp_path / "a.kmc")
    assert "text" not in Image.open(tmp_path / "a.kmc").info


def test_pixels_are_decoded_when_they_are_needed(photo):
    data = bytearray(saved(Image.fromarray(photo), k=16, coding="packed"))
    data[-30] ^= 1  # a pixel
    picture = opened(bytes(data))
    assert picture.size == (80, 60) and picture.mode == "P"
    with pytest.raises(OSError, match="^the file is damaged: a checksum does not match$"):
        picture.load()


def test_extension_and_type_are_known(photo, tmp_path):
    Image.fromarray(photo).save(tmp_path / "a.kmc")
    (tmp_path / "a.kmc").rename(tmp_path / "a.png")  # opened by what it holds
    with Image.open(tmp_path / "a.png") as picture:
        picture.load()
        assert picture.format == "KMC" and picture.get_format_mimetype() == "image/x-kmc"


def test_smallest_and_widest():
    assert opened(saved(Image.new("RGB", (1, 1), (1, 2, 3)))).convert("RGB").getpixel((0, 0)) == (1, 2, 3)
    wide = indexed(200, (16384, 2))
    assert opened(saved(wide)).tobytes() == wide.tobytes()


@pytest.mark.parametrize("cut", [5, 12, 40, -1])
def test_cut_files_are_refused(photo, cut):
    with pytest.raises(OSError, match="^the file ends before the image does$"):
        opened(saved(Image.fromarray(photo))[:cut])


def test_every_flipped_bit_is_noticed():
    data = saved(indexed(3, (9, 9)))
    pixels = opened(data).tobytes()
    for i in range(8 * len(data)):
        flipped = bytearray(data)
        flipped[i // 8] ^= 1 << i % 8
        with pytest.raises((OSError, Image.DecompressionBombError)):
            opened(bytes(flipped)).load()
    assert opened(data).tobytes() == pixels


def test_foreign_bytes_are_left_to_others():
    with pytest.raises(PIL.UnidentifiedImageError):
        opened(b"\x8bKMD" + bytes(60))


def test_huge_claims_are_refused_before_memory_is_taken():
    """2^20 x 2^20 pixels, in a file of twelve bytes."""
    with pytest.raises(OSError, match="limit"):
        opened(b"\x8bKMC\x01" + b"\xff\xff\x3f" * 2 + b"\0")


def test_lossless_is_kept_or_refused(photo):
    with pytest.raises(kmc.Error) as refused:
        saved(Image.fromarray(photo), k=256, lossless=True)
    assert refused.value.result is kmc.Result.COLORS
