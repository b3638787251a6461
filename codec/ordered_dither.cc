#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include "codec/blue_noise.h"
#include "codec/mapping.h"
#include "codec/nearest_color.h"
#include "codec/threads.h"

namespace kmc {
namespace {

// A colour as a mixture of two of the palette.
struct Mixture {
  uint16_t first = 0, second = 0;  // first <= second, so that patterns do not change sides within a gradient
  uint16_t share = 0;              // of `second`, out of BlueNoise::kThresholds
};

constexpr int32_t kMaxReach = 8;
// Colours that are farther from each other than so many times the distance to the nearest one show as stray dots.
constexpr uint32_t kMaxSpacings = 2;
constexpr size_t kColorsPerTask = 4096;

// point + (point - nearest) x reach: on the other side of what is missing.
Point Beyond(const Point& point, const Point& nearest, int32_t reach) {
  Point beyond;
  for (int c = 0; c < 4; ++c) {
    beyond[c] = static_cast<int16_t>(std::clamp(point[c] + (point[c] - nearest[c]) * reach, 0, kPointMax));
  }
  return beyond;
}

// How far `point` is from `first` on the way to `second`, 0..kThresholds.
int64_t ShareOfSecond(const Point& point, const Point& first, const Point& second) {
  int64_t along = 0;
  for (int c = 0; c < 4; ++c) along += (point[c] - first[c]) * (second[c] - first[c]);
  const auto whole = int64_t{SquaredDistance(first, second)};
  return whole == 0 ? 0 : std::clamp<int64_t>(along * BlueNoise::kThresholds / whole, 0, BlueNoise::kThresholds);
}

// The squared distance of every palette colour to the nearest other one.
std::vector<int32_t> Spacings(std::span<const Point> palette) {
  CandidateList all(palette.size());
  all.SetAll(palette);
  std::vector<int32_t> labels(palette.size() + kKernelPadding), nearest = labels, second = labels;
  FindNearestTwo(all.points, palette.size(), all, labels.data(), nearest.data(), second.data());
  return second;
}

class Mixer {
 public:
  Mixer(const ColorMap& map, std::span<const int32_t> spacings, uint32_t strength)
      : map_(map), spacings_(spacings), strength_(strength), nearest_color_(map.palette) {}

  // The nearest colour, and the first that is met in the direction of what it
  // lacks: at once, or farther on if it is near all the same.
  Mixture Mix(size_t color) {
    const Point point = map_.points.At(color);
    const uint16_t nearest = map_.labels[color];
    uint16_t other = nearest;
    for (int32_t reach = 1; reach <= kMaxReach && other == nearest; reach *= 2) {
      other = nearest_color_.Find(Beyond(point, map_.palette[nearest], reach));
      if (reach > 1 && !IsNear(nearest, other)) other = nearest;
    }
    const int64_t share = ShareOfSecond(point, map_.palette[nearest], map_.palette[other]) * strength_ / 1000;
    Mixture mixture{nearest, other, static_cast<uint16_t>(share)};
    if (other < nearest) mixture = {other, nearest, static_cast<uint16_t>(BlueNoise::kThresholds - share)};
    return mixture;
  }

 private:
  bool IsNear(uint16_t x, uint16_t y) const {
    const uint64_t limit = uint64_t{kMaxSpacings * kMaxSpacings} * static_cast<uint32_t>(spacings_[x]);
    return SquaredDistance(map_.palette[x], map_.palette[y]) <= limit;
  }

  const ColorMap& map_;
  std::span<const int32_t> spacings_;
  uint32_t strength_;
  NearestColor nearest_color_;
};

std::vector<Mixture> MixAll(const ColorMap& map, uint32_t strength, uint32_t threads) {
  std::vector<Mixture> mixtures(map.labels.size());
  const size_t tasks = (mixtures.size() + kColorsPerTask - 1) / kColorsPerTask;
  const std::vector<int32_t> spacings = Spacings(map.palette);
  std::vector<Mixer> mixers;
  for (size_t i = 0; i < std::min<size_t>(threads, tasks); ++i) mixers.emplace_back(map, spacings, strength);
  ParallelFor(tasks, threads, [&](size_t task, uint32_t worker) {
    const size_t end = std::min(mixtures.size(), (task + 1) * kColorsPerTask);
    for (size_t i = task * kColorsPerTask; i < end; ++i) mixtures[i] = mixers[worker].Mix(i);
  });
  return mixtures;
}

}  // namespace

void DitherOrdered(const ColorMap& map, const Pixels& image, uint32_t strength, uint32_t threads, IndexPlane& plane) {
  const std::vector<Mixture> mixtures = MixAll(map, strength, threads);
  const BlueNoise& noise = BlueNoise::Get();
  map.histogram.ForRows(image, threads, [&](uint32_t y, std::span<const uint32_t> ranks) {
    plane.Visit([&](auto view) {
      using Index = std::remove_reference_t<decltype(*view.data)>;
      for (uint32_t x = 0; x < image.width; ++x) {
        const Mixture& mixture = mixtures[ranks[x]];
        const bool second = noise.At(x, y) < mixture.share;
        view.Row(y)[x] = static_cast<Index>(second ? mixture.second : mixture.first);
      }
    });
  });
}

}  // namespace kmc
