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
from bisect import bisect_right
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

  def __init__(self):
    self.p = 32768
    self.seen = 0


class RangeDecoder:

  def __init__(self, data):
    """10.1"""
    self.data = data
    self.position = 0
    self.low = 0
    self.high = 0xFFFFFFFF
    self.code = 0
    for _ in range(4):
      self.code = (self.code << 8) | self.next_byte()

  def next_byte(self):
    """10.1; stops as soon as section 10.5 says that the data are INVALID, whatever follows."""
    self.position += 1
    if self.position > len(self.data) + 4:
      raise Failure('INVALID', 'the data of the range coder end too early')
    return self.data[self.position - 1] if self.position <= len(self.data) else 0

  def decode_bit(self, p):
    """10.2"""
    middle = self.low + (((self.high - self.low) * p) >> 16)
    if self.code <= middle:
      bit = 1
      self.high = middle
    else:
      bit = 0
      self.low = middle + 1
    while self.low >> 24 == self.high >> 24:
      self.low = (self.low << 8) & 0xFFFFFFFF
      self.high = ((self.high << 8) & 0xFFFFFFFF) | 255
      self.code = ((self.code << 8) & 0xFFFFFFFF) | self.next_byte()
    return bit

  def decode_adaptive(self, m):
    """10.3"""
    bit = self.decode_bit(m.p)
    if bit == 1:
      m.p += ((65535 - m.p) * RATE[m.seen]) >> 15
    else:
      m.p -= (m.p * RATE[m.seen]) >> 15
    if m.seen < 23:
      m.seen += 1
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

  def check_end(self):
    """10.5"""
    if self.low == 0:
      last = 0
      behind = 4
    else:
      last = ((self.low >> 24) + 1) << 24
      behind = 3
    if self.code != last or self.position != len(self.data) + behind:
      raise Failure('INVALID', 'the data of the range coder do not end where the decisions do')


# ---- 7 Palette -------------------------------------------------------------------------------------------------------


@dataclass
class Palette:
  """7.1: entries are (R, G, B, A)."""

  entries: list
  opaque: bool
  is_set: bool

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
  if method & 2:
    return Palette(SetDecoder(data, opaque).decode(K), opaque, True)
  return Palette(entries_in_order(data, K, opaque), opaque, False)


def entries_in_order(data, K, opaque):
  """7.2"""
  size = 3 if opaque else 4
  if len(data) != K * size:
    raise Failure('INVALID', f'the palette has {len(data)} bytes for {K} entries of {size} bytes')
  opacity = (255,) if opaque else ()
  return [tuple(data[size * i:size * (i + 1)]) + opacity for i in range(K)]


def rel(x, y):
  """7.4"""
  return 0 if x < y else 1 if x == y else 2


class SetDecoder:
  """7.5: the entries as a set, coded as a binary tree of counts."""

  def __init__(self, data, opaque):
    self.coder = RangeDecoder(data)
    self.opaque = opaque
    self.entries = []
    self.splits = [[AdaptiveBit() for _ in range(58)] for _ in range(4)]
    self.direction = [[AdaptiveBit() for _ in range(58)] for _ in range(4)]

  def decode(self, K):
    self.decode_node(K, 0, 0, 0, 0, 0)
    self.coder.check_end()
    return self.entries

  def decode_node(self, n, depth, a, g, r, b):
    if n == 0:
      return
    if depth == 32:
      self.entries += n * [(r, g, b, a)]
      return
    channel = depth % 4
    if self.opaque and channel == 0:
      zeros = 0
    else:
      zeros = self.decode_zeros(n, self.class_of(n), self.context(depth, a, g, r, b))
    for count, bit in (zeros, 0), (n - zeros, 1):
      if channel == 0:
        self.decode_node(count, depth + 1, 2 * a + bit, g, r, b)
      elif channel == 1:
        self.decode_node(count, depth + 1, a, 2 * g + bit, r, b)
      elif channel == 2:
        self.decode_node(count, depth + 1, a, g, 2 * r + bit, b)
      else:
        self.decode_node(count, depth + 1, a, g, r, 2 * b + bit)

  def decode_zeros(self, n, count_class, context):
    """How many of n entries continue with 0."""
    if n > 1 and self.coder.decode_adaptive(self.splits[count_class][context]) == 1:
      return 1 + self.coder.decode_uniform(n - 2)
    if self.coder.decode_adaptive(self.direction[count_class][context]) == 1:
      return 0
    return n

  def class_of(self, n):
    """7.4"""
    return 0 if n == 1 else 1 if n == 2 else 2 if n <= 5 else 3

  def context(self, depth, a, g, r, b):
    """7.4"""
    level = depth // 4
    if depth % 4 == 0:
      return level
    if depth % 4 == 1:
      return 8 + level
    if depth % 4 == 2:
      return 16 + 2 * rel(r, g >> 1) + (g & 1)
    return 22 + 12 * rel(b, g >> 1) + 4 * rel(b, r >> 1) + 2 * (g & 1) + (r & 1)


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
  """9.3, 11.12"""
  return FastDecoder(data, w, h, palette).decode()


