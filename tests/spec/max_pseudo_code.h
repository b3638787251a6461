// Section 11 of the specification, the index coding `max`, transcribed line by
// line; shares nothing with format/ but the colour. What it decodes shows that
// the document can be followed, and its trace is that of appendix A.
#ifndef KMC_TESTS_SPEC_MAX_PSEUDO_CODE_H_
#define KMC_TESTS_SPEC_MAX_PSEUDO_CODE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "format/rgba.h"
#include "tests/spec/range_pseudo_code.h"

namespace kmc::spec {

class MaxPseudoCode {
 public:
  MaxPseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data);

  // The tile's indices in raster order.
  const std::vector<uint32_t>& Decode();
  bool EndIsRight() const { return range_.EndIsRight(); }
  const RangePseudoCode& range() const { return range_; }

  // A line for each node of the palette tree, and for each decision.
  const std::string& tree() const { return tree_; }
  const std::string& trace() const { return trace_; }
  // All that led to the last decision about flag W, and to the last one about a node.
  const std::string& last_flag() const { return last_flag_; }
  const std::string& last_node() const { return last_node_; }

  // Lines of section 11.4.
  static std::string LogisticTable();
  static std::string StretchRow();
  static std::string StretchSum();

 private:
  struct Slot {
    int32_t p = 4096, n = 0;
  };
  template <size_t slots>
  struct Bucket {
    uint32_t check = 0;
    std::array<Slot, slots> slot;
  };
  using FlagBucket = Bucket<2>;
  using NodeBucket = Bucket<16>;
  struct Map {
    int32_t slowness;
    std::vector<std::array<int32_t, 33>> points;
    uint32_t context = 0;
    int32_t nearest = 0;
  };
  struct Neighbors {
    uint32_t W, N, NW, NE, WW, NN, NNE, WWW, NWW, NEE;
  };
  enum : uint32_t { kNone = 2 };  // nothing is foretold

  // 11.2
  void BuildTree();
  void Part(uint32_t begin, uint32_t end);
  uint32_t Descend(const std::array<int32_t, 4>& v) const;
  // 11.3
  void FindNeighbors(uint32_t x, uint32_t y);
  // 11.5
  static void UpdateSlot(Slot& slot, uint32_t bit);
  // 11.6
  void BeginPixel();
  void FindNodeBuckets(uint32_t new_group);
  template <class AnyBucket>
  static void Claim(AnyBucket& bucket, uint32_t hash);
  // 11.7
  uint32_t D(uint32_t a, uint32_t b) const;
  void SelectFlag(uint32_t f);
  void SelectNode(uint32_t level, uint32_t path, uint32_t middle);
  // 11.8
  void AdvanceMatch();
  uint32_t CommonBefore(uint32_t place, uint64_t next) const;
  // 11.9
  int32_t Mix();
  void UpdateWeights(int32_t error, int32_t rate);
  static Map FreshMap(size_t contexts, int32_t slowness);
  static int32_t Refine(Map& map, uint32_t context, int32_t logit);
  static void UpdateMap(Map& map, uint32_t bit);
  // 11.10, 11.11
  uint32_t Decide(uint32_t kind, uint32_t stage, uint32_t texture, uint32_t node, uint32_t foretold);
  uint32_t DecodeIndex();
  uint32_t DecodePath();
  bool Excluded(uint32_t begin, uint32_t end) const;

  int32_t Sample(uint32_t index, uint32_t c) const { return samples_[index][c]; }

  uint32_t K, w, h;
  std::vector<std::array<int32_t, 4>> samples_;
  RangePseudoCode range_;
  std::vector<uint32_t> T;
  uint64_t position = 0;
  std::vector<uint32_t> order, place_of, channel;
  std::vector<int32_t> threshold;
  Neighbors a = {};
  uint32_t flag_mask = 0, node_mask = 0, group = 0;
  std::array<std::vector<FlagBucket>, 16> FLAGS;
  std::array<std::vector<NodeBucket>, 16> NODES;
  std::array<std::vector<Slot>, 26> COLORS;  // 16..25
  uint32_t clamped = 0, smooth = 0, diagonal = 0, level_index = 0;
  std::array<uint32_t, 16> context_hash = {}, node_hash = {};
  std::array<FlagBucket*, 16> flag_bucket = {};
  std::array<NodeBucket*, 16> node_bucket = {};
  std::array<uint32_t, 26> place = {};  // 16..25: of the flags, then of the node
  std::array<Slot*, 26> slot = {};
  std::vector<uint32_t> LAST;
  uint32_t match_hash = 0, length = 0;
  uint64_t from = 0;
  std::array<std::vector<std::array<int32_t, 29>>, 3> weight;
  std::array<uint32_t, 3> row = {};
  std::array<int32_t, 29> input = {};
  int64_t sum = 0;
  Map by_node, by_pair;
  std::array<std::array<int32_t, 16>, 18> MATCH;

  std::string TraceDecision(uint32_t kind, uint32_t foretold, int32_t logit, int32_t mixed, int32_t refined_a,
                            int32_t refined_b, int32_t p) const;
  std::string TraceOpinions(uint32_t kind) const;
  uint32_t decisions_ = 0;
  std::string tree_ = "begin  end  middle  channel  threshold  order[begin : end]\n";
  std::string trace_ =
      "  #  x,y  kind  length  f  rows       logit  mixed   node   pair      p  low       high      code    bit\n";
  std::string last_flag_, last_node_;
};

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_MAX_PSEUDO_CODE_H_
