// The last colours of a set that were told, and which of them is nearest to what
// is known of the next. Spec section "Contexts".
#ifndef KMC_FORMAT_RECENT_COLORS_H_
#define KMC_FORMAT_RECENT_COLORS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "format/color_box.h"

namespace kmc {

class RecentColors {
 public:
  struct Nearest {
    std::array<int32_t, 4> samples;  // by channel
    bool fits;                       // at distance 0
  };

  void Add(Rgba color) {
    for (size_t channel = 0; channel < samples_.size(); ++channel) {
      auto& samples = samples_[channel];
      std::move_backward(samples.begin(), samples.end() - 1, samples.end());
      samples[0] = static_cast<int16_t>(SamplesOf(color)[channel]);
    }
  }

  // By the distance from the box along green, red and blue, without `except`. Of
  // several it is the latest.
  Nearest NearestTo(const ColorBox& box, Channel except) const {
    std::array<int16_t, kCount> distances = {};
    for (const Channel channel : {kG, kR, kB}) {
      if (channel == except) continue;
      const auto low = static_cast<int16_t>(box.low(channel));
      const auto high = static_cast<int16_t>(box.low(channel) + box.size(channel) - 1);
      for (size_t age = 0; age < kCount; ++age) {
        const auto below = static_cast<int16_t>(low - samples_[channel][age]);
        const auto above = static_cast<int16_t>(samples_[channel][age] - high);
        distances[age] = static_cast<int16_t>(distances[age] + std::max({below, above, int16_t{0}}));
      }
    }
    int16_t least = INT16_MAX;  // by distance, then by age
    for (size_t age = 0; age < kCount; ++age) {
      least = std::min(least, static_cast<int16_t>(distances[age] * kCount + static_cast<int>(age)));
    }
    const size_t age = static_cast<size_t>(least) % kCount;
    return {{samples_[kA][age], samples_[kG][age], samples_[kR][age], samples_[kB][age]}, least < kCount};
  }

 private:
  // Few enough for a distance, of at most 3 * 255, and an age in 16 bits, by which processors do eight at a time.
  static constexpr int kCount = 32;

  // The latest first. They start as black and transparent.
  std::array<std::array<int16_t, kCount>, 4> samples_ = {};
};

}  // namespace kmc

#endif  // KMC_FORMAT_RECENT_COLORS_H_
