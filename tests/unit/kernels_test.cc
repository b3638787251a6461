// Every kernel on every SIMD target of this processor against plain loops:
// buffers of the smallest size allowed, all remainders of vectors, ties, and
// padding that would win if it were looked at.
#include "codec/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "codec/random.h"

namespace kmc {
namespace {

// How far the coordinates go: few values make ties, the largest the extremes.
constexpr int16_t kSpreads[] = {1, 3, 300, kPointMax};
constexpr size_t kMaxSize = 70;

// Calls test for each target, with the kernels restricted to it.
void OnEveryTarget(const std::function<void()>& test) {
  for (const std::string& target : KernelTargets()) {
    SCOPED_TRACE(target);
    RestrictKernels(target);
    test();
  }
  RestrictKernels("");
}

Point RandomPoint(int16_t spread, Random& random) {
  Point point;
  for (int16_t& coordinate : point) {
    coordinate = static_cast<int16_t>(random.Below(static_cast<uint64_t>(spread) + 1));
    if (spread == kPointMax && random.Below(2)) coordinate = random.Below(2) ? int16_t{0} : int16_t{kPointMax};
  }
  return point;
}

// Random points; the padding is theirs too, so that reading on would find good ones.
PointPairs RandomPairs(size_t size, int16_t spread, Random& random) {
  PointPairs pairs(size);
  for (size_t i = 0; i < size + kKernelPadding; ++i) pairs.Set(i, RandomPoint(spread, random));
  return pairs;
}

// Candidates with indices that ascend, but not one by one.
CandidateList RandomCandidates(size_t size, int16_t spread, Random& random) {
  CandidateList list(size);
  list.points = RandomPairs(size, spread, random);
  list.size = size;
  for (size_t i = 0; i < size + kKernelPadding; ++i) list.index[i] = static_cast<int32_t>(3 * i + 1);
  return list;
}

// Distances to all candidates in ascending order, the lower index first on a tie, with the index.
std::vector<std::pair<int32_t, int32_t>> Ranked(const Point& point, const CandidateList& candidates) {
  std::vector<std::pair<int32_t, int32_t>> ranked;
  for (size_t c = 0; c < candidates.size; ++c) {
    ranked.push_back({static_cast<int32_t>(SquaredDistance(point, candidates.points.At(c))), candidates.index[c]});
  }
  std::sort(ranked.begin(), ranked.end());
  return ranked;
}

TEST(Kernels, RunOnATarget) { EXPECT_FALSE(KernelTargets().empty()); }

TEST(Kernels, FindNearestIsExact) {
  OnEveryTarget([] {
    Random random(1);
    for (const int16_t spread : kSpreads) {
      for (size_t count = 1; count <= kMaxSize; ++count) {
        const size_t begin = random.Below(9);
        const PointPairs points = RandomPairs(begin + count, spread, random);
        const CandidateList candidates = RandomCandidates(1 + random.Below(kMaxSize), spread, random);
        std::vector<int32_t> labels(count + kKernelPadding);
        FindNearest(points, begin, count, candidates, labels.data());
        for (size_t i = 0; i < count; ++i) {
          ASSERT_EQ(Ranked(points.At(begin + i), candidates)[0].second, labels[i])
              << i << " of " << count << " among " << candidates.size << ", spread " << spread;
        }
      }
    }
  });
}

TEST(Kernels, FindNearestTwoIsExact) {
  OnEveryTarget([] {
    Random random(2);
    for (const int16_t spread : kSpreads) {
      for (size_t count = 1; count <= kMaxSize; ++count) {
        const PointPairs points = RandomPairs(count, spread, random);
        const CandidateList candidates = RandomCandidates(1 + random.Below(kMaxSize), spread, random);
        std::vector<int32_t> labels(count + kKernelPadding), nearest = labels, second = labels;
        FindNearestTwo(points, count, candidates, labels.data(), nearest.data(), second.data());
        for (size_t i = 0; i < count; ++i) {
          const auto ranked = Ranked(points.At(i), candidates);
          ASSERT_EQ(ranked[0].second, labels[i]) << i << " of " << count << " among " << candidates.size;
          ASSERT_EQ(ranked[0].first, nearest[i]);
          ASSERT_EQ(ranked.size() > 1 ? ranked[1].first : INT32_MAX, second[i]);
        }
      }
    }
  });
}

TEST(Kernels, LowerDistancesIsExact) {
  OnEveryTarget([] {
    Random random(3);
    for (const int16_t spread : kSpreads) {
      for (size_t count = 1; count <= kMaxSize; ++count) {
        const PointPairs points = RandomPairs(count, spread, random);
        const Point centroid = RandomPoint(spread, random);
        std::vector<int32_t> distances(count + kKernelPadding), expected;
        for (size_t i = 0; i < count; ++i) {
          const auto distance = static_cast<int32_t>(SquaredDistance(points.At(i), centroid));
          const int32_t befores[] = {0, INT32_MAX, distance, distance + 1, std::max(distance - 1, 0)};
          distances[i] = befores[random.Below(5)];
          expected.push_back(std::min(distance, distances[i]));
        }
        LowerDistances(points, count, centroid, distances.data());
        distances.resize(count);
        ASSERT_EQ(expected, distances) << count;
      }
    }
  });
}

struct Box {
  Point low, high;
};

Box RandomBox(int16_t spread, Random& random) {
  Box box{RandomPoint(spread, random), RandomPoint(spread, random)};
  for (int c = 0; c < 4; ++c) {
    if (box.low[c] > box.high[c]) std::swap(box.low[c], box.high[c]);
    // Half of the boxes are small: so that something is filtered out.
    if (random.Below(2)) box.high[c] = static_cast<int16_t>(box.low[c] + (box.high[c] - box.low[c]) / 16);
  }
  return box;
}

// Corners, the middle, and points in between.
std::vector<Point> PointsIn(const Box& box, Random& random) {
  std::vector<Point> points;
  for (uint32_t n = 0; n < 16 + 30; ++n) {
    Point point;
    for (int c = 0; c < 4; ++c) {
      const auto extent = static_cast<uint64_t>(box.high[c] - box.low[c]);
      const uint64_t offset = n < 16 ? (n >> c & 1) * extent : random.Below(extent + 1);
      point[c] = static_cast<int16_t>(box.low[c] + static_cast<int32_t>(offset));
    }
    points.push_back(point);
  }
  return points;
}

std::vector<std::pair<int32_t, Point>> Kept(const CandidateList& list) {
  std::vector<std::pair<int32_t, Point>> kept;
  for (size_t i = 0; i < list.size; ++i) kept.push_back({list.index[i], list.points.At(i)});
  return kept;
}

TEST(Kernels, FilterCandidatesKeepsAllThatMayBeNearest) {
  OnEveryTarget([] {
    Random random(4);
    for (const int16_t spread : kSpreads) {
      for (size_t size = 1; size <= kMaxSize; ++size) {
        const CandidateList in = RandomCandidates(size, spread, random);
        const Box box = RandomBox(spread, random);
        CandidateList out(size);
        FilterCandidates(box.low, box.high, in, out);
        const auto kept = Kept(out), all = Kept(in);
        ASSERT_TRUE(std::includes(all.begin(), all.end(), kept.begin(), kept.end()));
        for (const Point& point : PointsIn(box, random)) {
          ASSERT_EQ(Ranked(point, in)[0], Ranked(point, out).at(0)) << size << " candidates, spread " << spread;
        }
      }
    }
  });
}

TEST(Kernels, FilterCandidatesLeavesOneForAPoint) {
  OnEveryTarget([] {
    Random random(5);
    for (size_t size = 1; size <= kMaxSize; ++size) {
      const CandidateList in = RandomCandidates(size, kPointMax, random);
      const Point point = RandomPoint(kPointMax, random);
      CandidateList out(size);
      FilterCandidates(point, point, in, out);
      const auto ranked = Ranked(point, in);
      size_t nearest = 1;
      while (nearest < size && ranked[nearest].first == ranked[0].first) ++nearest;
      EXPECT_EQ(nearest, out.size);
    }
  });
}

TEST(Kernels, FilterCandidatesKeepsTheSameOnEveryTarget) {
  for (const int16_t spread : kSpreads) {
    for (size_t size = 1; size <= kMaxSize; ++size) {
      Random random(size);
      const CandidateList in = RandomCandidates(size, spread, random);
      const Box box = RandomBox(spread, random);
      std::vector<std::pair<int32_t, Point>> first;
      OnEveryTarget([&] {
        CandidateList out(size);
        FilterCandidates(box.low, box.high, in, out);
        if (first.empty()) first = Kept(out);
        EXPECT_EQ(first, Kept(out)) << size << " candidates, spread " << spread;
      });
    }
  }
}

TEST(PointPairs, GiveBackWhatWasSet) {
  Random random(6);
  PointPairs pairs(100);
  for (size_t i = 0; i < 100; ++i) {
    const Point point = RandomPoint(kPointMax, random);
    pairs.Set(i, point);
    EXPECT_EQ(point, pairs.At(i));
  }
  const Point negative = {-1, INT16_MIN, INT16_MAX, -300};
  pairs.Set(0, negative);
  EXPECT_EQ(negative, pairs.At(0));
}

}  // namespace
}  // namespace kmc