def decode_max(data, w, h, palette):
  """9.3, 11.1"""
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

  def descend(self, v):
    """An entry that is near to the colour v."""
    begin = 0
    end = len(self.order)
    while end - begin > 1:
      middle = middle_of(begin, end)
      if 2 * v[self.channel[middle]] > self.threshold[middle]:
        begin = middle
      else:
        end = middle
    return self.order[begin]


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

# 11.5
SLOT_RATE = [39322, 24904, 17695, 13107, 9830, 7209, 4588, 2949]


class Slot:
  """11.5: what one model has seen in one context."""

  __slots__ = 'p', 'n'

  def __init__(self):
    self.p = 4096
    self.n = 0

  def update(self, bit):
    if bit == 1:
      self.p += ((8191 - self.p) * SLOT_RATE[self.n]) >> 16
    else:
      self.p -= (self.p * SLOT_RATE[self.n]) >> 16
    if self.n < 7:
      self.n += 1


class Bucket:
  """11.6"""

  __slots__ = 'check', 'slot'

  def __init__(self, check, size):
    self.check = check
    self.slot = [Slot() for _ in range(size)]


def claim(table, mask, hash_value, size):
  """11.6: the bucket of a hash; fresh if another hash had it. Buckets are made when they are first claimed."""
  bucket = table.get(hash_value & mask)
  if bucket is None or bucket.check != hash_value >> 16:
    bucket = table[hash_value & mask] = Bucket(hash_value >> 16, size)
  return bucket


def stir(a):
  """11.6"""
  a ^= a >> 15
  a = (a * 0x85EBCA6B) & 0xFFFFFFFF
  return a ^ (a >> 13)


def hash_context(m, values):
  """11.6: `hash` in the document."""
  a = m
  for v in values:
    a = ((a * 0x2F0B4C47 + v + 1) * 0x9E3779B1) & 0xFFFFFFFF
  return stir(a)


def distance_class(d):
  """11.7: 0..7"""
  return bisect_right((1, 4, 8, 16, 28, 48, 90), d)


def offset_class(d):
  """11.7: 0..23"""
  steps = bisect_right((1, 2, 3, 5, 7, 11, 15, 21, 30, 42, 58), abs(d))
  return 11 - steps if d < 0 else 12 + steps


def guess(W, N, NW):
  """11.6, 11.7: a sample that is foretold from those around."""
  return clamp(W + N - NW, min(W, N), max(W, N))


def mean(W, N, NW, NE):
  """11.6, 11.7"""
  return (3 * W + 3 * N + NW + NE + 4) >> 3


def join(*digits):
  """11.7: the number whose digits to the base 8 these are."""
  number = 0
  for digit in digits:
    number = 8 * number + digit
  return number


