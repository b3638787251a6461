#include "format/fast_coding.h"

#include <algorithm>
#include <array>
#include <bit>

#include "format/bit_coder.h"
#include "format/coding_palette.h"
#include "format/color_classes.h"
#include "format/logistic.h"
#include "format/match_model.h"
#include "format/mixer.h"
#include "format/neighborhood.h"
#include "format/slot.h"
#include "format/tile_buffer.h"

namespace kmc {
namespace {

constexpr size_t kMatch = 4;  // the match model's input to the mixer, behind those of the slots
constexpr uint32_t kMinTableBits = 12, kMaxTableBits = 18;  // of the number of exact slots
constexpr uint32_t kKinds = 10;                             // flag W, flag N, levels 0..7 and beyond
constexpr uint32_t kNothingForetold = 2;

// Slots of the four models that have one for each context.
using FastSlots = std::array<Slot*, kMatch>;

// Codes a tile's indices in scan order. The same code encodes and decodes: Bits
// is BitEncoder, and the tile is given, or BitDecoder, and the tile is filled.
template <class T, class Bits>
class FastTile {
 public:
  FastTile(const CodingPalette& palette, IndexView<T> tile, Bits& bits)
      : tile_(tile),
        bits_(bits),
        palette_(palette),
        tree_(palette.tree()),
        match_(tile.data),
        mixer_({kSelections}, kFirstWeight) {
    const auto pixel_bits = static_cast<uint32_t>(std::bit_width(size_t{tile.width} * tile.height));
    const uint32_t table_bits = std::clamp(pixel_bits + 2, kMinTableBits, kMaxTableBits);
    exact_.assign(size_t{1} << table_bits, kFreshSlot);
    shift_ = 32 - table_bits;
    flag_slots_.fill(kFreshSlot);
    node_slots_.fill(kFreshSlot);
    match_slots_.fill(kFreshMatch);
  }

  void Code() {
    if (tree_.size() == 1) return;  // all indices are 0
    for (uint32_t y = 0; y < tile_.height && !bits_.Exhausted(); ++y) {
      T* row = tile_.Row(y);
      for (uint32_t x = 0; x < tile_.width; ++x) {
        around_ = NeighborhoodAt(tile_, x, y);
        row[x] = static_cast<T>(CodeIndex(row[x]));
        match_.Advance(static_cast<size_t>(row + x - tile_.data));
      }
    }
  }

 private:
  // The mixer's weights are chosen by the kind of decision, by how often the two
  // longest contexts were seen, and by how long the match is.
  static constexpr size_t kSelections = kKinds * 8 * 8 * 4;
  static constexpr int16_t kFirstWeight = 9000;  // 0.27
  static constexpr int32_t kRate = 14;
  static constexpr uint16_t kFreshMatch = 49152;  // a match of unknown worth: three in four

  // Hashes of (w, n), of these and (nw, ne), of these and (ww, nn).
  struct Hashes {
    uint32_t two, four, six;
  };

  Hashes HashNeighbors() const {
    Hashes h;
    h.two = (around_.w * 0x2F0B4C47u + around_.n + 1) * 0x9E3779B1u;
    h.four = ((h.two ^ h.two >> 15) + around_.nw * 0x85EBCA6Bu + around_.ne * 0xC2B2AE35u) * 0x2F0B4C47u;
    h.six = ((h.four ^ h.four >> 15) + around_.ww * 0x9E3779B1u + around_.nn * 0x7FEB352Du) * 0x846CA68Bu;
    return h;
  }

  uint32_t CodeIndex(uint32_t index) {
    const uint32_t w = around_.w, n = around_.n;
    const Hashes hashes = HashNeighbors();
    const bool matched = match_.length() > 0;
    const uint32_t foretold = matched ? match_.foretold() : 0;
    if (Decide(0, FlagSlots(0, hashes), matched ? foretold == w : kNothingForetold, index == w)) return w;
    if (tree_.size() == 2) return 1 - w;  // the other one
    if (n != w) {
      const bool useful = matched && foretold != w;
      if (Decide(1, FlagSlots(1, hashes), useful ? foretold == n : kNothingForetold, index == n)) return n;
    }
    return CodePath(index, hashes);
  }

  // Down the tree to an index that is neither w nor n.
  uint32_t CodePath(uint32_t index, const Hashes& hashes) {
    const uint32_t place = tree_.PlaceOf(index);
    const std::array<uint32_t, 2> excluded = {tree_.PlaceOf(around_.w), tree_.PlaceOf(around_.n)};
    const uint32_t smooth_hash = (SmoothIndex() + 1) * 0xC2B2AE35u;
    uint32_t begin = 0, end = tree_.size();
    for (uint32_t level = 0; end - begin > 1; ++level) {
      const uint32_t middle = PaletteTree::Middle(begin, end);
      uint32_t upper = 0;
      if (PaletteTree::AllExcluded(begin, middle, excluded)) {
        upper = 1;
      } else if (!PaletteTree::AllExcluded(middle, end, excluded)) {
        const uint32_t depth = std::min(level, 7u);
        const FastSlots slots = {Exact((hashes.four + middle) * 0x7FEB352Du),
                                 Exact((hashes.two + middle) * 0x85EBCA6Bu),
                                 Exact((smooth_hash + middle) * 0x2F0B4C47u), ColorNodeSlot(depth, middle)};
        upper = Decide(2 + depth, slots, ForetoldHalf(begin, middle, end), place >= middle);
      }
      (upper ? begin : end) = middle;
    }
    return tree_.IndexAt(begin);
  }

