#include "tests/spec/max_pseudo_code.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <initializer_list>
#include <numeric>
#include <utility>

#include "tests/spec/text.h"

namespace kmc::spec {
namespace {

// ---- 11.4 ----

constexpr std::array<int32_t, 45> LOGISTIC = {1,     2,     3,     5,     8,     13,    22,    36,    60,     //
                                              98,    162,   267,   439,   720,   1179,  1921,  3108,  4971,   //
                                              7812,  11955, 17625, 24743, 32768, 40793, 47911, 53581, 57724,  //
                                              60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374, 65438,  //
                                              65476, 65500, 65514, 65523, 65528, 65531, 65533, 65534, 65535};

int32_t SquashOf(int32_t logit) {
  const int32_t at = (logit + 2816) / 128, rest = (logit + 2816) % 128;
  if (rest == 0) return LOGISTIC[at];
  return LOGISTIC[at] + ((LOGISTIC[at + 1] - LOGISTIC[at]) * rest) / 128;
}

const std::array<int32_t, 4096> STRETCH = [] {
  std::array<int32_t, 4096> stretch;
  for (int32_t p = 0; p < 4096; ++p) {
    stretch[p] = p == 0 ? -2816 : stretch[p - 1];
    while (SquashOf(stretch[p]) < 16 * p + 8) ++stretch[p];
  }
  return stretch;
}();

// ---- 11.6 ----

uint32_t Digits(uint64_t value) { return static_cast<uint32_t>(std::bit_width(value)); }

uint32_t Stir(uint32_t a) {
  a = a ^ a >> 15;
  a = a * 0x85EBCA6B;
  return a ^ a >> 13;
}

uint32_t Hash(uint32_t m, std::initializer_list<uint32_t> values) {
  uint32_t a = m;
  for (const uint32_t v : values) a = (a * 0x2F0B4C47 + v + 1) * 0x9E3779B1;
  return Stir(a);
}

// ---- 11.7 ----

uint32_t DistanceClass(int32_t d) {
  uint32_t steps = 0;
  for (const int32_t bound : {1, 4, 8, 16, 28, 48, 90}) steps += bound <= d;
  return steps;
}

uint32_t OffsetClass(int32_t d) {
  uint32_t steps = 0;
  for (const int32_t bound : {1, 2, 3, 5, 7, 11, 15, 21, 30, 42, 58}) steps += bound <= std::abs(d);
  return d < 0 ? 11 - steps : 12 + steps;
}

uint32_t Join(std::initializer_list<uint32_t> classes) {
  uint32_t joined = 0;
  for (const uint32_t value : classes) joined = joined * 8 + value;
  return joined;
}

int32_t ClampedGuess(int32_t W, int32_t N, int32_t NW) {
  return std::clamp(W + N - NW, std::min(W, N), std::max(W, N));
}

int32_t SmoothGuess(int32_t W, int32_t N, int32_t NW, int32_t NE) { return (3 * W + 3 * N + NW + NE + 4) >> 3; }

}  // namespace

MaxPseudoCode::MaxPseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data)
    : K(static_cast<uint32_t>(palette.size())),
      w(width),
      h(height),
      range_(std::move(data)),
      T(size_t{width} * height, 0),
      flag_mask((1u << std::clamp(Digits(2 * uint64_t{w} * h), 10u, 16u)) - 1),
      node_mask((1u << std::clamp(Digits(uint64_t{w} * h), 8u, 14u)) - 1),
      LAST(65536, 0),
      by_node(FreshMap(258, 64)),
      by_pair(FreshMap(4096, 48)) {
  for (const Rgba color : palette) samples_.push_back({color.r, color.g, color.b, color.a});
  for (auto& table : FLAGS) table.resize(flag_mask + 1);
  for (auto& table : NODES) table.resize(node_mask + 1);
  for (auto& table : COLORS) table.resize(16384);
  for (auto& numbers : MATCH) numbers.fill(49152);
  std::array<int32_t, 29> first;
  first.fill(7864);
  weight[0].assign(72, first);
  first.fill(0);
  weight[1].assign(24, first);
  weight[2].assign(384, first);
}

const std::vector<uint32_t>& MaxPseudoCode::Decode() {
  if (K == 1) return T;
  BuildTree();
  for (uint32_t y = 0; y < h; ++y) {
    for (uint32_t x = 0; x < w; ++x) {
      position = uint64_t{y} * w + x;
      FindNeighbors(x, y);
      BeginPixel();
      T[position] = DecodeIndex();
      AdvanceMatch();
    }
  }
  return T;
}

