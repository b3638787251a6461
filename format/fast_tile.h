// The model of `fast`: an index is told by the decisions "is it the left
// neighbour" and "is it the upper one", each foretold by two contexts and a small
// adaptive map over what both know; else by its place among the colours, four
// bits at a time, foretold by three mixed distributions. In flat areas one
// decision tells many pixels. Spec section "Fast".
//
// The same code encodes, decodes and tells an encoder what an index would cost:
// Bits is BitEncoder, BitDecoder or anything with their Code and CodeSymbol, and
// Learning::kNo leaves the model as it is.
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
#include "format/distribution.h"
#include "format/distribution_mixer.h"
#include "format/flat_run.h"
#include "format/match_model.h"
#include "format/padded_tile.h"
#include "format/state.h"
#include "format/state_map.h"

namespace kmc {

template <class T>
class FastTile {
  // States of "is it w?" and of "is it n?", which are wanted soon after each other.
  using StatePair = std::array<State, 2>;

 public:
  enum class Learning { kNo, kYes };

  // The neighbours of a pixel, as indices.
  struct Around {
    uint32_t w, n, nw, ne;
  };

  // What the match model expects, and how long the match is: 0 if nothing is expected.
  struct Foretold {
    uint32_t length = 0;
    uint32_t index = 0;

    bool known() const { return length > 0; }
  };

  // All that foretells an index. Does not outlive the tile.
  struct Context {
    Around around;
    Foretold foretold;
    uint32_t pattern;  // what is equal around
    uint32_t hash;     // of the exact neighbours
    StatePair* flags;
  };

  // Both must outlive this.
  FastTile(const CodingPalette& palette, PaddedTile<T>& tile)
      : tile_(tile), palette_(palette), tree_(palette.tree()), match_(tile), equal_above_(tile.width()) {
    const uint64_t pixels = uint64_t{tile.width()} * tile.height();
    const State fresh_pattern = FreshPattern(pixels);
    pattern_pairs_.assign(kFlat + 1, {fresh_pattern, fresh_pattern});
    const uint32_t table_bits = TableBits(pixels);
    exact_pairs_.assign(size_t{1} << std::max(table_bits + 1, kLeastPairBits), kFreshPair);
    exact_mask_ = static_cast<uint32_t>(exact_pairs_.size() - 1);
    run_states_.fill(kFreshState);
    denied_states_.fill(kFreshState);

    const uint32_t last_place = tree_.size() - 1;
    while (last_place >> first_digit_ >= Shares::kSymbols) first_digit_ += kDigitBits;
    const size_t distributions = size_t{1} << table_bits;
    first_digits_.assign(distributions, Distribution((last_place >> first_digit_) + 1));
    if (first_digit_ > 0) other_digits_.assign(distributions, Distribution());
    digit_mask_ = static_cast<uint32_t>(distributions - 1);
    for (uint32_t i = 0; i < foretold_digits_.size(); ++i) foretold_digits_[i] = kExpecting[i % Shares::kSymbols];
  }

  // Of a decoder: a place was that of w or n, or of no colour, so the data are invalid.
  bool strayed() const { return strayed_; }
  const MatchModel<T>& match() const { return match_; }

  // Rows come in order: BeginRow, then CodeRow. With one colour there is nothing to code.
  void BeginRow(uint32_t y) {
    tile_.FillLeft(y);
    CompareRowAbove(y);
    match_.BeginRow(tile_.Row(y));
  }
  template <class Bits>
  void CodeRow(Bits& bits, uint32_t y) {
    bits = IsSmall() ? CodeRow<true>(bits, y) : CodeRow<false>(bits, y);
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
    return {a, foretold, pattern, hash, &ExactPair(hash)};
  }

  // The three decisions, in order; each returns what was coded.
  template <Learning kLearning, class Bits>
  [[gnu::always_inline]] uint32_t CodeIsW(Bits& bits, const Context& at, uint32_t wanted) {
    StateMap& map = MapOf(kIsW, at.foretold.known(), at.foretold.index == at.around.w);
    return Decide<kLearning>(bits, map, (*at.flags)[0], pattern_pairs_[at.pattern][0], wanted);
  }
  // Where n is w, this is not coded.
  template <Learning kLearning, class Bits>
  [[gnu::always_inline]] uint32_t CodeIsN(Bits& bits, const Context& at, uint32_t wanted) {
    const bool useful = at.foretold.known() && at.foretold.index != at.around.w;
    StateMap& map = MapOf(kIsN, useful, at.foretold.index == at.around.n);
    return Decide<kLearning>(bits, map, (*at.flags)[1], pattern_pairs_[at.pattern][1], wanted);
  }
  // An index that is neither w nor n. With two colours nothing is left to be coded.
  template <bool kSmall, Learning kLearning, class Bits>
  [[gnu::always_inline]] uint32_t CodePlace(Bits& bits, const Context& at, uint32_t index) {
    return CodePlace<kLearning>(bits, at, HashesOf<kSmall>(at), index);
  }

