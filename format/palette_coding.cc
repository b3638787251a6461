#include "format/palette_coding.h"

#include <algorithm>
#include <array>

#include "format/byte_reader.h"
#include "format/byte_writer.h"
#include "format/limits.h"
#include "format/range_coder.h"

namespace kmc {
namespace {

constexpr uint8_t kAlphaBit = 1;  // entries have alpha
constexpr uint8_t kSetBit = 2;    // the order of the entries means nothing

// A set of colours is a binary trie: it parts by the first bits of alpha, green,
// red and blue, then by their second bits, and so on. A path leads from the
// root to a node and holds the bits of each channel on the way.
enum Channel { kA, kG, kR, kB };

struct Path {
  uint32_t depth = 0;  // 0..32; the channel that parts here is depth % 4
  std::array<uint32_t, 4> bits = {};

  Path Down(uint32_t bit) const {
    Path child = *this;
    child.bits[depth % 4] = bits[depth % 4] << 1 | bit;
    ++child.depth;
    return child;
  }
};

uint32_t BitAt(Rgba color, uint32_t depth) {
  const std::array<uint8_t, 4> channels = {color.a, color.g, color.r, color.b};
  return channels[depth % 4] >> (7 - depth / 4) & 1;
}

// A node says how many of its colours have a 0 as their next bit. Where all go
// one way that is one decision, and a colour alone in its node spells its
// remaining bits. What was said of green foretells red, and both foretell
// blue, because real palettes lie near the grey axis.
class TrieModel {
 public:
  struct Decisions {
    AdaptiveBit& splits;     // some have a 0 and some a 1
    AdaptiveBit& direction;  // what they all have if not
  };

  Decisions At(const Path& path, uint32_t count) {
    const uint32_t context = Context(path);
    const uint32_t crowd = count == 1 ? 0 : count == 2 ? 1 : count < 6 ? 2 : 3;
    return {splits_[crowd][context], direction_[crowd][context]};
  }

 private:
  static constexpr uint32_t kContexts = 8 + 8 + 6 + 36;

  // 0, 1, 2 as x is below, equal to or above y.
  static uint32_t Relation(uint32_t x, uint32_t y) { return 1u + (x > y) - (x < y); }

  static uint32_t Context(const Path& path) {
    const uint32_t level = path.depth / 4;
    const uint32_t green = path.bits[kG], red = path.bits[kR], blue = path.bits[kB];
    switch (path.depth % 4) {
      case kA:
        return level;
      case kG:
        return 8 + level;
      case kR:
        return 16 + Relation(red, green >> 1) * 2 + (green & 1);
      default:
        return 22 + (Relation(blue, green >> 1) * 3 + Relation(blue, red >> 1)) * 4 + (green & 1) * 2 + (red & 1);
    }
  }