// ---- 11.2 ----

void MaxPseudoCode::BuildTree() {
  order.resize(K);
  place_of.resize(K);
  channel.resize(K);
  threshold.resize(K);
  std::iota(order.begin(), order.end(), 0u);
  Part(0, K);
  for (uint32_t p = 0; p < K; ++p) place_of[order[p]] = p;
}

void MaxPseudoCode::Part(uint32_t begin, uint32_t end) {
  if (end - begin < 2) return;
  uint32_t best = 0;
  int32_t largest_spread = -1;
  for (uint32_t c = 0; c < 4; ++c) {
    int32_t smallest = 255, largest = 0;
    for (uint32_t p = begin; p < end; ++p) {
      smallest = std::min(smallest, Sample(order[p], c));
      largest = std::max(largest, Sample(order[p], c));
    }
    if (largest - smallest > largest_spread) {
      largest_spread = largest - smallest;
      best = c;
    }
  }
  std::sort(order.begin() + begin, order.begin() + end,
            [&](uint32_t i, uint32_t j) { return std::pair(Sample(i, best), i) < std::pair(Sample(j, best), j); });
  const uint32_t middle = (begin + end + 1) / 2;
  channel[middle] = best;
  threshold[middle] = Sample(order[middle - 1], best) + Sample(order[middle], best);
  tree_ += Format("%5u  %3u  %6u  %7u  %9d ", begin, end, middle, best, threshold[middle]);
  for (uint32_t p = begin; p < end; ++p) tree_ += Format(" %u", order[p]);
  tree_ += "\n";
  Part(begin, middle);
  Part(middle, end);
}

uint32_t MaxPseudoCode::Descend(const std::array<int32_t, 4>& v) const {
  uint32_t begin = 0, end = K;
  while (end - begin > 1) {
    const uint32_t middle = (begin + end + 1) / 2;
    if (2 * v[channel[middle]] > threshold[middle]) {
      begin = middle;
    } else {
      end = middle;
    }
  }
  return order[begin];
}

// ---- 11.3 ----

void MaxPseudoCode::FindNeighbors(uint32_t x, uint32_t y) {
  const auto at = [this](uint32_t column, uint32_t line) { return T[uint64_t{line} * w + column]; };
  a.W = x > 0 ? at(x - 1, y) : y > 0 ? at(x, y - 1) : 0;
  a.N = y > 0 ? at(x, y - 1) : a.W;
  a.NW = x > 0 && y > 0 ? at(x - 1, y - 1) : a.N;
  a.NE = x + 1 < w && y > 0 ? at(x + 1, y - 1) : a.N;
  a.WW = x > 1 ? at(x - 2, y) : a.W;
  a.NN = y > 1 ? at(x, y - 2) : a.N;
  a.NNE = x + 1 < w && y > 1 ? at(x + 1, y - 2) : a.NE;
  a.WWW = x > 2 ? at(x - 3, y) : a.WW;
  a.NWW = x > 1 && y > 0 ? at(x - 2, y - 1) : a.NW;
  a.NEE = x + 2 < w && y > 0 ? at(x + 2, y - 1) : a.NE;
}

// ---- 11.5 ----

void MaxPseudoCode::UpdateSlot(Slot& s, uint32_t bit) {
  static constexpr std::array<int32_t, 8> SLOT_RATE = {39322, 24904, 17695, 13107, 9830, 7209, 4588, 2949};
  if (bit == 1) {
    s.p = s.p + (((8191 - s.p) * SLOT_RATE[s.n]) >> 16);
  } else {
    s.p = s.p - ((s.p * SLOT_RATE[s.n]) >> 16);
  }
  if (s.n < 7) s.n = s.n + 1;
}

// ---- 11.6 ----

template <class AnyBucket>
void MaxPseudoCode::Claim(AnyBucket& bucket, uint32_t hash) {
  if (bucket.check == hash >> 16) return;
  bucket.check = hash >> 16;
  bucket.slot.fill(Slot());
}

