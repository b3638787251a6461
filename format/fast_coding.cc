#include "format/fast_coding.h"

#include <algorithm>
#include <array>
#include <bit>

#include "format/bit_coder.h"
#include "format/coding_palette.h"
#include "format/match_model.h"
#include "format/padded_tile.h"
#include "format/state.h"
#include "format/state_map.h"

namespace kmc {
namespace {

constexpr uint32_t kSmallPalette = 32;                      // colours of which five bits name each
constexpr uint32_t kMinTableBits = 11, kMaxTableBits = 17;  // of the number of exact pairs

// With so few colours an index that differs from the left one is already worth
// remembering by the match model; otherwise it must differ from the upper one too.
constexpr uint32_t kFewColors = 4;

// Odd numbers that spread contexts over the table.
constexpr uint32_t kSpread = 0x9E3779B1, kSpreadSecond = 0x85EBCA6B;
constexpr uint32_t kSpreadNodes = 0xC2B2AE35, kSpreadSecondNodes = 0x9E3779B1;
constexpr uint64_t kSpreadColor = 0x9E3779B97F4A7C15;

// Two states that are wanted soon after each other, in one load: the lower half
// of "is it w?" and the upper of "is it n?", or those of a node's two halves.
using StatePair = uint32_t;
constexpr StatePair kFreshPair = kFreshState << 16 | kFreshState;

// The neighbours of a pixel, as indices.
struct Around {
  uint32_t w, n, nw, ne;
};

// Codes a tile's indices in scan order. The same code encodes and decodes: Bits
// is BitEncoder or BitMeter, and the tile is given, or BitDecoder, and the tile is filled.
//
// Everything on the way from one bit to the next is inlined and free of
// branches on bits, and `bits` are handed down by reference from a local
// variable, which stays in registers.
template <class T, class Bits>
class FastTile {
 public:
  FastTile(const CodingPalette& palette, PaddedTile<T>& tile)
      : tile_(tile),
        palette_(palette),
        tree_(palette.tree()),
        match_(tile),
        equal_above_(tile.width()),
        pattern_pairs_(2048, kFreshPair) {
    const auto pixel_bits = static_cast<uint32_t>(std::bit_width(uint64_t{tile.width()} * tile.height()));
    const uint32_t table_bits = std::clamp(pixel_bits + 1, kMinTableBits, kMaxTableBits);
    exact_pairs_.assign(size_t{1} << table_bits, kFreshPair);
    exact_mask_ = static_cast<uint32_t>(exact_pairs_.size() - 1);
  }

  // Of a decoder: a path led where an encoder's cannot, so the data are invalid.
  bool strayed() const { return strayed_; }

  Bits Code(Bits bits) {
    if (tree_.size() == 1) return bits;  // all indices are 0
    for (uint32_t y = 0; y < tile_.height() && !bits.Exhausted(); ++y) {
      tile_.FillLeft(y);
      CompareRowAbove(y);
      if (tree_.size() <= kSmallPalette) {
        CodeRow<true>(bits, y);
      } else {
        CodeRow<false>(bits, y);
      }
      tile_.FillRight(y);
      match_.EndRow();
    }
    return bits;
  }

 private:
  // What is equal in the two rows above: six bits a pixel, many pixels at once.
  void CompareRowAbove(uint32_t y) {
    const T* above = tile_.Row(y) - tile_.stride();
    CompareRows(above, above - tile_.stride(), tile_.width(), equal_above_.data());
  }
  static void CompareRows(const T* __restrict above, const T* __restrict highest, size_t width, T* __restrict equal) {
    for (size_t x = 0; x < width; ++x) {
      const T *n = above + x, *nn = highest + x;
      equal[x] = static_cast<T>(T{n[-1] == n[0]} | T{n[1] == n[0]} << 1 | T{nn[0] == n[0]} << 2 |
                                T{nn[1] == n[1]} << 3 | T{n[-2] == n[-1]} << 4 | T{n[2] == n[1]} << 5);
    }
  }