class MatchModel:
  """11.8: foretells what came after the last place with the same ten indices."""

  def __init__(self, T):
    self.T = T
    self.LAST = [0] * 65536
    self.match_hash = 0
    self.length = 0
    self.start = 0  # `from` in the document

  def foretold(self):
    """The index that is foretold, or None."""
    return self.T[self.start] if self.length > 0 else None

  def advance(self, position):
    T = self.T
    self.match_hash = ((self.match_hash + T[position] + 1) * 0x2F0B4C48) & 0xFFFFFFFF
    a = self.match_hash >> 16
    if self.length > 0 and T[self.start] == T[position]:
      self.length = (self.length + 1) & 0xFFFFFFFF
      self.start += 1
    else:
      self.length = 0
      if self.LAST[a] > 0:
        self.length = self.common_before(self.LAST[a], position + 1)
      if self.length < 6:
        self.length = 0
      self.start = self.LAST[a]
    self.LAST[a] = (position + 1) & 0xFFFFFFFF

  def common_before(self, place, following):
    count = 0
    while count < 32 and count < place and self.T[place - 1 - count] == self.T[following - 1 - count]:
      count += 1
    return count


def update_worth(worth, right):
  """11.10: the probability that the match model is right."""
  return worth + trunc(65535 - worth, 64) if right else worth - trunc(worth, 64)


class Mixer:
  """11.9: weighs the inputs of a decision, with one row of weights of each of three sets."""

  def __init__(self):
    self.sets = [[[start] * 29 for _ in range(rows)] for rows, start in ((72, 7864), (24, 0), (384, 0))]

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
  """11.9: corrects a probability in a context."""

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


class IndexDecoder:
  """11.1: the indices of one tile, each by a few binary decisions. Neighbours (11.3) are self.W, self.N, ...

  Fast and max take the same decisions, and are told apart by begin_pixel, decide_flag and decide_node.
  """

  def __init__(self, data, w, h, palette):
    self.coder = RangeDecoder(data)
    self.w = w
    self.h = h
    self.palette = palette
    self.entries = palette.entries
    self.T = [0] * (w * h)
    self.match = MatchModel(self.T)

  def decode(self):
    """11.1"""
    if len(self.entries) > 1:
      self.tree = self.palette.tree
      for y in range(self.h):
        for x in range(self.w):
          self.position = y * self.w + x
          self.find_neighbours(x, y)
          self.begin_pixel()
          self.T[self.position] = self.decode_index()
          self.match.advance(self.position)
    self.coder.check_end()
    return self.T

  def find_neighbours(self, x, y):
    """11.3"""
    w = self.w

    def pixel(dx, dy):
      return self.T[(y + dy) * w + x + dx]

    self.W = pixel(-1, 0) if x > 0 else pixel(0, -1) if y > 0 else 0
    self.N = pixel(0, -1) if y > 0 else self.W
    self.NW = pixel(-1, -1) if x > 0 and y > 0 else self.N
    self.NE = pixel(1, -1) if x < w - 1 and y > 0 else self.N
    self.WW = pixel(-2, 0) if x > 1 else self.W
    self.NN = pixel(0, -2) if y > 1 else self.N
    self.NNE = pixel(1, -2) if x < w - 1 and y > 1 else self.NE
    self.WWW = pixel(-3, 0) if x > 2 else self.WW
    self.NWW = pixel(-2, -1) if x > 1 and y > 0 else self.NW
    self.NEE = pixel(2, -1) if x < w - 2 and y > 0 else self.NE

  def descend(self, foretell, *neighbours):
    """11.6: the index of an entry near to the colour that `foretell` makes, sample by sample, of the neighbours'."""
    return self.tree.descend(list(map(foretell, *(self.entries[i] for i in neighbours))))

  def D(self, A, B):
    """11.7: how much two entries differ."""
    return distance_class(sum(abs(a - b) for a, b in zip(self.entries[A], self.entries[B])))

  def decode_index(self):
    """11.11"""
    W, N = self.W, self.N
    match = self.match.foretold()

    # flag W: is it the left neighbour?
    if self.decide_flag(0, None if match is None else int(match == W)) == 1:
      return W

    # of two colours, the other one is left
    if len(self.entries) == 2:
      return 1 - W

    # flag N: is it the upper neighbour?
    if N != W:
      if self.decide_flag(1, None if match in (None, W) else int(match == N)) == 1:
        return N

    return self.decode_path(None if match in (W, N) else match)

  def decode_path(self, match):
    """11.11; match is the index that is foretold, or None."""
    begin = 0
    end = len(self.entries)
    path = 1
    level = 0
    while end - begin > 1:
      middle = middle_of(begin, end)
      if self.excluded(begin, middle):
        upper = 1
      elif self.excluded(middle, end):
        upper = 0
      else:
        foretold = None
        if match is not None:
          place = self.tree.place_of[match]
          if begin <= place < end:
            foretold = int(place >= middle)
        upper = self.decide_node(level, path, middle, foretold)
      if upper == 1:
        begin = middle
      else:
        end = middle
      path = 2 * path + upper
      level += 1
    return self.tree.order[begin]

  def excluded(self, begin, end):
    """11.11: whether all places are those of W and N."""
    if end - begin > 2:
      return False
    return all(self.tree.order[place] in (self.W, self.N) for place in range(begin, end))


