#include "codec/mapping.h"

#include <atomic>

namespace kmc {

uint64_t SquaredError(const Histogram& histogram, const PointPairs& points, std::span<const Point> palette,
                      const Pixels& image, uint32_t threads, const IndexPlane& plane) {
  std::atomic<uint64_t> total = 0;
  histogram.ForRows(image, threads, [&](uint32_t y, std::span<const uint32_t> ranks) {
    uint64_t sum = 0;
    plane.Visit([&](auto view) {
      for (uint32_t x = 0; x < image.width; ++x) {
        sum += SquaredDistance(points.At(ranks[x]), palette[view.Row(y)[x]]);
      }
    });
    total += sum;
  });
  return total;
}

}  // namespace kmc
