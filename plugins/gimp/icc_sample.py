"""An ICC profile of an RGB space that is not sRGB: a matrix and a gamma of 1.8 (ICC.1:2001-04)."""
import struct


def _xyz(x, y, z):
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(v * 65536) for v in (x, y, z)))


def _description(text):
    ascii_text = text.encode() + b"\0"
    return (b"desc\0\0\0\0" + struct.pack(">I", len(ascii_text)) + ascii_text).ljust(90 + len(ascii_text), b"\0")


def profile():
    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(1.8 * 256))
    tags = {
        b"desc": _description("kmc test"),
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": _xyz(0.9642, 1, 0.8249),
        # The columns add up to the white point, as they must.
        b"rXYZ": _xyz(0.7977, 0.2880, 0.0000),
        b"gXYZ": _xyz(0.1352, 0.7119, 0.0000),
        b"bXYZ": _xyz(0.0313, 0.0001, 0.8249),
        b"rTRC": gamma,
        b"gTRC": gamma,
        b"bTRC": gamma,
    }
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += struct.pack(">4sII", name, start + len(data), len(content))
        data += content.ljust(-(-len(content) // 4) * 4, b"\0")
    header = (struct.pack(">I4sI", start + len(data), b"none", 0x02400000) + b"mntrRGB XYZ " +
              struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) +
              struct.pack(">3I", 0xF6D6, 0x10000, 0xD32D)).ljust(128, b"\0")
    return header + table + data
