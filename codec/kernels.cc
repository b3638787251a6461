#include "codec/kernels.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <iterator>

#include "codec/kernel_table.h"

// Highway compiles what stands between HWY_BEFORE_NAMESPACE and
// HWY_AFTER_NAMESPACE once for each target by including this file again. Its
// headers are all that is used of it: the library, which would choose among the
// targets, measures the processor's clock for milliseconds whenever a program
// is started. So its own assertions, which need it, stay off in debug builds.
#undef HWY_IS_DEBUG_BUILD
#define HWY_IS_DEBUG_BUILD 0
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/kernels.cc"
#include <hwy/foreach_target.h>
// foreach_target comes first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kmc {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D32 = hn::ScalableTag<int32_t>;
using V32 = hn::Vec<D32>;

// The two 16-bit numbers of every lane: differences, squares, sum of the squares.
#if HWY_TARGET == HWY_SCALAR
HWY_INLINE V32 LowHalf(V32 pair) { return hn::ShiftRight<16>(hn::ShiftLeft<16>(pair)); }
HWY_INLINE V32 HighHalf(V32 pair) { return hn::ShiftRight<16>(pair); }
HWY_INLINE V32 JoinHalves(V32 low, V32 high) {
  return hn::Or(hn::And(low, hn::Set(D32(), 0xFFFF)), hn::ShiftLeft<16>(high));
}
HWY_INLINE V32 SquaredLength(V32 difference) {
  const V32 low = LowHalf(difference), high = HighHalf(difference);
  return hn::Add(hn::Mul(low, low), hn::Mul(high, high));
}
HWY_INLINE V32 SubtractPairs(V32 x, V32 y) {
  return JoinHalves(hn::Sub(LowHalf(x), LowHalf(y)), hn::Sub(HighHalf(x), HighHalf(y)));
}
// Where x > y the numbers of `yes`, else those of `no`.
HWY_INLINE V32 SelectPairs(V32 x, V32 y, V32 yes, V32 no) {
  const V32 low = hn::IfThenElse(hn::Gt(LowHalf(x), LowHalf(y)), LowHalf(yes), LowHalf(no));
  return JoinHalves(low, hn::IfThenElse(hn::Gt(HighHalf(x), HighHalf(y)), HighHalf(yes), HighHalf(no)));
}
#else
using D16 = hn::Repartition<int16_t, D32>;
template <class V>
HWY_INLINE V SquaredLength(V difference) {
  const hn::DFromV<V> d;
  const auto pairs = hn::BitCast(hn::Repartition<int16_t, decltype(d)>(), difference);
  V odd = hn::Zero(d);
  const V even = hn::ReorderWidenMulAccumulate(d, pairs, pairs, hn::Zero(d), odd);
  return hn::RearrangeToOddPlusEven(even, odd);
}
template <class V>
HWY_INLINE V SubtractPairs(V x, V y) {
  const hn::DFromV<V> d;
  const hn::Repartition<int16_t, decltype(d)> d16;
  return hn::BitCast(d, hn::Sub(hn::BitCast(d16, x), hn::BitCast(d16, y)));
}
HWY_INLINE V32 SelectPairs(V32 x, V32 y, V32 yes, V32 no) {
  const D16 d;
  const auto greater = hn::Gt(hn::BitCast(d, x), hn::BitCast(d, y));
  return hn::BitCast(D32(), hn::IfThenElse(greater, hn::BitCast(d, yes), hn::BitCast(d, no)));
}
#endif

HWY_INLINE V32 SquaredDistance(V32 red_green, V32 blue_alpha, V32 other_red_green, V32 other_blue_alpha) {
  return hn::Add(SquaredLength(SubtractPairs(red_green, other_red_green)),
                 SquaredLength(SubtractPairs(blue_alpha, other_blue_alpha)));
}

// A point in every lane.
struct Everywhere {
  V32 red_green, blue_alpha;
  explicit Everywhere(const Point& point)
      : red_green(hn::Set(D32(), PackPair(point[0], point[1]))),
        blue_alpha(hn::Set(D32(), PackPair(point[2], point[3]))) {}
};

