#include "format/palette_coding.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "format/bit_coder.h"
#include "format/byte_reader.h"
#include "format/byte_writer.h"
#include "format/color_box.h"
#include "format/limits.h"
#include "format/palette_model.h"
#include "format/palette_order.h"
#include "format/uniform_number.h"

namespace kmc {
namespace {

constexpr uint8_t kAlphaBit = 1;  // entries have alpha
constexpr uint8_t kOrderBit = 2;  // their order follows the set

ColorBox Root(bool opaque) { return opaque ? ColorBox::OfOpaque() : ColorBox::OfAll(); }

// The order of the tree's leaves: it halves boxes along all of alpha first, where
// the canonical order begins with the highest bits of all channels.
bool TreeLess(Rgba x, Rgba y) { return x.a != y.a ? x.a < y.a : CanonicalLess(x, y); }

// A set of colours is told as a binary tree of boxes: of each, whether both its
// halves get colours and how many, or which half gets all.
class SetEncoder {
 public:
  explicit SetEncoder(BitEncoder& bits) : bits_(bits) {}

  // `colors` are those in the box, in the order of the tree. The recursion is at most 32 deep.
  void Encode(std::span<const Rgba> colors, const ColorBox& box) {
    if (colors.empty()) return;
    if (box.IsOneColor()) return model_.Add(box.color());
    size_t lower = 0;
    while (lower < colors.size() && !box.IsInUpperHalf(colors[lower])) ++lower;
    Count(static_cast<uint32_t>(colors.size()), static_cast<uint32_t>(lower), box);
    Encode(colors.first(lower), box.Half(0));
    Encode(colors.subspan(lower), box.Half(1));
  }

 private:
  void Count(uint32_t count, uint32_t lower, const ColorBox& box) {
    const bool splits = lower != 0 && lower != count;
    if (count > 1) bits_.Code(splits, model_.Splits(box, count));
    if (splits) {
      CodeUniform(bits_, count - 2, lower - 1);
    } else {
      model_.CodeHalf(bits_, lower == 0, box);
    }
  }

  BitEncoder& bits_;
  PaletteModel model_;
};

class SetDecoder {
 public:
  explicit SetDecoder(BitDecoder& bits) : bits_(bits) {}

  // Appends `count` colours of the box, in the order of the tree.
  void Decode(uint32_t count, const ColorBox& box, std::vector<Rgba>& colors) {
    if (count == 0) return;
    if (box.IsOneColor()) {
      colors.insert(colors.end(), count, box.color());
      return model_.Add(box.color());
    }
    const uint32_t lower = Count(count, box);
    Decode(lower, box.Half(0), colors);
    Decode(count - lower, box.Half(1), colors);
  }

 private:
  uint32_t Count(uint32_t count, const ColorBox& box) {
    if (count == 1 || !bits_.Code(0, model_.Splits(box, count))) return model_.CodeHalf(bits_, 0, box) ? 0 : count;
    return 1 + CodeUniform(bits_, count - 2, 0);
  }

  BitDecoder& bits_;
  PaletteModel model_;
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
  std::vector<Rgba> set = palette.colors;
  std::sort(set.begin(), set.end(), TreeLess);

  WriteVarint(static_cast<uint32_t>(set.size() - 1), out);
  WriteU8(static_cast<uint8_t>((opaque ? 0 : kAlphaBit) | (palette.keeps_order ? kOrderBit : 0)), out);
  BitEncoder bits(out);
  SetEncoder(bits).Encode(set, Root(opaque));
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
  palette.colors.clear();
  palette.colors.reserve(last + 1);
  SetDecoder(bits).Decode(last + 1, Root(!(method & kAlphaBit)), palette.colors);
  if (method & kAlphaBit) std::sort(palette.colors.begin(), palette.colors.end(), CanonicalLess);
  palette.keeps_order = method & kOrderBit;
  if (palette.keeps_order && !DecodeOrder(bits, palette.colors)) return Status::kInvalid;
  return bits.EndsExactly() ? Status::kOk : Status::kInvalid;
}

}  // namespace kmc
