#!/usr/bin/env python3
# Copyright (c) The kmc authors; the licence of the project applies to this file.
"""A decoder of kmc images, written from kmc.md alone, to be read beside it.

It follows the document section by section and keeps its names; numbers in comments are those of the sections. It is
made to be compared with, not to be fast, and needs nothing but Python 3.

  kmc_decode.py IN.kmc OUT.png|OUT.pam    decode; the output has the pixels alone, without metadata
  kmc_decode.py --info IN.kmc             tell what the file holds, without decoding tiles
  kmc_decode.py --check FOLDER            decode the test vectors of a folder and compare with its manifests

Exit status: 0 if all went well, 1 if a file cannot be decoded or written or a vector fails, 2 for wrong arguments.
"""

import csv
import hashlib
import multiprocessing
import os
import struct
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

# ---- 3 Conventions ---------------------------------------------------------------------------------------------------


def trunc(a, b):
  """3.2: the quotient rounded towards 0, for b > 0."""
  return a // b if a >= 0 else -(-a // b)


def clamp(a, first, last):
  """3.2"""
  return max(first, min(a, last))


class Failure(Exception):
  """3.5: ends the decoding with a result other than OK."""

  def __init__(self, result, reason):
    super().__init__(f'{result}: {reason}')
    self.result = result


class Reader:
  """3.4: bytes, a position, and the result with which decoding fails if more is asked for than there is."""

  def __init__(self, data, short):
    self.data = data
    self.position = 0
    self.short = short

  def left(self):
    return len(self.data) - self.position

  def span(self, n):
    if n > self.left():
      raise Failure(self.short, f'{n} bytes are needed where {self.left()} are left')
    self.position += n
    return self.data[self.position - n:self.position]

  def u8(self):
    return self.span(1)[0]

  def u32(self):
    return int.from_bytes(self.span(4), 'little')

  def varint(self):
    value = 0
    for i in range(5):
      b = self.u8()
      value += (b & 127) << (7 * i)
      if b < 128:
        if b == 0 and i > 0:
          raise Failure('INVALID', 'a number is not in its shortest form')
        if value > 4294967295:
          raise Failure('INVALID', 'a number has more than 32 bits')
        return value
    raise Failure('INVALID', 'a number has more than five bytes')


def crc_matches(stored, *parts):
  """6.5: whether the CRC of several pieces of the file, one after the other, is the stored one."""
  crc = 0
  for part in parts:
    crc = zlib.crc32(part, crc)
  return crc == Reader(stored, 'INVALID').u32()


# ---- 10 Range coder --------------------------------------------------------------------------------------------------