  template <bool kSmall>
  void CodeRow(Bits& bits, uint32_t y) {
    T* row = tile_.Row(y);
    const T* above = row - tile_.stride();
    Around a{row[-1], above[0], above[-1], above[1]};
    uint32_t ww = row[-2];
    uint32_t flat = row[-2] == row[-3];  // ww == www
    for (uint32_t x = 0; x < tile_.width(); ++x) {
      a.ne = above[x + 1];
      const uint32_t flat_left = a.w == ww;
      const uint32_t pattern = equal_above_[x] | uint32_t{a.w == a.n} << 6 | uint32_t{a.w == a.nw} << 7 |
                               uint32_t{a.w == a.ne} << 8 | flat_left << 9 | flat << 10;
      const uint32_t index = CodeIndex<kSmall>(bits, row[x], a, pattern);
      row[x] = static_cast<T>(index);
      bits.EndPixel();
      match_.Advance(row + x, index != a.w && (index != a.n || tree_.size() <= kFewColors));
      flat = flat_left;
      ww = a.w;
      a = {index, a.ne, a.n, a.ne};
    }
  }

  template <bool kSmall>
  [[gnu::always_inline]] uint32_t CodeIndex(Bits& bits, uint32_t index, const Around& a, uint32_t pattern) {
    const bool matched = match_.length() > 0;
    const uint32_t foretold = matched ? match_.foretold() : 0;
    const uint32_t hash = ((kSmall ? ((a.nw << 5 | a.n) << 5 | a.ne) << 5 | a.w : a.n << 16 | a.w) + 1) * kSpread;
    StatePair &flags = ExactPair(hash), &pattern_flags = pattern_pairs_[pattern];
    StateMap& w_map = flag_maps_[0][ForetoldMaps::Of(matched, foretold == a.w)];
    if (Decide(bits, w_map, flags, pattern_flags, 0, index == a.w)) return a.w;
    if (tree_.size() == 2) return 1 - a.w;  // the other one
    if (a.n != a.w) {
      StateMap& n_map = flag_maps_[1][ForetoldMaps::Of(matched && foretold != a.w, foretold == a.n)];
      if (Decide(bits, n_map, flags, pattern_flags, 1, index == a.n)) return a.n;
    }
    const uint32_t second = kSmall ? ((a.w << 5 | a.n) + 1) * kSpreadSecond : SmoothColorHash(a);
    if (matched && foretold != a.w && foretold != a.n) {
      return CodePath<true>(bits, index, a, hash, second, tree_.PlaceOf(foretold));
    }
    return CodePath<false>(bits, index, a, hash, second, 0);
  }

  // Of a weighted mean of the neighbours' colours, four bits of each channel.
  uint32_t SmoothColorHash(const Around& a) const {
    const uint64_t sum = 3 * (palette_.spaced_color(a.w) + palette_.spaced_color(a.n)) + palette_.spaced_color(a.nw) +
                         palette_.spaced_color(a.ne) + 0x0004000400040004;
    return static_cast<uint32_t>((sum >> 7 & 0x000F000F000F000F) * kSpreadColor >> 32);
  }

