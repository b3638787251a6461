// The model of `fast`: every index is told by the decisions "is it the left
// neighbour", "is it the upper one", else a path down the palette's colour tree,
// and each decision is foretold by two contexts and a small adaptive map over
// what both know. Spec section "Fast".
//
// The same code encodes, decodes and tells an encoder what an index would cost:
// Bits is BitEncoder, BitDecoder or anything with their Code, and Learning::kNo
// leaves the model as it is.
//
// Everything on the way from one bit to the next is inlined and free of
// branches on bits, and `bits` are handed down by reference from a local
// variable, which stays in registers.
#ifndef KMC_FORMAT_FAST_TILE_H_
#define KMC_FORMAT_FAST_TILE_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "format/coding_palette.h"
#include "format/match_model.h"
#include "format/padded_tile.h"
#include "format/state.h"
#include "format/state_map.h"

namespace kmc {

template <class T>
class FastTile {
  // Two states that are wanted soon after each other, in one load: the lower half
  // of "is it w?" and the upper of "is it n?", or those of a node's two halves.
  using StatePair = uint32_t;

 public:
  enum class Learning { kNo, kYes };

  // The neighbours of a pixel, as indices.
  struct Around {
    uint32_t w, n, nw, ne;
  };

  // What the match model expects.
  struct Foretold {
    bool known = false;
    uint32_t index = 0;
  };

  // All that foretells an index. Does not outlive the tile.
  struct Context {
    Around around;
    Foretold foretold;
    uint32_t hash;  // of the exact neighbours
    StatePair *flags, *pattern_flags;
  };

  // Both must outlive this.
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
  const MatchModel<T>& match() const { return match_; }

  // Rows come in order: BeginRow, then CodeRow. With one colour there is nothing to code.
  void BeginRow(uint32_t y) {
    tile_.FillLeft(y);
    CompareRowAbove(y);
  }
  template <class Bits>
  void CodeRow(Bits& bits, uint32_t y) {
    if (IsSmall()) {
      CodeRow<true>(bits, y);
    } else {
      CodeRow<false>(bits, y);
    }
    tile_.FillRight(y);
    match_.EndRow();
  }

  // Whether the palette is small enough for more neighbours in the exact contexts: the kSmall below.
  bool IsSmall() const { return tree_.size() <= kSmallPalette; }

  // The context at column x of the row that was begun. `flat_left`: w equals ww; `flat`: ww equals www.
  template <bool kSmall>
  [[gnu::always_inline]] Context ContextAt(uint32_t x, const Around& a, bool flat_left, bool flat, Foretold foretold) {
    const uint32_t pattern = equal_above_[x] | uint32_t{a.w == a.n} << 6 | uint32_t{a.w == a.nw} << 7 |
                             uint32_t{a.w == a.ne} << 8 | uint32_t{flat_left} << 9 | uint32_t{flat} << 10;
    const uint32_t hash = ((kSmall ? ((a.nw << 5 | a.n) << 5 | a.ne) << 5 | a.w : a.n << 16 | a.w) + 1) * kSpread;
    return {a, foretold, hash, &ExactPair(hash), &pattern_pairs_[pattern]};
  }

  // The three decisions, in order; each returns what was coded.
  template <Learning kLearning, class Bits>
  [[gnu::always_inline]] uint32_t CodeIsW(Bits& bits, const Context& at, uint32_t wanted) {
    StateMap& map = flag_maps_[0][ForetoldMaps::Of(at.foretold.known, at.foretold.index == at.around.w)];
    return Decide<kLearning>(bits, map, *at.flags, *at.pattern_flags, 0, wanted);
  }
  // Where n is w, this is not coded.
  template <Learning kLearning, class Bits>
  [[gnu::always_inline]] uint32_t CodeIsN(Bits& bits, const Context& at, uint32_t wanted) {
    const bool useful = at.foretold.known && at.foretold.index != at.around.w;
    StateMap& map = flag_maps_[1][ForetoldMaps::Of(useful, at.foretold.index == at.around.n)];
    return Decide<kLearning>(bits, map, *at.flags, *at.pattern_flags, 1, wanted);
  }
  // To an index that is neither w nor n. With two colours nothing is left to be coded.
  template <bool kSmall, Learning kLearning, class Bits>
  [[gnu::always_inline]] uint32_t CodePath(Bits& bits, const Context& at, uint32_t index) {
    const Around& a = at.around;
    const uint32_t second = kSmall ? ((a.w << 5 | a.n) + 1) * kSpreadSecond : SmoothColorHash(a);
    if (at.foretold.known && at.foretold.index != a.w && at.foretold.index != a.n) {
      return FollowPath<true, kLearning>(bits, index, at, second, tree_.PlaceOf(at.foretold.index));
    }
    return FollowPath<false, kLearning>(bits, index, at, second, 0);
  }

  // With so few colours an index that differs from the left one is already worth
  // remembering by the match model; otherwise it must differ from the upper one too.
  bool IsRemembered(uint32_t index, uint32_t w, uint32_t n) const {
    return index != w && (index != n || tree_.size() <= kFewColors);
  }

 private:
  static constexpr uint32_t kSmallPalette = 32;                      // colours of which five bits name each
  static constexpr uint32_t kMinTableBits = 11, kMaxTableBits = 17;  // of the number of exact pairs
  static constexpr uint32_t kFewColors = 4;

