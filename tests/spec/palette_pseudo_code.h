// Sections 7.2 to 7.4 of the specification for opaque palettes without an order,
// transcribed line by line; shares nothing with format/. Writes a line for each bit.
#ifndef KMC_TESTS_SPEC_PALETTE_PSEUDO_CODE_H_
#define KMC_TESTS_SPEC_PALETTE_PSEUDO_CODE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/spec/range_pseudo_code.h"

namespace kmc::spec {

class PalettePseudoCode {
 public:
  explicit PalettePseudoCode(Bytes data);

  void DecodeEntries(uint32_t K) { DecodeBox(K, {}); }

  const std::string& colors() const { return colors_; }
  const std::string& trace() const { return trace_; }
  const RangePseudoCode& range() const { return range_; }

  static uint32_t Rate(uint32_t n) { return 327680 / (10 * n + 16); }

 private:
  struct Box {
    std::array<int32_t, 4> low = {255, 0, 0, 0};
    std::array<int32_t, 4> open = {0, 8, 8, 8};
    uint32_t ChannelOf() const;
    Box HalfOf(uint32_t bit) const;
    int32_t TwiceMiddle(uint32_t c) const { return 2 * low[c] + (1 << open[c]) - 1; }
  };
  struct AdaptiveBit {
    int32_t p = 32768;
    uint32_t seen = 0;
    void Update(uint32_t bit);
  };
  static AdaptiveBit Expecting(int32_t logit);
  using Guesses = std::array<std::array<std::array<AdaptiveBit, 6>, 2>, 8>;
  static Guesses StartOf(const std::array<int32_t, 6>& logits);
  struct Opinion {
    AdaptiveBit* bit = nullptr;
    std::string name = "-";
  };

  Opinion BitOf(Guesses& guesses, int32_t twice_guess, const Box& box) const;
  std::array<Opinion, 6> OpinionsOn(const Box& box);

  void DecodeBox(uint32_t n, const Box& box);
  uint32_t DecodeLower(uint32_t n, const Box& box);
  uint32_t DecodeUpper(const Box& box);
  uint32_t DecodeUniform(uint32_t limit);
  uint32_t DecodeBit(int32_t p, const std::string& decision);

  RangePseudoCode range_;
  std::vector<std::array<int32_t, 4>> recent;
  std::array<std::array<std::array<AdaptiveBit, 8>, 4>, 3> splits;
  std::array<Guesses, 2> by_nearest;
  Guesses by_shifted, by_green, by_red;
  std::array<std::array<AdaptiveBit, 256>, 4> prefixes;
  std::array<std::array<int32_t, 6>, 4> weight;

  uint32_t line_ = 0;
  std::string node_, colors_, trace_;
};

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_PALETTE_PSEUDO_CODE_H_
