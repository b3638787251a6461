// The palette as a binary tree by colour: every node parts its colours at the
// median along the channel in which they spread most. An index that is neither
// its left nor its upper neighbour is coded as a path down this tree, whose
// decisions are about colour and so can be foretold from colours around.
// Both sides build it from the palette. Spec section "Palette tree".
#ifndef KMC_FORMAT_PALETTE_TREE_H_
#define KMC_FORMAT_PALETTE_TREE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "format/rgba.h"

namespace kmc {

class PaletteTree {
 public:
  // 1..65536 colours.
  explicit PaletteTree(std::span<const Rgba> colors);

  uint32_t size() const { return static_cast<uint32_t>(order_.size()); }

  // Places are the palette's entries as the leaves have them, from left to right.
  uint32_t PlaceOf(uint32_t index) const { return places_[index]; }
  uint32_t IndexAt(uint32_t place) const { return order_[place]; }

  // Nodes are named by their middle, the first place of the upper half.
  uint32_t root() const { return Middle(0, size()); }

  // A node's lower and upper half: each a node, or a leaf, which has one colour.
  const std::array<uint32_t, 2>& HalvesOf(uint32_t middle) const { return halves_[middle]; }
  static constexpr bool IsLeaf(uint32_t half) { return half >> 31; }
  static constexpr uint32_t IndexOf(uint32_t leaf) { return leaf & ~kLeaf; }
  // Whether it is the leaf of one of two indices: where neither can be, the way to the other half is free.
  static constexpr bool IsLeafOf(uint32_t half, uint32_t index, uint32_t other) {
    return half == (kLeaf | index) || half == (kLeaf | other);
  }

  // How a node is parted: by this channel (0..3: red, green, blue, alpha) ...
  uint32_t ChannelAt(uint32_t middle) const { return channels_[middle]; }
  // ... at this value, the sum of the two values on either side.
  int32_t ThresholdAt(uint32_t middle) const { return thresholds_[middle]; }

 private:
  static constexpr uint32_t kLeaf = 1u << 31;

  // A node of places begin..end-1 has its lower half begin..Middle-1.
  static uint32_t Middle(uint32_t begin, uint32_t end) { return (begin + end + 1) / 2; }

  void Part(std::span<const std::array<uint8_t, 4>> colors, uint32_t begin, uint32_t end);

  std::vector<uint32_t> order_, places_;
  // By the place in the middle of a node.
  std::vector<uint8_t> channels_;
  std::vector<int16_t> thresholds_;
  std::vector<std::array<uint32_t, 2>> halves_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_PALETTE_TREE_H_
