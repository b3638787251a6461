// The inner loops of k-means over points of color_space.h, for whatever SIMD
// the processor has. Squared distances are exact 32-bit integers and the lower
// index wins a tie, so that every target gives the same results.
//
// Arrays of pairs ("red_green", "blue_alpha") hold two 16-bit coordinates a
// lane, see PackPair. They may be read kKernelPadding entries beyond their size.
#ifndef KMC_CODEC_KERNELS_H_
#define KMC_CODEC_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/color_space.h"

namespace kmc {

inline constexpr size_t kKernelPadding = 64;

// Two 16-bit coordinates in a 32-bit lane, the first in the low half.
constexpr int32_t PackPair(int32_t low, int32_t high) {
  return static_cast<int32_t>(static_cast<uint32_t>(low & 0xFFFF) | static_cast<uint32_t>(high) << 16);
}

// Points for the kernels, one array for each pair of coordinates.
struct PointPairs {
  std::vector<int32_t> red_green, blue_alpha;

  PointPairs() = default;
  explicit PointPairs(size_t size) { Resize(size); }

  void Resize(size_t size) {
    red_green.resize(size + kKernelPadding);
    blue_alpha.resize(size + kKernelPadding);
  }
  void Set(size_t i, const Point& point) {
    red_green[i] = PackPair(point[0], point[1]);
    blue_alpha[i] = PackPair(point[2], point[3]);
  }
  Point At(size_t i) const {
    return {static_cast<int16_t>(red_green[i]), static_cast<int16_t>(red_green[i] >> 16),
            static_cast<int16_t>(blue_alpha[i]), static_cast<int16_t>(blue_alpha[i] >> 16)};
  }
};

// Centroids in ascending order of their index: all, or those that may be
// nearest to something in a box.
struct CandidateList {
  PointPairs points;
  std::vector<int32_t> index;
  size_t size = 0;

  explicit CandidateList(size_t capacity) : points(capacity), index(capacity + kKernelPadding) {}

  // All centroids, of which there are no more than the capacity.
  void SetAll(std::span<const Point> centroids) {
    for (size_t i = 0; i < centroids.size(); ++i) {
      points.Set(i, centroids[i]);
      index[i] = static_cast<int32_t>(i);
    }
    size = centroids.size();
  }

  // A copy without spare capacity.
  CandidateList Trimmed() const {
    CandidateList copy(size);
    for (size_t i = 0; i < size; ++i) {
      copy.points.Set(i, points.At(i));
      copy.index[i] = index[i];
    }
    copy.size = size;
    return copy;
  }
};

// Puts into `out` (of no less capacity) the candidates of `in` that are nearest
// to some point of the box low..high; a few others may stay. in.size >= 1.
void FilterCandidates(const Point& low, const Point& high, const CandidateList& in, CandidateList& out);

// labels[i] = index of the candidate nearest to point begin + i, i < count.
// `labels` may be written kKernelPadding entries beyond count.
void FindNearest(const PointPairs& points, size_t begin, size_t count, const CandidateList& candidates,
                 int32_t* labels);

// The place in `candidates`, which are not empty, of the one nearest to `point`.
size_t FindNearestTo(const Point& point, const CandidateList& candidates);

// Besides the label, the squared distances to the nearest and to the second
// nearest candidate (INT32_MAX if there is one only), for points 0..count-1.
void FindNearestTwo(const PointPairs& points, size_t count, const CandidateList& candidates, int32_t* labels,
                    int32_t* nearest, int32_t* second);

// distances[i] = min(distances[i], squared distance of point i to `centroid`), i < count.
void LowerDistances(const PointPairs& points, size_t count, const Point& centroid, int32_t* distances);

// Eight opaque colours, a cache line, with the labels 0..255 in the high halves
// of `blue_label`. What is not used is kNoColor.
struct alignas(64) ColorBlock {
  static constexpr size_t kColors = 8;
  static constexpr int32_t kNoColor = PackPair(1024, 1024);  // as red_green: farther away than any colour

  int32_t red_green[kColors];
  int32_t blue_label[kColors];
};

// Blocks of the colours that can be nearest to something in a cell of the
// colour cube. `count` 0: not known yet.
struct CellBlocks {
  static constexpr int kCellBits = 3;  // cells are 8 levels wide
  static constexpr uint32_t kCells = 1 << 15;
  static uint32_t CellOf(const uint8_t* pixel) {
    return static_cast<uint32_t>(pixel[0] >> 3 | pixel[1] >> 3 << 5 | pixel[2] >> 3 << 10);
  }

  uint32_t first = 0, count = 0;
};

// labels[x] = the label of the colour nearest to pixel x, the lower one on a
// tie, for pixels 0, 1, .. until the cell of one is not known, or one of the
// next kMappedAtOnce is not opaque. Returns how many were mapped, and adds their
// squared errors, in levels, to `error`.
inline constexpr size_t kMappedAtOnce = 16;
size_t MapOpaquePixels(const uint8_t* rgba, size_t count, const CellBlocks* cells, const ColorBlock* blocks,
                       uint8_t* labels, uint64_t& error);

// For tests: the names of the SIMD targets that this processor runs, and
// restricting the kernels to one of them ("": the best again).
std::vector<std::string> KernelTargets();
void RestrictKernels(std::string_view name);

}  // namespace kmc

#endif  // KMC_CODEC_KERNELS_H_