void MaxPseudoCode::BeginPixel() {
  std::array<int32_t, 4> v_clamped, v_smooth, v_diagonal, v_level;
  for (uint32_t c = 0; c < 4; ++c) {
    const int32_t W = Sample(a.W, c), N = Sample(a.N, c), NW = Sample(a.NW, c), NE = Sample(a.NE, c);
    v_clamped[c] = ClampedGuess(W, N, NW);
    v_smooth[c] = SmoothGuess(W, N, NW, NE);
    v_diagonal[c] = N + NE - Sample(a.NNE, c);
    v_level[c] = (W + NE) >> 1;
  }
  clamped = Descend(v_clamped);
  smooth = Descend(v_smooth);
  diagonal = Descend(v_diagonal);
  level_index = Descend(v_level);
  context_hash = {Hash(0, {a.W}),
                  Hash(1, {a.N}),
                  Hash(2, {a.W, a.N, a.NW}),
                  Hash(3, {a.W, a.N, a.NE}),
                  Hash(4, {a.W, a.N, a.NE, a.NW}),
                  Hash(5, {a.W, a.N, a.NE, a.NW, a.WW, a.NN}),
                  Hash(6, {a.W, a.WW, a.WWW}),
                  Hash(7, {clamped, a.W}),
                  Hash(8, {smooth, a.N}),
                  Hash(9, {clamped, smooth}),
                  Hash(10, {smooth, diagonal, level_index}),
                  Hash(11, {a.N, a.NE, a.NEE}),
                  Hash(12, {a.W, a.N, a.NN, a.WW}),
                  Hash(13, {a.W, a.N, a.NE, a.NN, a.NNE}),
                  Hash(14, {a.W, a.N, a.NW, a.WW, a.NWW}),
                  Hash(15, {a.W, a.N, a.NE, a.NW, a.WW, a.NN, a.NEE, a.NWW, a.NNE, a.WWW})};
  for (size_t m = 0; m < 16; ++m) {
    flag_bucket[m] = &FLAGS[m][context_hash[m] & flag_mask];
    Claim(*flag_bucket[m], context_hash[m]);
  }
  group = 0;
}

void MaxPseudoCode::FindNodeBuckets(uint32_t new_group) {
  group = new_group;
  for (size_t m = 0; m < 16; ++m) {
    node_hash[m] = Stir(context_hash[m] + group * 0x9E3779B1);
    node_bucket[m] = &NODES[m][node_hash[m] & node_mask];
    Claim(*node_bucket[m], node_hash[m]);
  }
}

// ---- 11.7 ----

uint32_t MaxPseudoCode::D(uint32_t i, uint32_t j) const {
  int32_t distance = 0;
  for (uint32_t c = 0; c < 4; ++c) distance += std::abs(Sample(i, c) - Sample(j, c));
  return DistanceClass(distance);
}

void MaxPseudoCode::SelectFlag(uint32_t f) {
  place[16] = Join({D(a.W, a.N), D(a.W, a.NW), D(a.N, a.NW)});
  place[17] = Join({D(a.W, a.N), D(a.N, a.NE), D(a.W, a.WW)});
  place[18] = Join({D(a.W, a.NW), D(a.W, a.WW), D(a.N, a.NW)});
  place[19] = Join({D(a.N, a.NN), D(a.N, a.NE), D(a.W, a.N)});
  place[20] = Join({D(a.W, clamped), D(a.W, a.N), D(a.N, clamped)});
  place[21] = Join({D(a.W, smooth), D(a.W, clamped), D(a.W, a.WW)});
  place[22] = Join({D(a.W, a.N), D(a.W, a.NW), D(a.N, a.NW), D(a.N, a.NE)});
  place[23] = Join({D(a.W, a.WW), D(a.N, a.NN), D(a.W, a.N), D(a.N, a.NE)});
  place[24] = Join({D(a.NE, a.NNE), D(a.W, a.WW), D(a.NW, a.NWW), D(a.N, a.NW)});
  place[25] = 1 * (a.W == a.WW) + 2 * (a.N == a.NN) + 4 * (a.N == a.NE) + 8 * (a.W == a.NW) + 16 * (a.WW == a.NWW) +
              32 * (a.NN == a.NNE) + 64 * (a.NE == a.NEE) + 128 * (a.W == a.NE) + 256 * (a.N == a.NW) +
              512 * (a.WW == a.WWW);
  for (size_t m = 0; m < 16; ++m) slot[m] = &flag_bucket[m]->slot[f];
  for (size_t m = 16; m < 26; ++m) {
    place[m] += 4096 * f;
    slot[m] = &COLORS[m][place[m]];
  }
}