class MaxDecoder(IndexDecoder):
  """11.1 to 11.11"""

  def __init__(self, data, w, h, palette):
    """All is fresh when a tile begins. Buckets and slots are made when they are first used."""
    super().__init__(data, w, h, palette)
    self.flag_mask = (1 << clamp((2 * w * h).bit_length(), 10, 16)) - 1
    self.node_mask = (1 << clamp((w * h).bit_length(), 8, 14)) - 1
    self.FLAGS = [{} for _ in range(16)]
    self.NODES = [{} for _ in range(16)]
    self.COLORS = [defaultdict(Slot) for _ in range(16, 26)]
    self.mixer = Mixer()
    self.by_node = Map(258, 64)
    self.by_pair = Map(4096, 48)
    self.MATCH = [[49152] * 16 for _ in range(18)]

  def begin_pixel(self):
    """11.6, 11.7: the contexts of the pixel."""
    self.clamped = self.descend(guess, self.W, self.N, self.NW)
    self.smooth = self.descend(mean, self.W, self.N, self.NW, self.NE)
    self.context_hash = [hash_context(m, values) for m, values in enumerate(self.exact_contexts())]
    self.flag_bucket = [claim(table, self.flag_mask, a, 2) for table, a in zip(self.FLAGS, self.context_hash)]
    self.group = 0  # no buckets of nodes yet
    self.flag_places = self.places_of_flags()

  def exact_contexts(self):
    """11.6: of models 0..15."""
    W, N, NW, NE, WW = self.W, self.N, self.NW, self.NE, self.WW
    NN, NNE, WWW, NWW, NEE = self.NN, self.NNE, self.WWW, self.NWW, self.NEE
    clamped, smooth = self.clamped, self.smooth
    diagonal = self.descend(lambda N, NE, NNE: N + NE - NNE, N, NE, NNE)
    level = self.descend(lambda W, NE: (W + NE) >> 1, W, NE)
    return [
        (W,),
        (N,),
        (W, N, NW),
        (W, N, NE),
        (W, N, NE, NW),
        (W, N, NE, NW, WW, NN),
        (W, WW, WWW),
        (clamped, W),
        (smooth, N),
        (clamped, smooth),
        (smooth, diagonal, level),
        (N, NE, NEE),
        (W, N, NN, WW),
        (W, N, NE, NN, NNE),
        (W, N, NW, WW, NWW),
        (W, N, NE, NW, WW, NN, NEE, NWW, NNE, WWW),
    ]

  def find_node_buckets(self, new_group):
    """11.6"""
    self.group = new_group
    self.node_bucket = []
    for m in range(16):
      a = stir((self.context_hash[m] + self.group * 0x9E3779B1) & 0xFFFFFFFF)
      self.node_bucket.append(claim(self.NODES[m], self.node_mask, a, 16))

  def places_of_flags(self):
    """11.7: of models 16..25."""
    W, N, NW, NE, WW = self.W, self.N, self.NW, self.NE, self.WW
    NN, NNE, WWW, NWW, NEE = self.NN, self.NNE, self.WWW, self.NWW, self.NEE
    D, clamped, smooth = self.D, self.clamped, self.smooth
    pairs = (W, WW), (N, NN), (N, NE), (W, NW), (WW, NWW), (NN, NNE), (NE, NEE), (W, NE), (N, NW), (WW, WWW)
    return [
        join(D(W, N), D(W, NW), D(N, NW)),
        join(D(W, N), D(N, NE), D(W, WW)),
        join(D(W, NW), D(W, WW), D(N, NW)),
        join(D(N, NN), D(N, NE), D(W, N)),
        join(D(W, clamped), D(W, N), D(N, clamped)),
        join(D(W, smooth), D(W, clamped), D(W, WW)),
        join(D(W, N), D(W, NW), D(N, NW), D(N, NE)),
        join(D(W, WW), D(N, NN), D(W, N), D(N, NE)),
        join(D(NE, NNE), D(W, WW), D(NW, NWW), D(N, NW)),
        sum((a == b) << i for i, (a, b) in enumerate(pairs)),
    ]

  def decide_flag(self, f, foretold):
    """11.7, 11.11"""
    self.slot = [bucket.slot[f] for bucket in self.flag_bucket]
    self.slot += [table[4096 * f + place] for table, place in zip(self.COLORS, self.flag_places)]
    W, N, NW, D = self.W, self.N, self.NW, self.D
    texture = join(D(W, N), D(W, NW)) if f == 0 else 64 + join(D(W, N), D(N, NW))
    return self.decide(f, f, texture, f, foretold)

  def places_of_node(self, level, middle):
    """11.7: of models 16..25."""
    c = self.tree.channel[middle]
    t = self.tree.threshold[middle]
    W, N, NW, NE, WW, NN, NNE = (
        self.entries[i][c] for i in (self.W, self.N, self.NW, self.NE, self.WW, self.NN, self.NNE))

    def off(a):
      return offset_class(2 * a - t)

    off_guess = off(guess(W, N, NW))
    off_mean = off(mean(W, N, NW, NE))
    activity = distance_class(abs(W - NW) + abs(N - NW) + abs(N - NE))
    depth = min(level, 7)
    return [
        ((depth * 4 + c) * 24 + off_guess) * 8 + activity,
        ((depth * 4 + c) * 24 + off_mean) * 8 + activity,
        (depth * 24 + off(W)) * 24 + off(N),
        (depth * 24 + off(2 * W - WW)) * 24 + off(N),
        (depth * 24 + off(NE)) * 24 + off(W),
        (depth * 24 + off_guess) * 24 + off_mean,
        (depth * 24 + off(2 * N - NN)) * 24 + off(W),
        (depth * 24 + off(W + NE - N)) * 24 + off_mean,
        (depth * 24 + off((W + N + 1) >> 1)) * 24 + off((NE + NW + 1) >> 1),
        (depth * 24 + off(N + NE - NNE)) * 24 + off(2 * N - NN),
    ]

  def decide_node(self, level, path, middle, foretold):
    """11.7, 11.11"""
    within = level % 4
    if path >> within != self.group:
      self.find_node_buckets(path >> within)
    at = (1 << within) | (path & ((1 << within) - 1))
    self.slot = [bucket.slot[at] for bucket in self.node_bucket]
    self.slot += [table[8192 + place] for table, place in zip(self.COLORS, self.places_of_node(level, middle))]
    return self.decide(2 + level, 2, 128 + (middle & 255), 2 + (middle & 255), foretold)

  def decide(self, kind, stage, texture, node, foretold):
    """11.10"""
    slot = self.slot
    run = min(self.match.length, 32)
    worth = self.MATCH[kind][min(run, 15)]
    inputs = [STRETCH[s.p >> 1] for s in slot]
    if foretold is None:
      inputs += [0, 0]
      trust = 0
    else:
      sign = 1 if foretold == 1 else -1
      inputs += [sign * STRETCH[worth >> 4], sign * 16 * run]
      trust = 1 if run <= 15 else 2 if run <= 31 else 3
    inputs.append(256)
    confident = sum(slot[m].n > 1 for m in (2, 3, 4, 5, 15))

    logit = self.mixer.mix(inputs, (4 * kind + trust, 8 * stage + confident, texture))
    mixed = squash(logit)
    a = self.by_node.refine(node, logit)
    pair = (((self.W * 263 + self.N * 7919 + node * 40503) * 0x9E3779B1) & 0xFFFFFFFF) >> 20
    b = self.by_pair.refine(pair, logit)
    bit = self.coder.decode_bit(clamp((2 * mixed + a + b) >> 2, 1, 65535))

    self.mixer.update_weights(65536 * bit - mixed, 5 + 409600 // (2048 + self.position))
    self.by_node.update(bit)
    self.by_pair.update(bit)
    for s in slot:
      s.update(bit)
    if foretold is not None:
      self.MATCH[kind][min(run, 15)] = update_worth(worth, bit == foretold)
    return bit


class FastDecoder(IndexDecoder):
  """11.12: the decisions of max, each with four slots and the match model."""

  def __init__(self, data, w, h, palette):
    super().__init__(data, w, h, palette)
    self.table_bits = clamp((w * h).bit_length() + 2, 12, 18)
    self.EXACT = defaultdict(Slot)
    self.FLAG_COLORS = defaultdict(Slot)
    self.NODE_COLORS = defaultdict(Slot)
    self.MATCH = [[49152] * 16 for _ in range(10)]
    self.weights = [[9000] * 5 for _ in range(2560)]

  def exact(self, a):
    return self.EXACT[(a & 0xFFFFFFFF) >> (32 - self.table_bits)]

  def begin_pixel(self):
    """The hashes of the neighbours."""
    two = ((self.W * 0x2F0B4C47 + self.N + 1) * 0x9E3779B1) & 0xFFFFFFFF
    four = (((two ^ (two >> 15)) + self.NW * 0x85EBCA6B + self.NE * 0xC2B2AE35) * 0x2F0B4C47) & 0xFFFFFFFF
    six = (((four ^ (four >> 15)) + self.WW * 0x9E3779B1 + self.NN * 0x7FEB352D) * 0x846CA68B) & 0xFFFFFFFF
    self.two, self.four, self.six = two, four, six
    self.smooth = self.descend(mean, self.W, self.N, self.NW, self.NE)

  def decide_flag(self, f, foretold):
    W, N, NW, NE, D = self.W, self.N, self.NW, self.NE, self.D
    slot = [self.exact(a ^ ((f + 1) * 0x5BD1E995)) for a in (self.six, self.four, self.two)]
    slot.append(self.FLAG_COLORS[join(f, D(W, N), D(N, NW), D(W, NW) if f == 0 else D(N, NE))])
    return self.decide(f, slot, foretold)

  def decide_node(self, level, path, middle, foretold):
    c = self.tree.channel[middle]
    t = self.tree.threshold[middle]
    W, N, NW, NE = (self.entries[i][c] for i in (self.W, self.N, self.NW, self.NE))
    depth = min(level, 7)
    off_guess = offset_class(2 * guess(W, N, NW) - t)
    off_mean = offset_class(2 * mean(W, N, NW, NE) - t)
    slot = [
        self.exact((self.four + middle) * 0x7FEB352D),
        self.exact((self.two + middle) * 0x85EBCA6B),
        self.exact(((self.smooth + 1) * 0xC2B2AE35 + middle) * 0x2F0B4C47),
        self.NODE_COLORS[(depth * 24 + off_guess) * 24 + off_mean],
    ]
    return self.decide(2 + depth, slot, foretold)

  def decide(self, kind, slot, foretold):
    length = self.match.length
    worth = self.MATCH[kind][min(length // 2, 15)]
    inputs = [STRETCH[s.p >> 1] for s in slot]
    if foretold is None:
      inputs.append(0)
      trust = 0
    else:
      inputs.append(STRETCH[worth >> 4] if foretold == 1 else -STRETCH[worth >> 4])
      trust = 1 if length < 16 else 2 if length < 32 else 3

    row = self.weights[(64 * kind + 8 * slot[0].n + slot[1].n) * 4 + trust]
    total = sum(weight * i for weight, i in zip(row, inputs))
    p = squash(clamp(total >> 15, -2816, 2816))
    bit = self.coder.decode_bit(p)

    step = clamp(trunc((65536 * bit - p) * 14, 64), -32767, 32767)
    row[:] = [clamp(weight + ((i * step + 32768) >> 16), -31000, 31000) for weight, i in zip(row, inputs)]
    for s in slot:
      s.update(bit)
    if foretold is not None:
      self.MATCH[kind][min(length // 2, 15)] = update_worth(worth, bit == foretold)
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
  order = 'a set' if palette.is_set else 'in order'
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
      'order': 'set' if file.palette.is_set else 'kept',
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
