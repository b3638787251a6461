"""Writes small PNG, JPEG, PNM and palette files as inputs of the fuzz target `picture`.

usage: make_picture_seeds.py FOLDER
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
import jpeg_samples
import png_samples

# The first byte of an input names the extension of the file, see picture_fuzz.cc.
PNG, GPL, PAL, ACT, HEX = (bytes([i]) for i in range(5))


def pictures():
    for color_type, depths in ((0, (1, 2, 4, 8, 16)), (2, (8, 16)), (3, (1, 2, 4, 8)), (4, (8, 16)), (6, (8, 16))):
        for depth in depths:
            for interlaced in (False, True):
                png = png_samples.noise(color_type, depth, interlaced=interlaced, trns=color_type < 4 and depth < 16)
                yield f"{color_type}-{depth}-{interlaced}.png", PNG + png.encode()
    for channels in (1, 3, 4):
        blocks = [[tuple(range(40, 40 + channels)), (90,) * channels]]
        yield f"{channels}.jpg", PNG + jpeg_samples.encode(13, 8, blocks, [jpeg_samples.exif(6)])
    for name, head, samples in (("p1", b"P1 3 2 ", b"0 1 0 1 1 0"), ("p2", b"P2 3 1 255 ", b"1 20 255"),
                                ("p3", b"P3 1 1 9 ", b"1 2 9"), ("p4", b"P4 9 2\n", b"\xa5\x80\x5a\x00"),
                                ("p5", b"P5 #\n2 2 255\n", b"abcd"), ("p6", b"P6 2 1 65535\n", bytes(range(12))),
                                ("p7", b"P7\nWIDTH 2\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n",
                                 bytes(range(8)))):
        yield name, PNG + head + samples


def palettes():
    yield "a.gpl", GPL + b"GIMP Palette\nName: a\nColumns: 2\n# none\n  1   2   3\tdark\n255 254 253\n"
    yield "a.pal", PAL + b"JASC-PAL\r\n0100\r\n2\r\n1 2 3\r\n255 0 9\r\n"
    yield "a.act", ACT + bytes(i % 251 for i in range(768)) + b"\x00\x10\xff\xff"
    yield "a.hex", HEX + b"#102030\nffeeddcc\n"


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (*pictures(), *palettes()):
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
