#include "tests/spec/max_pseudo_code.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <utility>

#include "tests/spec/text.h"

namespace kmc::spec {
namespace {

uint32_t HowMany(std::initializer_list<int32_t> bounds, int32_t at_most) {
  uint32_t count = 0;
  for (const int32_t bound : bounds) count += bound <= at_most;
  return count;
}

// ---- 11.11 ----

uint32_t DistanceClass(int32_t d) { return HowMany({1, 4, 8, 16, 28, 48, 90}, d); }

uint32_t OffsetClass(int32_t d) {
  const uint32_t steps = HowMany({1, 2, 3, 5, 7, 11, 15, 21, 30, 42, 58}, std::abs(d));
  if (d < 0) return 11 - steps;
  return 12 + steps;
}

uint32_t Join(std::initializer_list<uint32_t> classes) {
  uint32_t joined = 0;
  for (const uint32_t value : classes) joined = joined * 8 + value;
  return joined;
}

// ---- 11.12 ----

constexpr uint64_t NEAR = 0x19820800F0, FAR = 0x1B8E9E79FC, FARTHEST = 0x1F9FFFFFFE, ABOVE = 0x08800E007F,
                   BESIDE = 0x0FBE000040, UPPER = 0x18809C3060;

uint32_t RunClass(uint32_t run) { return HowMany({2, 3, 4, 5, 6, 7, 9, 13, 17, 25, 33}, static_cast<int32_t>(run)); }

uint32_t CoarseClass(uint32_t run) { return HowMany({2, 3, 4, 6, 9, 15, 33}, static_cast<int32_t>(run)); }

// ---- 11.13 ----

const std::array<uint64_t, 16> POWER = [] {
  std::array<uint64_t, 16> power = {0x9E3779B97F4A7C15};
  for (size_t k = 1; k < 16; ++k) power[k] = power[k - 1] * 0x9E3779B97F4A7C15;
  return power;
}();

struct Term {
  uint64_t value;
  size_t k;
};

uint64_t HashOf(uint64_t m, std::initializer_list<Term> terms) {
  uint64_t hash = (m + 1) * POWER[0];
  for (const Term term : terms) hash = hash + term.value * POWER[term.k];
  return hash;
}

}  // namespace

MaxPseudoCode::MaxPseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data)
    : TilePseudoCode(palette, width, height, std::move(data)),
      UPPER_RUN(w, 1),
      OVER(w, 0),
      flag_bits(std::clamp(Digits(uint64_t{w} * h), 9u, 15u)),
      node_bits(std::clamp(Digits(uint64_t{w} * h), 7u, 14u)),
      side_bits(std::clamp(Digits(4 * uint64_t{w} * h), 10u, 16u)),
      by_node(FreshMap(320, 64)),
      by_pair(FreshMap(4096, 48)) {
  for (auto& table : FLAGS) table.resize(size_t{1} << flag_bits);
  for (auto& table : NODES) table.resize(size_t{1} << node_bits);
  for (auto& table : SIDES) table.resize(size_t{1} << side_bits, State::kFresh);
  for (auto& table : COLORS) table.resize(20480, State::kFresh);
  for (auto& numbers : MATCH) numbers.fill(49152);
  std::array<int32_t, 32> first;
  first.fill(3932);
  weight[0].assign(80, first);
  first.fill(0);
  weight[1].assign(40, first);
  weight[2].assign(512, first);
  trace_ =
      "  #  x,y  kind  length  f  rows       logit  mixed   node   pair      p  range             code              "
      "bit\n";
}

// ---- 11.11 ----

uint32_t MaxPseudoCode::D(uint32_t i, uint32_t j) const {
  int32_t distance = 0;
  for (uint32_t c = 0; c < 4; ++c) distance += std::abs(Sample(i, c) - Sample(j, c));
  return DistanceClass(distance);
}

// ---- 11.12 ----