// The place in `candidates` of the one nearest to `point`.
size_t FindNearestTo(const Point& point, const CandidateList& candidates) {
  const D32 d;
  const size_t lanes = hn::Lanes(d);
  const Everywhere p(point);
  V32 least = hn::Set(d, INT32_MAX), place = hn::Zero(d);
  const V32 size = hn::Set(d, static_cast<int32_t>(candidates.size));
  for (size_t i = 0; i < candidates.size; i += lanes) {
    const V32 distance = SquaredDistance(hn::LoadU(d, &candidates.points.red_green[i]),
                                         hn::LoadU(d, &candidates.points.blue_alpha[i]), p.red_green, p.blue_alpha);
    const V32 here = hn::Iota(d, static_cast<int32_t>(i));
    const auto closer = hn::And(hn::Lt(distance, least), hn::Lt(here, size));
    least = hn::IfThenElse(closer, distance, least);
    place = hn::IfThenElse(closer, here, place);
  }
  const V32 minimum = hn::MinOfLanes(d, least);
  const V32 first = hn::MinOfLanes(d, hn::IfThenElse(hn::Eq(least, minimum), place, size));
  return static_cast<size_t>(hn::GetLane(first));
}

// A candidate z is of no use in the box if z*, the candidate nearest to its
// middle, is nearer even to that corner of the box which lies farthest towards
// z (Kanungo et al. 2002, lemma 3).
void FilterCandidates(const Point& low, const Point& high, const CandidateList& in, CandidateList& out) {
  const D32 d;
  const size_t lanes = hn::Lanes(d);
  Point middle;
  for (int c = 0; c < 4; ++c) middle[c] = static_cast<int16_t>((low[c] + high[c]) / 2);
  const Everywhere best(in.points.At(HWY_NAMESPACE::FindNearestTo(middle, in))), l(low), h(high);
  size_t kept = 0;
  for (size_t i = 0; i < in.size; i += lanes) {
    const V32 red_green = hn::LoadU(d, &in.points.red_green[i]);
    const V32 blue_alpha = hn::LoadU(d, &in.points.blue_alpha[i]);
    const V32 corner_red_green = SelectPairs(red_green, best.red_green, h.red_green, l.red_green);
    const V32 corner_blue_alpha = SelectPairs(blue_alpha, best.blue_alpha, h.blue_alpha, l.blue_alpha);
    const V32 its = SquaredDistance(red_green, blue_alpha, corner_red_green, corner_blue_alpha);
    const V32 bests = SquaredDistance(best.red_green, best.blue_alpha, corner_red_green, corner_blue_alpha);
    const auto useful = hn::AndNot(hn::Gt(its, bests), hn::FirstN(d, in.size - i));
    const V32 index = hn::LoadU(d, &in.index[i]);
    // Whole vectors, into the padding: compressing stores are slow on some processors.
    hn::StoreU(hn::Compress(red_green, useful), d, &out.points.red_green[kept]);
    hn::StoreU(hn::Compress(blue_alpha, useful), d, &out.points.blue_alpha[kept]);
    hn::StoreU(hn::Compress(index, useful), d, &out.index[kept]);
    kept += hn::CountTrue(d, useful);
  }
  out.size = kept;
}

void FindNearest(const PointPairs& points, size_t begin, size_t count, const CandidateList& candidates,
                 int32_t* labels) {
  const D32 d;
  const size_t lanes = hn::Lanes(d);
  for (size_t i = 0; i < count; i += lanes) {
    const V32 red_green = hn::LoadU(d, &points.red_green[begin + i]);
    const V32 blue_alpha = hn::LoadU(d, &points.blue_alpha[begin + i]);
    V32 least = hn::Set(d, INT32_MAX), label = hn::Zero(d);
    for (size_t c = 0; c < candidates.size; ++c) {
      const V32 distance = SquaredDistance(red_green, blue_alpha, hn::Set(d, candidates.points.red_green[c]),
                                           hn::Set(d, candidates.points.blue_alpha[c]));
      const auto closer = hn::Lt(distance, least);
      least = hn::Min(distance, least);
      label = hn::IfThenElse(closer, hn::Set(d, candidates.index[c]), label);
    }
    hn::StoreU(label, d, labels + i);
  }
}

