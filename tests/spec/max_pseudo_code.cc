#include "tests/spec/max_pseudo_code.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <utility>

#include "tests/spec/text.h"

namespace kmc::spec {
namespace {

// ---- 11.10 ----

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

// ---- 11.11 ----

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

int32_t ClampedGuess(int32_t W, int32_t N, int32_t NW) {
  return std::clamp(W + N - NW, std::min(W, N), std::max(W, N));
}

int32_t SmoothGuess(int32_t W, int32_t N, int32_t NW, int32_t NE) { return (3 * W + 3 * N + NW + NE + 4) >> 3; }

}  // namespace

MaxPseudoCode::MaxPseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data)
    : TilePseudoCode(palette, width, height, std::move(data)),
      flag_mask((1u << std::clamp(Digits(2 * uint64_t{w} * h), 10u, 16u)) - 1),
      node_mask((1u << std::clamp(Digits(uint64_t{w} * h), 8u, 14u)) - 1),
      by_node(FreshMap(258, 64)),
      by_pair(FreshMap(4096, 48)) {
  for (auto& table : FLAGS) table.resize(flag_mask + 1);
  for (auto& table : NODES) table.resize(node_mask + 1);
  for (auto& table : COLORS) table.resize(16384, State::kFresh);
  for (auto& numbers : MATCH) numbers.fill(49152);
  std::array<int32_t, 29> first;
  first.fill(7864);
  weight[0].assign(72, first);
  first.fill(0);
  weight[1].assign(24, first);
  weight[2].assign(384, first);
  trace_ =
      "  #  x,y  kind  length  f  rows       logit  mixed   node   pair      p  range             code              "
      "bit\n";
}

// ---- 11.11 ----

template <class AnyBucket>
void MaxPseudoCode::Claim(AnyBucket& bucket, uint32_t hash) {
  if (bucket.check == hash >> 16) return;
  bucket.check = hash >> 16;
  bucket.state.fill(State::kFresh);
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
  for (size_t m = 0; m < 16; ++m) state[m] = &flag_bucket[m]->state[f];
  for (size_t m = 16; m < 26; ++m) {
    place[m] += 4096 * f;
    state[m] = &COLORS[m][place[m]];
  }
}

void MaxPseudoCode::SelectNode(uint32_t level, uint32_t path, uint32_t middle) {
  const uint32_t within = level % 4;
  if (path >> within != group) FindNodeBuckets(path >> within);
  const uint32_t member = (1u << within) | (path & ((1u << within) - 1));
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
  for (size_t m = 0; m < 16; ++m) state[m] = &node_bucket[m]->state[member];
  for (size_t m = 16; m < 26; ++m) {
    place[m] += 8192;
    state[m] = &COLORS[m][place[m]];
  }
}

// ---- 11.12 ----

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

// ---- 11.13 ----

uint32_t MaxPseudoCode::DecideFlag(uint32_t f, uint32_t foretold) {
  const uint32_t texture = f == 0 ? Join({D(a.W, a.N), D(a.W, a.NW)}) : 64 + Join({D(a.W, a.N), D(a.N, a.NW)});
  SelectFlag(f);
  return Decide(f, f, texture, f, foretold);
}

uint32_t MaxPseudoCode::DecideNode(uint32_t level, uint32_t path, uint32_t, uint32_t, uint32_t middle,
                                   uint32_t foretold) {
  SelectNode(level, path, middle);
  return Decide(2 + level, 2, 128 + (middle & 255), 2 + (middle & 255), foretold);
}

uint32_t MaxPseudoCode::Decide(uint32_t kind, uint32_t stage, uint32_t texture, uint32_t node, uint32_t foretold) {
  for (size_t i = 0; i < 26; ++i) input[i] = State::LogitOf(*state[i]);
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
  for (const size_t i : {2, 3, 4, 5, 15}) confident += State::LearnedOf(*state[i]) > 1;

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
  for (size_t i = 0; i < 26; ++i) *state[i] = State::Next(*state[i], bit);
  if (foretold != kNone) {
    if (bit == foretold) {
      worth = worth + (65535 - worth) / 64;
    } else {
      worth = worth - worth / 64;
    }
  }
  if (stage != 1) {
    opinions += Format("sum %lld, logit %d, mixed %d; by_node[%u] gives %d, by_pair[%u] gives %d; p %d, bit %u\n",
                       static_cast<long long>(sum), logit, mixed, node, refined_a, pair, refined_b, p, bit);
    opinions += Format("error %d, rate %d, step %d\n", error, rate, std::clamp(error * rate / 64, -32767, 32767));
    opinions +=
        Format("then by_node[%u][%d] = %d, by_pair[%u][%d] = %d\n", node, by_node.nearest,
               by_node.points[node][by_node.nearest], pair, by_pair.nearest, by_pair.points[pair][by_pair.nearest]);
    opinions += Format("state[0] %u; weights of input 0: %d, %d, %d; of input 26: %d, %d, %d\n", *state[0],
                       weight[0][row[0]][0], weight[1][row[1]][0], weight[2][row[2]][0], weight[0][row[0]][26],
                       weight[1][row[1]][26], weight[2][row[2]][26]);
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
  const bool flag = kind < 2;
  std::string text = Format("decision %u, kind %u\n", decisions_, kind);
  text += Format("W %u, N %u, NW %u, NE %u, WW %u, NN %u, NNE %u, WWW %u, NWW %u, NEE %u\n", a.W, a.N, a.NW, a.NE, a.WW,
                 a.NN, a.NNE, a.WWW, a.NWW, a.NEE);
  text += Format("clamped %u, smooth %u, diagonal %u, level %u\n", clamped, smooth, diagonal, level_index);
  text += " i      hash  bucket  place  state  input  weights\n";
  for (size_t i = 0; i < 29; ++i) {
    text += Format("%2zu", i);
    if (i < 16) {
      const uint32_t hash = flag ? context_hash[i] : node_hash[i];
      text += Format("  %08x  %6u       ", hash, hash & (flag ? flag_mask : node_mask));
    } else {
      text += i < 26 ? Format("                    %5u", place[i]) : std::string(25, ' ');
    }
    text += i < 26 ? Format("  %5u", *state[i]) : std::string(7, ' ');
    text += Format("  %5d  %6d %6d %6d\n", input[i], weight[0][row[0]][i], weight[1][row[1]][i], weight[2][row[2]][i]);
  }
  return text;
}

}  // namespace kmc::spec
