"""Baseline JPEG files of flat 8 x 8 blocks, whose decoded samples are known exactly.

Only the mean of a block (its DC coefficient) is coded: with a quantisation step
of 8 it is the sample itself, less 128. Every component is 1 x 1 sampled.
"""
import struct

_CATEGORIES = 12  # of differences of means


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _huffman_table(number, lengths, symbols):
    return segment(0xC4, bytes([number]) + bytes(lengths) + bytes(symbols))


def encode(width, height, block_rows, segments=()):
    """block_rows[y][x] is a tuple of one sample per component; segments follow the start."""
    channels = len(block_rows[0][0])
    components = b"".join(bytes((i + 1, 0x11, 0)) for i in range(channels))
    scan = b"".join(bytes((i + 1, 0)) for i in range(channels))
    out = b"\xff\xd8" + b"".join(segments)
    out += segment(0xDB, bytes([0]) + bytes([8] * 64))
    out += segment(0xC0, struct.pack(">BHHB", 8, height, width, channels) + components)
    out += _huffman_table(0x00, [0, 0, 0, _CATEGORIES] + [0] * 12, range(_CATEGORIES))  # four bits each
    out += _huffman_table(0x10, [1] + [0] * 15, [0])  # "end of block" in one bit
    out += segment(0xDA, bytes([channels]) + scan + bytes((0, 63, 0)))
    bits = []
    previous = [0] * channels
    for row in block_rows:
        for block in row:
            for i, sample in enumerate(block):
                mean = sample - 128
                difference, previous[i] = mean - previous[i], mean
                size = abs(difference).bit_length()
                bits.append(format(size, "04b"))
                if size:
                    bits.append(format(difference if difference > 0 else difference + (1 << size) - 1, f"0{size}b"))
                bits.append("0")
    coded = "".join(bits)
    coded = coded.ljust(-(-len(coded) // 8) * 8, "1")
    data = int(coded, 2).to_bytes(len(coded) // 8, "big")
    return out + data.replace(b"\xff", b"\xff\0") + b"\xff\xd9"


def exif(orientation, order="<"):
    """A TIFF structure that holds a make and an orientation."""
    mark = b"II" if order == "<" else b"MM"
    return (mark + struct.pack(order + "HI", 42, 8) + struct.pack(order + "H", 2) +
            struct.pack(order + "HHI4s", 0x010F, 2, 4, b"kmc\0") +
            struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(order + "I", 0))


def jfif(unit, x, y):
    return segment(0xE0, b"JFIF\0\1\1" + struct.pack(">BHHBB", unit, x, y, 0, 0))


def adobe(transform):
    return segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform))
