// Sections 11.8 to 11.10 of the specification, the index coding `fast`,
// transcribed line by line. Its trace is that of appendix A.
#ifndef KMC_TESTS_SPEC_FAST_PSEUDO_CODE_H_
#define KMC_TESTS_SPEC_FAST_PSEUDO_CODE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/spec/tile_pseudo_code.h"

namespace kmc::spec {

class FastPseudoCode : public TilePseudoCode {
 public:
  FastPseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data);

 private:
  using State = StatePseudoCode;
  using Pair = std::array<uint32_t, 2>;
  using Map = std::array<int32_t, 1024>;

  // 11.9; below[0] and below[16] are 0 and 32768.
  struct Distribution {
    std::array<int32_t, 17> below = {};
    uint32_t history = 0;
  };
  using Distributions = std::vector<Distribution>;
  using Weights = std::array<std::array<int32_t, 16>, 16>;
  struct DigitMixer {
    Weights SECOND, THIRD;
  };

  // 11.6
  bool WorthRemembering(uint32_t index) const override { return index != a.W && (K <= 4 || index != a.N); }
  // 11.8
  static Map FreshMap(int32_t lean);
  static void Learn(Map& map, uint32_t place, uint32_t bit);
  // 11.9
  static Distribution FreshDistribution(int32_t likely);
  static int32_t Target(int32_t digit, int32_t n) { return n > digit ? 4 * n + 32704 : 4 * n; }
  static Distribution ExpectingDigit(int32_t digit);
  static int32_t ShareOf(const Distribution& d, uint32_t digit) { return d.below[digit + 1] - d.below[digit]; }
  static void LearnDigit(Distribution& d, uint32_t digit);
  static DigitMixer FreshDigitMixer();
  static uint32_t HistoryClass(uint32_t history) { return (1 <= history) + (3 <= history) + (8 <= history); }
  static int32_t Reweigh(int32_t weight, int32_t share, int32_t mixed);
  uint32_t DecodeDigit(DigitMixer& mixer, Distribution& d1, Distribution& d2, Distribution& d3);
  // 11.10
  uint32_t PlaceInExact(uint32_t hash) const { return hash >> 15 & ((1u << pair_bits) - 1); }
  void BeginPixel() override;
  uint32_t FlatRun() const override;
  Map& MapOf(uint32_t kind, uint32_t foretold) { return MAPS[kind][foretold == kNone ? 0 : 1 + foretold]; }
  uint32_t DecideRun(uint32_t run) override;
  uint32_t DecideFlag(uint32_t f, uint32_t foretold) override;
  uint32_t Decide(Map& map, uint32_t& state_a, uint32_t& state_b);
  uint32_t PlaceOfDistribution(uint32_t hash, uint32_t path) const;
  uint32_t DecodeRest(uint32_t guess) override;

  std::string TraceDecision(uint32_t kind, uint32_t foretold, uint32_t place_a, uint32_t place_b);

  uint32_t table_bits, pair_bits, first_digit = 0;
  uint32_t pattern = 0, exact = 0, first = 0, second = 0, third = 0;
  std::vector<Pair> PATTERNS, EXACT;
  std::array<uint32_t, 33> RUNS, DENIED;
  std::array<std::array<Map, 3>, 4> MAPS;
  Distributions FIRST_DIGITS, OTHER_DIGITS;
  std::array<std::array<std::array<Distribution, 16>, 4>, 2> FORETOLD;
  std::array<DigitMixer, 4> mixers;
};

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_FAST_PSEUDO_CODE_H_
