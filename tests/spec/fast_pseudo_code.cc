#include "tests/spec/fast_pseudo_code.h"

#include <algorithm>
#include <utility>

#include "tests/spec/text.h"

namespace kmc::spec {

FastPseudoCode::FastPseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data)
    : TilePseudoCode(palette, width, height, std::move(data)),
      table_bits(std::clamp(Digits(uint64_t{w} * h) + 1, 11u, 17u)),
      PATTERNS(2048, {State::kFresh, State::kFresh}),
      EXACT(size_t{1} << table_bits, {State::kFresh, State::kFresh}) {
  for (auto& maps : MAPS) maps = {FreshMap(0), FreshMap(-256), FreshMap(256)};
  trace_ =
      "  #  x,y  kind  length  f   pair a  pair b  member  state a  state b      p  range             code             "
      " "
      "bit\n";
}

// ---- 11.1 ----

void FastPseudoCode::DecodeRow() {
  for (x = 0; x < w; ++x) {
    BeginCell();
    BeginPixel();
    EndCell(DecodeIndex());
  }
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

uint32_t FastPseudoCode::PlaceInExact(uint64_t hash) const {
  return static_cast<uint32_t>((hash & 0xFFFFFFFF) >> 15) & ((1u << table_bits) - 1);
}

void FastPseudoCode::BeginPixel() {
  pattern = 1u * (a.NW == a.N) + 2u * (a.NE == a.N) + 4u * (a.NN == a.N) + 8u * (a.NNE == a.NE) +
            16u * (a.NWW == a.NW) + 32u * (a.NEE == a.NE) + 64u * (a.W == a.N) + 128u * (a.W == a.NW) +
            256u * (a.W == a.NE) + 512u * (a.W == a.WW) + 1024u * (a.WW == a.WWW);
  if (K <= 32) {
    first = (((a.NW * 32 + a.N) * 32 + a.NE) * 32 + a.W + 1) * 0x9E3779B1;
    second = (a.W * 32 + a.N + 1) * 0x85EBCA6B;
    return;
  }
  first = (a.N * 65536 + a.W + 1) * 0x9E3779B1;
  uint64_t color = 0;
  for (uint32_t c = 0; c < 4; ++c) {
    const int32_t s = (3 * Sample(a.W, c) + 3 * Sample(a.N, c) + Sample(a.NW, c) + Sample(a.NE, c) + 4) >> 7;
    color = color + (static_cast<uint64_t>(s) << (16 * c));
  }
  second = static_cast<uint32_t>((color * 0x9E3779B97F4A7C15) >> 32);
}

uint32_t FastPseudoCode::DecideFlag(uint32_t f, uint32_t foretold) {
  const uint32_t place = PlaceInExact(first);
  trace_ += TraceDecision(f, foretold, place, pattern, f);
  return Decide(MapOf(f, foretold), EXACT[place][f], PATTERNS[pattern][f]);
}

uint32_t FastPseudoCode::DecideNode(uint32_t, uint32_t, uint32_t parent, uint32_t side, uint32_t, uint32_t foretold) {
  const uint32_t place_a = PlaceInExact(uint64_t{first} + 0x85EBCA6B + uint64_t{parent} * 0xC2B2AE35);
  const uint32_t place_b = PlaceInExact(uint64_t{second} + uint64_t{parent} * 0x9E3779B1);
  trace_ += TraceDecision(2, foretold, place_a, place_b, side);
  return Decide(MapOf(2, foretold), EXACT[place_a][side], EXACT[place_b][side]);
}

uint32_t FastPseudoCode::Decide(Map& map, uint32_t& state_a, uint32_t& state_b) {
  const uint32_t place = 32 * State::SummaryOf(state_a) + State::SummaryOf(state_b);
  trace_ += Format("  %7u  %7u  %5d  %016llx  %016llx", state_a, state_b, map[place],
                   static_cast<unsigned long long>(range_.range()), static_cast<unsigned long long>(range_.code()));
  const uint32_t bit = range_.DecodeBit(static_cast<uint32_t>(map[place]));
  trace_ += Format("  %u\n", bit);
  Learn(map, place, bit);
  if (&state_a != &state_b) {
    state_a = State::Next(state_a, bit);
    state_b = State::Next(state_b, bit);
  }
  return bit;
}

std::string FastPseudoCode::TraceDecision(uint32_t kind, uint32_t foretold, uint32_t pair_a, uint32_t pair_b,
                                          uint32_t member) {
  return TracePlace() + Format("  %4u  %6u  %c  %7u  %6u  %6u", kind, length,
                               foretold == kNone ? '-'
                               : foretold == 1   ? '1'
                                                 : '0',
                               pair_a, pair_b, member);
}

}  // namespace kmc::spec
