// Sections 11.11 to 11.15 of the specification, the index coding `max`,
// transcribed line by line. Its trace is that of appendix A.
#ifndef KMC_TESTS_SPEC_MAX_PSEUDO_CODE_H_
#define KMC_TESTS_SPEC_MAX_PSEUDO_CODE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/spec/tile_pseudo_code.h"

namespace kmc::spec {

class MaxPseudoCode : public TilePseudoCode {
 public:
  MaxPseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data);

  // All that led to the last decision about flag W outside of runs, and to the last one about a node.
  const std::string& last_flag() const { return last_flag_; }
  const std::string& last_node() const { return last_node_; }

 private:
  using State = StatePseudoCode;
  template <size_t states>
  struct Bucket {
    uint32_t check = 0;
    std::array<uint32_t, states> state = Fresh<states>();
  };
  template <size_t states>
  static std::array<uint32_t, states> Fresh() {
    std::array<uint32_t, states> fresh;
    fresh.fill(State::kFresh);
    return fresh;
  }
  using FlagBucket = Bucket<3>;
  using NodeBucket = Bucket<16>;  // state[0] is not used
  struct Map {
    int32_t slowness;
    std::vector<std::array<int32_t, 33>> points;
    uint32_t context = 0;
    int32_t nearest = 0;
  };

  // 11.11
  uint32_t D(uint32_t i, uint32_t j) const;
  // 11.12
  bool LEFT(int64_t column, int64_t line) const;
  bool UP(int64_t column, int64_t line) const;
  void FindShape();
  void BeginRow() override;
  void EndPixel(uint32_t index) override;
  // 11.13
  template <class AnyBucket>
  static AnyBucket& Claim(std::vector<AnyBucket>& table, uint32_t bits, uint64_t hash);
  void BeginPixel() override;
  void FindNodeBuckets(uint32_t new_group);
  uint32_t PlaceForFlag(size_t m) const;
  void SelectFlag(uint32_t f);
  void SelectNode(uint32_t level, uint32_t path, uint32_t middle);
  // 11.14
  int32_t Mix();
  void UpdateWeights(int32_t error, int32_t rate);
  static Map FreshMap(size_t contexts, int32_t slowness);
  static int32_t Refine(Map& map, uint32_t context, int32_t logit);
  static void UpdateMap(Map& map, uint32_t bit);
  // 11.6, 11.15
  uint32_t FlatRun() const override;
  bool WorthRemembering(uint32_t index) const override { return index != a.W; }
  uint32_t DecideRun(uint32_t run) override;
  uint32_t DecideFlag(uint32_t f, uint32_t foretold) override;
  uint32_t DecodeRest(uint32_t guess) override;  // decode_path of 11.7
  bool AskedBefore(uint32_t begin, uint32_t end) const;
  uint32_t DecideNode(uint32_t level, uint32_t path, uint32_t parent, uint32_t side, uint32_t middle,
                      uint32_t foretold);
  uint32_t Decide(uint32_t kind, uint32_t texture, uint32_t place_of_map, uint32_t foretold);

  uint32_t node_begin = 0, node_end = 0;  // begin and end of decode_path
  // 11.12
  uint64_t equal = 0;
  uint32_t left_run = 1, right_run = 1, before = 0, behind = 0;
  std::vector<uint32_t> UPPER_RUN, OVER;
  // 11.13
  uint32_t flag_bits, node_bits, side_bits, group = 0, corner = 0;
  std::array<std::vector<FlagBucket>, 22> FLAGS;
  std::array<std::vector<NodeBucket>, 16> NODES;
  std::array<std::vector<uint32_t>, 6> SIDES;   // of models 16..21
  std::array<std::vector<uint32_t>, 7> COLORS;  // of models 22..28
  std::array<uint64_t, 22> context_hash = {}, node_hash = {};
  std::array<FlagBucket*, 22> flag_bucket = {};
  std::array<NodeBucket*, 16> node_bucket = {};
  uint32_t inside = 0, above = 0;
  std::array<uint32_t, 29> place = {};  // of the models that have no buckets
  std::array<uint32_t*, 29> state = {};
  // 11.14
  std::array<std::vector<std::array<int32_t, 32>>, 3> weight;
  std::array<uint32_t, 3> row = {};
  std::array<int32_t, 32> input = {};
  int64_t sum = 0;
  Map by_node, by_pair;
  std::array<std::array<int32_t, 16>, 20> MATCH;

  std::string TraceDecision(uint32_t kind, uint32_t foretold, int32_t logit, int32_t mixed, int32_t refined_a,
                            int32_t refined_b, int32_t p);
  std::string TraceOpinions(uint32_t kind) const;
  std::string last_flag_, last_node_;
};

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_MAX_PSEUDO_CODE_H_