void MaxPseudoCode::SelectNode(uint32_t level, uint32_t path, uint32_t middle) {
  const uint32_t within = level % 4;
  if (path >> within != group) FindNodeBuckets(path >> within);
  const uint32_t at = (1u << within) | (path & ((1u << within) - 1));
  const uint32_t c = channel[middle];
  const int32_t t = threshold[middle];
  const int32_t W = Sample(a.W, c), N = Sample(a.N, c), NW = Sample(a.NW, c), NE = Sample(a.NE, c),
                WW = Sample(a.WW, c), NN = Sample(a.NN, c), NNE = Sample(a.NNE, c);
  const auto off = [t](int32_t value) { return OffsetClass(2 * value - t); };
  const int32_t guess = ClampedGuess(W, N, NW), mean = SmoothGuess(W, N, NW, NE);
  const uint32_t activity = DistanceClass(std::abs(W - NW) + std::abs(N - NW) + std::abs(N - NE));
  const uint32_t depth = std::min(level, 7u);
  place[16] = ((depth * 4 + c) * 24 + off(guess)) * 8 + activity;
  place[17] = ((depth * 4 + c) * 24 + off(mean)) * 8 + activity;
  place[18] = (depth * 24 + off(W)) * 24 + off(N);
  place[19] = (depth * 24 + off(2 * W - WW)) * 24 + off(N);
  place[20] = (depth * 24 + off(NE)) * 24 + off(W);
  place[21] = (depth * 24 + off(guess)) * 24 + off(mean);
  place[22] = (depth * 24 + off(2 * N - NN)) * 24 + off(W);
  place[23] = (depth * 24 + off(W + NE - N)) * 24 + off(mean);
  place[24] = (depth * 24 + off((W + N + 1) >> 1)) * 24 + off((NE + NW + 1) >> 1);
  place[25] = (depth * 24 + off(N + NE - NNE)) * 24 + off(2 * N - NN);
  for (size_t m = 0; m < 16; ++m) slot[m] = &node_bucket[m]->slot[at];
  for (size_t m = 16; m < 26; ++m) {
    place[m] += 8192;
    slot[m] = &COLORS[m][place[m]];
  }
}

// ---- 11.8 ----

void MaxPseudoCode::AdvanceMatch() {
  match_hash = (match_hash + T[position] + 1) * 0x2F0B4C48;
  uint32_t& last = LAST[match_hash >> 16];
  if (length > 0 && T[from] == T[position]) {
    length = length + 1;
    from = from + 1;
  } else {
    length = 0;
    if (last > 0) length = CommonBefore(last, position + 1);
    if (length < 6) length = 0;
    from = last;
  }
  last = static_cast<uint32_t>(position + 1);
}

uint32_t MaxPseudoCode::CommonBefore(uint32_t last, uint64_t next) const {
  uint32_t count = 0;
  while (count < 32 && count < last && T[last - 1 - count] == T[next - 1 - count]) ++count;
  return count;
}

// ---- 11.9 ----

int32_t MaxPseudoCode::Mix() {
  sum = 0;
  for (size_t s = 0; s < 3; ++s) {
    for (size_t i = 0; i < 29; ++i) sum += int64_t{weight[s][row[s]][i]} * input[i];
  }
  return static_cast<int32_t>(std::clamp<int64_t>(sum >> 16, -2816, 2816));
}

void MaxPseudoCode::UpdateWeights(int32_t error, int32_t rate) {
  const int32_t step = std::clamp(error * rate / 64, -32767, 32767);
  for (size_t i = 0; i < 29; ++i) {
    const int32_t change = (input[i] * step + 32768) >> 16;
    for (size_t s = 0; s < 3; ++s) {
      int32_t& one = weight[s][row[s]][i];
      one = std::clamp(one + change, -31000, 31000);
    }
  }
}

MaxPseudoCode::Map MaxPseudoCode::FreshMap(size_t contexts, int32_t slowness) {
  std::array<int32_t, 33> points;
  for (int32_t k = 0; k < 33; ++k) points[k] = SquashOf(176 * k - 2816);
  return {slowness, std::vector(contexts, points)};
}

int32_t MaxPseudoCode::Refine(Map& map, uint32_t context, int32_t logit) {
  const int32_t at = std::min((logit + 2816) / 176, 31);
  const int32_t rest = logit + 2816 - 176 * at;
  map.context = context;
  map.nearest = 2 * rest > 176 ? at + 1 : at;
  return (map.points[context][at] * (176 - rest) + map.points[context][at + 1] * rest) / 176;
}

