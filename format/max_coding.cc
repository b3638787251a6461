#include "format/max_coding.h"

#include <algorithm>
#include <array>
#include <utility>

#include "format/bit_coder.h"
#include "format/coding_palette.h"
#include "format/flat_run.h"
#include "format/logistic.h"
#include "format/match_model.h"
#include "format/max_contexts.h"
#include "format/mixer.h"
#include "format/neighborhood.h"
#include "format/padded_tile.h"
#include "format/tile_shape.h"

namespace kmc {
namespace {

// Kinds of decisions: four flags, then the levels of the tree.
constexpr uint32_t kIsW = 0, kIsN = 1, kIsRun = 2, kIsWDenied = 3, kFirstLevel = 4, kKinds = kFirstLevel + 16;
// What else selects weights: 64 textures of each flag, then nodes.
constexpr uint32_t kFlagTextures = 64, kFirstNode = kFirstLevel * kFlagTextures, kTextures = kFirstNode + 256;
// Selections of the map by node: one for each flag (for each length of a denied run), then nodes.
constexpr uint32_t kDeniedPlace = 3, kFirstNodePlace = 64, kNodePlaces = kFirstNodePlace + 256;

// The first weights move fast; after some thousands of pixels they settle.
int32_t LearningRate(size_t pixel) { return 7 + static_cast<int32_t>(100 * 2048 / (2048 + pixel)); }

// Without a loop, which would take half of the time.
template <class F>
[[gnu::always_inline]] inline void ForEachModel(F&& f) {
  [&]<size_t... I>(std::index_sequence<I...>) { (f(I), ...); }
  (std::make_index_sequence<MaxContexts::kModels>());
}

// Codes a tile's indices in scan order. The same code encodes and decodes: Bits
// is BitEncoder or BitMeter, and the tile is given, or BitDecoder, and the tile is filled.
template <class T, class Bits>
class MaxTile {
 public:
  MaxTile(const CodingPalette& palette, PaddedTile<T>& tile, Bits& bits)
      : tile_(tile),
        bits_(bits),
        tree_(palette.tree()),
        contexts_(palette, Pixels()),
        match_(tile),
        shape_(tile),
        mixer_({kKinds * 4, (kFirstLevel + 1) * 8, kTextures}, kFirstWeight),
        node_map_(kNodePlaces),
        pair_map_(4096) {
    match_chances_.fill(kFreshMatch);
  }

  // Of a decoder: a path led where an encoder's cannot, so the data are invalid.
  bool strayed() const { return strayed_; }

  void Code() {
    if (tree_.size() == 1) return;  // all indices are 0
    for (uint32_t y = 0; y < tile_.height() && !bits_.Exhausted(); ++y) CodeRow(y);
  }

 private:
  static constexpr int16_t kFirstWeight = 3932;   // 0.06: all models together say little more than a mean of them
  static constexpr uint16_t kFreshMatch = 49152;  // a match of unknown worth: three in four
  static constexpr uint32_t kNothingForetold = 2;
  static constexpr size_t kInputs = 32;  // of models, two of the match model, one that is always the same

  // A decision and what selects weights and corrections.
  struct Decision {
    uint32_t kind = 0;
    uint32_t texture = 0;
    uint32_t place = 0;  // in the map by node
  };

  void CodeRow(uint32_t y) {
    tile_.FillLeft(y);
    match_.BeginRow(tile_.Row(y));
    shape_.BeginRow(y);
    denied_ = 0;
    for (uint32_t x = 0; x < tile_.width();) {
      const Shape shape = BeginPixel(x, y);
      const uint32_t run = denied_ > 0 ? 0 : PossibleRun(x, y, shape);
      if (run > 0 && CodeIsRun(run, &tile_.Row(y)[x])) {
        EndRun(x, y, run);
        x += run;
        continue;
      }
      if (run > 0) denied_ = run;
      const uint32_t index = CodeIndex(tile_.Row(y)[x]);
      denied_ = index == around_.w ? std::max(denied_, 1u) - 1 : 0;
      EndPixel(x++, y, index);
    }
    tile_.FillRight(y);
    match_.EndRow();
  }

  Shape BeginPixel(uint32_t x, uint32_t y) {
    rate_ = LearningRate(size_t{y} * tile_.width() + x);
    around_ = NeighborhoodAt(tile_.Row(y) + x, tile_.stride());
    shape_.MoveTo(x);
    const Shape shape = shape_.Look(x);
    contexts_.BeginPixel(around_, shape);
    return shape;
  }
  void EndPixel(uint32_t x, uint32_t y, uint32_t index) {
    T& cell = tile_.Row(y)[x];
    cell = static_cast<T>(index);
    bits_.EndPixel();
    shape_.Advance(x);
    match_.Advance(&cell, index != around_.w);
  }

