#include "tests/spec/fast_pseudo_code.h"

#include <algorithm>
#include <utility>

#include "tests/spec/text.h"

namespace kmc::spec {

FastPseudoCode::FastPseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data)
    : TilePseudoCode(palette, width, height, std::move(data)) {
  trace_ =
      "  #  x,y   kind  length  f     a    b  state a, b      p  range             code              bit\n"
      "  #  x,y  digit  length  f    d1   d2   d3   i  j  l  SECOND THIRD   from share  range             code         "
      "     "
      "digit\n";
  const auto size = static_cast<int32_t>(Digits(uint64_t{w} * h));
  table_bits = static_cast<uint32_t>(std::clamp(size, 8, std::clamp(size - 6, 13, 15)));
  pair_bits = std::max(table_bits + 1, 11u);
  const auto likely = std::max(2048 - static_cast<int64_t>(uint64_t{3072} * K / (uint64_t{w} * h)), int64_t{205});
  const auto level = static_cast<uint32_t>((STRETCH[static_cast<size_t>(likely)] + 1542) / 12);
  PATTERNS.assign(2048, {level << 2 | 2, level << 2 | 2});
  EXACT.assign(size_t{1} << pair_bits, {State::kFresh, State::kFresh});
  RUNS.fill(State::kFresh);
  DENIED.fill(State::kFresh);
  for (auto& maps : MAPS) maps = {FreshMap(0), FreshMap(-256), FreshMap(256)};
  while ((K - 1) >> first_digit >= 16) first_digit = first_digit + 4;
  FIRST_DIGITS.assign(size_t{1} << table_bits, FreshDistribution(static_cast<int32_t>((K - 1) >> first_digit) + 1));
  OTHER_DIGITS.assign(size_t{1} << table_bits, FreshDistribution(16));
  for (auto& of_level : FORETOLD) {
    for (auto& of_length : of_level) {
      for (int32_t digit = 0; digit < 16; ++digit) of_length[static_cast<size_t>(digit)] = ExpectingDigit(digit);
    }
  }
  mixers.fill(FreshDigitMixer());
}

// ---- 11.8 ----

FastPseudoCode::Map FastPseudoCode::FreshMap(int32_t lean) {
  Map map;
  for (int32_t a = 0; a < 32; ++a) {
    for (int32_t b = 0; b < 32; ++b) {
      const int32_t logit_a = 192 * (a % 16 - 8) + 96;
      const int32_t logit_b = 192 * (b % 16 - 8) + 96;
      int32_t logit = logit_b;
      if (a / 16 == b / 16) {
        logit = (logit_a + logit_b) >> 1;
      } else if (a / 16 == 1) {
        logit = logit_a;
      }
      map[static_cast<size_t>(32 * a + b)] = SquashOf(logit + lean);
    }
  }
  return map;
}

void FastPseudoCode::Learn(Map& map, uint32_t place, uint32_t bit) {
  if (bit == 1) {
    map[place] = map[place] + (((65535 - map[place]) * 3) >> 8);
  } else {
    map[place] = map[place] - ((map[place] * 3) >> 8);
  }
}

// ---- 11.9 ----

FastPseudoCode::Distribution FastPseudoCode::FreshDistribution(int32_t likely) {
  Distribution d;
  for (int32_t n = 1; n < 16; ++n) d.below[static_cast<size_t>(n)] = 4 * n + 32704 * std::min(n, likely) / likely;
  d.below[16] = 32768;
  return d;
}

FastPseudoCode::Distribution FastPseudoCode::ExpectingDigit(int32_t digit) {
  Distribution d = FreshDistribution(16);
  for (int32_t n = 1; n < 16; ++n) {
    int32_t& below = d.below[static_cast<size_t>(n)];
    below = below + (Target(digit, n) - below) * 3 / 4;
  }
  d.history = 4;
  return d;
}

