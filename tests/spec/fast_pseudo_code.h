// Sections 11.8 and 11.9 of the specification, the index coding `fast`, and its
// decode_row of section 11.1, transcribed line by line. Its trace is that of appendix A.
#ifndef KMC_TESTS_SPEC_FAST_PSEUDO_CODE_H_
#define KMC_TESTS_SPEC_FAST_PSEUDO_CODE_H_

#include <array>
#include <cstdint>
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

  // 11.1
  void DecodeRow() override;
  // 11.6
  bool WorthRemembering(uint32_t index) const override { return index != a.W && (K <= 4 || index != a.N); }
  // 11.8
  static Map FreshMap(int32_t lean);
  static void Learn(Map& map, uint32_t place, uint32_t bit);
  // 11.9
  uint32_t PlaceInExact(uint64_t hash) const;
  void BeginPixel();
  Map& MapOf(uint32_t kind, uint32_t foretold) { return MAPS[kind][foretold == kNone ? 0 : 1 + foretold]; }
  uint32_t DecideFlag(uint32_t f, uint32_t foretold) override;
  uint32_t DecideNode(uint32_t level, uint32_t path, uint32_t parent, uint32_t side, uint32_t middle,
                      uint32_t foretold) override;
  uint32_t Decide(Map& map, uint32_t& state_a, uint32_t& state_b);

  std::string TraceDecision(uint32_t kind, uint32_t foretold, uint32_t pair_a, uint32_t pair_b, uint32_t member);

  uint32_t table_bits, pattern = 0, first = 0, second = 0;
  std::vector<Pair> PATTERNS, EXACT;
  std::array<std::array<Map, 3>, 3> MAPS;
};

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_FAST_PSEUDO_CODE_H_
