// Every kernel on every SIMD target of this processor against plain loops.
#include <algorithm>
#include <string>

#include "codec/direct_mapping.h"
#include "codec/kernels.h"
#include "codec/rounding.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/promise.h"

namespace kmc::fuzz {
namespace {

constexpr size_t kMaxSize = 60;

// Few distinct coordinates, so that ties are common, and the extremes.
Point PointFrom(FuzzInput& input) {
  Point point;
  for (int16_t& coordinate : point) {
    const uint8_t byte = input.Byte();
    coordinate = static_cast<int16_t>(byte < 250 ? byte * (kPointMax / 255) : kPointMax - (255 - byte));
  }
  return point;
}

PointPairs PointsFrom(FuzzInput& input, size_t size) {
  PointPairs points(size);
  for (size_t i = 0; i < size; ++i) points.Set(i, PointFrom(input));
  return points;
}

CandidateList CandidatesFrom(FuzzInput& input) {
  CandidateList list(input.Between(1, kMaxSize));
  list.size = input.Between(1, static_cast<uint32_t>(list.points.red_green.size() - kKernelPadding));
  list.points = PointsFrom(input, list.size);
  for (size_t i = 0; i < list.index.size(); ++i) list.index[i] = static_cast<int32_t>(2 * i + 1);
  return list;
}

struct Nearest {
  size_t place = 0;
  int32_t first = INT32_MAX, second = INT32_MAX;  // squared distances
};

Nearest NearestTo(const Point& point, const CandidateList& candidates) {
  Nearest nearest;
  for (size_t c = 0; c < candidates.size; ++c) {
    const auto distance = static_cast<int32_t>(SquaredDistance(point, candidates.points.At(c)));
    if (distance < nearest.first) {
      nearest.second = nearest.first;
      nearest.first = distance;
      nearest.place = c;
    } else {
      nearest.second = std::min(nearest.second, distance);
    }
  }
  return nearest;
}

void CheckNearest(const PointPairs& points, size_t count, const CandidateList& candidates) {
  std::vector<int32_t> labels(count + kKernelPadding), labels_two = labels, first = labels, second = labels;
  FindNearest(points, 0, count, candidates, labels.data());
  FindNearestTwo(points, count, candidates, labels_two.data(), first.data(), second.data());
  for (size_t i = 0; i < count; ++i) {
    const Nearest nearest = NearestTo(points.At(i), candidates);
    KMC_PROMISE(labels[i] == candidates.index[nearest.place] && labels_two[i] == labels[i]);
    KMC_PROMISE(first[i] == nearest.first && second[i] == nearest.second);
    KMC_PROMISE(FindNearestTo(points.At(i), candidates) == nearest.place);
  }
}

void CheckLowering(const PointPairs& points, size_t count, const Point& centroid) {
  std::vector<int32_t> distances(count + kKernelPadding, 1000);
  LowerDistances(points, count, centroid, distances.data());
  for (size_t i = 0; i < count; ++i) {
    KMC_PROMISE(distances[i] == std::min(1000, static_cast<int32_t>(SquaredDistance(points.At(i), centroid))));
  }
}

// The corners of a box keep their nearest candidates.
void CheckFilter(const Point& x, const Point& y, const CandidateList& candidates) {
  Point low, high;
  for (size_t c = 0; c < low.size(); ++c) {
    low[c] = std::min(x[c], y[c]);
    high[c] = std::max(x[c], y[c]);
  }
  CandidateList kept(candidates.size);
  FilterCandidates(low, high, candidates, kept);
  for (uint32_t corner = 0; corner < 16; ++corner) {
    Point point;
    for (size_t c = 0; c < point.size(); ++c) point[c] = corner >> c & 1 ? high[c] : low[c];
    KMC_PROMISE(kept.size >= 1);
    KMC_PROMISE(kept.index[NearestTo(point, kept).place] == candidates.index[NearestTo(point, candidates).place]);
  }
}

// Rows of opaque pixels, mapped by the kernel for them.
void CheckMapping(FuzzInput& input) {
  std::vector<Rgba> palette;
  for (uint32_t colors = input.Between(1, 256); colors > 0; --colors) {
    const uint8_t r = input.Byte(), g = input.Byte();
    palette.push_back({r, g, input.Byte(), 255});
  }
  const CandidateList candidates = [&] {
    CandidateList all(palette.size());
    all.SetAll(PointsOf(palette, ColorSpace::kSrgb));
    return all;
  }();
  Bytes row = input.Take(400);
  row.resize(row.size() / 4 * 4);
  for (size_t i = 3; i < row.size(); i += 4) row[i] = 255;
  const auto width = static_cast<uint32_t>(row.size() / 4);
  Bytes indices(width);
  DirectMapper mapper(palette);
  KMC_PROMISE(mapper.MapRow(row.data(), width, indices.data()));
  uint64_t error = 0;
  for (uint32_t x = 0; x < width; ++x) {
    const Rgba color = {row[4 * x], row[4 * x + 1], row[4 * x + 2], 255};
    const Nearest nearest = NearestTo(PointsOf(std::vector{color}, ColorSpace::kSrgb)[0], candidates);
    KMC_PROMISE(indices[x] == nearest.place);
    error += static_cast<uint64_t>(nearest.first);
  }
  KMC_PROMISE(mapper.SquaredError() == error);
}

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kmc;
  static const std::vector<std::string> targets = KernelTargets();
  fuzz::FuzzInput input(data, size);
  RestrictKernels(targets[input.Byte() % targets.size()]);
  const Point x = fuzz::PointFrom(input), y = fuzz::PointFrom(input);
  const CandidateList candidates = fuzz::CandidatesFrom(input);
  const size_t count = input.Between(1, fuzz::kMaxSize);
  const PointPairs points = fuzz::PointsFrom(input, count);
  fuzz::CheckNearest(points, count, candidates);
  fuzz::CheckLowering(points, count, x);
  fuzz::CheckFilter(x, y, candidates);
  fuzz::CheckMapping(input);
  RestrictKernels("");
  return 0;
}
