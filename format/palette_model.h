// How probable the decisions about a set of colours are. A palette has few bits to
// learn from, so that contexts start with what is usual in palettes. Spec section
// "Contexts".
#ifndef KMC_FORMAT_PALETTE_MODEL_H_
#define KMC_FORMAT_PALETTE_MODEL_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "format/color_box.h"
#include "format/logistic.h"
#include "format/mixer.h"
#include "format/range_coder.h"
#include "format/recent_colors.h"
#include "format/sample_guess.h"

namespace kmc {

// Which halves of a box hold samples that come from samples premultiplied with
// alpha in 8 bits: 1 for the lower one, 2 for the upper one, added. Images are
// often drawn so, and few samples are possible where alpha is small.
inline uint32_t PremultipliedHalves(const ColorBox& box, Channel channel) {
  const int32_t alpha = box.low(kA);
  const auto count_below = [&](int32_t end) { return (end * alpha - alpha / 2 + 254) / 255; };
  const int32_t low = box.low(channel), size = box.size(channel);
  const int32_t below = count_below(low), to_middle = count_below(low + size / 2), to_end = count_below(low + size);
  return (to_middle > below ? 1u : 0u) + (to_end > to_middle ? 2u : 0u);
}

class PaletteModel {
 public:
  PaletteModel() {
    by_premultiplied_[1] = Expecting(-kOnlyHalf);
    by_premultiplied_[2] = Expecting(kOnlyHalf);
    for (size_t crowd = 0; crowd < kSplits.size(); ++crowd) {
      for (size_t channel = 0; channel < 4; ++channel) {
        for (int32_t known = 0; known < 8; ++known) {
          splits_[crowd][channel][static_cast<size_t>(known)] =
              Expecting(kSplits[crowd][channel] + kSplitsPerBit * known);
        }
      }
    }
  }

  // Whether both halves of the box get some of its `count` colours, of which it has several.
  AdaptiveBit& Splits(const ColorBox& box, uint32_t count) {
    const size_t crowd = count == 2 ? 0 : count < 6 ? 1 : 2;
    return splits_[crowd][box.Halved()][8 - box.open(box.Halved())];
  }

  // Which half all colours of the box are in.
  template <class Bits>
  uint32_t CodeHalf(Bits& bits, uint32_t upper, const ColorBox& box) {
    const std::array<AdaptiveBit*, kInputs> opinions = OpinionsOn(box);
    for (size_t i = 0; i < kInputs; ++i) {
      mixer_.inputs()[i] = opinions[i] ? kStretch[opinions[i]->probability() >> 4] : int16_t{0};
    }
    const int32_t probability = Squash(mixer_.Mix({box.Halved()}));
    upper = bits.Code(upper, static_cast<uint32_t>(probability));
    mixer_.Update((upper ? 65536 : 0) - probability, kMixerRate);
    for (AdaptiveBit* opinion : opinions) {
      if (opinion) opinion->Update(upper);
    }
    return upper;
  }

  // A colour is known.
  void Add(Rgba color) { recent_.Add(color); }

 private:
  static constexpr size_t kInputs = 6;
  static constexpr int16_t kFirstWeight = 1024;
  static constexpr int32_t kMixerRate = 32;

  // Logits, in 1/256. What is near to a known colour and what is grey are most of it.
  static constexpr SampleGuess::Logits kLikeNeighbor = {384, 768, 576, 320, 64, 0};
  static constexpr SampleGuess::Logits kLikeGrey = {896, 512, 256, 128, 64, 0};
  static constexpr int32_t kOnlyHalf = 1536;
  // By crowd and channel; the more bits are known, the more probable.
  static constexpr std::array<std::array<int16_t, 4>, 3> kSplits = {
      {{-576, -576, -768, -768}, {-160, -288, -640, -640}, {0, 192, -288, -288}}};
  static constexpr int32_t kSplitsPerBit = 96;

  // Null for those without one.
  std::array<AdaptiveBit*, kInputs> OpinionsOn(const ColorBox& box) {
    const Channel channel = box.Halved();
    const RecentColors::Nearest nearest = recent_.NearestTo(box, channel);
    const int32_t like = nearest.samples[channel], green = box.TwiceTheMiddle(kG), red = box.TwiceTheMiddle(kR);
    std::array<AdaptiveBit*, kInputs> opinions = {};
    opinions[0] = &by_nearest_[nearest.fits].IsUpper(2 * like, box, channel);
    opinions[1] = &by_prefix_[channel][static_cast<size_t>(256 + box.low(channel)) >> box.open(channel)];
    if (channel != kA && box.low(kA) != 255) opinions[2] = &by_premultiplied_[PremultipliedHalves(box, channel)];
    if (channel == kR || channel == kB) {
      opinions[3] = &by_shifted_.IsUpper(2 * like + green - 2 * nearest.samples[kG], box, channel);
      opinions[4] = &by_green_.IsUpper(green, box, channel);
    }
    if (channel == kB) opinions[5] = &by_red_.IsUpper(red, box, channel);
    return opinions;
  }

  RecentColors recent_;
  std::array<std::array<std::array<AdaptiveBit, 8>, 4>, 3> splits_;  // by crowd, channel and its known bits
  std::array<SampleGuess, 2> by_nearest_ = {SampleGuess(kLikeNeighbor), SampleGuess(kLikeNeighbor)};
  std::array<std::array<AdaptiveBit, 256>, 4> by_prefix_;  // by channel and its known bits behind a 1
  std::array<AdaptiveBit, 4> by_premultiplied_;
  SampleGuess by_shifted_{kLikeNeighbor};  // the nearest colour, made as light as green is
  SampleGuess by_green_{kLikeGrey};
  SampleGuess by_red_{kLikeGrey};
  Mixer<kInputs, 1, 12> mixer_{{4}, kFirstWeight};  // by channel
};

}  // namespace kmc

#endif  // KMC_FORMAT_PALETTE_MODEL_H_