void FindNearestTwo(const PointPairs& points, size_t count, const CandidateList& candidates, int32_t* labels,
                    int32_t* nearest, int32_t* second) {
  const D32 d;
  const size_t lanes = hn::Lanes(d);
  for (size_t i = 0; i < count; i += lanes) {
    const V32 red_green = hn::LoadU(d, &points.red_green[i]);
    const V32 blue_alpha = hn::LoadU(d, &points.blue_alpha[i]);
    V32 least = hn::Set(d, INT32_MAX), next = least, label = hn::Zero(d);
    for (size_t c = 0; c < candidates.size; ++c) {
      const V32 distance = SquaredDistance(red_green, blue_alpha, hn::Set(d, candidates.points.red_green[c]),
                                           hn::Set(d, candidates.points.blue_alpha[c]));
      const auto closer = hn::Lt(distance, least);
      next = hn::Min(next, hn::Max(distance, least));
      least = hn::Min(distance, least);
      label = hn::IfThenElse(closer, hn::Set(d, candidates.index[c]), label);
    }
    hn::StoreU(label, d, labels + i);
    hn::StoreU(least, d, nearest + i);
    hn::StoreU(next, d, second + i);
  }
}

void LowerDistances(const PointPairs& points, size_t count, const Point& centroid, int32_t* distances) {
  const D32 d;
  const Everywhere c(centroid);
  for (size_t i = 0; i < count; i += hn::Lanes(d)) {
    const V32 distance = SquaredDistance(hn::LoadU(d, &points.red_green[i]), hn::LoadU(d, &points.blue_alpha[i]),
                                         c.red_green, c.blue_alpha);
    hn::StoreU(hn::Min(distance, hn::LoadU(d, distances + i)), d, distances + i);
  }
}

// A distance (18 bits for colours) above the 8 bits of a label in one number: the
// least of these is the nearest colour, and of equal ones that with the lower label.
size_t MapOpaquePixels(const uint8_t* rgba, size_t count, const CellBlocks* cells, const ColorBlock* blocks,
                       uint8_t* labels, uint64_t& error) {
  constexpr size_t kChunk = kMappedAtOnce;  // pixels are taken apart at once, which compilers turn into SIMD
  const hn::CappedTag<int32_t, ColorBlock::kColors> d;
  const auto low_half = hn::Set(d, 0xFFFF);
  std::array<uint32_t, kChunk> cell;
  std::array<int32_t, kChunk> red_green, blue;
  uint64_t sum = 0;
  size_t mapped = 0;
  for (bool known = true; known && mapped < count;) {
    const size_t size = std::min(kChunk, count - mapped);
    const uint8_t* pixel = rgba + 4 * mapped;
    uint8_t alpha = 255;
    for (size_t i = 0; i < size; ++i, pixel += 4) {
      alpha &= pixel[3];
      cell[i] = CellBlocks::CellOf(pixel);
      red_green[i] = pixel[0] | pixel[1] << 16;
      blue[i] = pixel[2];
    }
    if (alpha != 255) break;
    for (size_t i = 0; i < size; ++i, ++mapped) {
      const CellBlocks& here = cells[cell[i]];
      known = here.count != 0;
      if (!known) break;
      const auto its_red_green = hn::Set(d, red_green[i]), its_blue = hn::Set(d, blue[i]);
      auto least = hn::Set(d, INT32_MAX);
      const ColorBlock *block = blocks + here.first, *end = block + here.count;
      do {
        for (size_t lane = 0; lane < ColorBlock::kColors; lane += hn::Lanes(d)) {
          const auto blue_label = hn::Load(d, block->blue_label + lane);
          const auto distance =
              hn::Add(SquaredLength(SubtractPairs(hn::Load(d, block->red_green + lane), its_red_green)),
                      SquaredLength(SubtractPairs(hn::And(blue_label, low_half), its_blue)));
          least = hn::Min(least, hn::Or(hn::ShiftLeft<8>(distance), hn::ShiftRight<16>(blue_label)));
        }
      } while (++block < end);
      const int32_t nearest = hn::GetLane(hn::MinOfLanes(d, least));
      labels[mapped] = static_cast<uint8_t>(nearest);
      sum += static_cast<uint32_t>(nearest) >> 8;
    }
  }
  error += sum;
  return mapped;
}