  void EndRun(uint32_t x, uint32_t y, uint32_t run) {
    EndPixel(x, y, around_.w);
    for (const uint32_t end = x + run; ++x < end;) {
      shape_.MoveTo(x);
      EndPixel(x, y, around_.w);
    }
  }

  // In a flat area, how many pixels that are all w may be told at once; 0 if none are.
  uint32_t PossibleRun(uint32_t x, uint32_t y, const Shape& shape) {
    if (!MaxContexts::IsFlat(shape)) return 0;
    return FlatRun(match_, tile_.Row(y) + x, std::min(shape.right_run, tile_.width() - x));
  }
  bool CodeIsRun(uint32_t run, const T* cells) {
    contexts_.FlagStates(kIsRun, states_);
    return Decide({kIsRun, kIsRun * kFlagTextures + run, kIsRun}, match_.length() > 0 ? 1 : kNothingForetold,
                  IsFlatRun(cells, run));
  }

  size_t Pixels() const { return size_t{tile_.width()} * tile_.height(); }

  uint32_t CodeIndex(uint32_t index) {
    const uint32_t w = around_.w, n = around_.n;
    const bool matched = match_.length() > 0;
    const uint32_t foretold = matched ? match_.foretold() : 0;
    if (denied_ != 1) {
      contexts_.FlagStates(kIsW, states_);
      const Decision is_w = denied_ == 0
                                ? Decision{kIsW, contexts_.FlagTexture(kIsW), kIsW}
                                : Decision{kIsWDenied, kIsWDenied * kFlagTextures + denied_, kDeniedPlace + denied_};
      if (Decide(is_w, matched ? foretold == w : kNothingForetold, index == w)) return w;
    }
    if (tree_.size() == 2) return 1 - w;  // the other one
    contexts_.ExpectPath();
    if (n != w) {
      contexts_.FlagStates(kIsN, states_);
      const bool useful = matched && foretold != w;
      const Decision is_n{kIsN, kIsN * kFlagTextures + contexts_.FlagTexture(kIsN), kIsN};
      if (Decide(is_n, useful ? foretold == n : kNothingForetold, index == n)) return n;
    }
    return CodePath(index);
  }

  // Down the tree to an index that is neither w nor n.
  uint32_t CodePath(uint32_t index) {
    const uint32_t place = tree_.PlaceOf(index);
    uint32_t guess = 0;
    bool guided = GuessPlace(guess);
    uint32_t middle = tree_.root(), path = 1;
    contexts_.BeginPath();
    for (uint32_t level = 0;; ++level) {
      const auto& halves = tree_.HalvesOf(middle);
      contexts_.BeginNode(middle);
      uint32_t upper = 0;
      if (PaletteTree::IsLeafOf(halves[0], around_.w, around_.n)) {
        upper = 1;
        strayed_ = strayed_ || PaletteTree::IsLeafOf(halves[1], around_.w, around_.n);
      } else if (!PaletteTree::IsLeafOf(halves[1], around_.w, around_.n)) {
        contexts_.NodeStates(level, path, middle, states_);
        const Decision is_upper{kFirstLevel + level, kFirstNode + (middle & 255), kFirstNodePlace + (middle & 255)};
        upper = Decide(is_upper, guided ? guess >= middle : kNothingForetold, place >= middle);
      }
      guided = guided && upper == (guess >= middle);
      contexts_.EndNode(upper);
      middle = halves[upper];
      if (PaletteTree::IsLeaf(middle)) return PaletteTree::IndexOf(middle);
      path = path << 1 | upper;
    }
  }

  // Whether an index that can still be is foretold, and its place.
  bool GuessPlace(uint32_t& place) const {
    if (match_.length() == 0) return false;
    const uint32_t index = match_.foretold();
    place = tree_.PlaceOf(index);
    return index != around_.w && index != around_.n;
  }

