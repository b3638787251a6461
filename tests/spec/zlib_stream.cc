#include "tests/spec/zlib_stream.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace kmc::spec {
namespace {

constexpr size_t kMinMatch = 3, kMaxMatch = 258;

Bytes ZlibHeader(uint8_t window_code) {
  const auto method = static_cast<uint8_t>(window_code << 4 | 8);
  return {method, static_cast<uint8_t>(31 - method * 256 % 31)};
}

Bytes Adler32(const Bytes& bytes) {
  uint32_t a = 1, b = 0;
  for (const uint8_t byte : bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  const auto byte = [](uint32_t value) { return static_cast<uint8_t>(value); };
  return {byte(b >> 8), byte(b), byte(a >> 8), byte(a)};
}

struct Match {
  size_t length = 0, distance = 0;
};

Match LongestMatch(const Bytes& bytes, size_t position, size_t end, size_t window) {
  Match best;
  for (size_t distance = 1; distance <= std::min(position, window); ++distance) {
    size_t length = 0;
    while (length < kMaxMatch && position + length < end &&
           bytes[position + length] == bytes[position + length - distance])
      ++length;
    if (length > best.length) best = {length, distance};
  }
  return best;
}

}  // namespace

ZlibStream::ZlibStream(Bytes plain, uint8_t window_code)
    : plain_(std::move(plain)), window_(size_t{256} << window_code), out_(ZlibHeader(window_code)) {}

ZlibStream& ZlibStream::Stored(size_t size, bool last) {
  PutBits(last, 1);
  PutBits(0, 2);
  AlignToByte();
  PutBits(static_cast<uint32_t>(size), 16);
  PutBits(~static_cast<uint32_t>(size) & 0xFFFF, 16);
  for (size_t i = 0; i < size; ++i) PutBits(plain_[position_++], 8);
  return *this;
}

ZlibStream& ZlibStream::Fixed(size_t size, bool last) {
  PutBits(last, 1);
  PutBits(1, 2);
  for (const size_t end = position_ + size; position_ < end;) {
    const Match match = LongestMatch(plain_, position_, end, window_);
    if (match.length < kMinMatch) {
      PutLiteralOrLength(plain_[position_++]);
    } else {
      PutMatch(static_cast<uint32_t>(match.length), static_cast<uint32_t>(match.distance));
      position_ += match.length;
    }
  }
  PutLiteralOrLength(256);
  return *this;
}

Bytes ZlibStream::Finish() {
  AlignToByte();
  return Join({out_, Adler32(plain_)});
}

void ZlibStream::PutBits(uint32_t value, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    pending_ |= (value >> i & 1) << pending_count_;
    if (++pending_count_ == 8) AlignToByte();
  }
}

void ZlibStream::PutHuffman(uint32_t code, uint32_t count) {
  while (count-- > 0) PutBits(code >> count & 1, 1);
}

void ZlibStream::PutLiteralOrLength(uint32_t symbol) {
  if (symbol < 144) return PutHuffman(0x30 + symbol, 8);
  if (symbol < 256) return PutHuffman(0x190 + symbol - 144, 9);
  if (symbol < 280) return PutHuffman(symbol - 256, 7);
  PutHuffman(0xC0 + symbol - 280, 8);
}

// RFC 1951, 3.2.5: above the first few, each power of two is cut into four
// equal ranges of lengths, or two of distances.
void ZlibStream::PutMatch(uint32_t length, uint32_t distance) {
  if (length == kMaxMatch) {
    PutLiteralOrLength(285);
  } else {
    const uint32_t rest = length - 3;
    const uint32_t extra = rest < 8 ? 0 : static_cast<uint32_t>(std::bit_width(rest)) - 3;
    PutLiteralOrLength(257 + 4 * extra + (rest >> extra));
    PutBits(rest, extra);
  }
  const uint32_t rest = distance - 1;
  const uint32_t extra = rest < 4 ? 0 : static_cast<uint32_t>(std::bit_width(rest)) - 2;
  PutHuffman(2 * extra + (rest >> extra), 5);
  PutBits(rest, extra);
}

void ZlibStream::AlignToByte() {
  if (pending_count_ == 0) return;
  out_.push_back(static_cast<uint8_t>(pending_));
  pending_ = pending_count_ = 0;
}

Bytes Zlib(const Bytes& plain) { return ZlibStream(plain).Fixed(plain.size(), true).Finish(); }

}  // namespace kmc::spec