  // Odd numbers that spread contexts over the table.
  static constexpr uint32_t kSpread = 0x9E3779B1, kSpreadSecond = 0x85EBCA6B;
  static constexpr uint32_t kSpreadNodes = 0xC2B2AE35, kSpreadSecondNodes = 0x9E3779B1;
  static constexpr uint64_t kSpreadColor = 0x9E3779B97F4A7C15;

  static constexpr StatePair kFreshPair = kFreshState << 16 | kFreshState;

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

  template <bool kSmall, class Bits>
  void CodeRow(Bits& bits, uint32_t y) {
    T* row = tile_.Row(y);
    const T* above = row - tile_.stride();
    Around a{row[-1], above[0], above[-1], above[1]};
    uint32_t ww = row[-2];
    bool flat = row[-2] == row[-3];
    for (uint32_t x = 0; x < tile_.width(); ++x) {
      a.ne = above[x + 1];
      const bool flat_left = a.w == ww;
      const bool matched = match_.length() > 0;
      const Context at = ContextAt<kSmall>(x, a, flat_left, flat, {matched, matched ? match_.foretold() : 0});
      const uint32_t index = CodeIndex<kSmall>(bits, at, row[x]);
      row[x] = static_cast<T>(index);
      bits.EndPixel();
      match_.Advance(row + x, IsRemembered(index, a.w, a.n));
      flat = flat_left;
      ww = a.w;
      a = {index, a.ne, a.n, a.ne};
    }
  }

  template <bool kSmall, class Bits>
  [[gnu::always_inline]] uint32_t CodeIndex(Bits& bits, const Context& at, uint32_t index) {
    const uint32_t w = at.around.w, n = at.around.n;
    if (CodeIsW<Learning::kYes>(bits, at, index == w)) return w;
    if (tree_.size() == 2) return 1 - w;  // the other one
    if (n != w && CodeIsN<Learning::kYes>(bits, at, index == n)) return n;
    return CodePath<kSmall, Learning::kYes>(bits, at, index);
  }

  // Of a weighted mean of the neighbours' colours, four bits of each channel.
  uint32_t SmoothColorHash(const Around& a) const {
    const uint64_t sum = 3 * (palette_.spaced_color(a.w) + palette_.spaced_color(a.n)) + palette_.spaced_color(a.nw) +
                         palette_.spaced_color(a.ne) + 0x0004000400040004;
    return static_cast<uint32_t>((sum >> 7 & 0x000F000F000F000F) * kSpreadColor >> 32);
  }

  // Down the tree. The states of a node's halves lie together, so that they are
  // on their way from memory before it is known which half comes next.
  template <bool kGuided, Learning kLearning, class Bits>
  [[gnu::always_inline]] uint32_t FollowPath(Bits& bits, uint32_t index, const Context& at, uint32_t second,
                                             uint32_t guess) {
    const uint32_t w = at.around.w, n = at.around.n;
    const uint32_t place = tree_.PlaceOf(index);
    const uint32_t hash = at.hash + kSpreadSecond;  // away from the flags
    StatePair *pair = &ExactPair(hash), *second_pair = &ExactPair(second);
    uint32_t middle = tree_.root(), upper = 0;
    bool guided = kGuided;
    for (;;) {
      const auto& halves = tree_.HalvesOf(middle);
      StatePair &now = *pair, &second_now = *second_pair;
      const uint32_t side = upper;
      pair = &ExactPair(hash + middle * kSpreadNodes);
      second_pair = &ExactPair(second + middle * kSpreadSecondNodes);
      if (PaletteTree::IsLeafOf(halves[0], w, n)) {
        upper = 1;
        strayed_ = strayed_ || PaletteTree::IsLeafOf(halves[1], w, n);
      } else if (PaletteTree::IsLeafOf(halves[1], w, n)) {
        upper = 0;
      } else {
        StateMap& map = path_maps_[ForetoldMaps::Of(guided, guess >= middle)];
        upper = Decide<kLearning>(bits, map, now, second_now, side, place >= middle);
      }
      if (kGuided) guided = guided && upper == (guess >= middle);
      middle = halves[upper];
      if (PaletteTree::IsLeaf(middle)) return PaletteTree::IndexOf(middle);
    }
  }

  StatePair& ExactPair(uint32_t hash) { return exact_pairs_[hash >> 15 & exact_mask_]; }

  template <Learning kLearning, class Bits>
  [[gnu::always_inline]] static uint32_t Decide(Bits& bits, StateMap& map, StatePair& a, StatePair& b, uint32_t side,
                                                uint32_t wanted) {
    const uint32_t shift = 16 * side;
    const uint32_t state_a = a >> shift & 65535, state_b = b >> shift & 65535;
    uint16_t& probability = map.At(state_a, state_b);
    const uint32_t bit = bits.Code(wanted, probability);
    if constexpr (kLearning == Learning::kYes) {
      StateMap::LearnBit(probability, bit);
      const auto& next = kNextState[bit];
      a ^= (state_a ^ next[state_a]) << shift;
      b ^= (state_b ^ next[state_b]) << shift;
    }
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

}  // namespace kmc

#endif  // KMC_FORMAT_FAST_TILE_H_