  // `foretold`: the bit that the match model expects, or kNothingForetold.
  uint32_t Decide(const Decision& decision, uint32_t foretold, uint32_t wanted) {
    const bool matched = foretold != kNothingForetold;
    const uint32_t length = std::min(match_.length(), 32u);
    uint16_t& match_chance = match_chances_[decision.kind * 16 + std::min(length, 15u)];
    auto& inputs = mixer_.inputs();
    ForEachModel([&](size_t i) { seen_[i] = *states_[i]; });
    for (size_t i = 0; i < kInputs; ++i) inputs[i] = static_cast<int16_t>(LogitOf(seen_[i]));
    const int32_t side = !matched ? 0 : foretold ? 1 : -1;
    inputs[MaxContexts::kModels] = static_cast<int16_t>(side * kStretch[match_chance >> 4]);
    inputs[MaxContexts::kModels + 1] = static_cast<int16_t>(side * static_cast<int32_t>(length) * 16);
    inputs[MaxContexts::kModels + 2] = 256;

    const uint32_t trust = !matched ? 0 : length <= 15 ? 1 : length <= 31 ? 2 : 3;
    const int32_t logit = mixer_.Mix(
        {decision.kind * 4 + trust, std::min(decision.kind, kFirstLevel) * 8 + Confidence(), decision.texture});
    const int32_t mixed = Squash(logit);
    const int32_t by_node = node_map_.Refine(decision.place, logit);
    const int32_t by_pair = pair_map_.Refine(PairContext(decision.place), logit);
    const int32_t probability = std::clamp((2 * mixed + by_node + by_pair) >> 2, 1, 65535);

    const uint32_t bit = bits_.Code(wanted, static_cast<uint32_t>(probability));
    mixer_.Update((bit ? 65536 : 0) - mixed, rate_);
    node_map_.Update(bit);
    pair_map_.Update(bit);
    const auto& next = kNextState[bit];
    ForEachModel([&](size_t i) { *states_[i] = next[seen_[i]]; });
    if (matched) {
      const int32_t target = bit == foretold ? 65535 : 0;
      match_chance = static_cast<uint16_t>(match_chance + (target - match_chance) / 64);
    }
    return bit;
  }

  uint32_t Confidence() const {
    uint32_t confident = 0;
    for (const size_t model : {2, 3, 4, 5, 10}) confident += LearnedOf(seen_[model]) > 1;
    return confident;
  }

  uint32_t PairContext(uint32_t place) const {
    return (around_.w * 263 + around_.n * 7919 + place * 40503) * 0x9E3779B1u >> 20;
  }

  PaddedTile<T>& tile_;
  Bits& bits_;
  const PaletteTree& tree_;
  MaxContexts contexts_;
  MatchModel<T> match_;
  TileShape<T> shape_;
  Mixer<kInputs, 3, 16> mixer_;
  ProbabilityMap<64> node_map_;
  ProbabilityMap<48> pair_map_;
  std::array<uint16_t, kKinds * 16> match_chances_;  // by kind and length: that the match is right
  MaxContexts::States states_ = {};
  alignas(32) std::array<State, kInputs> seen_ = {};  // what they were before the decision
  Neighborhood around_;
  int32_t rate_ = 0;
  uint32_t denied_ = 0;  // how many more pixels belong to a run that was denied: one at least is not w
  bool strayed_ = false;
};

}  // namespace

template <class T>
void EncodeMax(IndexView<const T> view, const CodingPalette& palette, std::vector<uint8_t>& out) {
  PaddedTile<T> tile(view.width, view.height);
  tile.CopyFrom(view);
  BitEncoder bits(out);
  MaxTile<T, BitEncoder>(palette, tile, bits).Code();
  bits.Finish();
}

template <class T>
Status DecodeMax(std::span<const uint8_t> data, const CodingPalette& palette, IndexView<T> view) {
  PaddedTile<T> tile(view.width, view.height);
  BitDecoder bits(data);
  MaxTile<T, BitDecoder> coded(palette, tile, bits);
  coded.Code();
  tile.CopyTo(view);
  return bits.EndsExactly() && !coded.strayed() ? Status::kOk : Status::kInvalid;
}

template <class T>
std::vector<float> MeasureMax(IndexView<const T> view, const CodingPalette& palette) {
  PaddedTile<T> tile(view.width, view.height);
  tile.CopyFrom(view);
  std::vector<float> pixels;
  BitMeter bits(pixels);
  MaxTile<T, BitMeter>(palette, tile, bits).Code();
  return pixels;
}

template void EncodeMax(IndexView<const uint8_t>, const CodingPalette&, std::vector<uint8_t>&);
template void EncodeMax(IndexView<const uint16_t>, const CodingPalette&, std::vector<uint8_t>&);
template Status DecodeMax(std::span<const uint8_t>, const CodingPalette&, IndexView<uint8_t>);
template Status DecodeMax(std::span<const uint8_t>, const CodingPalette&, IndexView<uint16_t>);
template std::vector<float> MeasureMax(IndexView<const uint8_t>, const CodingPalette&);
template std::vector<float> MeasureMax(IndexView<const uint16_t>, const CodingPalette&);

}  // namespace kmc
