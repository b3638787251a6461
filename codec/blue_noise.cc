#include "codec/blue_noise.h"

#include <algorithm>
#include <utility>

#include "codec/random.h"

namespace kmc {
namespace {

constexpr uint32_t kSide = BlueNoise::kSide;
constexpr uint32_t kPlaces = BlueNoise::kThresholds;
constexpr uint32_t kFirstDots = kPlaces / 10;

constexpr int kRadius = 9;  // beyond, the filter is as good as 0
constexpr uint64_t kFilterMiddle = 1u << 24;
constexpr uint64_t kFilterDecay = 912956;  // e^(-1 / (2 x 1.9^2)) in 2^-20: 1.9 pixels is the usual width

// Dots on a torus, and at each place how many are near: a Gaussian filter over
// the dots, in integers.
class Dots {
 public:
  Dots() {
    uint64_t power = kFilterMiddle;
    for (uint32_t& weight : filter_) {
      weight = static_cast<uint32_t>(power);
      power = power * kFilterDecay >> 20;
    }
  }

  bool Has(uint32_t place) const { return dots_[place]; }
  void Add(uint32_t place) { Change(place, 1); }
  void Remove(uint32_t place) { Change(place, -1); }

  // The dot with most dots about it, the first of equals.
  uint32_t TightestCluster() const {
    uint32_t best = kPlaces;
    for (uint32_t i = 0; i < kPlaces; ++i) {
      if (dots_[i] && (best == kPlaces || density_[i] > density_[best])) best = i;
    }
    return best;
  }
  // The place without a dot and with fewest about it, the first of equals.
  uint32_t LargestVoid() const {
    uint32_t best = kPlaces;
    for (uint32_t i = 0; i < kPlaces; ++i) {
      if (!dots_[i] && (best == kPlaces || density_[i] < density_[best])) best = i;
    }
    return best;
  }

 private:
  void Change(uint32_t place, int32_t sign) {
    dots_[place] = sign > 0;
    for (int dy = -kRadius; dy <= kRadius; ++dy) {
      for (int dx = -kRadius; dx <= kRadius; ++dx) {
        const uint32_t x = (place + static_cast<uint32_t>(dx)) % kSide;
        const uint32_t y = (place / kSide + static_cast<uint32_t>(dy)) % kSide;
        density_[y * kSide + x] += sign * static_cast<int32_t>(filter_[dx * dx + dy * dy]);
      }
    }
  }

  std::array<char, kPlaces> dots_ = {};
  std::array<int32_t, kPlaces> density_ = {};
  std::array<uint32_t, 2 * kRadius * kRadius + 1> filter_;
};

// Some dots drawn at random, then moved from clusters to voids until none is better off elsewhere.
Dots EvenlySpread() {
  Dots dots;
  Random random(1);
  for (uint32_t count = 0; count < kFirstDots;) {
    const auto place = static_cast<uint32_t>(random.Below(kPlaces));
    if (dots.Has(place)) continue;
    dots.Add(place);
    ++count;
  }
  for (;;) {
    const uint32_t from = dots.TightestCluster();
    dots.Remove(from);
    const uint32_t to = dots.LargestVoid();
    dots.Add(to);
    if (from == to) return dots;
  }
}

}  // namespace

// The first dots get ranks in the reverse of the order in which clusters give
// them up, the others in the order in which voids take them.
BlueNoise::BlueNoise() {
  const Dots first = EvenlySpread();
  Dots fewer = first;
  for (uint32_t rank = kFirstDots; rank-- > 0;) {
    const uint32_t place = fewer.TightestCluster();
    fewer.Remove(place);
    ranks_[place] = static_cast<uint16_t>(rank);
  }
  Dots more = first;
  for (uint32_t rank = kFirstDots; rank < kPlaces; ++rank) {
    const uint32_t place = more.LargestVoid();
    more.Add(place);
    ranks_[place] = static_cast<uint16_t>(rank);
  }
}

const BlueNoise& BlueNoise::Get() {
  static const BlueNoise noise;
  return noise;
}

}  // namespace kmc