  // With so few colours an index that differs from the left one is already worth
  // remembering by the match model; otherwise it must differ from the upper one too.
  bool IsRemembered(uint32_t index, uint32_t w, uint32_t n) const {
    return index != w && (index != n || tree_.size() <= kFewColors);
  }

 private:
  static constexpr uint32_t kSmallPalette = 32;   // colours of which five bits name each
  static constexpr uint32_t kExactPalette = 64;   // colours of which the same two are often seen together
  static constexpr uint32_t kLeastPairBits = 11;  // of the number of exact pairs
  static constexpr uint32_t kDigitBits = 4, kDigit = Shares::kSymbols - 1;
  static constexpr uint32_t kFewColors = 4;
  static constexpr uint32_t kFlat = 2047;  // the pattern where all is equal
  static constexpr uint32_t kLengths = 4;  // classes of matches

  // Odd numbers that spread contexts over the tables.
  static constexpr uint32_t kSpread = 0x9E3779B1, kSpreadPair = 0x85EBCA6B, kSpreadRun = 0x27D4EB2F;
  static constexpr uint32_t kSpreadW = 0x7FEB352D, kSpreadN = 0xC2B2AE35, kSpreadPath = 0x3C6EF;
  static constexpr uint64_t kSpreadColor = 0x9E3779B97F4A7C15;

  static constexpr StatePair kFreshPair = {kFreshState, kFreshState};
  static constexpr auto kExpecting = []() {
    std::array<Distribution, Shares::kSymbols> expecting;
    for (uint32_t digit = 0; digit < Shares::kSymbols; ++digit) expecting[digit] = Distribution::Expecting(digit);
    return expecting;
  }();

  enum Flag { kIsW, kIsN, kIsRun, kIsWDenied, kFlags };

  // Of the three contexts that foretell a place.
  struct Hashes {
    uint32_t first, second, third;
  };

  // Of the number of distributions: 8..13, as small tables stay in a processor's caches; up to 15 for large images,
  // which have more to be remembered.
  static uint32_t TableBits(uint64_t pixels) {
    const auto pixel_bits = static_cast<int>(std::bit_width(pixels));
    return static_cast<uint32_t>(std::clamp(pixel_bits, 8, std::clamp(pixel_bits - 6, 13, 15)));
  }

  // An index is as likely that of a neighbour as not, and less likely in small images of many
  // colours: as if two bits were learned.
  State FreshPattern(uint64_t pixels) const {
    const int64_t likely = 2048 - static_cast<int64_t>(uint64_t{3072} * tree_.size() / pixels);
    return StateOf(LevelNear(kStretch[static_cast<size_t>(std::max<int64_t>(likely, 205))]), 2);
  }

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

  // `bits` come back changed: as a local variable they stay in registers.
  template <bool kSmall, class Bits>
  Bits CodeRow(Bits bits, uint32_t y) {
    T* row = tile_.Row(y);
    const T* above = row - tile_.stride();
    Around a{row[-1], above[0], above[-1], above[1]};
    uint32_t ww = row[-2];
    bool flat = row[-2] == row[-3];
    uint32_t denied = 0;  // how many more pixels belong to a run that was denied: one at least is not w
    for (uint32_t x = 0; x < tile_.width();) {
      a.ne = above[x + 1];
      const bool flat_left = a.w == ww;
      const Context at = ContextAt<kSmall>(x, a, flat_left, flat, ForetoldNow());
      if (at.pattern == kFlat && denied == 0) {
        denied = PossibleRun(row + x, above + x, tile_.width() - x);
        if (denied > 0 && CodeIsRun(bits, at, denied, row + x)) {
          EndRun(bits, row + x, denied);
          x += denied;
          denied = 0;
          a.nw = a.w;
          a.n = above[x];
          continue;
        }
      }
      const uint32_t index =
          denied > 0 ? CodeDenied<kSmall>(bits, at, denied, row[x]) : CodeIndex<kSmall>(bits, at, row[x]);
      row[x] = static_cast<T>(index);
      bits.EndPixel();
      match_.Advance(row + x, IsRemembered(index, a.w, a.n));
      flat = flat_left;
      ww = a.w;
      a = {index, a.ne, a.n, a.ne};
      ++x;
    }
    return bits;
  }