bool MaxPseudoCode::LEFT(int64_t column, int64_t line) const {
  if (line < 0 || column < 1 || column >= w) return true;
  return CELLS[CellOf(column, line)] == CELLS[CellOf(column - 1, line)];
}

bool MaxPseudoCode::UP(int64_t column, int64_t line) const {
  if (line < 1 || column < 0 || column >= w) return true;
  return CELLS[CellOf(column, line)] == CELLS[CellOf(column, line - 1)];
}

void MaxPseudoCode::FindShape() {
  const int64_t X = x, Y = y;
  equal = 0;
  for (int64_t i = 0; i < 37; ++i) {
    bool bit = false;
    if (i <= 9) {
      bit = LEFT(X + 6 - i, Y - 1);
    } else if (i <= 15) {
      bit = LEFT(X + 13 - i, Y - 2);
    } else if (i <= 21) {
      bit = UP(X + 19 - i, Y - 1);
    } else if (i <= 24) {
      bit = UP(X + 23 - i, Y - 2);
    } else if (i <= 30) {
      bit = LEFT(X + 24 - i, Y);
    } else if (i <= 34) {
      bit = UP(X + 30 - i, Y);
    } else if (i == 35) {
      bit = a.W == a.N;
    } else {
      bit = a.W == a.NE;
    }
    equal = equal | uint64_t{bit} << i;
  }
  uint32_t d = 1;
  while (x + d != w && CELLS[CellOf(X + d, Y - 1)] == a.N) d = d + 1;
  right_run = std::min(d, 255u);
  behind = CELLS[CellOf(X + d, Y - 1)];
}

void MaxPseudoCode::BeginRow() {
  TilePseudoCode::BeginRow();
  left_run = 1;
  before = 0;
}

void MaxPseudoCode::EndPixel(uint32_t index) {
  if (index == a.W) {
    left_run = std::min(left_run + 1, 255u);
  } else {
    left_run = 1;
    before = a.W;
  }
  if (index == a.N) {
    UPPER_RUN[x] = std::min(UPPER_RUN[x] + 1, 255u);
  } else {
    UPPER_RUN[x] = 1;
    OVER[x] = a.N;
  }
  EndCell(index);
}

// ---- 11.13 ----

template <class AnyBucket>
AnyBucket& MaxPseudoCode::Claim(std::vector<AnyBucket>& table, uint32_t bits, uint64_t hash) {
  AnyBucket& bucket = table[static_cast<size_t>(hash >> (64 - bits))];
  const auto check = static_cast<uint32_t>((hash >> 28) & 0xFFFF);
  if (bucket.check != check) {
    bucket.check = check;
    bucket.state.fill(State::kFresh);
  }
  return bucket;
}