  int32_t Sample(uint32_t index, size_t channel) const { return palette_.color(index)[channel]; }

  uint32_t SmoothIndex() const {
    PlainColor smooth;
    for (size_t c = 0; c < 4; ++c) {
      smooth[c] = SmoothMean(Sample(around_.w, c), Sample(around_.n, c), Sample(around_.nw, c), Sample(around_.ne, c));
    }
    return tree_.Descend(smooth);
  }

  uint32_t ForetoldHalf(uint32_t begin, uint32_t middle, uint32_t end) const {
    if (match_.length() == 0) return kNothingForetold;
    const uint32_t index = match_.foretold();
    const uint32_t place = tree_.PlaceOf(index);
    if (index == around_.w || index == around_.n || place < begin || place >= end) return kNothingForetold;
    return place >= middle;
  }

  Slot* Exact(uint32_t hash) { return &exact_[hash >> shift_]; }

  FastSlots FlagSlots(uint32_t flag, const Hashes& hashes) {
    const uint32_t w = around_.w, n = around_.n, nw = around_.nw;
    const uint32_t other = flag == 0 ? palette_.DifferenceClass(w, nw) : palette_.DifferenceClass(n, around_.ne);
    const uint32_t place =
        ((flag * 8 + palette_.DifferenceClass(w, n)) * 8 + palette_.DifferenceClass(n, nw)) * 8 + other;
    const uint32_t twist = (flag + 1) * 0x5BD1E995u;
    return {Exact(hashes.six ^ twist), Exact(hashes.four ^ twist), Exact(hashes.two ^ twist), &flag_slots_[place]};
  }

  Slot* ColorNodeSlot(uint32_t depth, uint32_t middle) {
    const uint32_t c = tree_.ChannelAt(middle);
    const int32_t w = Sample(around_.w, c), n = Sample(around_.n, c), nw = Sample(around_.nw, c),
                  ne = Sample(around_.ne, c), threshold = tree_.ThresholdAt(middle);
    const uint32_t clamped = OffsetClass(2 * ClampedGradient(w, n, nw) - threshold);
    const uint32_t smooth = OffsetClass(2 * SmoothMean(w, n, nw, ne) - threshold);
    return &node_slots_[(depth * 24 + clamped) * 24 + smooth];
  }

  uint32_t Decide(uint32_t kind, const FastSlots& slots, uint32_t foretold, uint32_t wanted) {
    auto& logits = mixer_.inputs();
    for (size_t i = 0; i < kMatch; ++i) logits[i] = kStretch[*slots[i] >> 4];
    const uint32_t length = match_.length();
    uint16_t& match_slot = match_slots_[kind * 16 + std::min(length / 2, 15u)];
    const int16_t match_logit = kStretch[match_slot >> 4];
    logits[kMatch] = static_cast<int16_t>(foretold == kNothingForetold ? 0 : foretold ? match_logit : -match_logit);
    const uint32_t trust = foretold == kNothingForetold ? 0 : length < 16 ? 1 : length < 32 ? 2 : 3;
    const uint32_t selected = (kind * 64 + (*slots[0] & 7) * 8 + (*slots[1] & 7)) * 4 + trust;

    const int32_t probability = Squash(mixer_.Mix({selected}));
    const uint32_t bit = bits_.Code(wanted, static_cast<uint32_t>(probability));
    mixer_.Update((bit ? 65536 : 0) - probability, kRate);
    for (Slot* slot : slots) UpdateSlot(*slot, bit);
    if (foretold != kNothingForetold) {
      const int32_t target = bit == foretold ? 65535 : 0;
      match_slot = static_cast<uint16_t>(match_slot + (target - match_slot) / 64);
    }
    return bit;
  }

  IndexView<T> tile_;
  Bits& bits_;
  const CodingPalette& palette_;
  const PaletteTree& tree_;
  MatchModel<T> match_;
  Mixer<8, 1, 15> mixer_;
  std::vector<Slot> exact_;
  uint32_t shift_ = 0;  // from a hash to a place in exact_
  std::array<Slot, 2 * 512> flag_slots_;
  std::array<Slot, 8 * 24 * 24> node_slots_;
  std::array<uint16_t, kKinds * 16> match_slots_;  // by kind and length: that the match is right
  Neighborhood around_;
};

}  // namespace

template <class T>
void EncodeFast(IndexView<const T> view, const CodingPalette& palette, std::vector<uint8_t>& out) {
  TileBuffer<T> buffer(view.width, view.height);
  buffer.CopyFrom(view);
  BitEncoder bits(out);
  FastTile<T, BitEncoder>(palette, buffer.view(), bits).Code();
  bits.Finish();
}

template <class T>
Status DecodeFast(std::span<const uint8_t> data, const CodingPalette& palette, IndexView<T> view) {
  TileBuffer<T> buffer(view.width, view.height);
  BitDecoder bits(data);
  FastTile<T, BitDecoder>(palette, buffer.view(), bits).Code();
  buffer.CopyTo(view);
  return bits.EndsExactly() ? Status::kOk : Status::kInvalid;
}

template void EncodeFast(IndexView<const uint8_t>, const CodingPalette&, std::vector<uint8_t>&);
template void EncodeFast(IndexView<const uint16_t>, const CodingPalette&, std::vector<uint8_t>&);
template Status DecodeFast(std::span<const uint8_t>, const CodingPalette&, IndexView<uint8_t>);
template Status DecodeFast(std::span<const uint8_t>, const CodingPalette&, IndexView<uint16_t>);

}  // namespace kmc