  Foretold ForetoldNow() const {
    return match_.length() > 0 ? Foretold{match_.length(), match_.foretold()} : Foretold{};
  }

  // In a flat area, how many pixels that are all w may be told at once; 0 if none are.
  uint32_t PossibleRun(const T* at, const T* above, uint32_t most) const {
    most = std::min(most, kMaxFlatRun);
    uint32_t equal = 0;
    while (equal < most && above[equal] == at[-1]) ++equal;
    return FlatRun(match_, at, equal);
  }
  template <class Bits>
  bool CodeIsRun(Bits& bits, const Context& at, uint32_t run, const T* cells) {
    State& exact = ExactPair((at.around.w << 6 | run) * kSpreadRun)[0];
    StateMap& map = MapOf(kIsRun, at.foretold.known(), true);
    if (!Decide<Learning::kYes>(bits, map, exact, run_states_[run], IsFlatRun(cells, run))) return false;
    // Flag W learns of it too, once.
    for (State* state : {&(*at.flags)[0], &pattern_pairs_[kFlat][0]}) *state = kNextState[1][*state];
    return true;
  }
  template <class Bits>
  void EndRun(Bits& bits, T* cells, uint32_t run) {
    std::fill_n(cells, run, cells[-1]);
    match_.AdvanceRun(cells + run - 1, run);
    for (uint32_t pixel = 0; pixel < run; ++pixel) bits.EndPixel();
  }

  template <bool kSmall, class Bits>
  [[gnu::always_inline]] uint32_t CodeIndex(Bits& bits, const Context& at, uint32_t index) {
    const uint32_t w = at.around.w;
    return CodeIsW<Learning::kYes>(bits, at, index == w) ? w : CodeOther<kSmall>(bits, at, index);
  }
  // In a run that was denied, whose last pixel is not w if all others are.
  template <bool kSmall, class Bits>
  uint32_t CodeDenied(Bits& bits, const Context& at, uint32_t& denied, uint32_t index) {
    const uint32_t w = at.around.w;
    if (denied > 1) {
      StateMap& map = MapOf(kIsWDenied, at.foretold.known(), at.foretold.index == w);
      if (Decide<Learning::kYes>(bits, map, (*at.flags)[0], denied_states_[denied], index == w)) {
        --denied;
        return w;
      }
    }
    denied = 0;
    return CodeOther<kSmall>(bits, at, index);
  }
  // An index that is not w.
  template <bool kSmall, class Bits>
  [[gnu::always_inline]] uint32_t CodeOther(Bits& bits, const Context& at, uint32_t index) {
    const uint32_t w = at.around.w, n = at.around.n;
    if (tree_.size() == 2) return 1 - w;  // the other one
    const Hashes hashes = HashesOf<kSmall>(at);
    // Memory takes as long as the decision before it.
    for (const uint32_t hash : {hashes.first, hashes.second, hashes.third}) {
      __builtin_prefetch(&DistributionOf(first_digits_, hash, 1));
    }
    if (n != w && CodeIsN<Learning::kYes>(bits, at, index == n)) return n;
    return CodePlace<Learning::kYes>(bits, at, hashes, index);
  }

  template <bool kSmall>
  [[gnu::always_inline]] Hashes HashesOf(const Context& at) const {
    const Around& a = at.around;
    if (kSmall) return {at.hash, ((a.w << 5 | a.n) + 1) * kSpreadPair, (a.w + 1) * kSpreadW};
    const uint32_t first = tree_.size() <= kExactPalette ? at.hash : (a.n + 1) * kSpreadN;
    return {first, SmoothColorHash(a), (a.w + 1) * kSpreadW};
  }
  // Of a weighted mean of the neighbours' colours, four bits of each channel.
  uint32_t SmoothColorHash(const Around& a) const {
    const uint64_t sum = 3 * (palette_.spaced_color(a.w) + palette_.spaced_color(a.n)) + palette_.spaced_color(a.nw) +
                         palette_.spaced_color(a.ne) + 0x0004000400040004;
    return static_cast<uint32_t>((sum >> 7 & 0x000F000F000F000F) * kSpreadColor >> 32);
  }