void MaxPseudoCode::BeginPixel() {
  FindShape();
  const auto& [W, N, NW, NE, WW, NN, NNE, WWW, NWW, NEE, NWWW, NNW, NNWW, NNEE] = a;
  corner = 1u * (W == N) + 2u * UP(x, int64_t{y} - 1) + 4u * UP(int64_t{x} - 1, y);
  context_hash = {
      HashOf(0, {{W, 1}}),
      HashOf(1, {{N, 2}}),
      HashOf(2, {{W, 1}, {N, 2}, {NW, 3}}),
      HashOf(3, {{W, 1}, {N, 2}, {NE, 4}}),
      HashOf(4, {{W, 1}, {N, 2}, {NW, 3}, {NE, 4}}),
      HashOf(5, {{W, 1}, {N, 2}, {NW, 3}, {NE, 4}, {WW, 5}, {NN, 6}}),
      HashOf(6, {{W, 1}, {WW, 5}, {WWW, 8}}),
      HashOf(7, {{N, 2}, {NE, 4}, {NEE, 10}}),
      HashOf(8, {{W, 1}, {N, 2}, {NE, 4}, {NN, 6}, {NNE, 7}}),
      HashOf(9, {{W, 1}, {N, 2}, {NW, 3}, {WW, 5}, {NWW, 9}}),
      HashOf(10, {{W, 1}, {N, 2}, {NW, 3}, {NE, 4}, {WW, 5}, {NN, 6}, {NNE, 7}, {WWW, 8}, {NWW, 9}, {NEE, 10}}),
      HashOf(11, {{W, 1}, {N, 2}, {before, 11}, {RunClass(left_run), 12}, {corner, 13}}),
      HashOf(12, {{W, 1}, {N, 2}, {behind, 11}, {RunClass(right_run), 12}}),
      HashOf(13, {{W, 1}, {N, 2}, {OVER[x], 11}, {RunClass(UPPER_RUN[x]), 12}}),
      HashOf(14, {{NE, 4}}),
      HashOf(
          15,
          {{W, 1}, {N, 2}, {CoarseClass(left_run), 11}, {CoarseClass(right_run), 12}, {CoarseClass(UPPER_RUN[x]), 13}}),
      HashOf(16, {{equal & NEAR, 1}}),
      HashOf(17, {{equal & FAR, 1}}),
      HashOf(18, {{equal & FARTHEST, 1}}),
      HashOf(19, {{equal & ABOVE, 1}}),
      HashOf(20, {{equal & BESIDE, 1}}),
      HashOf(21, {{equal & UPPER, 1}}),
  };
  for (size_t m = 0; m < 22; ++m) flag_bucket[m] = &Claim(FLAGS[m], flag_bits, context_hash[m]);
  group = 0;
}

void MaxPseudoCode::FindNodeBuckets(uint32_t new_group) {
  group = new_group;
  for (size_t m = 0; m < 16; ++m) {
    node_hash[m] = context_hash[m] + group * POWER[14];
    node_bucket[m] = &Claim(NODES[m], node_bits, node_hash[m]);
  }
}

uint32_t MaxPseudoCode::PlaceForFlag(size_t m) const {
  switch (m) {
    case 22:
      return Join({D(a.W, a.N), D(a.W, a.NW), D(a.N, a.NW), D(a.N, a.NE)});
    case 23:
      return Join({D(a.W, a.NW), D(a.W, a.WW), D(a.N, a.NW)});
    case 24:
      return Join({D(a.N, a.NN), D(a.N, a.NE), D(a.W, a.N)});
    case 25:
      return Join({D(a.W, a.N), D(a.N, a.NE), D(a.W, a.WW)});
    case 26:
      return Join({D(a.W, a.WW), D(a.N, a.NN), D(a.W, a.N), D(a.N, a.NE)});
    case 27:
      return Join({D(a.NE, a.NNE), D(a.W, a.WW), D(a.NW, a.NWW), D(a.N, a.NW)});
    default:
      return Join({D(a.W, a.NE), D(a.W, a.N), D(a.N, a.NE)});
  }
}

void MaxPseudoCode::SelectFlag(uint32_t f) {
  for (size_t m = 0; m < 22; ++m) state[m] = &flag_bucket[m]->state[f];
  for (size_t m = 22; m < 29; ++m) {
    place[m] = 4096 * f + PlaceForFlag(m);
    state[m] = &COLORS[m - 22][place[m]];
  }
}

