"""What a PNG says beside its pixels survives PNG -> kmc -> PNG, unless it is stripped."""
import struct
import unittest
import zlib

import jpeg_samples
import png_samples
from png_samples import GRAY, GRAY_ALPHA, INDEXED, RGB
from tool_case import ToolCase

PHYS = (b"pHYs", struct.pack(">IIB", 2835, 5000, 1))
ASPECT = (b"pHYs", struct.pack(">IIB", 4, 3, 0))
GAMMA = (b"gAMA", struct.pack(">I", 45455))
PRIMARIES = (b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))
SRGB = (b"sRGB", b"\2")
EXIF = (b"eXIf", jpeg_samples.exif(6))
XMP = (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>\xc3\xa9</x:xmpmeta>")
TITLE = (b"tEXt", b"Title\0Caf\xe9 \xa9")
COMMENT = (b"tEXt", b"Comment\0line one\nline two")


def icc_profile(space=b"RGB "):
    """The least that is a profile: a header and no tags."""
    size = 132
    return (struct.pack(">I4sI", size, b"none", 0x02100000) + b"mntr" + space + b"XYZ " + bytes(12) + b"acsp" +
            bytes(28) + struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)).ljust(size, b"\0")


def iccp(profile):
    return (b"iCCP", b"name\0\0" + zlib.compress(profile, 0))  # libpng takes no chunk below 92 bytes


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def with_section(kmc, kind, payload):
    """A .kmc file below 129 pixels a side with one more ancillary section, after its header."""
    section = bytes((kind,)) + varint(len(payload) + 4) + payload
    return kmc[:8] + section + struct.pack("<I", zlib.crc32(section)) + kmc[8:]


def blob(content):
    return varint(len(content)) + b"\0" + content


