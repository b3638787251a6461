#include "format/max_coding.h"

#include <algorithm>
#include <array>

#include "format/bit_coder.h"
#include "format/coding_palette.h"
#include "format/logistic.h"
#include "format/match_model.h"
#include "format/max_contexts.h"
#include "format/mixer.h"
#include "format/neighborhood.h"
#include "format/padded_tile.h"

namespace kmc {
namespace {

// Kinds of decisions: the flags, then the levels of the tree, of which the last share one.
constexpr uint32_t kFlagW = 0, kFlagN = 1, kFirstLevel = 2, kKinds = kFirstLevel + 16;
constexpr size_t kTextures = 2 * 64 + 256;  // selections of the third set: of the flags, of nodes

// The first weights move fast; after some thousands of pixels they settle.
int32_t LearningRate(size_t pixel) { return 5 + static_cast<int32_t>(200 * 2048 / (2048 + pixel)); }

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
        mixer_({kKinds * 4, 3 * 8, kTextures}, kFirstWeight),
        node_map_(kFirstLevel + 256, 64),
        pair_map_(4096, 48) {
    match_chances_.fill(kFreshMatch);
  }

  // Of a decoder: a path led where an encoder's cannot, so the data are invalid.
  bool strayed() const { return strayed_; }

  void Code() {
    if (tree_.size() == 1) return;  // all indices are 0
    for (uint32_t y = 0; y < tile_.height() && !bits_.Exhausted(); ++y) {
      tile_.FillLeft(y);
      for (uint32_t x = 0; x < tile_.width(); ++x) {
        const size_t position = size_t{y} * tile_.width() + x;
        rate_ = LearningRate(position);
        around_ = NeighborhoodAt(tile_.Row(y) + x, tile_.stride());
        contexts_.BeginPixel(around_);
        T& index = tile_.Row(y)[x];
        index = static_cast<T>(CodeIndex(index));
        bits_.EndPixel();
        match_.Advance(&index, index != around_.w);
      }
      tile_.FillRight(y);
      match_.EndRow();
    }
  }

 private:
  static constexpr int16_t kFirstWeight = 7864;   // 0.12: nearly a mean of what most models say
  static constexpr uint16_t kFreshMatch = 49152;  // a match of unknown worth: three in four
  static constexpr uint32_t kNothingForetold = 2;

  // A decision and all that selects its models' weights.
  struct Decision {
    uint32_t kind = 0;
    uint32_t confidence_group = 0;  // 0: flag W, 1: flag N, 2: the tree
    uint32_t texture = 0;
    uint32_t node = 0;                     // selection of the first map
    uint32_t foretold = kNothingForetold;  // the bit that the match model expects
  };

  size_t Pixels() const { return size_t{tile_.width()} * tile_.height(); }

  uint32_t CodeIndex(uint32_t index) {
    const uint32_t w = around_.w, n = around_.n;
    const bool matched = match_.length() > 0;
    const uint32_t foretold = matched ? match_.foretold() : 0;
    contexts_.FlagStates(0, states_);
    const Decision is_w{kFlagW, 0, contexts_.FlagTexture(0), 0, matched ? foretold == w : kNothingForetold};
    if (Decide(is_w, index == w)) return w;
    if (tree_.size() == 2) return 1 - w;  // the other one
    if (n != w) {
      contexts_.FlagStates(1, states_);
      const bool useful = matched && foretold != w;
      const Decision is_n{kFlagN, 1, 64 + contexts_.FlagTexture(1), 1, useful ? foretold == n : kNothingForetold};
      if (Decide(is_n, index == n)) return n;
    }
    return CodePath(index);
  }

  // Down the tree to an index that is neither w nor n.
  uint32_t CodePath(uint32_t index) {
    const uint32_t place = tree_.PlaceOf(index);
    uint32_t guess = 0;
    bool guided = GuessPlace(guess);
    uint32_t middle = tree_.root(), path = 1;
    for (uint32_t level = 0;; ++level) {
      const auto& halves = tree_.HalvesOf(middle);
      uint32_t upper = 0;
      if (PaletteTree::IsLeafOf(halves[0], around_.w, around_.n)) {
        upper = 1;
        strayed_ = strayed_ || PaletteTree::IsLeafOf(halves[1], around_.w, around_.n);
      } else if (!PaletteTree::IsLeafOf(halves[1], around_.w, around_.n)) {
        contexts_.NodeStates(level, path, middle, states_);
        upper = Decide({kFirstLevel + level, 2, 128 + (middle & 255), kFirstLevel + (middle & 255),
                        guided ? guess >= middle : kNothingForetold},
                       place >= middle);
      }
      guided = guided && upper == (guess >= middle);
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

  uint32_t Decide(const Decision& decision, uint32_t wanted) {
    const bool foretold = decision.foretold != kNothingForetold;
    const uint32_t length = std::min(match_.length(), 32u);
    uint16_t& match_chance = match_chances_[decision.kind * 16 + std::min(length, 15u)];
    auto& inputs = mixer_.inputs();
    for (size_t i = 0; i < MaxContexts::kModels; ++i) inputs[i] = static_cast<int16_t>(LogitOf(*states_[i]));
    const int32_t match_logit = kStretch[match_chance >> 4], length_logit = static_cast<int32_t>(length) * 16;
    inputs[MaxContexts::kModels] = static_cast<int16_t>(!foretold ? 0 : decision.foretold ? match_logit : -match_logit);
    inputs[MaxContexts::kModels + 1] = static_cast<int16_t>(!foretold           ? 0
                                                            : decision.foretold ? length_logit
                                                                                : -length_logit);
    inputs[MaxContexts::kModels + 2] = 256;

    const uint32_t trust = !foretold ? 0 : length <= 15 ? 1 : length <= 31 ? 2 : 3;
    const int32_t logit =
        mixer_.Mix({decision.kind * 4 + trust, decision.confidence_group * 8 + Confidence(), decision.texture});
    const int32_t mixed = Squash(logit);
    const int32_t by_node = node_map_.Refine(decision.node, logit);
    const int32_t by_pair = pair_map_.Refine(PairContext(decision.node), logit);
    const int32_t probability = std::clamp((2 * mixed + by_node + by_pair) >> 2, 1, 65535);

    const uint32_t bit = bits_.Code(wanted, static_cast<uint32_t>(probability));
    mixer_.Update((bit ? 65536 : 0) - mixed, rate_);
    node_map_.Update(bit);
    pair_map_.Update(bit);
    for (State* state : states_) *state = kNextState[bit][*state];
    if (foretold) {
      const int32_t target = bit == decision.foretold ? 65535 : 0;
      match_chance = static_cast<uint16_t>(match_chance + (target - match_chance) / 64);
    }
    return bit;
  }

  uint32_t Confidence() const {
    uint32_t confident = 0;
    for (const size_t model : {2, 3, 4, 5, 15}) confident += LearnedOf(*states_[model]) > 1;
    return confident;
  }

  uint32_t PairContext(uint32_t node) const {
    return (around_.w * 263 + around_.n * 7919 + node * 40503) * 0x9E3779B1u >> 20;
  }

  PaddedTile<T>& tile_;
  Bits& bits_;
  const PaletteTree& tree_;
  MaxContexts contexts_;
  MatchModel<T> match_;
  Mixer<32, 3, 16> mixer_;
  ProbabilityMap node_map_, pair_map_;
  std::array<uint16_t, kKinds * 16> match_chances_;  // by kind and length: that the match is right
  MaxContexts::States states_ = {};
  Neighborhood around_;
  int32_t rate_ = 0;
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