constexpr KernelTable kKernels = {FilterCandidates, FindNearest,    FindNearestTo,
                                  FindNearestTwo,   LowerDistances, MapOpaquePixels};

}  // namespace HWY_NAMESPACE
}  // namespace kmc
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kmc {
namespace {

struct Target {
  const char* name;
  const KernelTable* kernels;
  bool (*runs_here)();
};

// The best first; the last runs wherever the program does.
constexpr Target kTargets[] = {
#if HWY_TARGETS & HWY_AVX3 & ~HWY_STATIC_TARGET
    {"AVX-512", &N_AVX3::kKernels,
     [] {
       return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
              __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
     }},
#endif
#if HWY_TARGETS & HWY_AVX2 & ~HWY_STATIC_TARGET
    {"AVX2", &N_AVX2::kKernels,
     [] {
       return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
              __builtin_cpu_supports("bmi2");
     }},
#endif
#if HWY_TARGETS & HWY_SSE4 & ~HWY_STATIC_TARGET
    {"SSE4", &N_SSE4::kKernels,
     [] {
       return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul");
     }},
#endif
#if HWY_TARGETS & HWY_SSSE3 & ~HWY_STATIC_TARGET
    {"SSSE3", &N_SSSE3::kKernels, [] { return static_cast<bool>(__builtin_cpu_supports("ssse3")); }},
#endif
    {"baseline", &HWY_NAMESPACE::kKernels, [] { return true; }},
};

const Target* BestTarget() {
  return std::find_if(std::begin(kTargets), std::end(kTargets),
                      [](const Target& target) { return target.runs_here(); });
}

std::atomic<const Target*>& ChosenTarget() {
  static std::atomic<const Target*> chosen = BestTarget();
  return chosen;
}

const KernelTable& Kernels() { return *ChosenTarget().load(std::memory_order_relaxed)->kernels; }

}  // namespace

void FilterCandidates(const Point& low, const Point& high, const CandidateList& in, CandidateList& out) {
  Kernels().filter_candidates(low, high, in, out);
}

void FindNearest(const PointPairs& points, size_t begin, size_t count, const CandidateList& candidates,
                 int32_t* labels) {
  Kernels().find_nearest(points, begin, count, candidates, labels);
}

size_t FindNearestTo(const Point& point, const CandidateList& candidates) {
  return Kernels().find_nearest_to(point, candidates);
}

void FindNearestTwo(const PointPairs& points, size_t count, const CandidateList& candidates, int32_t* labels,
                    int32_t* nearest, int32_t* second) {
  Kernels().find_nearest_two(points, count, candidates, labels, nearest, second);
}

void LowerDistances(const PointPairs& points, size_t count, const Point& centroid, int32_t* distances) {
  Kernels().lower_distances(points, count, centroid, distances);
}

size_t MapOpaquePixels(const uint8_t* rgba, size_t count, const CellBlocks* cells, const ColorBlock* blocks,
                       uint8_t* labels, uint64_t& error) {
  return Kernels().map_opaque_pixels(rgba, count, cells, blocks, labels, error);
}

std::vector<std::string> KernelTargets() {
  std::vector<std::string> names;
  for (const Target& target : kTargets) {
    if (target.runs_here()) names.emplace_back(target.name);
  }
  return names;
}

void RestrictKernels(std::string_view name) {
  const Target* const named =
      std::find_if(std::begin(kTargets), std::end(kTargets), [&](const Target& target) { return target.name == name; });
  ChosenTarget() = named == std::end(kTargets) ? BestTarget() : named;
}

}  // namespace kmc
#endif  // HWY_ONCE