class Metadata(ToolCase):
    def carried(self, before=(), after=(), options=(), decode_options=(), color_type=RGB, depth=8):
        """The metadata chunks of a PNG that went through kmc."""
        png = png_samples.noise(color_type, depth)
        png.before, png.after = list(before), list(after)
        back = self.decode(self.encode(png, "--lossless", *options), *decode_options)
        self.assertEqual(back.rgba(), png.rgba())
        return back.before + back.after

    def test_an_image_without_metadata_gets_none(self):
        self.assertEqual(self.carried(), [])

    def test_every_chunk_survives(self):
        for chunks in ([PHYS], [ASPECT], [GAMMA], [GAMMA, PRIMARIES], [SRGB], [EXIF], [XMP], [TITLE], [COMMENT]):
            with self.subTest(chunks=chunks):
                self.assertEqual(self.carried(chunks), chunks)

    def test_all_together_survive(self):
        chunks = [GAMMA, PRIMARIES, PHYS, EXIF, XMP, TITLE, COMMENT]
        self.assertCountEqual(self.carried(chunks), chunks)

    def test_chunks_after_the_pixels_survive(self):
        self.assertCountEqual(self.carried(after=[EXIF, XMP, TITLE]), [EXIF, XMP, TITLE])

    def test_text_may_repeat_and_keeps_its_order(self):
        chunks = [(b"tEXt", b"Comment\0%d" % i) for i in range(20)]
        self.assertEqual(self.carried(chunks), chunks)

    def test_compressed_text_survives_as_plain_text(self):
        zipped = (b"zTXt", b"Comment\0\0" + zlib.compress(b"words " * 500))
        self.assertEqual(self.carried([zipped]), [(b"tEXt", b"Comment\0" + b"words " * 500)])

    def test_international_text_survives_whether_compressed_or_not(self):
        text = "Zażółć 画像".encode()
        for compressed, content in ((b"\0", text), (b"\1", zlib.compress(text))):
            chunk = (b"iTXt", b"Title\0" + compressed + b"\0pl\0Tytu\xc5\x82\0" + content)
            self.assertEqual(self.carried([chunk]), [(b"iTXt", b"Title\0\0\0\0\0" + text)])

    def test_international_text_of_latin_1_becomes_plain_text(self):
        chunk = (b"iTXt", b"Title\0\0\0\0\0Caf\xc3\xa9 \xc2\xa9")
        self.assertEqual(self.carried([chunk]), [TITLE])

    def test_a_profile_survives(self):
        (kind, content), = self.carried([iccp(icc_profile())])
        self.assertEqual((kind, zlib.decompress(content.split(b"\0", 1)[1][1:])), (b"iCCP", icc_profile()))

    def test_a_grey_profile_survives_in_a_grey_png(self):
        for color_type in (GRAY, GRAY_ALPHA):
            png = png_samples.noise(color_type, 8)
            png.before = [iccp(icc_profile(b"GRAY"))]
            back = self.decode(self.encode(png, "--lossless"))
            self.assertEqual(back.color_type, color_type)
            self.assertEqual(back.before[0][0], b"iCCP")
            self.assertEqual(back.rgba(), png.rgba())

    def test_indexed_images_keep_their_metadata_too(self):
        for options in ((), ("--keep-palette",)):
            chunks = [GAMMA, PHYS, TITLE]
            self.assertCountEqual(self.carried(chunks, color_type=INDEXED, options=options), chunks)

    def test_gamma_never_changes_pixels(self):
        self.assertEqual(self.carried([(b"gAMA", struct.pack(">I", 100000))]), [(b"gAMA", struct.pack(">I", 100000))])

    def test_strip_all_drops_everything_and_safe_keeps_what_shows(self):
        look, other = [GAMMA, PRIMARIES, PHYS], [EXIF, XMP, TITLE]
        for strip, kept in (("none", look + other), ("safe", look), ("all", [])):
            with self.subTest(strip=strip):
                self.assertCountEqual(self.carried(look + other, options=("--strip", strip)), kept)
                self.assertCountEqual(self.carried(look + other, decode_options=("--strip", strip)), kept)

    def test_stripped_bytes_are_gone_from_the_file(self):
        png = png_samples.noise(RGB, 8)
        png.before = [TITLE, EXIF]
        kmc = self.encode(png, "--strip", "all")
        self.assertEqual(self.info(kmc)["bytes"]["metadata"], 0)
        self.assertNotIn(b"Title", self.get("image.kmc"))

    def test_damaged_metadata_is_left_out_with_a_warning(self):
        png = png_samples.noise(RGB, 8)
        png.before = [(b"iCCP", b"name\0\0" + b"no zlib stream"), TITLE]
        done = self.run_tool("kmcenc", self.put("source.png", png))
        self.assertRegex(done.stderr, "^kmcenc: .*source.png: warning: iCCP")
        self.assertEqual(self.decode(self.path("source.kmc")).before, [TITLE])
        self.assertEqual(self.run_tool("kmcenc", "-qf", self.path("source.png")).stderr, "")

    def test_text_that_is_not_utf_8_is_left_out_with_a_warning(self):
        png = png_samples.noise(RGB, 8)
        png.before = [(b"iTXt", b"Title\0\0\0\0\0\xff\xfe"), COMMENT]
        done = self.run_tool("kmcenc", self.put("source.png", png))
        self.assertIn("warning: left out the text 'Title', which is not UTF-8", done.stderr)
        self.assertEqual(self.decode(self.path("source.kmc")).before, [COMMENT])

    def test_rounding_of_16_bit_samples_is_said(self):
        done = self.run_tool("kmcenc", self.put("source.png", png_samples.noise(RGB, 16)))
        self.assertIn("warning: 16-bit samples are rounded to 8 bits", done.stderr)

    def test_kmcinfo_shows_what_there_is(self):
        png = png_samples.noise(RGB, 8)
        png.before = [iccp(icc_profile()), GAMMA, PRIMARIES, PHYS, EXIF, XMP, TITLE]
        metadata = self.info(self.encode(png))["metadata"]
        self.assertEqual(metadata["icc_bytes"], 132)
        self.assertEqual(metadata["exif_bytes"], len(EXIF[1]))
        self.assertEqual(metadata["xmp_bytes"], len(XMP[1]) - 22)
        self.assertEqual(metadata["text"], [{"keyword": "Title", "text": "Café ©"}])
        self.assertEqual(metadata["resolution"], {"x": 2835, "y": 5000, "metric": True})
        self.assertEqual(metadata["colorimetry"]["gamma"], 0.45455)
        self.assertEqual(metadata["colorimetry"]["primaries"], [.3127, .329, .64, .33, .3, .6, .15, .06])
        text = self.run_tool("kmcinfo", self.path("image.kmc")).stdout.decode()
        for words in ("ICC profile, 132 bytes", "EXIF", "XMP", "gamma 0.45455 and primaries",
                      "2835 x 5000 pixels per metre", "Title: Café ©"):
            self.assertIn(words, text)

    def test_metadata_that_png_cannot_hold_is_left_out_and_fails_nothing(self):
        png = png_samples.noise(RGB, 8)
        self.encode(png, "--lossless")
        sections = [(0x81, blob(b"no profile")), (0x81, blob(icc_profile(b"CMYK"))), (0x81, blob(icc_profile(b"GRAY"))),
                    (0x83, blob(b"no TIFF")), (0x84, blob(b"\xff\0\xfe")), (0x85, blob(b"\x1b \x01\0text")),
                    (0x85, blob("zażółć\0text".encode())), (0x85, blob(b" lead  and trail \0text")),
                    (0x85, blob(b"Title\0" + bytes(range(256)))), (0x82, b"\1" + varint(2**32 - 1) * 2),
                    (0x86, b"\1" + varint(2**32 - 1)), (0x86, b"\1\1"),
                    (0x86, b"\2" + varint(45455) + varint(2**32 - 1) * 8),
                    (0x86, b"\2" + varint(45455) + b"\0" * 8)]
        for kind, payload in sections:
            with self.subTest(kind=hex(kind), payload=payload):
                kmc = self.put("in.kmc", with_section(self.get("image.kmc"), kind, payload))
                self.assertEqual(self.info(kmc)["metadata"]["damaged"], 0)
                self.assertEqual(self.decode(kmc).rgba(), png.rgba())

    def test_kmcinfo_sends_no_control_characters_to_a_terminal(self):
        png = png_samples.noise(RGB, 8)
        png.before = [(b"iTXt", b"Title\0\0\0\0\0\x1b[31mred\x07\xc2\x9b31m")]
        text = self.run_tool("kmcinfo", self.encode(png)).stdout.decode()
        self.assertIn("Title:", text)
        self.assertFalse([c for c in text if c != "\n" and not c.isprintable()], text)


if __name__ == "__main__":
    unittest.main()