void FastPseudoCode::LearnDigit(Distribution& d, uint32_t digit) {
  constexpr std::array<int, 16> kShift = {1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4};
  int shift = kShift[d.history];
  uint32_t after = 0;
  if (d.history == 0) {
    after = 1;
  } else if (d.history >= 8) {
    after = std::min(d.history + 1, 15u);
  } else if (ShareOf(d, digit) > 16384) {
    after = std::min(d.history + 1, 7u);
  } else {
    shift = 2;
    after = d.history < 3 ? 8 : d.history < 6 ? 9 : 10;
  }
  for (int32_t n = 1; n < 16; ++n) {
    int32_t& below = d.below[static_cast<size_t>(n)];
    below = below + ((Target(static_cast<int32_t>(digit), n) - below) >> shift);
  }
  d.history = after;
}

FastPseudoCode::DigitMixer FastPseudoCode::FreshDigitMixer() {
  DigitMixer mixer;
  for (int32_t i = 0; i < 16; ++i) {
    for (int32_t j = 0; j < 16; ++j) {
      mixer.SECOND[static_cast<size_t>(i)][static_cast<size_t>(j)] = 32767 * (j + 4) / (i + j + 10);
    }
  }
  mixer.THIRD = mixer.SECOND;
  return mixer;
}

int32_t FastPseudoCode::Reweigh(int32_t weight, int32_t share, int32_t mixed) {
  const int32_t part = std::min(weight * share / mixed, 32700);
  return weight + (part - weight) / 16;
}

uint32_t FastPseudoCode::DecodeDigit(DigitMixer& mixer, Distribution& d1, Distribution& d2, Distribution& d3) {
  const uint32_t k = 4 * HistoryClass(d1.history) + HistoryClass(d2.history);
  int32_t &second_weight = mixer.SECOND[d1.history][d2.history], &third_weight = mixer.THIRD[k][d3.history];
  std::array<int32_t, 17> two = d1.below, all = d1.below;
  for (size_t n = 1; n < 16; ++n) {
    two[n] = d1.below[n] + (((d2.below[n] - d1.below[n]) * (second_weight >> 7)) >> 8);
    all[n] = two[n] + (((d3.below[n] - two[n]) * (third_weight >> 7)) >> 8);
  }
  trace_ += Format("  %2u %2u %2u  %5d %5d", d1.history, d2.history, d3.history, second_weight, third_weight);
  const std::string state = Format("  %016llx  %016llx", static_cast<unsigned long long>(range_.range()),
                                   static_cast<unsigned long long>(range_.code()));
  const uint32_t digit = range_.DecodeSymbol(all);
  trace_ += Format("  %5d %5d", all[digit], all[digit + 1] - all[digit]) + state + Format("  %u\n", digit);
  second_weight = Reweigh(second_weight, ShareOf(d2, digit), two[digit + 1] - two[digit]);
  third_weight = Reweigh(third_weight, ShareOf(d3, digit), all[digit + 1] - all[digit]);
  LearnDigit(d1, digit);
  LearnDigit(d2, digit);
  LearnDigit(d3, digit);
  return digit;
}

// ---- 11.10 ----

void FastPseudoCode::BeginPixel() {
  pattern = 1u * (a.NW == a.N) + 2u * (a.NE == a.N) + 4u * (a.NN == a.N) + 8u * (a.NNE == a.NE) +
            16u * (a.NWW == a.NW) + 32u * (a.NEE == a.NE) + 64u * (a.W == a.N) + 128u * (a.W == a.NW) +
            256u * (a.W == a.NE) + 512u * (a.W == a.WW) + 1024u * (a.WW == a.WWW);
  third = (a.W + 1) * 0x7FEB352D;
  if (K <= 32) {
    exact = (((a.NW * 32 + a.N) * 32 + a.NE) * 32 + a.W + 1) * 0x9E3779B1;
    first = exact;
    second = (a.W * 32 + a.N + 1) * 0x85EBCA6B;
    return;
  }
  exact = (a.N * 65536 + a.W + 1) * 0x9E3779B1;
  first = K <= 64 ? exact : (a.N + 1) * 0xC2B2AE35;
  uint64_t color = 0;
  for (uint32_t c = 0; c < 4; ++c) {
    const int32_t s = (3 * Sample(a.W, c) + 3 * Sample(a.N, c) + Sample(a.NW, c) + Sample(a.NE, c) + 4) >> 7;
    color = color + (static_cast<uint64_t>(s) << (16 * c));
  }
  second = static_cast<uint32_t>((color * 0x9E3779B97F4A7C15) >> 32);
}

