// What foretells a decision of `max`: for each of its models the state that holds
// what was seen before in the same context. Spec section "Contexts of max".
//
// Sixteen models know exact indices around the pixel; they live in hash tables
// of buckets, one for the two flags and one for each four levels of the palette
// tree, so that a pixel touches few cache lines. Ten models know colours only:
// how far apart those around are, or how far a foretold colour lies from the
// value at which the tree parts. These are small and learn within a few rows.
#ifndef KMC_FORMAT_MAX_CONTEXTS_H_
#define KMC_FORMAT_MAX_CONTEXTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "format/coding_palette.h"
#include "format/neighborhood.h"
#include "format/state.h"

namespace kmc {

class MaxContexts {
 public:
  static constexpr size_t kExactModels = 16;
  static constexpr size_t kColorModels = 10;
  static constexpr size_t kModels = kExactModels + kColorModels;
  using States = std::array<State*, kModels>;

  // `palette` must outlive this.
  MaxContexts(const CodingPalette& palette, uint64_t pixels);

  // Begins a pixel with these neighbours.
  void BeginPixel(const Neighborhood& neighborhood);

  // States for "is it the left neighbour" (flag 0) or "the upper" (flag 1).
  void FlagStates(uint32_t flag, States& states);
  // States for the node at `level` (0 is the root) that is parted before `middle`;
  // `path` are the decisions above it, after a leading 1. Levels come in order.
  void NodeStates(uint32_t level, uint32_t path, uint32_t middle, States& states);

  // How different the colours near the pixel are, as it matters for a flag: 0..63.
  uint32_t FlagTexture(uint32_t flag) const;

 private:
  // Buckets: a check of the hash, then states.
  static constexpr size_t kFlagBucket = 4;
  static constexpr size_t kNodeBucket = 16;
  static constexpr size_t kColorStates = 16384;
  static constexpr size_t kColorNodeStates = 8192;  // of them, from here on, for nodes

  void HashContexts();
  void CompareColors();
  void FindNodeBuckets(uint32_t group);

  const CodingPalette& palette_;
  const PaletteTree& tree_;
  size_t flag_mask_, node_mask_;
  std::array<std::vector<State>, kExactModels> flag_tables_, node_tables_;
  std::array<std::vector<State>, kColorModels> color_tables_;

  Neighborhood around_;
  uint32_t node_group_ = 0;            // of which node_buckets_ are; 0: none yet
  uint32_t clamped_ = 0, smooth_ = 0;  // entries near two foretold colours
  std::array<uint32_t, kExactModels> hashes_ = {};
  std::array<State*, kExactModels> flag_buckets_ = {}, node_buckets_ = {};
  std::array<uint32_t, kColorModels> flag_places_ = {};
  std::array<uint32_t, 2> flag_textures_ = {};
};

}  // namespace kmc

#endif  // KMC_FORMAT_MAX_CONTEXTS_H_