void MaxPseudoCode::SelectNode(uint32_t level, uint32_t path, uint32_t middle) {
  const uint32_t within = level % 4;
  if (path >> within != group) FindNodeBuckets(path >> within);
  const uint32_t member = (1u << within) | (path & ((1u << within) - 1));
  for (size_t m = 0; m < 16; ++m) state[m] = &node_bucket[m]->state[member];

  inside = above = 0;
  const std::array<uint32_t, 12> neighbor = {a.NW,  a.NE,  a.WW,  a.NN,   a.NWW,  a.NEE,
                                             a.NNE, a.WWW, a.NNW, a.NNEE, a.NNWW, a.NWWW};
  for (size_t i = 0; i < 12; ++i) {
    const uint32_t its_place = place_of[neighbor[i]];
    if (neighbor[i] == a.W || neighbor[i] == a.N || its_place < node_begin || its_place >= node_end) continue;
    inside = inside | 1u << i;
    if (its_place >= middle) above = above | 1u << i;
  }
  constexpr std::array<uint32_t, 6> mask = {0x00F, 0x7FF, 0xFFF, 0x03F, 0x262, 0x095};
  const std::array<uint64_t, 6> value = {level, 0, level, middle, equal & NEAR, equal & FAR};
  for (size_t m = 16; m < 22; ++m) {
    node_hash[m] = (inside & mask[m - 16]) * POWER[0] + (above & mask[m - 16]) * POWER[1] + value[m - 16] * POWER[2];
    place[m] = static_cast<uint32_t>(node_hash[m] >> (64 - side_bits));
    state[m] = &SIDES[m - 16][place[m]];
  }

  const uint32_t c = channel[middle];
  const int32_t t = threshold[middle];
  const int32_t W = Sample(a.W, c), N = Sample(a.N, c), NW = Sample(a.NW, c), NE = Sample(a.NE, c),
                WW = Sample(a.WW, c), NN = Sample(a.NN, c), NNE = Sample(a.NNE, c);
  const auto off = [t](int32_t v) { return OffsetClass(2 * v - t); };
  const int32_t guess = std::clamp(W + N - NW, std::min(W, N), std::max(W, N));
  const int32_t mean = (3 * W + 3 * N + NW + NE + 4) >> 3;
  const uint32_t activity = DistanceClass(std::abs(W - NW) + std::abs(N - NW) + std::abs(N - NE));
  const uint32_t depth = std::min(level, 7u);
  place[22] = ((depth * 4 + c) * 24 + off(guess)) * 8 + activity;
  place[23] = ((depth * 4 + c) * 24 + off(mean)) * 8 + activity;
  place[24] = (depth * 24 + off(W)) * 24 + off(N);
  place[25] = (depth * 24 + off(2 * W - WW)) * 24 + off(N);
  place[26] = (depth * 24 + off(2 * N - NN)) * 24 + off(W);
  place[27] = (depth * 24 + off(N + NE - NNE)) * 24 + off(2 * N - NN);
  place[28] = (depth * 24 + off(W + NE - N)) * 24 + off(mean);
  for (size_t m = 22; m < 29; ++m) {
    place[m] += 12288;
    state[m] = &COLORS[m - 22][place[m]];
  }
}

// ---- 11.14 ----

int32_t MaxPseudoCode::Mix() {
  sum = 0;
  for (size_t s = 0; s < 3; ++s) {
    for (size_t i = 0; i < 32; ++i) sum += int64_t{weight[s][row[s]][i]} * input[i];
  }
  return static_cast<int32_t>(std::clamp<int64_t>(sum >> 16, -2816, 2816));
}