void MaxPseudoCode::UpdateMap(Map& map, uint32_t bit) {
  int32_t& v = map.points[map.context][map.nearest];
  v = v + (65535 * static_cast<int32_t>(bit) - v) / map.slowness;
}

// ---- 11.10 ----

uint32_t MaxPseudoCode::Decide(uint32_t kind, uint32_t stage, uint32_t texture, uint32_t node, uint32_t foretold) {
  for (size_t i = 0; i < 26; ++i) input[i] = STRETCH[slot[i]->p >> 1];
  const uint32_t run = std::min(length, 32u);
  int32_t& worth = MATCH[kind][std::min(run, 15u)];
  uint32_t trust = 0;
  if (foretold == kNone) {
    input[26] = input[27] = 0;
  } else {
    input[26] = STRETCH[worth >> 4];
    input[27] = 16 * static_cast<int32_t>(run);
    if (foretold == 0) {
      input[26] = -input[26];
      input[27] = -input[27];
    }
    trust = run <= 15 ? 1 : run <= 31 ? 2 : 3;
  }
  input[28] = 256;
  uint32_t confident = 0;
  for (const size_t i : {2, 3, 4, 5, 15}) confident += slot[i]->n > 1;

  row = {4 * kind + trust, 8 * stage + confident, texture};
  const int32_t logit = Mix();
  const int32_t mixed = SquashOf(logit);
  const int32_t refined_a = Refine(by_node, node, logit);
  const uint32_t pair = ((a.W * 263 + a.N * 7919 + node * 40503) * 0x9E3779B1) >> 20;
  const int32_t refined_b = Refine(by_pair, pair, logit);
  const int32_t p = std::clamp((2 * mixed + refined_a + refined_b) >> 2, 1, 65535);
  trace_ += TraceDecision(kind, foretold, logit, mixed, refined_a, refined_b, p);
  std::string& opinions = stage == 2 ? last_node_ : last_flag_;
  if (stage != 1) opinions = TraceOpinions(kind);

  const uint32_t bit = range_.DecodeBit(static_cast<uint32_t>(p));
  trace_ += Format("  %u\n", bit);

  const int32_t error = 65536 * static_cast<int32_t>(bit) - mixed;
  const int32_t rate = 5 + static_cast<int32_t>(409600 / (2048 + position));
  UpdateWeights(error, rate);
  UpdateMap(by_node, bit);
  UpdateMap(by_pair, bit);
  for (size_t i = 0; i < 26; ++i) UpdateSlot(*slot[i], bit);
  if (foretold != kNone) {
    if (bit == foretold) {
      worth = worth + (65535 - worth) / 64;
    } else {
      worth = worth - worth / 64;
    }
  }
  ++decisions_;
  if (stage != 1) {
    opinions += Format("sum %lld, logit %d, mixed %d; by_node[%u] gives %d, by_pair[%u] gives %d; p %d, bit %u\n",
                       static_cast<long long>(sum), logit, mixed, node, refined_a, pair, refined_b, p, bit);
    opinions += Format("error %d, rate %d, step %d\n", error, rate, std::clamp(error * rate / 64, -32767, 32767));
    opinions +=
        Format("then by_node[%u][%d] = %d, by_pair[%u][%d] = %d\n", node, by_node.nearest,
               by_node.points[node][by_node.nearest], pair, by_pair.nearest, by_pair.points[pair][by_pair.nearest]);
    opinions += Format("slot[0] p %d, n %d; weights of input 0: %d, %d, %d; of input 26: %d, %d, %d\n", slot[0]->p,
                       slot[0]->n, weight[0][row[0]][0], weight[1][row[1]][0], weight[2][row[2]][0],
                       weight[0][row[0]][26], weight[1][row[1]][26], weight[2][row[2]][26]);
  }
  return bit;
}

// ---- 11.11 ----

uint32_t MaxPseudoCode::DecodeIndex() {
  uint32_t foretold = kNone;
  if (length > 0) foretold = T[from] == a.W;
  SelectFlag(0);
  if (Decide(0, 0, Join({D(a.W, a.N), D(a.W, a.NW)}), 0, foretold) == 1) return a.W;
  if (K == 2) return 1 - a.W;
  if (a.N != a.W) {
    foretold = kNone;
    if (length > 0 && T[from] != a.W) foretold = T[from] == a.N;
    SelectFlag(1);
    if (Decide(1, 1, 64 + Join({D(a.W, a.N), D(a.N, a.NW)}), 1, foretold) == 1) return a.N;
  }
  return DecodePath();
}