// Of right_run, section 11.12, as much as a run can need.
uint32_t FastPseudoCode::FlatRun() const {
  if (pattern != 2047) return 0;
  uint32_t run = 0;
  while (run < std::min(w - x, 32u) && CELLS[at - static_cast<size_t>(stride) + run] == a.N) run = run + 1;
  return run;
}

uint32_t FastPseudoCode::DecideRun(uint32_t run) {
  const uint32_t place = PlaceInExact((a.W * 64 + run) * 0x27D4EB2F), foretold = length > 0 ? 1u : uint32_t{kNone};
  trace_ += TraceDecision(2, foretold, place, run);
  const uint32_t bit = Decide(MapOf(2, foretold), EXACT[place][0], RUNS[run]);
  if (bit == 1) {
    for (uint32_t* state : {&EXACT[PlaceInExact(exact)][0], &PATTERNS[2047][0]}) *state = State::Next(*state, 1);
  }
  return bit;
}

uint32_t FastPseudoCode::DecideFlag(uint32_t f, uint32_t foretold) {
  const uint32_t place = PlaceInExact(exact);
  if (f == 0 && denied > 0) {
    trace_ += TraceDecision(3, foretold, place, denied);
    return Decide(MapOf(3, foretold), EXACT[place][0], DENIED[denied]);
  }
  trace_ += TraceDecision(f, foretold, place, pattern);
  return Decide(MapOf(f, foretold), EXACT[place][f], PATTERNS[pattern][f]);
}

uint32_t FastPseudoCode::Decide(Map& map, uint32_t& state_a, uint32_t& state_b) {
  const uint32_t place = 32 * State::SummaryOf(state_a) + State::SummaryOf(state_b);
  trace_ += Format("  %4u %4u  %5d  %016llx  %016llx", state_a, state_b, map[place],
                   static_cast<unsigned long long>(range_.range()), static_cast<unsigned long long>(range_.code()));
  const uint32_t bit = range_.DecodeBit(static_cast<uint32_t>(map[place]));
  trace_ += Format("  %u\n", bit);
  Learn(map, place, bit);
  state_a = State::Next(state_a, bit);
  state_b = State::Next(state_b, bit);
  return bit;
}

uint32_t FastPseudoCode::PlaceOfDistribution(uint32_t hash, uint32_t path) const {
  return (hash >> 15 ^ path * 0x3C6EF) & ((1u << table_bits) - 1);
}

uint32_t FastPseudoCode::DecodeRest(uint32_t guess) {
  const uint32_t begin = 16u << first_digit;
  const uint32_t way = guess == kNone ? 0 : begin + place_of[guess];
  uint32_t path = 1;
  for (uint32_t shift = first_digit;; shift = shift - 4) {
    const bool is_first = path == 1;
    Distributions& table = is_first ? FIRST_DIGITS : OTHER_DIGITS;
    Distribution &d1 = table[PlaceOfDistribution(first, path)], &d2 = table[PlaceOfDistribution(second, path)];
    const bool guided = path == way >> (shift + 4);
    Distribution& d3 = guided ? FORETOLD[is_first][std::min(length / 6, 4u) - 1][(way >> shift) & 15]
                              : table[PlaceOfDistribution(third, path)];
    trace_ += TracePlace() + Format("  digit  %6u  %c  %4u %4u %4u", length, guided ? '1' : '-',
                                    PlaceOfDistribution(first, path), PlaceOfDistribution(second, path),
                                    PlaceOfDistribution(third, path));
    path = 16 * path + DecodeDigit(mixers[2u * guided + is_first], d1, d2, d3);
    if (shift == 0) break;
  }
  if (path - begin >= K) {
    strayed_ = true;
    return 0;
  }
  const uint32_t index = order[path - begin];
  if (index == a.W || index == a.N) strayed_ = true;
  return index;
}

std::string FastPseudoCode::TraceDecision(uint32_t kind, uint32_t foretold, uint32_t place_a, uint32_t place_b) {
  return TracePlace() + Format("  %5u  %6u  %c  %4u %4u", kind, length,
                               foretold == kNone ? '-'
                               : foretold == 1   ? '1'
                                                 : '0',
                               place_a, place_b);
}

}  // namespace kmc::spec
