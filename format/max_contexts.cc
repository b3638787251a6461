#include "format/max_contexts.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <initializer_list>

namespace kmc {
namespace {

// Buckets: a check of the hash, then states.
constexpr size_t kFlagBucket = 4, kNodeBucket = 16;
constexpr int kMinFlagBits = 9, kMaxFlagBits = 15;  // of the number of buckets
constexpr int kMinNodeBits = 7, kMaxNodeBits = 14;
constexpr int kMinSideBits = 10, kMaxSideBits = 16;  // of the number of states
constexpr size_t kColorStates = 20480;
constexpr size_t kColorNodes = 3 * 4096;  // of the states of a colour model from here on: for nodes

// Hashes are sums of products with these, powers of an odd number; the highest bits are best.
constexpr size_t kPowers = 16;
constexpr std::array<uint64_t, kPowers> kPower = [] {
  std::array<uint64_t, kPowers> powers{};
  uint64_t power = 1;
  for (uint64_t& p : powers) p = power *= 0x9E3779B97F4A7C15u;
  return powers;
}();

// So that the same values of two models lead to different places.
constexpr auto kModelNumbers = [] {
  std::array<uint64_t, MaxContexts::kHashed> numbers{};
  uint64_t number = 0;
  for (uint64_t& n : numbers) n = number += kPower[0];
  return numbers;
}();

// Tables in proportion to the tile, so that small tiles do not clear megabytes.
int TableShift(uint64_t entries, int min_bits, int max_bits) {
  return 64 - std::clamp(static_cast<int>(std::bit_width(entries)), min_bits, max_bits);
}

// Asks for a bucket's cache line: all are asked for before the first is used.
void Prefetch(const State* bucket) {
#if defined(__GNUC__)
  __builtin_prefetch(bucket, 1);
#else
  (void)bucket;
#endif
}

// A bucket that held another context starts afresh.
template <size_t Size>
void ClaimBucket(State* bucket, uint64_t hash) {
  static constexpr auto kFresh = [] {
    std::array<State, Size> fresh;
    fresh.fill(kFreshState);
    return fresh;
  }();
  const auto check = static_cast<State>(hash >> 28);
  if (bucket[0] == check) return;
  std::copy_n(kFresh.data(), Size, bucket);
  bucket[0] = check;
}

// Lengths of runs in classes, finer where they are small: how many bounds a length reaches.
constexpr size_t kLengths = 34;  // the longest counts for all beyond
template <size_t N>
constexpr std::array<uint8_t, kLengths> RunClasses(const std::array<size_t, N>& bounds) {
  std::array<uint8_t, kLengths> classes{};
  for (size_t length = 0; length < kLengths; ++length) {
    for (const size_t bound : bounds) classes[length] = static_cast<uint8_t>(classes[length] + (length >= bound));
  }
  return classes;
}
constexpr auto kRunClasses = RunClasses<11>({2, 3, 4, 5, 6, 7, 9, 13, 17, 25, 33});
constexpr auto kCoarseRunClasses = RunClasses<7>({2, 3, 4, 6, 9, 15, 33});
uint32_t RunClass(uint32_t run) { return kRunClasses[std::min<size_t>(run, kLengths - 1)]; }
uint32_t CoarseRunClass(uint32_t run) { return kCoarseRunClasses[std::min<size_t>(run, kLengths - 1)]; }

// Digits to the base 8.
uint32_t Join(std::initializer_list<uint32_t> classes) {
  uint32_t place = 0;
  for (const uint32_t value : classes) place = place * 8 + value;
  return place;
}

// What the models of shape see of Shape::equal: more and more around the pixel, then along each direction.
using namespace equal_bits;
constexpr uint64_t kNear =
    kWIsN | kWIsNe | Left0(-1) | Left1(-1) | Left1(0) | Left1(1) | Left1(2) | Up0(-1) | Up0(-2) | Up1(0);
constexpr uint64_t kFar = kNear | Left0(-2) | Left0(-3) | Left1(-2) | Left1(3) | Left1(4) | Left2(-1) | Left2(0) |
                          Left2(1) | Left2(2) | Up0(-3) | Up1(-1) | Up1(1) | Up1(2) | Up2(0);
constexpr uint64_t kFarthest =
    kFar | Left0(-4) | Left1(-3) | Left1(5) | Left2(-2) | Left2(3) | Up0(-4) | Up1(-2) | Up1(3) | Up2(-1) | Up2(1);
constexpr uint64_t kAbove = kWIsN | Up0(-1) | Left1(0) | Left1(1) | Left1(2) | Left1(3) | Left1(4) | Left1(5) |
                            Left1(6) | Up1(0) | Up1(1) | Up1(2);
constexpr uint64_t kBeside = kWIsN | Left0(-1) | Left0(-2) | Left0(-3) | Left0(-4) | Left0(-5) | Left1(0) | Up0(-1) |
                             Up0(-2) | Up0(-3) | Up0(-4);
constexpr uint64_t kUpper =
    kWIsN | kWIsNe | Up0(-1) | Left1(0) | Left1(1) | Left2(0) | Left2(1) | Up1(-1) | Up1(0) | Up1(1) | Up2(0);
constexpr std::array<uint64_t, MaxContexts::kShapeModels> kShapes = {kNear, kFar, kFarthest, kAbove, kBeside, kUpper};

}  // namespace

MaxContexts::MaxContexts(const CodingPalette& palette, uint64_t pixels)
    : palette_(palette),
      tree_(palette.tree()),
      flag_shift_(TableShift(pixels, kMinFlagBits, kMaxFlagBits)),
      node_shift_(TableShift(pixels, kMinNodeBits, kMaxNodeBits)),
      side_shift_(TableShift(4 * pixels, kMinSideBits, kMaxSideBits)),
      flag_table_(kFlagBucket << (64 - flag_shift_)),
      node_table_(kNodeBucket << (64 - node_shift_)),
      flag_buckets_(kHashed * flag_table_, kFreshState),
      node_buckets_(kIndexModels * node_table_, kFreshState) {
  for (auto& table : side_tables_) table.assign(size_t{1} << (64 - side_shift_), kFreshState);
  for (auto& table : color_tables_) table.assign(kColorStates, kFreshState);
}

void MaxContexts::BeginPixel(const Neighborhood& neighborhood, const Shape& shape) {
  around_ = neighborhood;
  equal_ = shape.equal;
  node_group_ = 0;
  HashContexts(shape);
  State* table = flag_buckets_.data();
  for (size_t i = 0; i < kHashed; ++i, table += flag_table_) {
    flag_bucket_[i] = table + (hashes_[i] >> flag_shift_) * kFlagBucket;
    Prefetch(flag_bucket_[i]);
  }
  CompareColors();
  for (size_t i = 0; i < kHashed; ++i) ClaimBucket<kFlagBucket>(flag_bucket_[i], hashes_[i]);
}

void MaxContexts::HashContexts(const Shape& shape) {
  const auto times = [](uint64_t value, size_t power) { return value * kPower[power]; };
  const uint64_t w = times(around_.w, 1), n = times(around_.n, 2), nw = times(around_.nw, 3), ne = times(around_.ne, 4),
                 ww = times(around_.ww, 5), nn = times(around_.nn, 6), nne = times(around_.nne, 7),
                 www = times(around_.www, 8), nww = times(around_.nww, 9), nee = times(around_.nee, 10);
  const auto run = [&](uint32_t length, size_t power) { return times(RunClass(length), power); };
  const auto coarse = [&](uint32_t length, size_t power) { return times(CoarseRunClass(length), power); };
  const uint32_t equal_in_corner = (equal_ & kWIsN ? 1u : 0) | (equal_ & Up1(0) ? 2u : 0) | (equal_ & Up0(-1) ? 4u : 0);
  const uint64_t w_n = w + n, w_n_ne = w_n + ne, all_near = w_n_ne + nw;
  hashes_ = {w,
             n,
             w_n + nw,
             w_n_ne,
             all_near,
             all_near + ww + nn,
             w + ww + www,
             n + ne + nee,
             w_n_ne + nn + nne,
             w_n + nw + ww + nww,
             all_near + ww + nn + nee + nww + nne + www,
             w_n + times(shape.before, 11) + run(shape.left_run, 12) + times(equal_in_corner, 13),
             w_n + times(shape.behind, 11) + run(shape.right_run, 12),
             w_n + times(shape.over, 11) + run(shape.upper_run, 12),
             ne,
             w_n + coarse(shape.left_run, 11) + coarse(shape.right_run, 12) + coarse(shape.upper_run, 13)};
  for (size_t i = 0; i < kShapeModels; ++i) hashes_[kIndexModels + i] = times(equal_ & kShapes[i], 1);
  for (size_t i = 0; i < kHashed; ++i) hashes_[i] += kModelNumbers[i];
}

void MaxContexts::CompareColors() {
  const auto& [w, n, nw, ne, ww, nn, nne, www, nww, nee, nwww, nnww, nnw, nnee] = around_;
  const auto between = [&](uint32_t x, uint32_t y) { return palette_.DifferenceClass(x, y); };
  const uint32_t w_n = between(w, n), w_nw = between(w, nw), n_nw = between(n, nw), n_ne = between(n, ne);
  const uint32_t w_ww = between(w, ww), n_nn = between(n, nn);
  flag_places_ = {Join({w_n, w_nw, n_nw, n_ne}),    Join({w_nw, w_ww, n_nw}),
                  Join({n_nn, n_ne, w_n}),          Join({w_n, n_ne, w_ww}),
                  Join({w_ww, n_nn, w_n, n_ne}),    Join({between(ne, nne), w_ww, between(nw, nww), n_nw}),
                  Join({between(w, ne), w_n, n_ne})};
  flag_textures_ = {Join({w_n, w_nw}), Join({w_n, n_nw})};
}

uint32_t MaxContexts::FlagTexture(uint32_t flag) const { return flag_textures_[flag]; }

bool MaxContexts::IsFlat(const Shape& shape) { return (shape.equal & kFar) == kFar; }

void MaxContexts::FlagStates(uint32_t flag, States& states) {
  for (size_t i = 0; i < kHashed; ++i) states[i] = flag_bucket_[i] + 1 + flag;
  for (size_t i = 0; i < kColorModels; ++i) states[kHashed + i] = &color_tables_[i][flag * 4096 + flag_places_[i]];
}

void MaxContexts::BeginPath() {
  const auto& [w, n, nw, ne, ww, nn, nne, www, nww, nee, nwww, nnww, nnw, nnee] = around_;
  const std::array<uint32_t, kSides> neighbors = {nw, ne, ww, nn, nww, nee, nne, www, nnw, nnee, nnww, nwww};
  inside_ = 0;
  for (size_t i = 0; i < kSides; ++i) {
    places_[i] = tree_.PlaceOf(neighbors[i]);
    inside_ |= uint32_t{neighbors[i] != w && neighbors[i] != n} << i;
  }
}

void MaxContexts::BeginNode(uint32_t middle) {
  above_ = 0;
  for (size_t i = 0; i < kSides; ++i) above_ |= uint32_t{places_[i] >= middle} << i;
  above_ &= inside_;
}

void MaxContexts::FindNodeBuckets(uint32_t group) {
  State* table = node_buckets_.data();
  for (size_t i = 0; i < kIndexModels; ++i, table += node_table_) {
    node_hashes_[i] = hashes_[i] + group * kPower[14];
    node_bucket_[i] = table + (node_hashes_[i] >> node_shift_) * kNodeBucket;
    Prefetch(node_bucket_[i]);
  }
}

void MaxContexts::ClaimNodeBuckets(uint32_t group) {
  node_group_ = group;
  if (group > 1) FindNodeBuckets(group);
  for (size_t i = 0; i < kIndexModels; ++i) ClaimBucket<kNodeBucket>(node_bucket_[i], node_hashes_[i]);
}

void MaxContexts::NodeStates(uint32_t level, uint32_t path, uint32_t middle, States& states) {
  const uint32_t within = level % 4;  // levels of its bucket above it
  if (path >> within != node_group_) ClaimNodeBuckets(path >> within);
  const uint32_t member = 1u << within | (path & ((1u << within) - 1));
  for (size_t i = 0; i < kIndexModels; ++i) states[i] = node_bucket_[i] + member;

  const auto sides = [&](uint32_t mask) { return (inside_ & mask) * kPower[0] + (above_ & mask) * kPower[1]; };
  const std::array<uint64_t, kShapeModels> contexts = {sides(0x00F) + level * kPower[2],
                                                       sides(0x7FF),
                                                       sides(0xFFF) + level * kPower[2],
                                                       sides(0x03F) + middle * kPower[2],
                                                       sides(0x262) + (equal_ & kNear) * kPower[2],
                                                       sides(0x095) + (equal_ & kFar) * kPower[2]};
  for (size_t i = 0; i < kShapeModels; ++i) {
    states[kIndexModels + i] = &side_tables_[i][static_cast<size_t>(contexts[i] >> side_shift_)];
  }

  const uint32_t channel = tree_.ChannelAt(middle);
  const int32_t threshold = tree_.ThresholdAt(middle);
  const auto at = [&](uint32_t index) { return palette_.color(index)[channel]; };
  const auto offset = [&](int32_t value) { return OffsetClass(2 * value - threshold); };
  const int32_t w = at(around_.w), n = at(around_.n), nw = at(around_.nw), ne = at(around_.ne), ww = at(around_.ww),
                nn = at(around_.nn), nne = at(around_.nne);
  const uint32_t activity = DistanceClass(std::abs(w - nw) + std::abs(n - nw) + std::abs(n - ne));
  const uint32_t depth = std::min(level, 7u);
  const auto join = [&](int32_t x, int32_t y) { return (depth * 24 + offset(x)) * 24 + offset(y); };
  const int32_t mean = SmoothMean(w, n, nw, ne);
  const auto with_activity = [&](int32_t x) { return ((depth * 4 + channel) * 24 + offset(x)) * 8 + activity; };
  const std::array<uint32_t, kColorModels> places = {with_activity(ClampedGradient(w, n, nw)),
                                                     with_activity(mean),
                                                     join(w, n),
                                                     join(2 * w - ww, n),
                                                     join(2 * n - nn, w),
                                                     join(n + ne - nne, 2 * n - nn),
                                                     join(w + ne - n, mean)};
  for (size_t i = 0; i < kColorModels; ++i) states[kHashed + i] = &color_tables_[i][kColorNodes + places[i]];
}

}  // namespace kmc
