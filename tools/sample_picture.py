#!/usr/bin/env python3
"""Paints a picture to try kmc on: dusk over hills, with a little grain.

usage: sample_picture.py OUT.png

Smooth gradients, hard edges and noise are the three things that a palette
finds easy, easier and hard. Only the standard library is needed.
"""
import math
import random
import struct
import sys
import zlib

WIDTH, HEIGHT = 640, 400
SUN_X, SUN_Y, SUN_RADIUS = 430, 190, 42
ZENITH, HORIZON, SUN = (38, 52, 110), (250, 150, 90), (255, 236, 180)
# Far to near: height of the crest, its swing, its wavelength, colour.
HILLS = [(0.60, 18, 170, (140, 92, 118)), (0.70, 26, 110, (84, 62, 98)), (0.82, 20, 70, (34, 34, 62))]


def mix(a, b, t):
    return tuple(p + (q - p) * t for p, q in zip(a, b))


def crest(x, level, swing, wavelength):
    return HEIGHT * level + swing * (math.sin(x / wavelength * 2) + 0.4 * math.sin(x / wavelength * 5 + level * 20))


def colour_at(x, y):
    for level, swing, wavelength, hill in reversed(HILLS):
        depth = y - crest(x, level, swing, wavelength)
        if depth > 0:
            return mix(hill, (16, 18, 40), min(1, depth / 140))
    distance = math.hypot(x - SUN_X, y - SUN_Y)
    if distance < SUN_RADIUS:
        return SUN
    sky = mix(ZENITH, HORIZON, min(1, y / (HEIGHT * 0.65)))
    return mix(sky, SUN, 0.6 * math.exp((SUN_RADIUS - distance) / 60))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: sample_picture.py OUT.png")
    grain = random.Random(1)
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)  # PNG filter "none"
        for x in range(WIDTH):
            noise = grain.gauss(0, 2)
            rows += bytes(max(0, min(255, round(c + noise))) for c in colour_at(x, y))
    with open(sys.argv[1], "wb") as png:
        png.write(b"\x89PNG\r\n\x1a\n")
        png.write(chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)))
        png.write(chunk(b"IDAT", zlib.compress(bytes(rows), 9)))
        png.write(chunk(b"IEND", b""))


if __name__ == "__main__":
    main()
