// What foretells a decision of `max`: for each of its models the state that holds
// what was seen before in the same context. Spec section "Contexts of max".
//
// Models of indices and runs live in hash tables of buckets, one for the flags
// and one for each four levels of the palette tree, so that a pixel touches few
// cache lines. Models of shape know only which neighbours are equal (for flags) or
// on which side of a node they lie; those of colours how far colours around are
// apart, or lie from the value at which the tree parts. These learn fast.
#ifndef KMC_FORMAT_MAX_CONTEXTS_H_
#define KMC_FORMAT_MAX_CONTEXTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "format/coding_palette.h"
#include "format/neighborhood.h"
#include "format/state.h"
#include "format/tile_shape.h"

namespace kmc {

class MaxContexts {
 public:
  static constexpr size_t kIndexModels = 16, kShapeModels = 6, kColorModels = 7;
  static constexpr size_t kHashed = kIndexModels + kShapeModels;  // for flags; for nodes only those of indices are
  static constexpr size_t kModels = kHashed + kColorModels;
  using States = std::array<State*, kModels>;

  // `palette` must outlive this.
  MaxContexts(const CodingPalette& palette, uint64_t pixels);

  // Begins a pixel with these neighbours.
  void BeginPixel(const Neighborhood& neighborhood, const Shape& shape);

  // Whether all around the pixel is of one colour.
  static bool IsFlat(const Shape& shape);

  // States for "is it the left neighbour" (flag 0), "the upper" (flag 1) or "is it a run" (flag 2).
  void FlagStates(uint32_t flag, States& states);
  // How different the colours near the pixel are, as it matters for a flag: 0..63.
  uint32_t FlagTexture(uint32_t flag) const;

  // Asks for what a path begins with, if there may be one: from memory that takes as long as a decision.
  void ExpectPath() { FindNodeBuckets(1); }
  // Begins a path that was expected, and each node on it, which is parted before `middle`.
  void BeginPath();
  void BeginNode(uint32_t middle);
  // States for the node that was begun, if it takes a decision: `level` is 0 at the root,
  // `path` are the decisions above it, after a leading 1.
  void NodeStates(uint32_t level, uint32_t path, uint32_t middle, States& states);
  // Where the path went on from it.
  void EndNode(uint32_t upper) { inside_ = upper ? above_ : inside_ & ~above_; }

 private:
  static constexpr size_t kSides = 12;  // neighbours whose sides of a node are looked at

  void HashContexts(const Shape& shape);
  void CompareColors();
  void FindNodeBuckets(uint32_t group);
  void ClaimNodeBuckets(uint32_t group);

  const CodingPalette& palette_;
  const PaletteTree& tree_;
  int flag_shift_, node_shift_, side_shift_;  // from hash to bucket
  size_t flag_table_, node_table_;            // states of a model's
  std::vector<State> flag_buckets_, node_buckets_;
  std::array<std::vector<State>, kShapeModels> side_tables_;
  std::array<std::vector<State>, kColorModels> color_tables_;

  Neighborhood around_;
  uint64_t equal_ = 0;
  std::array<uint64_t, kHashed> hashes_ = {};
  std::array<State*, kHashed> flag_bucket_ = {};
  std::array<State*, kIndexModels> node_bucket_ = {};
  std::array<uint64_t, kIndexModels> node_hashes_ = {};
  std::array<uint32_t, kColorModels> flag_places_ = {};
  std::array<uint32_t, 2> flag_textures_ = {};
  uint32_t node_group_ = 0;                   // of which node_bucket_ are; 0: none yet
  std::array<uint32_t, kSides> places_ = {};  // in the tree, of neighbours
  uint32_t inside_ = 0, above_ = 0;           // a bit for each that the node has, and that its upper half has
};

}  // namespace kmc

#endif  // KMC_FORMAT_MAX_CONTEXTS_H_