  // The place in digits of four bits, from the highest. Those so far stand behind a 1 in `path`.
  template <Learning kLearning, class Bits>
  [[gnu::always_inline]] uint32_t CodePlace(Bits& bits, const Context& at, const Hashes& hashes, uint32_t index) {
    const uint32_t begin = 1u << kDigitBits << first_digit_;
    const uint32_t place = tree_.PlaceOf(index), guess = GuessPath(at, begin);
    uint32_t path = 1;
    for (uint32_t shift = first_digit_;; shift -= kDigitBits) {
      auto& table = path == 1 ? first_digits_ : other_digits_;
      const bool guided = path == guess >> shift >> kDigitBits;
      const DistributionMixer::Opinions opinions = {
          &DistributionOf(table, hashes.first, path), &DistributionOf(table, hashes.second, path),
          guided ? &ForetoldDigit(at.foretold.length, path == 1, guess >> shift & kDigit)
                 : &DistributionOf(table, hashes.third, path)};
      DistributionMixer& mixer = digit_mixers_[2 * guided + (path == 1)];
      path = path << kDigitBits | mixer.Code<kLearning == Learning::kYes>(bits, opinions, place >> shift & kDigit);
      if (shift == 0) break;
    }
    const uint32_t found = path - begin, index_found = tree_.IndexAt(std::min(found, tree_.size() - 1));
    strayed_ |= found >= tree_.size() || index_found == at.around.w || index_found == at.around.n;
    return index_found;
  }

  // The path that is foretold; 0 if there is none that can be.
  uint32_t GuessPath(const Context& at, uint32_t begin) const {
    const uint32_t index = at.foretold.index;
    if (!at.foretold.known() || index == at.around.w || index == at.around.n) return 0;
    return begin + tree_.PlaceOf(index);
  }

  Distribution& DistributionOf(std::vector<Distribution>& table, uint32_t hash, uint32_t path) {
    return table[(hash >> 15 ^ path * kSpreadPath) & digit_mask_];
  }
  Distribution& ForetoldDigit(uint32_t length, bool is_first, uint32_t digit) {
    const uint32_t length_class = std::min(length / MatchModel<T>::kMinLength, kLengths) - 1;
    return foretold_digits_[(is_first * kLengths + length_class) * Shares::kSymbols + digit];
  }
  StatePair& ExactPair(uint32_t hash) { return exact_pairs_[hash >> 15 & exact_mask_]; }
  StateMap& MapOf(Flag flag, bool known, bool bit) { return flag_maps_[flag][ForetoldMaps::Of(known, bit)]; }

  template <Learning kLearning, class Bits>
  [[gnu::always_inline]] static uint32_t Decide(Bits& bits, StateMap& map, State& a, State& b, uint32_t wanted) {
    const uint32_t state_a = a, state_b = b;
    uint16_t& probability = map.At(state_a, state_b);
    const uint32_t bit = bits.Code(wanted, probability);
    if constexpr (kLearning == Learning::kYes) {
      StateMap::LearnBit(probability, bit);
      const auto& next = kNextState[bit];
      a = next[state_a];
      b = next[state_b];
    }
    return bit;
  }

  PaddedTile<T>& tile_;
  const CodingPalette& palette_;
  const PaletteTree& tree_;
  MatchModel<T> match_;
  std::vector<T> equal_above_;
  bool strayed_ = false;

  std::vector<StatePair> pattern_pairs_, exact_pairs_;
  uint32_t exact_mask_ = 0;
  std::array<State, kMaxFlatRun + 1> run_states_, denied_states_;  // by the run's length, or what is left of it
  std::array<ForetoldMaps, kFlags> flag_maps_;

  uint32_t first_digit_ = 0;  // how many bits a place has behind its first digit
  std::vector<Distribution> first_digits_, other_digits_;
  uint32_t digit_mask_ = 0;
  std::array<Distribution, 2 * kLengths * Shares::kSymbols> foretold_digits_;
  std::array<DistributionMixer, 4> digit_mixers_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_FAST_TILE_H_