void MaxPseudoCode::UpdateWeights(int32_t error, int32_t rate) {
  const int32_t step = std::clamp(error * rate / 64, -32767, 32767);
  for (size_t i = 0; i < 32; ++i) {
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

// ---- 11.15 ----

uint32_t MaxPseudoCode::FlatRun() const { return (equal & FAR) == FAR ? right_run : 0; }

uint32_t MaxPseudoCode::DecideRun(uint32_t run) {
  SelectFlag(2);
  uint32_t foretold = kNone;
  if (length > 0) foretold = 1;
  return Decide(2, 128 + run, 2, foretold);
}

uint32_t MaxPseudoCode::DecideFlag(uint32_t f, uint32_t foretold) {
  SelectFlag(f);
  if (f == 0 && denied > 0) return Decide(3, 192 + denied, 3 + denied, foretold);
  const uint32_t texture = f == 0 ? Join({D(a.W, a.N), D(a.W, a.NW)}) : 64 + Join({D(a.W, a.N), D(a.N, a.NW)});
  return Decide(f, texture, f, foretold);
}

uint32_t MaxPseudoCode::DecodeRest(uint32_t guess) {
  uint32_t begin = 0, end = K, level = 0, path = 1, parent = 0, side = 0;
  while (end - begin > 1) {
    const uint32_t middle = (begin + end + 1) / 2;
    uint32_t upper = 0;
    if (AskedBefore(begin, middle)) {
      if (AskedBefore(middle, end)) strayed_ = true;
      upper = 1;
    } else if (AskedBefore(middle, end)) {
      upper = 0;
    } else {
      uint32_t foretold = kNone;
      if (guess != kNone) {
        if (begin <= place_of[guess] && place_of[guess] < end) foretold = place_of[guess] >= middle;
      }
      node_begin = begin;
      node_end = end;
      upper = DecideNode(level, path, parent, side, middle, foretold);
    }
    if (upper == 1) {
      begin = middle;
    } else {
      end = middle;
    }
    level = level + 1;
    path = 2 * path + upper;
    parent = middle;
    side = upper;
  }
  return order[begin];
}

bool MaxPseudoCode::AskedBefore(uint32_t begin, uint32_t end) const {
  return end - begin == 1 && (order[begin] == a.W || order[begin] == a.N);
}

uint32_t MaxPseudoCode::DecideNode(uint32_t level, uint32_t path, uint32_t, uint32_t, uint32_t middle,
                                   uint32_t foretold) {
  SelectNode(level, path, middle);
  return Decide(4 + level, 256 + (middle & 255), 64 + (middle & 255), foretold);
}

uint32_t MaxPseudoCode::Decide(uint32_t kind, uint32_t texture, uint32_t place_of_map, uint32_t foretold) {
  for (size_t i = 0; i < 29; ++i) input[i] = State::LogitOf(*state[i]);
  const uint32_t reach = std::min(length, 32u);
  int32_t& worth = MATCH[kind][std::min(reach, 15u)];
  uint32_t trust = 0;
  if (foretold == kNone) {
    input[29] = input[30] = 0;
  } else {
    input[29] = STRETCH[worth >> 4];
    input[30] = 16 * static_cast<int32_t>(reach);
    if (foretold == 0) {
      input[29] = -input[29];
      input[30] = -input[30];
    }
    trust = reach <= 15 ? 1 : reach <= 31 ? 2 : 3;
  }
  input[31] = 256;
  uint32_t confident = 0;
  for (const size_t i : {2, 3, 4, 5, 10}) confident += State::LearnedOf(*state[i]) > 1;

  row = {4 * kind + trust, 8 * std::min(kind, 4u) + confident, texture};
  const int32_t logit = Mix();
  const int32_t mixed = SquashOf(logit);
  const int32_t refined_a = Refine(by_node, place_of_map, logit);
  const uint32_t pair = ((a.W * 263 + a.N * 7919 + place_of_map * 40503) * 0x9E3779B1) >> 20;
  const int32_t refined_b = Refine(by_pair, pair, logit);
  const int32_t p = std::clamp((2 * mixed + refined_a + refined_b) >> 2, 1, 65535);
  trace_ += TraceDecision(kind, foretold, logit, mixed, refined_a, refined_b, p);
  const bool shown = kind == 0 || kind >= 4;
  std::string& opinions = kind == 0 ? last_flag_ : last_node_;
  if (shown) opinions = TraceOpinions(kind);

  const uint32_t bit = range_.DecodeBit(static_cast<uint32_t>(p));
  trace_ += Format("  %u\n", bit);

  const int32_t error = 65536 * static_cast<int32_t>(bit) - mixed;
  const int32_t rate = 7 + static_cast<int32_t>(204800 / (2048 + position));
  UpdateWeights(error, rate);
  UpdateMap(by_node, bit);
  UpdateMap(by_pair, bit);
  for (size_t i = 0; i < 29; ++i) *state[i] = State::Next(*state[i], bit);
  if (foretold != kNone) {
    if (bit == foretold) {
      worth = worth + (65535 - worth) / 64;
    } else {
      worth = worth - worth / 64;
    }
  }
  if (shown) {
    opinions += Format("sum %lld, logit %d, mixed %d; by_node[%u] gives %d, by_pair[%u] gives %d; p %d, bit %u\n",
                       static_cast<long long>(sum), logit, mixed, place_of_map, refined_a, pair, refined_b, p, bit);
    opinions += Format("error %d, rate %d, step %d\n", error, rate, std::clamp(error * rate / 64, -32767, 32767));
    opinions += Format("then by_node[%u][%d] = %d, by_pair[%u][%d] = %d\n", place_of_map, by_node.nearest,
                       by_node.points[place_of_map][by_node.nearest], pair, by_pair.nearest,
                       by_pair.points[pair][by_pair.nearest]);
    opinions += Format("state[0] %u; weights of input 0: %d, %d, %d; of input 31: %d, %d, %d\n", *state[0],
                       weight[0][row[0]][0], weight[1][row[1]][0], weight[2][row[2]][0], weight[0][row[0]][31],
                       weight[1][row[1]][31], weight[2][row[2]][31]);
  }
  return bit;
}

// ---- the lines of the document ----

std::string MaxPseudoCode::TraceDecision(uint32_t kind, uint32_t foretold, int32_t logit, int32_t mixed,
                                         int32_t refined_a, int32_t refined_b, int32_t p) {
  return TracePlace() + Format("  %4u  %6u  %c  %2u %2u %3u  %5d  %5d  %5d  %5d  %5d  %016llx  %016llx", kind, length,
                               foretold == kNone ? '-'
                               : foretold == 1   ? '1'
                                                 : '0',
                               row[0], row[1], row[2], logit, mixed, refined_a, refined_b, p,
                               static_cast<unsigned long long>(range_.range()),
                               static_cast<unsigned long long>(range_.code()));
}

std::string MaxPseudoCode::TraceOpinions(uint32_t kind) const {
  const bool flag = kind < 4;
  const uint32_t bits = flag ? flag_bits : node_bits;
  const size_t with_bucket = flag ? 22 : 16;
  std::string text = Format("decision %u, kind %u\n", decisions_, kind);
  text += Format("W %u, N %u, NW %u, NE %u, WW %u, NN %u, NNE %u, WWW %u, NWW %u, NEE %u", a.W, a.N, a.NW, a.NE, a.WW,
                 a.NN, a.NNE, a.WWW, a.NWW, a.NEE);
  text += Format(", NNW %u, NNEE %u, NNWW %u, NWWW %u\n", a.NNW, a.NNEE, a.NNWW, a.NWWW);
  text += Format("equal 0x%010llX, corner %u\n", static_cast<unsigned long long>(equal), corner);
  text += Format("left_run %u, before %u, right_run %u, behind %u, UPPER_RUN[x] %u, OVER[x] %u\n", left_run, before,
                 right_run, behind, UPPER_RUN[x], OVER[x]);
  if (!flag) text += Format("group %u, inside 0x%03X, above 0x%03X\n", group, inside, above);
  text += " i  hash              bucket  place  state  input  weights\n";
  for (size_t i = 0; i < 32; ++i) {
    text += Format("%2zu", i);
    const bool has_hash = i < 22;
    const uint64_t hash = !has_hash ? 0 : flag ? context_hash[i] : node_hash[i];
    text += has_hash ? Format("  %016llx", static_cast<unsigned long long>(hash)) : std::string(18, ' ');
    text += i < with_bucket ? Format("  %6u", static_cast<uint32_t>(hash >> (64 - bits))) : std::string(8, ' ');
    text += i >= with_bucket && i < 29 ? Format("  %5u", place[i]) : std::string(7, ' ');
    text += i < 29 ? Format("  %5u", *state[i]) : std::string(7, ' ');
    text += Format("  %5d  %6d %6d %6d\n", input[i], weight[0][row[0]][i], weight[1][row[1]][i], weight[2][row[2]][i]);
  }
  return text;
}

}  // namespace kmc::spec
