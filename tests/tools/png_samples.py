"""PNG files of every kind: a small writer and a small reader, both independent of libpng.

https://www.w3.org/TR/png-3/ . A Png holds samples as they are stored; rgba()
gives the 8-bit pixels that a viewer without colour management sees.
"""
import dataclasses
import itertools
import random
import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GRAY, RGB, INDEXED, GRAY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, INDEXED: 1, GRAY_ALPHA: 2, RGB_ALPHA: 4}
DEPTHS = {GRAY: (1, 2, 4, 8, 16), RGB: (8, 16), INDEXED: (1, 2, 4, 8), GRAY_ALPHA: (8, 16), RGB_ALPHA: (8, 16)}
# x start, y start, x step, y step of Adam7's passes.
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def scale16(sample):
    return (sample * 255 + 32767) // 65535


@dataclasses.dataclass
class Png:
    width: int
    height: int
    color_type: int
    depth: int
    rows: list  # one sequence of samples per row
    interlaced: bool = False
    palette: list = dataclasses.field(default_factory=list)  # (r, g, b)
    trns: bytes = b""
    before: list = dataclasses.field(default_factory=list)  # (kind, data) of chunks before PLTE
    after: list = dataclasses.field(default_factory=list)  # and of those after IDAT

    # ---- writing ----

    def encode(self):
        header = struct.pack(">IIBBBBB", self.width, self.height, self.depth, self.color_type, 0, 0, self.interlaced)
        chunks = [(b"IHDR", header), *self.before]
        if self.palette:
            chunks.append((b"PLTE", bytes(itertools.chain(*self.palette))))
        if self.trns:
            chunks.append((b"tRNS", self.trns))
        chunks += [(b"IDAT", zlib.compress(self._scanlines())), *self.after, (b"IEND", b"")]
        return SIGNATURE + b"".join(chunk(*c) for c in chunks)

    def _scanlines(self):
        out = bytearray()
        for x0, y0, dx, dy in ADAM7 if self.interlaced else ((0, 0, 1, 1),):
            n = CHANNELS[self.color_type]
            width = len(range(x0, self.width, dx))
            above = bytes(_row_bytes(width * n, self.depth))
            for y in range(y0, self.height, dy) if width else ():
                samples = [s for x in range(x0, self.width, dx) for s in self.rows[y][x * n:(x + 1) * n]]
                row = _pack(samples, self.depth)
                out += _filter(y % 5, row, above, max(1, n * self.depth // 8))
                above = row
        return bytes(out)

    # ---- pixels ----

    def rgba(self):
        """8-bit RGBA; fully transparent pixels become 0, 0, 0, 0, since their colour does not show."""
        flat = list(itertools.chain.from_iterable(self.rows)) if self.depth == 16 else b"".join(map(bytes, self.rows))
        alpha = self._alpha_plane(flat)
        if self.color_type == INDEXED:
            planes = [flat.translate(bytes(c[i] for c in self.palette).ljust(256, b"\0")) for i in range(3)]
        else:
            n = CHANNELS[self.color_type]
            planes = [self._to8(flat[i::n]) for i in ((0, 0, 0) if n < 3 else (0, 1, 2))]
        if 0 in alpha:
            mask = int.from_bytes(alpha.translate(b"\0" + b"\xff" * 255), "little")
            planes = [(int.from_bytes(p, "little") & mask).to_bytes(len(p), "little") for p in planes]
        out = bytearray(4 * len(alpha))
        for i, plane in enumerate((*planes, alpha)):
            out[i::4] = plane
        return bytes(out)

    def _to8(self, samples):
        if self.depth == 16:
            return bytes(map(scale16, samples))
        top = (1 << self.depth) - 1
        return bytes(samples).translate(bytes(min(s * 255 // top, 255) for s in range(256)))

    def _alpha_plane(self, flat):
        n = CHANNELS[self.color_type]
        if n in (2, 4):
            return self._to8(flat[n - 1::n])
        if not self.trns:
            return b"\xff" * (len(flat) // n)
        if self.color_type == INDEXED:
            return flat.translate(self.trns.ljust(256, b"\xff"))
        key = struct.unpack(f">{n}H", self.trns)
        return bytes(0 if pixel == key else 255 for pixel in zip(*(flat[i::n] for i in range(n))))


def _row_bytes(samples, depth):
    return (samples * depth + 7) // 8


def _pack(samples, depth):
    if depth == 16:
        return struct.pack(f">{len(samples)}H", *samples)
    if depth == 8:
        return bytes(samples)
    bits = "".join(format(s, f"0{depth}b") for s in samples)
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(_row_bytes(len(samples), depth), "big")


def _unpack(row, count, depth):
    if depth == 16:
        return struct.unpack(f">{count}H", row)
    if depth == 8:
        return row
    bits = format(int.from_bytes(row, "big"), f"0{8 * len(row)}b")
    return bytes(int(bits[i:i + depth], 2) for i in range(0, count * depth, depth))


def _paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def _predict(kind, a, b, c):
    return (0, a, b, (a + b) // 2, _paeth(a, b, c))[kind]


def _filter(kind, row, above, step):
    out = bytearray([kind])
    for i, byte in enumerate(row):
        a, c = (row[i - step], above[i - step]) if i >= step else (0, 0)
        out.append((byte - _predict(kind, a, above[i], c)) & 255)
    return out


def _unfilter(kind, row, above, step):
    if kind == 0:
        return row
    size = len(row)
    if kind == 1:
        out = bytearray(size)
        for i in range(step):
            out[i::step] = bytes(s & 255 for s in itertools.accumulate(row[i::step]))
        return bytes(out)
    if kind == 2:  # all bytes at once: add the lower seven bits, then the upper one without carry
        x, y = int.from_bytes(row, "little"), int.from_bytes(above, "little")
        low = int.from_bytes(b"\x7f" * size, "little")
        return (((x & low) + (y & low)) ^ ((x ^ y) & ~low)).to_bytes(size, "little")
    out = bytearray(step) + row  # so that the left neighbour always exists
    above = bytes(step) + above
    if kind == 3:
        for i in range(step, size + step):
            out[i] = (out[i] + (out[i - step] + above[i]) // 2) & 255
    else:
        for i in range(step, size + step):
            out[i] = (out[i] + _paeth(out[i - step], above[i], above[i - step])) & 255
    return bytes(out[step:])


def read_chunks(data):
    """(kind, data) of every chunk; a wrong CRC is an error."""
    assert data[:8] == SIGNATURE
    chunks, position = [], 8
    while position < len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        content = data[position + 8:position + 8 + size]
        crc, = struct.unpack_from(">I", data, position + 8 + size)
        assert zlib.crc32(kind + content) == crc, kind
        chunks.append((kind, content))
        position += size + 12
    assert chunks[-1] == (b"IEND", b"")
    return chunks


def read(data):
    chunks = read_chunks(data)
    width, height, depth, color_type, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    png = Png(width, height, color_type, depth, [], bool(interlaced))
    kinds = [kind for kind, _ in chunks]
    first_idat = kinds.index(b"IDAT")
    image = zlib.decompress(b"".join(c for kind, c in chunks if kind == b"IDAT"))
    for position, (kind, content) in enumerate(chunks):
        if kind == b"PLTE":
            png.palette = list(zip(content[0::3], content[1::3], content[2::3]))
        elif kind == b"tRNS":
            png.trns = content
        elif kind not in (b"IHDR", b"IDAT", b"IEND"):
            (png.before if position < first_idat else png.after).append((kind, content))
    _read_rows(png, image)
    return png


def _read_rows(png, image):
    n = CHANNELS[png.color_type]
    step = max(1, n * png.depth // 8)
    grid = [[0] * (png.width * n) for _ in range(png.height)] if png.interlaced else None
    position = 0
    for x0, y0, dx, dy in ADAM7 if png.interlaced else ((0, 0, 1, 1),):
        count = len(range(x0, png.width, dx)) * n
        size = _row_bytes(count, png.depth)
        above = bytes(size)
        for y in range(y0, png.height, dy) if count else ():
            above = _unfilter(image[position], image[position + 1:position + 1 + size], above, step)
            position += 1 + size
            samples = _unpack(above, count, png.depth)
            if not png.interlaced:
                png.rows.append(samples)
                continue
            for i in range(n):
                grid[y][x0 * n + i::dx * n] = samples[i::n]
    if png.interlaced:
        png.rows = grid
    assert position == len(image)


# ---- samples ----

def noise(color_type, depth, width=13, height=11, interlaced=False, trns=False, seed=1):
    """Random samples, every value possible; with trns some pixels are transparent."""
    generator = random.Random(seed)
    top = (1 << depth) - 1
    n = CHANNELS[color_type]
    png = Png(width, height, color_type, depth, [], interlaced)
    if color_type == INDEXED:
        png.palette = [tuple(generator.randbytes(3)) for _ in range(1 << depth)]
    png.rows = [[generator.randint(0, top) for _ in range(width * n)] for _ in range(height)]
    if trns and color_type == INDEXED:
        png.trns = bytes(generator.choice((0, 1, 128, 254, 255)) for _ in range(max(1, (1 << depth) - 1)))
    elif trns:
        png.trns = struct.pack(f">{n}H", *png.rows[height // 2][:n])
    return png


def gradient(width, height):
    """An opaque picture of very many colours."""
    rows = [bytes(v for x in range(width) for v in (x * 255 // width, y * 255 // height, (x * 7 + y * 3) & 255))
            for y in range(height)]
    return Png(width, height, RGB, 8, rows)


def of_colors(count, width=64, alpha=False):
    """Exactly `count` colours, no palette."""
    height = max(1, -(-count // width))
    pixels = [i % count for i in range(width * height)]
    rows = []
    for y in range(height):
        row = bytearray()
        for c in pixels[y * width:(y + 1) * width]:
            row += bytes((c & 255, c >> 8 & 255, 77 + (c >> 16))) + (bytes((255 - c % 3 * 60,)) if alpha else b"")
        rows.append(bytes(row))
    return Png(width, height, RGB_ALPHA if alpha else RGB, 8, rows)
