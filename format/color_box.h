// All colours whose samples begin with known bits: a node of the tree by which a
// set of colours is told. It is halved along alpha until that is known, then along
// green, red and blue in turn. Spec section "Entries as a set".
#ifndef KMC_FORMAT_COLOR_BOX_H_
#define KMC_FORMAT_COLOR_BOX_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "format/rgba.h"

namespace kmc {

// In the order in which the bits of keys have them.
enum Channel : uint8_t { kA, kG, kR, kB };

constexpr std::array<int32_t, 4> SamplesOf(Rgba color) { return {color.a, color.g, color.r, color.b}; }

class ColorBox {
 public:
  static ColorBox OfAll() { return {}; }
  static ColorBox OfOpaque() {
    ColorBox box;
    while (box.Halved() == kA) box = box.Half(1);
    return box;
  }

  // Samples are low..low + size - 1; the lowest `open` bits of them are unknown.
  int32_t low(Channel channel) const { return low_[channel]; }
  uint32_t open(Channel channel) const { return open_[channel]; }
  int32_t size(Channel channel) const { return 1 << open_[channel]; }
  int32_t TwiceTheMiddle(Channel channel) const { return 2 * low(channel) + size(channel) - 1; }

  bool IsOneColor() const { return depth_ == 32; }
  // Of one colour.
  Rgba color() const {
    const auto sample = [&](Channel channel) { return static_cast<uint8_t>(low_[channel]); };
    return {sample(kR), sample(kG), sample(kB), sample(kA)};
  }

  // The channel along which it is halved, unless it is one colour.
  Channel Halved() const { return depth_ < 8 ? kA : static_cast<Channel>(kG + (depth_ - 8) % 3); }
  // For a colour in the box.
  bool IsInUpperHalf(Rgba color) const { return SamplesOf(color)[Halved()] >= low(Halved()) + size(Halved()) / 2; }
  ColorBox Half(uint32_t upper) const {
    ColorBox half = *this;
    const Channel channel = Halved();
    --half.open_[channel];
    if (upper) half.low_[channel] += half.size(channel);
    ++half.depth_;
    return half;
  }

 private:
  std::array<int32_t, 4> low_ = {};
  std::array<uint32_t, 4> open_ = {8, 8, 8, 8};
  uint32_t depth_ = 0;
};

}  // namespace kmc

#endif  // KMC_FORMAT_COLOR_BOX_H_