  std::array<std::array<AdaptiveBit, kContexts>, 4> splits_;
  std::array<std::array<AdaptiveBit, kContexts>, 4> direction_;
};

// Narrows 0..limit to one number by halving, all numbers equally likely.
// code_bit(probability, middle) codes whether the number lies above middle.
template <class CodeBit>
uint32_t CodeUniform(uint32_t limit, CodeBit&& code_bit) {
  uint32_t low = 0, high = limit;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    const auto probability = static_cast<uint32_t>((uint64_t{high - middle} << 16) / (high - low + 1));
    if (code_bit(probability, middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

class SetEncoder {
 public:
  SetEncoder(bool opaque, std::vector<uint8_t>& out) : opaque_(opaque), coder_(out) {}

  void Encode(std::span<const Rgba> colors) {
    Node(colors, Path());
    coder_.Finish();
  }

 private:
  // `colors`, in canonical order, share the bits of the path. The recursion is at most 32 deep.
  void Node(std::span<const Rgba> colors, const Path& path) {
    if (colors.empty() || path.depth == 32) return;
    if (opaque_ && path.depth % 4 == kA) return Node(colors, path.Down(1));
    size_t zeros = 0;
    while (zeros < colors.size() && !BitAt(colors[zeros], path.depth)) ++zeros;
    Count(static_cast<uint32_t>(colors.size()), static_cast<uint32_t>(zeros), path);
    Node(colors.first(zeros), path.Down(0));
    Node(colors.subspan(zeros), path.Down(1));
  }

  void Count(uint32_t count, uint32_t zeros, const Path& path) {
    const auto decisions = model_.At(path, count);
    const bool splits = zeros != 0 && zeros != count;
    if (count > 1) coder_.Encode(splits, decisions.splits);
    if (!splits) return coder_.Encode(zeros == 0, decisions.direction);
    CodeUniform(count - 2, [&](uint32_t probability, uint32_t middle) {
      coder_.Encode(zeros - 1 > middle, probability);
      return zeros - 1 > middle;
    });
  }

  bool opaque_;
  RangeEncoder coder_;
  TrieModel model_;
};

class SetDecoder {
 public:
  SetDecoder(bool opaque, std::span<const uint8_t> data) : opaque_(opaque), coder_(data) {}

  // Appends `count` colours in canonical order.
  Status Decode(uint32_t count, std::vector<Rgba>& colors) {
    Node(count, Path(), colors);
    return coder_.EndsExactly() ? Status::kOk : Status::kInvalid;
  }

 private:
  void Node(uint32_t count, const Path& path, std::vector<Rgba>& colors) {
    if (count == 0) return;
    if (path.depth == 32) {
      const auto channel = [&](Channel c) { return static_cast<uint8_t>(path.bits[c]); };
      colors.insert(colors.end(), count, {channel(kR), channel(kG), channel(kB), channel(kA)});
      return;
    }
    if (opaque_ && path.depth % 4 == kA) return Node(count, path.Down(1), colors);
    const uint32_t zeros = Count(count, path);
    Node(zeros, path.Down(0), colors);
    Node(count - zeros, path.Down(1), colors);
  }

  uint32_t Count(uint32_t count, const Path& path) {
    const auto decisions = model_.At(path, count);
    if (count == 1 || !coder_.Decode(decisions.splits)) return coder_.Decode(decisions.direction) ? 0 : count;
    return 1 + CodeUniform(count - 2, [&](uint32_t probability, uint32_t) { return coder_.Decode(probability); });
  }

  bool opaque_;
  RangeDecoder coder_;
  TrieModel model_;
};

void EncodeInOrder(std::span<const Rgba> colors, bool opaque, std::vector<uint8_t>& out) {
  for (const Rgba color : colors) {
    WriteU8(color.r, out);
    WriteU8(color.g, out);
    WriteU8(color.b, out);
    if (!opaque) WriteU8(color.a, out);
  }
}

Status DecodeInOrder(std::span<const uint8_t> data, uint32_t count, bool opaque, std::vector<Rgba>& colors) {
  const size_t entry = opaque ? 3 : 4;
  if (data.size() != count * entry) return Status::kInvalid;
  for (size_t at = 0; at < data.size(); at += entry) {
    colors.push_back({data[at], data[at + 1], data[at + 2], opaque ? uint8_t{255} : data[at + 3]});
  }
  return Status::kOk;
}

bool IsCanonical(std::span<const Rgba> colors) {
  return std::is_sorted(colors.begin(), colors.end(), [](Rgba x, Rgba y) { return CanonicalKey(x) < CanonicalKey(y); });
}

}  // namespace

uint32_t CanonicalKey(Rgba color) {
  // Bits 7..0 moved to bits 28, 24, .. 0.
  static constexpr std::array<uint32_t, 256> kSpread = [] {
    std::array<uint32_t, 256> spread{};
    for (uint32_t value = 0; value < 256; ++value) {
      for (uint32_t bit = 0; bit < 8; ++bit) spread[value] |= (value >> bit & 1) << (4 * bit);
    }
    return spread;
  }();
  return kSpread[color.a] << 3 | kSpread[color.g] << 2 | kSpread[color.r] << 1 | kSpread[color.b];
}

bool Palette::HasAlpha() const {
  return std::any_of(colors.begin(), colors.end(), [](Rgba color) { return color.a != 255; });
}

Status EncodePalette(const Palette& palette, std::vector<uint8_t>& out) {
  const bool opaque = !palette.HasAlpha();
  WriteVarint(static_cast<uint32_t>(palette.colors.size() - 1), out);
  WriteU8(static_cast<uint8_t>((opaque ? 0 : kAlphaBit) | (palette.keeps_order ? 0 : kSetBit)), out);
  if (palette.keeps_order) {
    EncodeInOrder(palette.colors, opaque, out);
    return Status::kOk;
  }
  if (!IsCanonical(palette.colors)) return Status::kInternal;
  SetEncoder(opaque, out).Encode(palette.colors);
  return Status::kOk;
}

Status DecodePalette(std::span<const uint8_t> payload, Palette& palette) {
  ByteReader reader(payload);
  uint32_t last = 0;
  uint8_t method = 0;
  KMC_RETURN_IF_ERROR(reader.ReadVarint(last));
  KMC_RETURN_IF_ERROR(reader.ReadU8(method));
  if (last >= kMaxColors || (method & ~(kAlphaBit | kSetBit))) return Status::kInvalid;
  const uint32_t count = last + 1;
  const bool opaque = !(method & kAlphaBit);
  palette.keeps_order = !(method & kSetBit);
  palette.colors.clear();
  std::span<const uint8_t> data;
  KMC_RETURN_IF_ERROR(reader.ReadSpan(reader.remaining(), data));
  if (palette.keeps_order) return DecodeInOrder(data, count, opaque, palette.colors);
  palette.colors.reserve(count);
  return SetDecoder(opaque, data).Decode(count, palette.colors);
}

}  // namespace kmc
