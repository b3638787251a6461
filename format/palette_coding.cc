#include "format/palette_coding.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "format/bit_coder.h"
#include "format/byte_reader.h"
#include "format/byte_writer.h"
#include "format/limits.h"
#include "format/palette_order.h"
#include "format/uniform_number.h"

namespace kmc {
namespace {

constexpr uint8_t kAlphaBit = 1;  // entries have alpha
constexpr uint8_t kOrderBit = 2;  // their order follows the set

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

class SetEncoder {
 public:
  SetEncoder(bool opaque, BitEncoder& bits) : opaque_(opaque), bits_(bits) {}

  // In canonical order.
  void Encode(std::span<const Rgba> colors) { Node(colors, Path()); }

 private:
  // `colors` share the bits of the path. The recursion is at most 32 deep.
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
    if (count > 1) bits_.Code(splits, decisions.splits);
    if (splits) {
      CodeUniform(bits_, count - 2, zeros - 1);
    } else {
      bits_.Code(zeros == 0, decisions.direction);
    }
  }

  bool opaque_;
  BitEncoder& bits_;
  TrieModel model_;
};

class SetDecoder {
 public:
  SetDecoder(bool opaque, BitDecoder& bits) : opaque_(opaque), bits_(bits) {}

  // `count` colours in canonical order.
  std::vector<Rgba> Decode(uint32_t count) {
    colors_.reserve(count);
    Node(count, Path());
    return std::move(colors_);
  }

 private:
  void Node(uint32_t count, const Path& path) {
    if (count == 0) return;
    if (path.depth == 32) {
      const auto channel = [&](Channel c) { return static_cast<uint8_t>(path.bits[c]); };
      colors_.insert(colors_.end(), count, {channel(kR), channel(kG), channel(kB), channel(kA)});
      return;
    }
    if (opaque_ && path.depth % 4 == kA) return Node(count, path.Down(1));
    const uint32_t zeros = Count(count, path);
    Node(zeros, path.Down(0));
    Node(count - zeros, path.Down(1));
  }

  uint32_t Count(uint32_t count, const Path& path) {
    const auto decisions = model_.At(path, count);
    if (count == 1 || !bits_.Code(0, decisions.splits)) return bits_.Code(0, decisions.direction) ? 0 : count;
    return 1 + CodeUniform(bits_, count - 2, 0);
  }

  bool opaque_;
  BitDecoder& bits_;
  TrieModel model_;
  std::vector<Rgba> colors_;
};

// The place of each entry in the canonical order; equal colours keep theirs.
std::vector<uint32_t> CanonicalPlaces(std::span<const Rgba> colors) {
  std::vector<uint32_t> order(colors.size()), places(colors.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t x, uint32_t y) { return CanonicalLess(colors[x], colors[y]); });
  for (uint32_t place = 0; place < order.size(); ++place) places[order[place]] = place;
  return places;
}

// False if equal colours are not in the order that an encoder gives them.
bool DecodeOrder(BitDecoder& bits, std::vector<Rgba>& colors) {
  const std::vector<Rgba> canonical = colors;
  std::vector<uint32_t> places(canonical.size());
  CodeOrder(bits, places);
  for (size_t entry = 0; entry < places.size(); ++entry) colors[entry] = canonical[places[entry]];
  return CanonicalPlaces(colors) == places;
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
  std::vector<uint32_t> places = CanonicalPlaces(palette.colors);
  if (!palette.keeps_order && !std::is_sorted(places.begin(), places.end())) return Status::kInternal;
  std::vector<Rgba> canonical(places.size());
  for (size_t entry = 0; entry < places.size(); ++entry) canonical[places[entry]] = palette.colors[entry];

  WriteVarint(static_cast<uint32_t>(canonical.size() - 1), out);
  WriteU8(static_cast<uint8_t>((opaque ? 0 : kAlphaBit) | (palette.keeps_order ? kOrderBit : 0)), out);
  BitEncoder bits(out);
  SetEncoder(opaque, bits).Encode(canonical);
  if (palette.keeps_order) CodeOrder(bits, places);
  bits.Finish();
  return Status::kOk;
}

Status DecodePalette(std::span<const uint8_t> payload, Palette& palette) {
  ByteReader reader(payload);
  uint32_t last = 0;
  uint8_t method = 0;
  KMC_RETURN_IF_ERROR(reader.ReadVarint(last));
  KMC_RETURN_IF_ERROR(reader.ReadU8(method));
  if (last >= kMaxColors || (method & ~(kAlphaBit | kOrderBit))) return Status::kInvalid;
  std::span<const uint8_t> data;
  KMC_RETURN_IF_ERROR(reader.ReadSpan(reader.remaining(), data));
  BitDecoder bits(data);
  palette.colors = SetDecoder(!(method & kAlphaBit), bits).Decode(last + 1);
  palette.keeps_order = method & kOrderBit;
  if (palette.keeps_order && !DecodeOrder(bits, palette.colors)) return Status::kInvalid;
  return bits.EndsExactly() ? Status::kOk : Status::kInvalid;
}

}  // namespace kmc
