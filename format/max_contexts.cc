#include "format/max_contexts.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <initializer_list>

namespace kmc {
namespace {

constexpr uint32_t kMaxFlagBits = 16, kMinFlagBits = 10;  // of the number of buckets
constexpr uint32_t kMaxNodeBits = 14, kMinNodeBits = 8;

// Tables in proportion to the tile, so that small tiles do not clear megabytes.
size_t TableMask(uint64_t entries, uint32_t min_bits, uint32_t max_bits) {
  const auto bits = static_cast<uint32_t>(std::bit_width(entries));
  return (size_t{1} << std::clamp(bits, min_bits, max_bits)) - 1;
}

uint32_t Stir(uint32_t hash) {
  hash ^= hash >> 15;
  hash *= 0x85EBCA6Bu;
  return hash ^ hash >> 13;
}

uint32_t HashOf(uint32_t model, std::initializer_list<uint32_t> values) {
  uint32_t hash = model;
  for (const uint32_t value : values) hash = (hash * 0x2F0B4C47u + value + 1) * 0x9E3779B1u;
  return Stir(hash);
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
void ClaimBucket(State* bucket, size_t size, uint32_t hash) {
  const auto check = static_cast<State>(hash >> 16);
  if (bucket[0] == check) return;
  bucket[0] = check;
  std::fill(bucket + 1, bucket + size, kFreshState);
}

}  // namespace

MaxContexts::MaxContexts(const CodingPalette& palette, uint64_t pixels)
    : palette_(palette),
      tree_(palette.tree()),
      flag_mask_(TableMask(2 * pixels, kMinFlagBits, kMaxFlagBits)),
      node_mask_(TableMask(pixels, kMinNodeBits, kMaxNodeBits)) {
  for (auto& table : flag_tables_) table.assign((flag_mask_ + 1) * kFlagBucket, kFreshState);
  for (auto& table : node_tables_) table.assign((node_mask_ + 1) * kNodeBucket, kFreshState);
  for (auto& table : color_tables_) table.assign(kColorStates, kFreshState);
}

void MaxContexts::BeginPixel(const Neighborhood& neighborhood) {
  around_ = neighborhood;
  node_group_ = 0;
  HashContexts();
  for (size_t i = 0; i < kExactModels; ++i) {
    flag_buckets_[i] = &flag_tables_[i][(hashes_[i] & flag_mask_) * kFlagBucket];
    Prefetch(flag_buckets_[i]);
  }
  CompareColors();
  for (size_t i = 0; i < kExactModels; ++i) ClaimBucket(flag_buckets_[i], kFlagBucket, hashes_[i]);
}

void MaxContexts::FindNodeBuckets(uint32_t group) {
  node_group_ = group;
  std::array<uint32_t, kExactModels> hashes;
  for (size_t i = 0; i < kExactModels; ++i) {
    hashes[i] = Stir(hashes_[i] + group * 0x9E3779B1u);
    node_buckets_[i] = &node_tables_[i][(hashes[i] & node_mask_) * kNodeBucket];
    Prefetch(node_buckets_[i]);
  }
  for (size_t i = 0; i < kExactModels; ++i) ClaimBucket(node_buckets_[i], kNodeBucket, hashes[i]);
}

void MaxContexts::HashContexts() {
  const auto& [w, n, nw, ne, ww, nn, nne, www, nww, nee] = around_;
  PlainColor clamped, smooth, diagonal, level;
  for (size_t c = 0; c < 4; ++c) {
    const auto at = [&](uint32_t index) { return palette_.color(index)[c]; };
    clamped[c] = ClampedGradient(at(w), at(n), at(nw));
    smooth[c] = SmoothMean(at(w), at(n), at(nw), at(ne));
    diagonal[c] = at(n) + at(ne) - at(nne);
    level[c] = (at(w) + at(ne)) >> 1;
  }
  clamped_ = tree_.Descend(clamped);
  smooth_ = tree_.Descend(smooth);
  hashes_ = {HashOf(0, {w}),
             HashOf(1, {n}),
             HashOf(2, {w, n, nw}),
             HashOf(3, {w, n, ne}),
             HashOf(4, {w, n, ne, nw}),
             HashOf(5, {w, n, ne, nw, ww, nn}),
             HashOf(6, {w, ww, www}),
             HashOf(7, {clamped_, w}),
             HashOf(8, {smooth_, n}),
             HashOf(9, {clamped_, smooth_}),
             HashOf(10, {smooth_, tree_.Descend(diagonal), tree_.Descend(level)}),
             HashOf(11, {n, ne, nee}),
             HashOf(12, {w, n, nn, ww}),
             HashOf(13, {w, n, ne, nn, nne}),
             HashOf(14, {w, n, nw, ww, nww}),
             HashOf(15, {w, n, ne, nw, ww, nn, nee, nww, nne, www})};
}

void MaxContexts::CompareColors() {
  const auto& [w, n, nw, ne, ww, nn, nne, www, nww, nee] = around_;
  const auto between = [&](uint32_t x, uint32_t y) { return palette_.DifferenceClass(x, y); };
  const uint32_t w_n = between(w, n), w_nw = between(w, nw), n_nw = between(n, nw), n_ne = between(n, ne);
  const uint32_t w_ww = between(w, ww), n_nn = between(n, nn);
  const uint32_t w_clamped = between(w, clamped_), n_clamped = between(n, clamped_), w_smooth = between(w, smooth_);
  const auto join = [](std::initializer_list<uint32_t> classes) {
    uint32_t place = 0;
    for (const uint32_t value : classes) place = place * 8 + value;
    return place;
  };
  const uint32_t equalities = (w == ww) + 2 * (n == nn) + 4 * (n == ne) + 8 * (w == nw) + 16 * (ww == nww) +
                              32 * (nn == nne) + 64 * (ne == nee) + 128 * (w == ne) + 256 * (n == nw) +
                              512 * (ww == www);
  flag_places_ = {join({w_n, w_nw, n_nw}),
                  join({w_n, n_ne, w_ww}),
                  join({w_nw, w_ww, n_nw}),
                  join({n_nn, n_ne, w_n}),
                  join({w_clamped, w_n, n_clamped}),
                  join({w_smooth, w_clamped, w_ww}),
                  join({w_n, w_nw, n_nw, n_ne}),
                  join({w_ww, n_nn, w_n, n_ne}),
                  join({between(ne, nne), w_ww, between(nw, nww), n_nw}),
                  equalities};
  flag_textures_ = {join({w_n, w_nw}), join({w_n, n_nw})};
}

uint32_t MaxContexts::FlagTexture(uint32_t flag) const { return flag_textures_[flag]; }

void MaxContexts::FlagStates(uint32_t flag, States& states) {
  for (size_t i = 0; i < kExactModels; ++i) states[i] = flag_buckets_[i] + 1 + flag;
  for (size_t i = 0; i < kColorModels; ++i) states[kExactModels + i] = &color_tables_[i][flag * 4096 + flag_places_[i]];
}

void MaxContexts::NodeStates(uint32_t level, uint32_t path, uint32_t middle, States& states) {
  const uint32_t within = level % 4;  // levels of its bucket above it
  if (path >> within != node_group_) FindNodeBuckets(path >> within);
  const uint32_t place = 1u << within | (path & ((1u << within) - 1));
  for (size_t i = 0; i < kExactModels; ++i) states[i] = node_buckets_[i] + place;
  const uint32_t channel = tree_.ChannelAt(middle);
  const int32_t threshold = tree_.ThresholdAt(middle);
  const auto at = [&](uint32_t index) { return palette_.color(index)[channel]; };
  const auto offset = [&](int32_t value) { return OffsetClass(2 * value - threshold); };
  const int32_t w = at(around_.w), n = at(around_.n), nw = at(around_.nw), ne = at(around_.ne), ww = at(around_.ww),
                nn = at(around_.nn), nne = at(around_.nne);
  const uint32_t clamped = offset(ClampedGradient(w, n, nw)), smooth = offset(SmoothMean(w, n, nw, ne));
  const uint32_t activity = DistanceClass(std::abs(w - nw) + std::abs(n - nw) + std::abs(n - ne));
  const uint32_t depth = std::min(level, 7u);
  const auto join = [&](uint32_t x, uint32_t y) { return (depth * 24 + x) * 24 + y; };
  const std::array<uint32_t, kColorModels> places = {((depth * 4 + channel) * 24 + clamped) * 8 + activity,
                                                     ((depth * 4 + channel) * 24 + smooth) * 8 + activity,
                                                     join(offset(w), offset(n)),
                                                     join(offset(2 * w - ww), offset(n)),
                                                     join(offset(ne), offset(w)),
                                                     join(clamped, smooth),
                                                     join(offset(2 * n - nn), offset(w)),
                                                     join(offset(w + ne - n), smooth),
                                                     join(offset((w + n + 1) >> 1), offset((ne + nw + 1) >> 1)),
                                                     join(offset(n + ne - nne), offset(2 * n - nn))};
  for (size_t i = 0; i < kColorModels; ++i) {
    states[kExactModels + i] = &color_tables_[i][kColorNodeStates + places[i]];
  }
}

}  // namespace kmc