RATE = [327680 // (10 * n + 16) for n in range(24)]


class AdaptiveBit:
  """10.3: an estimated probability that is corrected after each decision made with it."""

  __slots__ = 'p', 'seen'

  def __init__(self, p=32768, seen=0):
    self.p = p
    self.seen = seen

  def update(self, bit):
    """`update_adaptive` in the document."""
    if bit == 1:
      self.p += ((65535 - self.p) * RATE[self.seen]) >> 15
    else:
      self.p -= (self.p * RATE[self.seen]) >> 15
    if self.seen < 23:
      self.seen += 1


class RangeDecoder:

  def __init__(self, data):
    """10.1"""
    self.data = data
    self.position = 0
    self.range = 0xFFFFFFFFFFFFFFFF
    self.code = self.next_4_bytes()
    self.code = (self.code << 32) + self.next_4_bytes()
    if self.code == self.range:
      raise Failure('INVALID', 'the data of the range coder begin with eight bytes ff')

  def next_4_bytes(self):
    """10.1; stops as soon as section 10.5 says that the data are INVALID, whatever follows."""
    self.position += 4
    if self.position > len(self.data) + 8:
      raise Failure('INVALID', 'the data of the range coder end too early')
    return int.from_bytes(self.bytes_read(4), 'big')

  def bytes_read(self, n):
    """10.1: the last n; those behind the end of the data are 0."""
    return self.data[self.position - n:self.position].ljust(n, b'\0')

  def decode_bit(self, p):
    """10.2"""
    part = (self.range >> 16) * p
    if self.code < part:
      bit = 1
      self.range = part
    else:
      bit = 0
      self.code -= part
      self.range -= part
    if self.range < 4294967296:
      self.range <<= 32
      self.code = (self.code << 32) + self.next_4_bytes()
    return bit

  def decode_adaptive(self, m):
    """10.3"""
    bit = self.decode_bit(m.p)
    m.update(bit)
    return bit

  def decode_uniform(self, limit):
    """10.4"""
    first = 0
    last = limit
    while first < last:
      half = first + (last - first) // 2
      p = ((last - half) << 16) // (last - first + 1)
      if self.decode_bit(p) == 1:
        first = half + 1
      else:
        last = half
    return first

  def decode_symbol(self, below):
    """10.6"""
    unit = self.range >> 15
    symbol = bisect_right(below, min(self.code // unit, 32767)) - 1
    self.code -= unit * below[symbol]
    if symbol == 15:
      self.range -= unit * below[15]
    else:
      self.range = unit * (below[symbol + 1] - below[symbol])
    if self.range < 4294967296:
      self.range <<= 32
      self.code = (self.code << 32) + self.next_4_bytes()
    return symbol

  def check_end(self):
    """10.5"""
    window = int.from_bytes(self.bytes_read(8), 'big')
    low = (window + (1 << 64) - self.code) & 0xFFFFFFFFFFFFFFFF
    size = 0  # `bytes` in the document
    while self.above(low, size) >= self.range:
      size += 1
    if self.code != self.above(low, size) or self.position + size != len(self.data) + 8:
      raise Failure('INVALID', 'the data of the range coder do not end where the decisions do')

  def above(self, low, size):
    """10.5: from low to the next number of which only the first `size` of eight bytes are not 0."""
    unit = 1 << (64 - 8 * size)
    return (low + unit - 1) // unit * unit - low


# ---- 11.4 Logistic ---------------------------------------------------------------------------------------------------

# 11.4
LOGISTIC = [
    1, 2, 3, 5, 8, 13, 22, 36, 60, 98, 162, 267, 439, 720, 1179, 1921, 3108, 4971, 7812, 11955, 17625, 24743, 32768,
    40793, 47911, 53581, 57724, 60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374, 65438, 65476, 65500, 65514,
    65523, 65528, 65531, 65533, 65534, 65535
]


def squash(logit):
  """11.4: -2816..2816 -> 1..65535"""
  at, rest = divmod(logit + 2816, 128)
  if rest == 0:
    return LOGISTIC[at]
  return LOGISTIC[at] + ((LOGISTIC[at + 1] - LOGISTIC[at]) * rest) // 128


def make_stretch():
  """11.4: for each p, the smallest logit for which squash(logit) >= 16 * p + 8."""
  stretch = []
  logit = -2816
  for p in range(4096):
    while squash(logit) < 16 * p + 8:
      logit += 1
    stretch.append(logit)
  return stretch


STRETCH = make_stretch()

# ---- 7 Palette -------------------------------------------------------------------------------------------------------


@dataclass
class Palette:
  """7.1: entries are (R, G, B, A)."""

  entries: list
  opaque: bool
  ordered: bool

  @property
  def bits(self):
    """8.1: of an index, where an index coding needs a fixed number of them."""
    K = len(self.entries)
    return 0 if K == 1 else next(bits for bits in (1, 2, 4, 8, 16) if K <= 1 << bits)

  @cached_property
  def tree(self):
    """11.2: built once for all tiles."""
    return PaletteTree(self.entries)


def read_palette(payload):
  """7.1, 13"""
  r = Reader(payload, 'INVALID')
  last = r.varint()
  method = r.u8()
  if last > 65535 or method > 3:
    raise Failure('INVALID', 'the palette has too many entries or an unknown method')
  K = last + 1
  opaque = (method & 1) == 0
  data = r.span(r.left())
  ordered = (method & 2) > 0
  return Palette(EntriesDecoder(data, opaque).decode(K, ordered), opaque, ordered)


@dataclass(frozen=True)
class Box:
  """7.2: the colours of which some bits are known; by channel A, G, R, B."""

  low: tuple
  open: tuple

  @cached_property
  def channel(self):
    """`channel_of` in the document."""
    a, g, r, b = self.open
    return 0 if a > 0 else 1 if g == b else 2 if r == b else 3

  def half(self, bit):
    """`half_of` in the document."""
    c = self.channel
    low, still_open = list(self.low), list(self.open)
    still_open[c] -= 1
    low[c] += bit << still_open[c]
    return Box(tuple(low), tuple(still_open))

  def twice_middle(self, c):
    """7.3"""
    return 2 * self.low[c] + (1 << self.open[c]) - 1


ALL_COLOURS = Box((0, 0, 0, 0), (8, 8, 8, 8))
OPAQUE_COLOURS = Box((255, 0, 0, 0), (0, 8, 8, 8))

# 7.3: logits that adaptive bits start with
SPLITS = [(-576, -576, -768, -768), (-160, -288, -640, -640), (0, 192, -288, -288)]
NEIGHBOUR_LOGITS = (384, 768, 576, 320, 64, 0)
GREY_LOGITS = (896, 512, 256, 128, 64, 0)


def expecting(logit):
  """7.3"""
  return AdaptiveBit(squash(logit), 4)


class Guesses:
  """7.3: the table of the adaptive bits of guesses."""

  def __init__(self, logits):
    self.bits = [[[expecting(sign * logit) for logit in logits] for sign in (-1, 1)] for _ in range(8)]

  def bit_of(self, twice_guess, box):
    c = box.channel
    size = 1 << box.open[c]
    offset = twice_guess - box.twice_middle(c)
    d = abs(offset)
    ring = 0 if 2 * d <= size else 1 + sum(d >= n * size for n in (1, 2, 3, 6))
    return self.bits[box.open[c] - 1][offset > 0][ring]


def premultiplied_halves(box):
  """7.3"""
  A = box.low[0]
  c = box.channel

  def below(end):
    return (end * A - A // 2 + 254) // 255

  first = below(box.low[c])
  middle = below(box.low[c] + (1 << (box.open[c] - 1)))
  last = below(box.low[c] + (1 << box.open[c]))
  return (middle > first) + 2 * (last > middle)


class UpperModel:
  """7.3: the opinions on whether entries are in the upper half of a box, and how they are mixed."""

  def __init__(self):
    self.recent = 32 * [(0, 0, 0, 0)]
    self.by_nearest = [Guesses(NEIGHBOUR_LOGITS), Guesses(NEIGHBOUR_LOGITS)]
    self.by_shifted = Guesses(NEIGHBOUR_LOGITS)
    self.by_green = Guesses(GREY_LOGITS)
    self.by_red = Guesses(GREY_LOGITS)
    self.prefixes = [[AdaptiveBit() for _ in range(256)] for _ in range(4)]
    self.premultiplied = [AdaptiveBit(), expecting(-1536), expecting(1536), AdaptiveBit()]
    self.weight = [6 * [1024] for _ in range(4)]

  def remember(self, colour):
    self.recent = [colour] + self.recent[:-1]

  def nearest(self, box):
    """A colour by channel, and whether it fits."""
    channels = [c for c in (1, 2, 3) if c != box.channel]

    def distance(x):
      return sum(max(box.low[c] - x[c], x[c] - (box.low[c] + (1 << box.open[c]) - 1), 0) for c in channels)

    x = min(self.recent, key=distance)  # the first of several
    return x, distance(x) == 0

  def opinions_on(self, box):
    c = box.channel
    x, fits = self.nearest(box)
    opinions = 6 * [None]
    opinions[0] = self.by_nearest[fits].bit_of(2 * x[c], box)
    opinions[1] = self.prefixes[c][(256 + box.low[c]) >> box.open[c]]
    if c != 0 and box.low[0] != 255:
      opinions[2] = self.premultiplied[premultiplied_halves(box)]
    if c >= 2:
      opinions[3] = self.by_shifted.bit_of(2 * x[c] + box.twice_middle(1) - 2 * x[1], box)
      opinions[4] = self.by_green.bit_of(box.twice_middle(1), box)
    if c == 3:
      opinions[5] = self.by_red.bit_of(box.twice_middle(2), box)
    return opinions

  def decode(self, coder, box):
    """`decode_upper` in the document."""
    opinions = self.opinions_on(box)
    weight = self.weight[box.channel]
    inputs = [STRETCH[m.p >> 4] if m else 0 for m in opinions]
    total = sum(w * x for w, x in zip(weight, inputs))
    p = squash(clamp(total >> 12, -2816, 2816))
    bit = coder.decode_bit(p)
    step = trunc(65536 * bit - p, 2)
    for i, m in enumerate(opinions):
      weight[i] = clamp(weight[i] + ((inputs[i] * step + 32768) >> 16), -31000, 31000)
      if m:
        m.update(bit)
    return bit


def key(entry):
  """7.2"""
  r, g, b, a = entry
  return [sample >> bit & 1 for bit in range(7, -1, -1) for sample in (a, g, r, b)]


class EntriesDecoder:
  """7.4: the entries as a set, coded as a binary tree of counts, and their order."""

  def __init__(self, data, opaque):
    self.coder = RangeDecoder(data)
    self.first_box = OPAQUE_COLOURS if opaque else ALL_COLOURS
    self.entries = []
    self.splits = [[[expecting(row[c] + 96 * known) for known in range(8)] for c in range(4)] for row in SPLITS]
    self.upper = UpperModel()

  def decode(self, K, ordered):
    """`decode_entries` in the document."""
    self.decode_box(K, self.first_box)
    self.entries.sort(key=key)
    if ordered:
      self.entries = self.decode_order(self.entries)
    self.coder.check_end()
    return self.entries

  def decode_order(self, entries_of_set):
    """7.5"""
    follows = AdaptiveBit()
    free = list(range(len(entries_of_set)))
    places = []
    behind = 0
    while len(free) > 1:
      following = bisect_left(free, behind)  # `next` in the document
      if following == len(free):
        following = 0
      if self.coder.decode_adaptive(follows) == 1:
        rank = following
      else:
        rank = self.coder.decode_uniform(len(free) - 2)
        if rank >= following:
          rank += 1
      place = free.pop(rank)
      places.append(place)
      behind = place + 1
    places.append(free[0])
    last_place = {}  # of equal entries
    for place in places:
      if last_place.get(entries_of_set[place], -1) > place:
        raise Failure('INVALID', 'equal entries of the palette are not in the order of their places')
      last_place[entries_of_set[place]] = place
    return [entries_of_set[place] for place in places]

  def decode_box(self, n, box):
    if n == 0:
      return
    if not any(box.open):
      a, g, r, b = box.low
      self.entries += n * [(r, g, b, a)]
      self.upper.remember(box.low)
      return
    lower = self.decode_lower(n, box)
    self.decode_box(lower, box.half(0))
    self.decode_box(n - lower, box.half(1))

  def decode_lower(self, n, box):
    """How many of n entries are in the lower half."""
    c = box.channel
    crowd = 0 if n == 2 else 1 if n <= 5 else 2
    if n > 1 and self.coder.decode_adaptive(self.splits[crowd][c][8 - box.open[c]]) == 1:
      return 1 + self.coder.decode_uniform(n - 2)
    if self.upper.decode(self.coder, box) == 1:
      return 0
    return n


# ---- 8 Index plane and tiles -----------------------------------------------------------------------------------------


class Grid:
  """8.2: the tiles of an image."""

  def __init__(self, width, height, tile_byte):
    self.width = width
    self.height = height
    self.tile_width = self.extent(width, tile_byte >> 4)
    self.tile_height = self.extent(height, tile_byte & 15)
    self.columns = (width + self.tile_width - 1) // self.tile_width
    self.rows = (height + self.tile_height - 1) // self.tile_height
    self.tile_count = self.columns * self.rows

  def extent(self, image_extent, code):
    return image_extent if code == 0 else min(image_extent, 1 << (code + 4))

  def rectangle(self, t):
    """The left upper pixel, the width and the height of tile t."""
    left = t % self.columns * self.tile_width
    top = t // self.columns * self.tile_height
    return left, top, min(self.tile_width, self.width - left), min(self.tile_height, self.height - top)


@dataclass
class Tile:
  """8.3: a tile section; `covered` is the part of it that its CRC covers."""

  coding: int
  data: bytes
  covered: bytes
  crc: bytes


def read_tile(payload, section, tiles_before, tile_count):
  """8.3, 13"""
  if len(payload) < 4:
    raise Failure('INVALID', 'a tile section has no room for its CRC')
  r = Reader(payload[:-4], 'INVALID')
  number = r.varint() if tile_count > 1 else 0
  if number != tiles_before:
    raise Failure('INVALID', f'tile {number} stands where tile {tiles_before} belongs')
  coding = r.u8()
  return Tile(coding, r.span(r.left()), section[:-4], payload[-4:])


# ---- 9 Index codings -------------------------------------------------------------------------------------------------
# Each gives the indices of a tile in raster order, for its data, width, height and palette.


def decode_packed(data, w, h, palette):
  """9.1"""
  bits = palette.bits
  if len(data) != packed_size(w, h, bits):
    raise Failure('INVALID', f'{len(data)} bytes of packed indices instead of {packed_size(w, h, bits)}')
  size = packed_size(w, 1, bits)
  indices = []
  for y in range(h):
    indices += unpack_row(data[y * size:(y + 1) * size], w, bits)
  if max(indices) >= len(palette.entries):
    raise Failure('INVALID', f'the index {max(indices)} in a palette of {len(palette.entries)} entries')
  return indices


def packed_size(w, h, bits):
  """9.1"""
  return h * ((w * bits + 7) // 8)


def unpack_row(row, w, bits):
  """9.1"""
  if bits == 0:
    return [0] * w
  if bits == 16:
    return [low + (high << 8) for low, high in zip(row[0::2], row[1::2])]
  mask = (1 << bits) - 1
  indices = [(byte >> shift) & mask for byte in row for shift in range(8 - bits, -1, -bits)]
  if any(indices[w:]):
    raise Failure('INVALID', 'the padding of a row is not 0')
  return indices[:w]


def decode_deflate(data, w, h, palette):
  """9.2"""
  return decode_packed(inflate(data, packed_size(w, h, palette.bits)), w, h, palette)


def inflate(data, size):
  """9.2: what exactly one zlib stream yields, which must be `size` bytes."""
  if size > 1032 * len(data):
    raise Failure('INVALID', f'{len(data)} compressed bytes cannot yield {size}')
  stream = zlib.decompressobj()
  try:
    content = stream.decompress(data, size + 1)
  except zlib.error as error:
    raise Failure('INVALID', f'broken zlib stream: {error}') from error
  if len(content) != size or not stream.eof or stream.unused_data:
    raise Failure('INVALID', 'a zlib stream has not the size that it should have')
  return content


def decode_fast(data, w, h, palette):
  """9.3, 11.10"""
  return FastDecoder(data, w, h, palette).decode()


def decode_max(data, w, h, palette):
  """9.3, 11.15"""
  return MaxDecoder(data, w, h, palette).decode()


INDEX_CODINGS = {1: decode_packed, 2: decode_deflate, 3: decode_fast, 4: decode_max}
CODING_NAMES = {1: 'packed', 2: 'deflate', 3: 'fast', 4: 'max'}

# ---- 11 The index codings fast and max -------------------------------------------------------------------------------


def middle_of(begin, end):
  """11.2"""
  return (begin + end + 1) // 2


class PaletteTree:
  """11.2: a binary tree with the entries as leaves, at places 0..K-1."""

  def __init__(self, entries):
    K = len(entries)
    self.entries = entries
    self.order = list(range(K))
    self.place_of = [0] * K
    self.channel = [0] * K
    self.threshold = [0] * K
    self.part(0, K)
    for p in range(K):
      self.place_of[self.order[p]] = p

  def part(self, begin, end):
    if end - begin < 2:
      return
    samples = list(zip(*(self.entries[i] for i in self.order[begin:end])))
    spread = [max(of_channel) - min(of_channel) for of_channel in samples]
    best = spread.index(max(spread))
    self.order[begin:end] = sorted(self.order[begin:end], key=lambda i: (self.entries[i][best], i))
    middle = middle_of(begin, end)
    self.channel[middle] = best
    self.threshold[middle] = self.entries[self.order[middle - 1]][best] + self.entries[self.order[middle]][best]
    self.part(begin, middle)
    self.part(middle, end)


# 11.5: a state has a level of 0..255 and the number of decisions learned, 0..7
STATE_RATE = [39322, 24904, 17695, 13107, 9830, 7209, 4588, 2949]
FRESH = 512


def level_of(s):
  """11.5"""
  return (s >> 2) & 255


def learned_of(s):
  """11.5"""
  return ((s >> 8) & 4) | (s & 3)


def logit_of(s):
  """11.5: -1536..1524"""
  return 12 * (level_of(s) - 128)


def summary_of(s):
  """11.5: 0..31"""
  return s >> 6


def next_state(s, bit):
  """11.5"""
  level = level_of(s)
  learned = learned_of(s)
  p = squash(logit_of(s))
  if bit == 1:
    p += ((65535 - p) * STATE_RATE[learned]) >> 16
    level = max(trunc(STRETCH[p >> 4] + 1542, 12), level + 1)
  else:
    p -= (p * STATE_RATE[learned]) >> 16
    level = min(trunc(STRETCH[p >> 4] + 1542, 12), level - 1)
  level = clamp(level, 0, 255)
  learned = min(learned + 1, 7)
  return ((learned & 4) << 8) | (level << 2) | (learned & 3)


NEXT = [[next_state(s, bit) for s in range(2048)] for bit in (0, 1)]


class Place:
  """11.6"""

  __slots__ = 'following', 'check'  # `next` in the document

  def __init__(self):
    self.following = 0
    self.check = 0


class MatchModel:
  """11.6: foretells what came after the last place with the same indices."""

  def __init__(self, cells, w, h, K):
    self.cells = cells
    self.hashed = 6 if K <= 256 else 4
    self.cell_bits = 8 if K <= 256 else 16
    self.place_bits = clamp((w * h).bit_length() - 4, 8, 15)
    self.PLACES = defaultdict(Place)
    self.length = 0
    self.start = 0  # `from` in the document

  def foretold_index(self):
    return self.cells[self.start] if self.length > 0 else None

  def advance(self, at, worth_remembering):
    """`advance_match` in the document."""
    if self.length > 0 and self.cells[self.start] == self.cells[at]:
      self.length = (self.length + 1) & 0xFFFFFFFF
      self.start = (self.start + 1) & 0xFFFFFFFF
    else:
      self.length = 0
    if worth_remembering:
      self.remember((at + 1) & 0xFFFFFFFF, at)

  def end_row(self):
    """11.3"""
    self.start = (self.start + 5) & 0xFFFFFFFF

  def remember(self, following, at):
    key = sum(self.cells[at - i] << (self.cell_bits * i) for i in range(self.hashed))
    hash_value = ((key + 1) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    place = self.PLACES[hash_value >> (64 - self.place_bits)]
    check = (hash_value >> 16) & 0xFFFFFFFF
    if self.length == 0 and place.following > 0 and place.check == check:
      common = self.common_before(place.following, following)
      if common >= 6:
        self.length = common
        self.start = place.following
    place.following = following
    place.check = check

  def common_before(self, place, following):
    count = 0
    while count < 32 and count < place and self.cells[place - 1 - count] == self.cells[following - 1 - count]:
      count += 1
    return count


class IndexDecoder:
  """11.1 to 11.7: the indices of one tile, each by a few binary decisions. Neighbours are self.W, self.N, ...

  What differs between fast and max is begin_pixel, flat_run, worth_remembering and the decisions.
  """

  def __init__(self, data, w, h, palette):
    self.coder = RangeDecoder(data)
    self.w = w
    self.h = h
    self.palette = palette
    self.entries = palette.entries
    self.stride = w + 5
    self.CELLS = [0] * (self.stride * (h + 2))
    self.match = MatchModel(self.CELLS, w, h, len(self.entries))

  def decode(self):
    """11.1"""
    if len(self.entries) > 1:
      self.tree = self.palette.tree
      for y in range(self.h):
        self.begin_row(y)
        self.decode_row(y)
        self.end_row(y)
    self.coder.check_end()
    rows = (self.cell_of(0, y) for y in range(self.h))
    return [index for row in rows for index in self.CELLS[row:row + self.w]]

  def begin_cell(self, x, y):
    """11.1"""
    self.x = x
    self.y = y
    self.at = self.cell_of(x, y)
    self.position = y * self.w + x
    self.find_neighbours()

  def end_cell(self, index):
    """11.1"""
    self.CELLS[self.at] = index
    self.match.advance(self.at, self.worth_remembering(index))

  def end_pixel(self, index):
    """11.1: of fast."""
    self.end_cell(index)

  def decode_row(self, y):
    """11.1"""
    self.denied = 0
    x = 0
    while x < self.w:
      self.begin_cell(x, y)
      self.begin_pixel()
      run = self.possible_run() if self.denied == 0 else 0
      if run > 0:
        if self.decide_run(run) == 1:
          self.end_pixel(self.W)
          for after in range(x + 1, x + run):
            self.begin_cell(after, y)
            self.end_pixel(self.W)
          x += run
          continue
        self.denied = run
      index = self.decode_index()
      self.denied = self.denied - 1 if index == self.W and self.denied > 0 else 0
      self.end_pixel(index)
      x += 1

  def possible_run(self):
    """11.1"""
    run = min(self.flat_run(), self.w - self.x, 32)
    if self.match.length > 0:
      start = self.match.start
      count = 0
      while count < run and (start + count >= self.at or self.CELLS[start + count] == self.W):
        count += 1
      run = count
    return run if run >= 4 else 0

  def cell_of(self, x, y):
    """11.3"""
    return (y + 2) * self.stride + x + 3

  def begin_row(self, y):
    """11.3"""
    for x in range(-3, 0):
      self.CELLS[self.cell_of(x, y)] = self.CELLS[self.cell_of(0, y - 1)]

  def end_row(self, y):
    """11.3"""
    for x in range(self.w, self.w + 2):
      self.CELLS[self.cell_of(x, y)] = self.CELLS[self.cell_of(self.w - 1, y)]
    self.match.end_row()

  def find_neighbours(self):
    """11.3"""
    at = self.at
    above = at - self.stride
    highest = above - self.stride
    self.WWW, self.WW, self.W = self.CELLS[at - 3:at]
    self.NWWW, self.NWW, self.NW, self.N, self.NE, self.NEE = self.CELLS[above - 3:above + 3]
    self.NNWW, self.NNW, self.NN, self.NNE, self.NNEE = self.CELLS[highest - 2:highest + 3]

  def decode_index(self):
    """11.7"""
    W, N = self.W, self.N
    guess = self.match.foretold_index()

    # flag W: is it the left neighbour?
    if self.denied != 1 and self.decide_flag(0, None if guess is None else int(guess == W)) == 1:
      return W

    # of two colours, the other one is left
    if len(self.entries) == 2:
      return 1 - W

    # flag N: is it the upper neighbour?
    if guess == W:
      guess = None
    if N != W:
      if self.decide_flag(1, None if guess is None else int(guess == N)) == 1:
        return N

    if guess == N:
      guess = None
    return self.decode_rest(guess)


def fresh_map(lean):
  """11.8: the start of a state map."""
  numbers = []
  for a in range(32):
    for b in range(32):
      logit_a = 192 * (a % 16 - 8) + 96
      logit_b = 192 * (b % 16 - 8) + 96
      if a // 16 == b // 16:
        logit = (logit_a + logit_b) >> 1
      elif a // 16 == 1:
        logit = logit_a
      else:
        logit = logit_b
      numbers.append(squash(logit + lean))
  return numbers


FRESH_MAPS = [fresh_map(lean) for lean in (0, -256, 256)]


def learn(numbers, place, bit):
  """11.8"""
  if bit == 1:
    numbers[place] += ((65535 - numbers[place]) * 3) >> 8
  else:
    numbers[place] -= (numbers[place] * 3) >> 8


def target(digit, n):
  """11.9"""
  return 4 * n + (32704 if n > digit else 0)


# 11.9
SHIFT = [1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4]
TARGETS = [[target(digit, n) for n in range(1, 16)] for digit in range(16)]


class Distribution:
  """11.9: what a context says of the 16 values of a digit."""

  __slots__ = 'below', 'history'

  def __init__(self, likely):
    """`fresh_distribution` in the document; below[0] and below[16] are 0 and 32768."""
    self.below = [0] + [4 * n + 32704 * min(n, likely) // likely for n in range(1, 16)] + [32768]
    self.history = 0

  def share_of(self, digit):
    return self.below[digit + 1] - self.below[digit]

  def learn(self, digit):
    """`learn_digit` in the document."""
    shift = SHIFT[self.history]
    if self.history == 0:
      after = 1
    elif self.history >= 8:
      after = min(self.history + 1, 15)
    elif self.share_of(digit) > 16384:
      after = min(self.history + 1, 7)
    else:
      shift = 2
      after = 8 if self.history < 3 else 9 if self.history < 6 else 10
    self.below[1:16] = [number + ((to - number) >> shift) for number, to in zip(self.below[1:16], TARGETS[digit])]
    self.history = after


def expecting_digit(digit):
  """11.9"""
  d = Distribution(16)
  for n in range(1, 16):
    d.below[n] += trunc((target(digit, n) - d.below[n]) * 3, 4)
  d.history = 4
  return d


def history_class(history):
  """11.9"""
  return bisect_right((1, 3, 8), history)


def reweigh(weight, share, mixed):
  """11.9"""
  return weight + trunc(min(weight * share // mixed, 32700) - weight, 16)


def mixed_shares(of, towards, weight):
  """11.9: the shares of two or all distributions, of which `of` are the shares so far."""
  return [a + (((b - a) * (weight >> 7)) >> 8) for a, b in zip(of, towards)][:16] + [32768]


class DigitMixer:
  """11.9: weights of three distributions."""

  def __init__(self):
    """`fresh_digit_mixer` in the document."""
    self.SECOND = [[32767 * (j + 4) // (i + j + 10) for j in range(16)] for i in range(16)]
    self.THIRD = [of_first[:] for of_first in self.SECOND]

  def decode_digit(self, coder, d1, d2, d3):
    i, j, l = d1.history, d2.history, d3.history
    k = 4 * history_class(i) + history_class(j)
    two = mixed_shares(d1.below, d2.below, self.SECOND[i][j])
    all_three = mixed_shares(two, d3.below, self.THIRD[k][l])
    digit = coder.decode_symbol(all_three)
    self.SECOND[i][j] = reweigh(self.SECOND[i][j], d2.share_of(digit), two[digit + 1] - two[digit])
    self.THIRD[k][l] = reweigh(self.THIRD[k][l], d3.share_of(digit), all_three[digit + 1] - all_three[digit])
    for d in (d1, d2, d3):
      d.learn(digit)
    return digit


class FastDecoder(IndexDecoder):
  """11.10: two states and a state map for each decision, three distributions for each digit of a place."""

  def __init__(self, data, w, h, palette):
    super().__init__(data, w, h, palette)
    K = len(self.entries)
    size = (w * h).bit_length()
    self.table_bits = clamp(size, 8, clamp(size - 6, 13, 15))
    self.pair_bits = max(self.table_bits + 1, 11)
    likely = max(2048 - 3072 * K // (w * h), 205)
    fresh_pattern = (trunc(STRETCH[likely] + 1542, 12) << 2) | 2
    self.PATTERNS = defaultdict(lambda: [fresh_pattern, fresh_pattern])
    self.EXACT = defaultdict(lambda: [FRESH, FRESH])
    self.RUNS = [[FRESH] for _ in range(33)]
    self.DENIED = [[FRESH] for _ in range(33)]
    self.MAPS = [[numbers[:] for numbers in FRESH_MAPS] for _ in range(4)]
    self.first_digit = next(shift for shift in (0, 4, 8, 12) if (K - 1) >> shift < 16)
    likely_digits = ((K - 1) >> self.first_digit) + 1
    self.FIRST_DIGITS = defaultdict(lambda: Distribution(likely_digits))
    self.OTHER_DIGITS = defaultdict(lambda: Distribution(16))
    self.FORETOLD = [[[expecting_digit(digit) for digit in range(16)] for _ in range(4)] for _ in range(2)]
    self.mixers = [DigitMixer() for _ in range(4)]

  def exact_pair(self, hash_value):
    """EXACT[place_in_exact(hash)]"""
    return self.EXACT[(hash_value >> 15) & ((1 << self.pair_bits) - 1)]

  def begin_pixel(self):
    """11.10"""
    W, N, NW, NE = self.W, self.N, self.NW, self.NE
    pairs = ((NW, N), (NE, N), (self.NN, N), (self.NNE, NE), (self.NWW, NW), (self.NEE, NE), (W, N), (W, NW), (W, NE),
             (W, self.WW), (self.WW, self.WWW))
    self.pattern = sum((a == b) << i for i, (a, b) in enumerate(pairs))
    self.third = ((W + 1) * 0x7FEB352D) & 0xFFFFFFFF
    if len(self.entries) <= 32:
      self.exact = ((((NW * 32 + N) * 32 + NE) * 32 + W + 1) * 0x9E3779B1) & 0xFFFFFFFF
      self.first = self.exact
      self.second = ((W * 32 + N + 1) * 0x85EBCA6B) & 0xFFFFFFFF
    else:
      self.exact = ((N * 65536 + W + 1) * 0x9E3779B1) & 0xFFFFFFFF
      self.first = self.exact if len(self.entries) <= 64 else ((N + 1) * 0xC2B2AE35) & 0xFFFFFFFF
      around = zip(*(self.entries[i] for i in (W, N, NW, NE)))
      s = [(3 * w + 3 * n + nw + ne + 4) >> 7 for w, n, nw, ne in around]
      color = s[0] + (s[1] << 16) + (s[2] << 32) + (s[3] << 48)
      self.second = ((color * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF) >> 32

  def flat_run(self):
    """11.10; of right_run, section 11.12, as much as a run can need."""
    if self.pattern != 2047:
      return 0
    above = self.at - self.stride
    row = self.CELLS[above:above + min(self.w - self.x, 32)]
    return next((d for d, index in enumerate(row) if index != self.N), len(row))

  def worth_remembering(self, index):
    """11.6"""
    if len(self.entries) > 4:
      return index != self.W and index != self.N
    return index != self.W

  def map_of(self, kind, foretold):
    """11.10"""
    return self.MAPS[kind][0 if foretold is None else 1 + foretold]

  def decide_run(self, run):
    """11.10"""
    a = self.exact_pair(((self.W * 64 + run) * 0x27D4EB2F) & 0xFFFFFFFF)
    bit = self.decide(self.map_of(2, 1 if self.match.length > 0 else None), a, self.RUNS[run], 0)
    if bit == 1:
      for pair in (self.exact_pair(self.exact), self.PATTERNS[2047]):
        pair[0] = NEXT[1][pair[0]]
    return bit

  def decide_flag(self, f, foretold):
    """11.10"""
    a = self.exact_pair(self.exact)
    if f == 0 and self.denied > 0:
      return self.decide(self.map_of(3, foretold), a, self.DENIED[self.denied], 0)
    return self.decide(self.map_of(f, foretold), a, self.PATTERNS[self.pattern], f)

  def decide(self, numbers, a, b, member):
    """11.10: the states are the same member of two lists."""
    place = 32 * summary_of(a[member]) + summary_of(b[member])
    bit = self.coder.decode_bit(numbers[place])
    learn(numbers, place, bit)
    a[member] = NEXT[bit][a[member]]
    b[member] = NEXT[bit][b[member]]
    return bit

  def distribution_of(self, table, hash_value, path):
    """11.10"""
    return table[((hash_value >> 15) ^ ((path * 0x3C6EF) & 0xFFFFFFFF)) & ((1 << self.table_bits) - 1)]

  def decode_rest(self, guess):
    """11.10"""
    begin = 16 << self.first_digit
    way = 0 if guess is None else begin + self.tree.place_of[guess]
    path = 1
    for shift in range(self.first_digit, -1, -4):
      is_first = path == 1
      table = self.FIRST_DIGITS if is_first else self.OTHER_DIGITS
      d1, d2, d3 = (self.distribution_of(table, value, path) for value in (self.first, self.second, self.third))
      guided = path == way >> (shift + 4)
      if guided:
        d3 = self.FORETOLD[is_first][min(self.match.length // 6, 4) - 1][(way >> shift) & 15]
      path = 16 * path + self.mixers[2 * guided + is_first].decode_digit(self.coder, d1, d2, d3)
    if path - begin >= len(self.entries):
      raise Failure('INVALID', 'there is no colour at a place')
    index = self.tree.order[path - begin]
    if index in (self.W, self.N):
      raise Failure('INVALID', 'a place is that of an index that was excluded')
    return index


def distance_class(d):
  """11.11: 0..7"""
  return bisect_right((1, 4, 8, 16, 28, 48, 90), d)


def offset_class(d):
  """11.11: 0..23"""
  steps = bisect_right((1, 2, 3, 5, 7, 11, 15, 21, 30, 42, 58), abs(d))
  return 11 - steps if d < 0 else 12 + steps


def join(*digits):
  """11.11: the number whose digits to the base 8 these are."""
  number = 0
  for digit in digits:
    number = 8 * number + digit
  return number


# 11.12: what of `equal` is looked at
NEAR = 0x19820800F0
FAR = 0x1B8E9E79FC
FARTHEST = 0x1F9FFFFFFE
ABOVE = 0x08800E007F
BESIDE = 0x0FBE000040
UPPER = 0x18809C3060


def run_class(run):
  """11.12: 0..11"""
  return bisect_right((2, 3, 4, 5, 6, 7, 9, 13, 17, 25, 33), run)


def coarse_class(run):
  """11.12: 0..7"""
  return bisect_right((2, 3, 4, 6, 9, 15, 33), run)


# 11.13: what values are multiplied with in a hash
POWER = [pow(0x9E3779B97F4A7C15, k + 1, 1 << 64) for k in range(16)]


def hash_of(*terms):
  """11.13: of pairs of a value and the number of a power."""
  return sum(value * POWER[k] for value, k in terms) & 0xFFFFFFFFFFFFFFFF


class Bucket:
  """11.13"""

  __slots__ = 'check', 'state'

  def __init__(self, check, size):
    self.check = check
    self.state = [FRESH] * size


def claim(table, bits, hash_value, size):
  """11.13: the bucket of a hash; fresh if another hash had it. Buckets are made when they are first claimed."""
  number = hash_value >> (64 - bits)
  check = (hash_value >> 28) & 0xFFFF
  bucket = table.get(number)
  if bucket is None or bucket.check != check:
    bucket = table[number] = Bucket(check, size)
  return bucket


def guess_of(W, N, NW):
  """11.13: a sample that is foretold from those around."""
  return clamp(W + N - NW, min(W, N), max(W, N))


def mean_of(W, N, NW, NE):
  """11.13"""
  return (3 * W + 3 * N + NW + NE + 4) >> 3


def update_worth(worth, right):
  """11.15: the probability that the match model is right."""
  return worth + trunc(65535 - worth, 64) if right else worth - trunc(worth, 64)


class Mixer:
  """11.14: weighs the inputs of a decision, with one row of weights of each of three sets."""

  def __init__(self):
    self.sets = [[[start] * 32 for _ in range(rows)] for rows, start in ((80, 3932), (40, 0), (512, 0))]

  def mix(self, inputs, rows):
    self.inputs = inputs
    self.rows = [weights[row] for weights, row in zip(self.sets, rows)]
    total = sum((a + b + c) * i for a, b, c, i in zip(*self.rows, inputs))
    return clamp(total >> 16, -2816, 2816)

  def update_weights(self, error, rate):
    step = clamp(trunc(error * rate, 64), -32767, 32767)
    changes = [(i * step + 32768) >> 16 for i in self.inputs]
    for row in self.rows:
      row[:] = [clamp(weight + change, -31000, 31000) for weight, change in zip(row, changes)]


class Map:
  """11.14: corrects a probability in a context."""

  def __init__(self, contexts, slowness):
    points = [squash(176 * k - 2816) for k in range(33)]
    self.points = [points[:] for _ in range(contexts)]
    self.slowness = slowness

  def refine(self, context, logit):
    at = min((logit + 2816) // 176, 31)
    rest = logit + 2816 - 176 * at
    self.context = context
    self.nearest = at + 1 if 2 * rest > 176 else at
    return (self.points[context][at] * (176 - rest) + self.points[context][at + 1] * rest) // 176

  def update(self, bit):
    v = self.points[self.context][self.nearest]
    self.points[self.context][self.nearest] = v + trunc(65535 * bit - v, self.slowness)


class MaxDecoder(IndexDecoder):
  """11.11 to 11.15"""

  def __init__(self, data, w, h, palette):
    """All is fresh when a tile begins. Buckets and states are made when they are first used."""
    super().__init__(data, w, h, palette)
    self.UPPER_RUN = [1] * w
    self.OVER = [0] * w
    self.flag_bits = clamp((w * h).bit_length(), 9, 15)
    self.node_bits = clamp((w * h).bit_length(), 7, 14)
    self.side_bits = clamp((4 * w * h).bit_length(), 10, 16)
    self.FLAGS = [{} for _ in range(22)]
    self.NODES = [{} for _ in range(16)]
    self.SIDES = [defaultdict(lambda: FRESH) for _ in range(16, 22)]
    self.COLORS = [defaultdict(lambda: FRESH) for _ in range(22, 29)]
    self.mixer = Mixer()
    self.by_node = Map(320, 64)
    self.by_pair = Map(4096, 48)
    self.MATCH = [[49152] * 16 for _ in range(20)]

  def worth_remembering(self, index):
    """11.6"""
    return index != self.W

  # ---- runs

  def flat_run(self):
    """11.15"""
    return self.right_run if self.equal & FAR == FAR else 0

  def end_pixel(self, index):
    """11.12"""
    x = self.x
    if index == self.W:
      self.left_run = min(self.left_run + 1, 255)
    else:
      self.left_run = 1
      self.before = self.W
    if index == self.N:
      self.UPPER_RUN[x] = min(self.UPPER_RUN[x] + 1, 255)
    else:
      self.UPPER_RUN[x] = 1
      self.OVER[x] = self.N
    self.end_cell(index)
    self.left_digits[0][x + 8] = str(int(self.LEFT(x, self.y)))
    self.up_digits[0][x + 8] = str(int(self.UP(x, self.y)))

  # ---- contexts

  def LEFT(self, x, y):
    """11.12"""
    if y < 0 or x < 1 or x >= self.w:
      return True
    at = self.cell_of(x, y)
    return self.CELLS[at] == self.CELLS[at - 1]

  def UP(self, x, y):
    """11.12"""
    if y < 1 or x < 0 or x >= self.w:
      return True
    at = self.cell_of(x, y)
    return self.CELLS[at] == self.CELLS[at - self.stride]

  def begin_row(self, y):
    """11.3, and what 11.12 keeps along a row"""
    super().begin_row(y)
    self.left_run = 1
    self.before = 0
    self.begin_equal(y)

  def begin_equal(self, y):
    """11.12: LEFT and UP of three rows as digits, from eight columns before the first to as many behind the last.

    Those of the row itself become known pixel by pixel.
    """
    columns = range(-8, self.w + 8)
    unknown = ['1'] * len(columns)
    self.left_digits = [unknown[:]] + [[str(int(self.LEFT(x, above))) for x in columns] for above in (y - 1, y - 2)]
    self.up_digits = [unknown[:]] + [[str(int(self.UP(x, above))) for x in columns] for above in (y - 1, y - 2)]

  def find_shape(self):
    """11.12"""
    x, y = self.x, self.y
    left, up = self.left_digits, self.up_digits
    first = x + 8  # where the current column is
    digits = [str(int(self.W == self.NE)), str(int(self.W == self.N))]
    digits += up[0][first - 4:first] + left[0][first - 6:first]
    digits += up[2][first - 1:first + 2] + up[1][first - 2:first + 4]
    digits += left[2][first - 2:first + 4] + left[1][first - 3:first + 7]
    self.equal = int(''.join(digits), 2)

    run = 1
    while x + run < self.w and self.CELLS[self.cell_of(x + run, y - 1)] == self.N:
      run += 1
    self.right_run = min(run, 255)
    self.behind = self.CELLS[self.cell_of(x + run, y - 1)]

  def D(self, A, B):
    """11.11: how much two entries differ."""
    return distance_class(sum(abs(a - b) for a, b in zip(self.entries[A], self.entries[B])))

  def begin_pixel(self):
    """11.13: the contexts of the pixel."""
    self.find_shape()
    self.context_hash = [hash_of((m + 1, 0), *terms) for m, terms in enumerate(self.hashed_contexts())]
    self.flag_bucket = [claim(table, self.flag_bits, a, 3) for table, a in zip(self.FLAGS, self.context_hash)]
    self.group = 0  # no buckets of nodes yet
    self.flag_places = self.places_of_flags()

  def hashed_contexts(self):
    """11.13: of models 0..21."""
    x, y, equal = self.x, self.y, self.equal
    W, N, NW, NE, WW = (self.W, 1), (self.N, 2), (self.NW, 3), (self.NE, 4), (self.WW, 5)
    NN, NNE, WWW, NWW, NEE = (self.NN, 6), (self.NNE, 7), (self.WWW, 8), (self.NWW, 9), (self.NEE, 10)
    corner = ((self.W == self.N) + 2 * self.UP(x, y - 1) + 4 * self.UP(x - 1, y), 13)
    runs = [coarse_class(run) for run in (self.left_run, self.right_run, self.UPPER_RUN[x])]
    return [
        (W,),
        (N,),
        (W, N, NW),
        (W, N, NE),
        (W, N, NW, NE),
        (W, N, NW, NE, WW, NN),
        (W, WW, WWW),
        (N, NE, NEE),
        (W, N, NE, NN, NNE),
        (W, N, NW, WW, NWW),
        (W, N, NW, NE, WW, NN, NNE, WWW, NWW, NEE),
        (W, N, (self.before, 11), (run_class(self.left_run), 12), corner),
        (W, N, (self.behind, 11), (run_class(self.right_run), 12)),
        (W, N, (self.OVER[x], 11), (run_class(self.UPPER_RUN[x]), 12)),
        (NE,),
        (W, N, (runs[0], 11), (runs[1], 12), (runs[2], 13)),
    ] + [((equal & mask, 1),) for mask in (NEAR, FAR, FARTHEST, ABOVE, BESIDE, UPPER)]

  def find_node_buckets(self, new_group):
    """11.13"""
    self.group = new_group
    self.node_bucket = []
    for m in range(16):
      a = (self.context_hash[m] + self.group * POWER[14]) & 0xFFFFFFFFFFFFFFFF
      self.node_bucket.append(claim(self.NODES[m], self.node_bits, a, 16))

  def places_of_flags(self):
    """11.13: of models 22..28."""
    W, N, NW, NE, WW, NN, NNE, NWW = self.W, self.N, self.NW, self.NE, self.WW, self.NN, self.NNE, self.NWW
    D = self.D
    return [
        join(D(W, N), D(W, NW), D(N, NW), D(N, NE)),
        join(D(W, NW), D(W, WW), D(N, NW)),
        join(D(N, NN), D(N, NE), D(W, N)),
        join(D(W, N), D(N, NE), D(W, WW)),
        join(D(W, WW), D(N, NN), D(W, N), D(N, NE)),
        join(D(NE, NNE), D(W, WW), D(NW, NWW), D(N, NW)),
        join(D(W, NE), D(W, N), D(N, NE)),
    ]

  def places_in_sides(self, level, middle, begin, end):
    """11.13: of models 16..21."""
    neighbours = (self.NW, self.NE, self.WW, self.NN, self.NWW, self.NEE, self.NNE, self.WWW, self.NNW, self.NNEE,
                  self.NNWW, self.NWWW)
    inside = above = 0
    for i, index in enumerate(neighbours):
      place = self.tree.place_of[index]
      if index not in (self.W, self.N) and begin <= place < end:
        inside |= 1 << i
        above |= (place >= middle) << i
    masks_and_values = ((0x00F, level), (0x7FF, 0), (0xFFF, level), (0x03F, middle), (0x262, self.equal & NEAR),
                        (0x095, self.equal & FAR))
    hashes = [hash_of((inside & mask, 0), (above & mask, 1), (value, 2)) for mask, value in masks_and_values]
    return [hash_value >> (64 - self.side_bits) for hash_value in hashes]

  def places_of_node(self, level, middle):
    """11.13: of models 22..28."""
    c = self.tree.channel[middle]
    t = self.tree.threshold[middle]
    W, N, NW, NE, WW, NN, NNE = (self.entries[i][c]
                                 for i in (self.W, self.N, self.NW, self.NE, self.WW, self.NN, self.NNE))
    off = lambda a: offset_class(2 * a - t)
    guess = guess_of(W, N, NW)
    mean = mean_of(W, N, NW, NE)
    activity = distance_class(abs(W - NW) + abs(N - NW) + abs(N - NE))
    depth = min(level, 7)
    return [
        ((depth * 4 + c) * 24 + off(guess)) * 8 + activity,
        ((depth * 4 + c) * 24 + off(mean)) * 8 + activity,
        (depth * 24 + off(W)) * 24 + off(N),
        (depth * 24 + off(2 * W - WW)) * 24 + off(N),
        (depth * 24 + off(2 * N - NN)) * 24 + off(W),
        (depth * 24 + off(N + NE - NNE)) * 24 + off(2 * N - NN),
        (depth * 24 + off(W + NE - N)) * 24 + off(mean),
    ]

  # ---- decisions

  def select_flag(self, f):
    """11.13: a state is known by a table and a place in it."""
    self.states = [(bucket.state, f) for bucket in self.flag_bucket]
    self.states += [(table, 4096 * f + place) for table, place in zip(self.COLORS, self.flag_places)]

  def select_node(self, level, path, middle, begin, end):
    """11.13"""
    within = level % 4
    if path >> within != self.group:
      self.find_node_buckets(path >> within)
    member = (1 << within) | (path & ((1 << within) - 1))
    self.states = [(bucket.state, member) for bucket in self.node_bucket]
    self.states += zip(self.SIDES, self.places_in_sides(level, middle, begin, end))
    self.states += [(table, 12288 + place) for table, place in zip(self.COLORS, self.places_of_node(level, middle))]

  def decide_run(self, run):
    """11.15"""
    self.select_flag(2)
    return self.decide(2, 128 + run, 2, 1 if self.match.length > 0 else None)

  def decide_flag(self, f, foretold):
    """11.15"""
    self.select_flag(f)
    if f == 0 and self.denied > 0:
      return self.decide(3, 192 + self.denied, 3 + self.denied, foretold)
    W, N = self.W, self.N
    texture = join(self.D(W, N), self.D(W, self.NW)) if f == 0 else 64 + join(self.D(W, N), self.D(N, self.NW))
    return self.decide(f, texture, f, foretold)

  def decode_rest(self, guess):
    """11.7: `decode_path` in the document."""
    begin = 0
    end = len(self.entries)
    level = 0
    path = 1
    parent = 0
    side = 0
    while end - begin > 1:
      middle = middle_of(begin, end)
      if self.asked_before(begin, middle):
        if self.asked_before(middle, end):
          raise Failure('INVALID', 'a way leads to an index that was excluded')
        upper = 1
      elif self.asked_before(middle, end):
        upper = 0
      else:
        foretold = None
        if guess is not None and begin <= self.tree.place_of[guess] < end:
          foretold = int(self.tree.place_of[guess] >= middle)
        upper = self.decide_node(level, path, parent, side, middle, begin, end, foretold)
      if upper == 1:
        begin = middle
      else:
        end = middle
      level += 1
      path = 2 * path + upper
      parent = middle
      side = upper
    return self.tree.order[begin]

  def asked_before(self, begin, end):
    """11.7"""
    return end - begin == 1 and self.tree.order[begin] in (self.W, self.N)

  def decide_node(self, level, path, parent, side, middle, begin, end, foretold):
    """11.15"""
    self.select_node(level, path, middle, begin, end)
    return self.decide(4 + level, 256 + (middle & 255), 64 + (middle & 255), foretold)

  def decide(self, kind, texture, place, foretold):
    """11.15"""
    states = [table[at] for table, at in self.states]
    inputs = [logit_of(s) for s in states]
    reach = min(self.match.length, 32)
    worths = self.MATCH[kind]
    worth = worths[min(reach, 15)]
    if foretold is None:
      inputs += [0, 0]
      trust = 0
    else:
      sign = 1 if foretold == 1 else -1
      inputs += [sign * STRETCH[worth >> 4], sign * 16 * reach]
      trust = 1 if reach <= 15 else 2 if reach <= 31 else 3
    inputs.append(256)
    confident = sum(learned_of(states[i]) > 1 for i in (2, 3, 4, 5, 10))

    logit = self.mixer.mix(inputs, (4 * kind + trust, 8 * min(kind, 4) + confident, texture))
    mixed = squash(logit)
    a = self.by_node.refine(place, logit)
    pair = (((self.W * 263 + self.N * 7919 + place * 40503) * 0x9E3779B1) & 0xFFFFFFFF) >> 20
    b = self.by_pair.refine(pair, logit)
    bit = self.coder.decode_bit(clamp((2 * mixed + a + b) >> 2, 1, 65535))

    self.mixer.update_weights(65536 * bit - mixed, 7 + 204800 // (2048 + self.position))
    self.by_node.update(bit)
    self.by_pair.update(bit)
    for (table, at), s in zip(self.states, states):
      table[at] = NEXT[bit][s]
    if foretold is not None:
      worths[min(reach, 15)] = update_worth(worth, bit == foretold)
    return bit


# ---- 12 Metadata -----------------------------------------------------------------------------------------------------

METADATA_NAMES = {
    0x81: 'ICC profile',
    0x82: 'resolution',
    0x83: 'EXIF',
    0x84: 'XMP',
    0x85: 'text',
    0x86: 'colorimetry',
}
TEXT = 0x85
WITHOUT_SIZE = 0x82, 0x86  # 12.4, 12.5: the content part is the content
BEFORE_TILES = 0x81, 0x82, 0x86


class Dropped(Exception):
  """12.1"""


@dataclass
class Metadata:
  """12.1, 14.2: items are (type, content) in the order of the file; budget is what is left of the limit."""

  budget: int
  items: list = field(default_factory=list)
  dropped: int = 0
  types: set = field(default_factory=set)

  def read(self, kind, payload, section, behind_tile):
    try:
      self.read_ancillary(kind, payload, section, behind_tile)
    except (Dropped, Failure):
      self.dropped += 1

  def read_ancillary(self, kind, payload, section, behind_tile):
    """13"""
    if len(payload) < 4 or not crc_matches(payload[-4:], section[:-4]):
      raise Dropped
    if kind not in METADATA_NAMES:
      return
    r = Reader(payload[:-4], 'INVALID')
    size = r.left() if kind in WITHOUT_SIZE else r.varint()
    method = 0 if kind in WITHOUT_SIZE else r.u8()
    if size > 1073741824 or size > self.budget:
      raise Dropped
    self.budget -= size
    content = read_content(r.span(r.left()), size, method)
    check_content(kind, content)
    if kind != TEXT and kind in self.types:
      raise Dropped
    if kind in BEFORE_TILES and behind_tile:
      raise Dropped
    self.items.append((kind, content))
    self.types.add(kind)


def read_content(data, size, method):
  """12.2"""
  if method > 1 or (method == 0 and len(data) != size):
    raise Dropped
  return inflate(data, size) if method == 1 else data


def check_content(kind, content):
  """12.3 to 12.5"""
  if kind == 0x82:
    check_resolution(Reader(content, 'INVALID'))
  elif kind == 0x86:
    check_colorimetry(Reader(content, 'INVALID'))
  elif not content or (kind == TEXT and content.find(0) not in range(1, 80)):
    raise Dropped


def check_resolution(r):
  """12.4"""
  unit, x, y = r.u8(), r.varint(), r.varint()
  if r.left() or unit > 1 or x == 0 or y == 0:
    raise Dropped


def check_colorimetry(r):
  """12.5"""
  kind = r.u8()
  if kind > 2:
    raise Dropped
  if kind == 0 and r.u8() > 3:
    raise Dropped
  if kind > 0 and r.varint() == 0:
    raise Dropped
  if kind == 2:
    for _ in range(8):
      r.varint()
  if r.left():
    raise Dropped


# ---- 13 Decoding from start to end -----------------------------------------------------------------------------------


@dataclass
class Limits:
  """14.2: the recommended ones."""

  width: int = 1048576
  height: int = 1048576
  pixels: int = 268435456
  metadata: int = 67108864


@dataclass
class File:
  """All that the sections of a file hold. `head` are the bytes that come first in what the CRC of a tile covers."""

  grid: Grid
  head: bytes
  metadata: Metadata
  palette: Palette = None
  tiles: list = field(default_factory=list)


def read_header(r, limits):
  """6.1, 6.2, 13"""
  for s in b'\x8bKMC':
    if r.u8() != s:
      raise Failure('FOREIGN', 'not a kmc file')
  version = r.u8()
  if version != 1:
    raise Failure('VERSION', f'version {version} of the format')
  last_x = r.varint()
  last_y = r.varint()
  tile_byte = r.u8()
  if last_x > 16777215 or last_y > 16777215:
    raise Failure('INVALID', 'the width or the height is too large')
  grid = Grid(last_x + 1, last_y + 1, tile_byte)
  if grid.tile_count > 16777216:
    raise Failure('INVALID', f'a grid of {grid.tile_count} tiles')
  if grid.width > limits.width or grid.height > limits.height or grid.width * grid.height > limits.pixels:
    raise Failure('LIMIT', f'{grid.width} x {grid.height} pixels are more than this decoder accepts')
  return grid


def read_sections(data, limits):
  """6.3, 6.4, 13: everything but the pixels."""
  r = Reader(data, 'TRUNCATED')
  grid = read_header(r, limits)
  file = File(grid, data[:r.position], Metadata(limits.metadata))
  while True:
    begin = r.position
    kind = r.u8()
    payload = r.span(r.varint())
    section = data[begin:r.position]
    if kind >= 0x80:
      file.metadata.read(kind, payload, section, bool(file.tiles))
    elif kind == 0x01:
      if file.palette:
        raise Failure('INVALID', 'a second palette section')
      file.palette = read_palette(payload)
      file.head += section
    elif kind == 0x02:
      if not file.palette or len(file.tiles) == grid.tile_count:
        raise Failure('INVALID', 'a tile section before the palette or behind the last tile')
      file.tiles.append(read_tile(payload, section, len(file.tiles), grid.tile_count))
    elif kind == 0x00:
      if payload or len(file.tiles) < grid.tile_count:
        raise Failure('INVALID', 'the end section is not empty or comes before the last tile')
      return file
    else:
      raise Failure('UNSUPPORTED', f'critical section of the unknown type 0x{kind:02x}')


def decode_tiles(file):
  """13: the index plane."""
  grid = file.grid
  plane = array('H', bytes(2 * grid.width * grid.height))
  for t, tile in enumerate(file.tiles):
    if not crc_matches(tile.crc, file.head, tile.covered):
      raise Failure('CHECKSUM', f'the CRC of tile {t} does not match')
    if tile.coding not in INDEX_CODINGS:
      raise Failure('UNSUPPORTED', f'the unknown index coding {tile.coding}')
    left, top, w, h = grid.rectangle(t)
    indices = array('H', INDEX_CODINGS[tile.coding](tile.data, w, h, file.palette))
    for y in range(h):
      at = (top + y) * grid.width + left
      plane[at:at + w] = indices[y * w:(y + 1) * w]
  return plane


def pixels_of(file, plane):
  """5.1: R, G, B, A of all pixels in raster order."""
  entries = [bytes(entry) for entry in file.palette.entries]
  return b''.join(map(entries.__getitem__, plane))


# ---- Output ----------------------------------------------------------------------------------------------------------


def make_pam(width, height, pixels):
  head = f'P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n'
  return head.encode() + pixels


def make_png(width, height, pixels):

  def chunk(name, content):
    return struct.pack('>I', len(content)) + name + content + struct.pack('>I', zlib.crc32(name + content))

  stride = 4 * width
  rows = b''.join(b'\0' + pixels[y * stride:(y + 1) * stride] for y in range(height))  # each row: filter 0, samples
  header = struct.pack('>IIBBBBB', width, height, 8, 6, 0, 0, 0)  # 8 bits, RGB with alpha
  return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


def read_bytes(path):
  with open(path, 'rb') as stream:
    return stream.read()


def convert(source, target):
  """Writes under another name first, so that nothing half-written can be taken for the image."""
  file = read_sections(read_bytes(source), Limits())
  make = make_png if target.endswith('.png') else make_pam
  image = make(file.grid.width, file.grid.height, pixels_of(file, decode_tiles(file)))
  part = target + '.part'
  try:
    with open(part, 'wb') as stream:
      stream.write(image)
    os.replace(part, target)
  except OSError:
    if os.path.exists(part):
      os.remove(part)
    raise


def print_info(source):
  file = read_sections(read_bytes(source), Limits())
  grid, palette = file.grid, file.palette
  print(f'size      {grid.width} x {grid.height}')
  print(f'tiles     {grid.columns} x {grid.rows} of {grid.tile_width} x {grid.tile_height}')
  order = 'in order' if palette.ordered else 'a set'
  print(f'palette   {len(palette.entries)} entries, {order}, {"opaque" if palette.opaque else "with alpha"}')
  for coding in sorted({tile.coding for tile in file.tiles}):
    sizes = [len(tile.data) for tile in file.tiles if tile.coding == coding]
    print(f'coding    {CODING_NAMES.get(coding, coding)}: {len(sizes)} tiles, {sum(sizes)} bytes')
  for kind, content in file.metadata.items:
    print(f'metadata  {METADATA_NAMES[kind]}: {len(content)} bytes')
  print(f'dropped   {file.metadata.dropped}')


# ---- Test vectors (vectors/README.md) --------------------------------------------------------------------------------


def sha256(data):
  return hashlib.sha256(data).hexdigest()


def observe(file):
  """What valid/manifest.tsv tells of a file, but its name and what it shows."""
  plane = decode_tiles(file)
  entries = b''.join(map(bytes, file.palette.entries))
  metadata = b''.join(bytes([kind]) + struct.pack('<I', len(content)) + content
                      for kind, content in file.metadata.items)
  return {
      'width': str(file.grid.width),
      'height': str(file.grid.height),
      'colours': str(len(file.palette.entries)),
      'order': 'kept' if file.palette.ordered else 'set',
      'pixels': sha256(pixels_of(file, plane)),
      'indexed': sha256(entries + struct.pack(f'<{len(plane)}H', *plane)),
      'metadata': sha256(metadata) if metadata else '-',
      'dropped': str(file.metadata.dropped),
  }


def check_valid(path, promised):
  """What is wrong with a vector that must decode, or None."""
  seen = observe(read_sections(read_bytes(path), Limits()))
  wrong = [f'{name} {value} instead of {promised[name]}' for name, value in seen.items() if value != promised[name]]
  return ', '.join(wrong) or None


def check_invalid(path, promised):
  """What is wrong with a vector that must be refused, or None."""
  try:
    decode_tiles(read_sections(read_bytes(path), Limits()))
  except Failure as failure:
    return None if failure.result == promised['result'] else f'{failure} instead of {promised["result"]}'
  return f'OK instead of {promised["result"]}'


def check_vector(job):
  """One vector that breaks the decoder does not keep the others from being checked."""
  check, path, promised = job
  try:
    return path, check(path, promised)
  except Exception as error:
    return path, f'{type(error).__name__}: {error}'


def jobs_of(folder, check):
  """A job for each line of the manifest and each file of a folder: a file without a line is a failure as well."""
  with open(os.path.join(folder, 'manifest.tsv'), encoding='utf-8', newline='') as stream:
    lines = list(csv.DictReader(stream, delimiter='\t', quoting=csv.QUOTE_NONE))
  jobs = [(check, os.path.join(folder, line['name'] + '.kmc'), line) for line in lines]
  listed = {line['name'] + '.kmc' for line in lines}
  for name in sorted(os.listdir(folder)):
    if name.endswith('.kmc') and name not in listed:
      jobs.append((not_listed, os.path.join(folder, name), None))
  return jobs


def not_listed(path, promised):
  return 'not in the manifest'


def check_vectors(folder):
  jobs = jobs_of(os.path.join(folder, 'valid'), check_valid) + jobs_of(os.path.join(folder, 'invalid'), check_invalid)
  failed = 0
  with multiprocessing.Pool(2) as pool:
    for path, wrong in pool.imap(check_vector, jobs):
      if wrong:
        print(f'{path}: {wrong}')
        failed += 1
  print(f'{len(jobs) - failed} passed, {failed} failed')
  return failed == 0 and bool(jobs)


# ---- Command line ----------------------------------------------------------------------------------------------------


def main(arguments):
  try:
    if len(arguments) == 2 and arguments[0] == '--check':
      return 0 if check_vectors(arguments[1]) else 1
    if len(arguments) == 2 and arguments[0] == '--info':
      print_info(arguments[1])
    elif len(arguments) == 2 and arguments[1].endswith(('.png', '.pam')) and not arguments[0].startswith('-'):
      convert(*arguments)
    else:
      print(__doc__, file=sys.stderr)
      return 2
  except Failure as failure:
    print(f'kmc_decode: {arguments[-1] if arguments[0] == "--info" else arguments[0]}: {failure}', file=sys.stderr)
    return 1
  except OSError as error:
    print(f'kmc_decode: {error}', file=sys.stderr)
    return 1
  return 0


if __name__ == '__main__':
  sys.exit(main(sys.argv[1:]))