  // Down the tree to an index that is neither w nor n. The states of a node's
  // halves lie together, so that they are on their way from memory before it is
  // known which half comes next.
  template <bool kGuided>
  [[gnu::always_inline]] uint32_t CodePath(Bits& bits, uint32_t index, const Around& a, uint32_t hash, uint32_t second,
                                           uint32_t guess) {
    const uint32_t place = tree_.PlaceOf(index);
    hash += kSpreadSecond;  // away from the flags
    StatePair *pair = &ExactPair(hash), *second_pair = &ExactPair(second);
    uint32_t middle = tree_.root(), upper = 0;
    bool guided = kGuided;
    for (;;) {
      const auto& halves = tree_.HalvesOf(middle);
      StatePair &now = *pair, &second_now = *second_pair;
      const uint32_t side = upper;
      pair = &ExactPair(hash + middle * kSpreadNodes);
      second_pair = &ExactPair(second + middle * kSpreadSecondNodes);
      if (PaletteTree::IsLeafOf(halves[0], a.w, a.n)) {
        upper = 1;
        strayed_ = strayed_ || PaletteTree::IsLeafOf(halves[1], a.w, a.n);
      } else if (PaletteTree::IsLeafOf(halves[1], a.w, a.n)) {
        upper = 0;
      } else {
        StateMap& map = path_maps_[ForetoldMaps::Of(guided, guess >= middle)];
        upper = Decide(bits, map, now, second_now, side, place >= middle);
      }
      if (kGuided) guided = guided && upper == (guess >= middle);
      middle = halves[upper];
      if (PaletteTree::IsLeaf(middle)) return PaletteTree::IndexOf(middle);
    }
  }

  StatePair& ExactPair(uint32_t hash) { return exact_pairs_[hash >> 15 & exact_mask_]; }

  [[gnu::always_inline]] static uint32_t Decide(Bits& bits, StateMap& map, StatePair& a, StatePair& b, uint32_t side,
                                                uint32_t wanted) {
    const uint32_t shift = 16 * side;
    const uint32_t state_a = a >> shift & 65535, state_b = b >> shift & 65535;
    uint16_t& probability = map.At(state_a, state_b);
    const uint32_t bit = bits.Code(wanted, probability);
    StateMap::LearnBit(probability, bit);
    const auto& next = kNextState[bit];
    a ^= (state_a ^ next[state_a]) << shift;
    b ^= (state_b ^ next[state_b]) << shift;
    return bit;
  }

  PaddedTile<T>& tile_;
  const CodingPalette& palette_;
  const PaletteTree& tree_;
  MatchModel<T> match_;
  std::vector<T> equal_above_;
  std::vector<StatePair> pattern_pairs_, exact_pairs_;
  uint32_t exact_mask_ = 0;
  std::array<ForetoldMaps, 2> flag_maps_;
  ForetoldMaps path_maps_;
  bool strayed_ = false;
};

}  // namespace

template <class T>
void EncodeFast(IndexView<const T> view, const CodingPalette& palette, std::vector<uint8_t>& out) {
  PaddedTile<T> tile(view.width, view.height);
  tile.CopyFrom(view);
  FastTile<T, BitEncoder>(palette, tile).Code(BitEncoder(out)).Finish();
}

template <class T>
Status DecodeFast(std::span<const uint8_t> data, const CodingPalette& palette, IndexView<T> view) {
  PaddedTile<T> tile(view.width, view.height);
  FastTile<T, BitDecoder> coded(palette, tile);
  const BitDecoder bits = coded.Code(BitDecoder(data));
  tile.CopyTo(view);
  return bits.EndsExactly() && !coded.strayed() ? Status::kOk : Status::kInvalid;
}

template <class T>
std::vector<float> MeasureFast(IndexView<const T> view, const CodingPalette& palette) {
  PaddedTile<T> tile(view.width, view.height);
  tile.CopyFrom(view);
  std::vector<float> pixels;
  FastTile<T, BitMeter>(palette, tile).Code(BitMeter(pixels));
  return pixels;
}

template void EncodeFast(IndexView<const uint8_t>, const CodingPalette&, std::vector<uint8_t>&);
template void EncodeFast(IndexView<const uint16_t>, const CodingPalette&, std::vector<uint8_t>&);
template Status DecodeFast(std::span<const uint8_t>, const CodingPalette&, IndexView<uint8_t>);
template Status DecodeFast(std::span<const uint8_t>, const CodingPalette&, IndexView<uint16_t>);
template std::vector<float> MeasureFast(IndexView<const uint8_t>, const CodingPalette&);
template std::vector<float> MeasureFast(IndexView<const uint16_t>, const CodingPalette&);

}  // namespace kmc