uint32_t MaxPseudoCode::DecodePath() {
  uint32_t begin = 0, end = K, path = 1, level = 0;
  while (end - begin > 1) {
    const uint32_t middle = (begin + end + 1) / 2;
    uint32_t upper = 0;
    if (Excluded(begin, middle)) {
      upper = 1;
    } else if (Excluded(middle, end)) {
      upper = 0;
    } else {
      uint32_t foretold = kNone;
      if (length > 0 && T[from] != a.W && T[from] != a.N) {
        const uint32_t likely = place_of[T[from]];
        if (begin <= likely && likely < end) foretold = likely >= middle;
      }
      SelectNode(level, path, middle);
      upper = Decide(2 + level, 2, 128 + (middle & 255), 2 + (middle & 255), foretold);
    }
    if (upper == 1) {
      begin = middle;
    } else {
      end = middle;
    }
    path = 2 * path + upper;
    level = level + 1;
  }
  return order[begin];
}

bool MaxPseudoCode::Excluded(uint32_t begin, uint32_t end) const {
  for (uint32_t p = begin; p < end; ++p) {
    if (p != place_of[a.W] && p != place_of[a.N]) return false;
  }
  return true;
}

// ---- the lines of the document ----

std::string MaxPseudoCode::LogisticTable() {
  std::string text;
  for (size_t i = 0; i < LOGISTIC.size(); ++i) text += Format("%5d%c", LOGISTIC[i], i % 9 == 8 ? '\n' : ' ');
  return text;
}

std::string MaxPseudoCode::StretchRow() {
  std::string text = "| STRETCH[p] |";
  for (const size_t p : {0, 1, 2, 512, 1024, 2047, 2048, 3072, 3583, 4094, 4095}) text += Format(" %d |", STRETCH[p]);
  return text;
}

std::string MaxPseudoCode::StretchSum() {
  return Format("all 4096 numbers is %d", std::accumulate(STRETCH.begin(), STRETCH.end(), 0));
}

std::string MaxPseudoCode::TraceDecision(uint32_t kind, uint32_t foretold, int32_t logit, int32_t mixed,
                                         int32_t refined_a, int32_t refined_b, int32_t p) const {
  const auto x = static_cast<uint32_t>(position % w), y = static_cast<uint32_t>(position / w);
  return Format("%3u  %u,%u  %4u  %6u  %c  %2u %2u %3u  %5d  %5d  %5d  %5d  %5d  %08x  %08x  %08x", decisions_ + 1, x,
                y, kind, length,
                foretold == kNone ? '-'
                : foretold == 1   ? '1'
                                  : '0',
                row[0], row[1], row[2], logit, mixed, refined_a, refined_b, p, range_.low(), range_.high(),
                range_.code());
}

std::string MaxPseudoCode::TraceOpinions(uint32_t kind) const {
  const bool flag = kind < 2;
  std::string text = Format("decision %u, kind %u\n", decisions_ + 1, kind);
  text += Format("W %u, N %u, NW %u, NE %u, WW %u, NN %u, NNE %u, WWW %u, NWW %u, NEE %u\n", a.W, a.N, a.NW, a.NE, a.WW,
                 a.NN, a.NNE, a.WWW, a.NWW, a.NEE);
  text += Format("clamped %u, smooth %u, diagonal %u, level %u\n", clamped, smooth, diagonal, level_index);
  text += " i      hash  bucket  place     p  n  input  weights\n";
  for (size_t i = 0; i < 29; ++i) {
    text += Format("%2zu", i);
    if (i < 16) {
      const uint32_t hash = flag ? context_hash[i] : node_hash[i];
      text += Format("  %08x  %6u       ", hash, hash & (flag ? flag_mask : node_mask));
    } else {
      text += i < 26 ? Format("                    %5u", place[i]) : std::string(25, ' ');
    }
    text += i < 26 ? Format("  %4d  %d", slot[i]->p, slot[i]->n) : std::string(9, ' ');
    text += Format("  %5d  %6d %6d %6d\n", input[i], weight[0][row[0]][i], weight[1][row[1]][i], weight[2][row[2]][i]);
  }
  return text;
}

}  // namespace kmc::spec
