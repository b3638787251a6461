// Foretells the next index from the last place where the same indices were
// coded: what repeats in screenshots and sprites. Its codings let it remember
// only places where something new begins, of which repeats can be told from
// flat areas. Spec section "Match model".
#ifndef KMC_FORMAT_MATCH_MODEL_H_
#define KMC_FORMAT_MATCH_MODEL_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "format/padded_tile.h"

namespace kmc {

// Over a tile's cells in scan order, of which those before the current one are known.
template <class T>
class MatchModel {
 public:
  static constexpr uint32_t kMinLength = 6;  // of the cells that two places have in common, to foretell the next one

  explicit MatchModel(const PaddedTile<T>& tile)
      : cells_(tile.cells()),
        place_bits_(std::clamp(static_cast<int>(std::bit_width(uint64_t{tile.width()} * tile.height())) - 4, kMinBits,
                               kMaxBits)),
        places_(size_t{1} << place_bits_) {}

  // How many indices in a row were foretold rightly, 0 if none is foretold now.
  uint32_t length() const { return length_; }
  // Only with a length above 0: the index, and its place among the cells.
  uint32_t foretold() const { return cells_[from_]; }
  uint32_t from() const { return from_; }

  // Of as many as `most` indices from `cell` on, how many are foretold to be `index`, and none before
  // them another; all, if nothing is foretold.
  uint32_t ForetoldRun(const T* cell, uint32_t index, uint32_t most) const {
    if (length_ == 0) return most;
    const auto known = static_cast<uint32_t>(cell - cells_);  // those behind would be of the run itself
    uint32_t run = 0;
    while (run < most && (from_ + run >= known || cells_[from_ + run] == index)) ++run;
    return run;
  }

  // The last indices as one number, the newest lowest; a place is found by it.
  static constexpr uint64_t KeyWith(uint64_t key, uint32_t index) {
    return (key << 8 * sizeof(T) | index) & UINT64_MAX >> (64 - 8 * sizeof(T) * kHashed);
  }
  static uint64_t KeyAt(const T* cell) {
    uint64_t key = 0;
    for (int i = kHashed - 1; i >= 0; --i) key = KeyWith(key, cell[-i]);
    return key;
  }
  // The place among the cells that followed these indices when they were last remembered; 0 if there is none.
  uint32_t Find(uint64_t key) const {
    const uint64_t hash = HashOf(key);
    const Place& place = places_[static_cast<size_t>(hash >> (64 - place_bits_))];
    return place.check == CheckOf(hash) ? place.next : 0;
  }

  // Before a row's first cell.
  void BeginRow(const T* first) { key_ = KeyAt(first - 1); }

  // The index at `cell` has become known; whether the place behind it is worth remembering.
  void Advance(const T* cell, bool remember) {
    key_ = KeyWith(key_, *cell);
    if (length_ > 0 && cells_[from_] == *cell) {
      ++from_;
      ++length_;
    } else {
      length_ = 0;
    }
    if (remember) Remember(cell);
  }

  // The same for as many indices, none of them worth remembering, up to `last`; a match foretold them all.
  void AdvanceRun(const T* last, uint32_t indices) {
    key_ = KeyAt(last);
    if (length_ == 0) return;
    from_ += indices;
    length_ += indices;
  }

  // A match goes on in the next row if the same columns matched.
  void EndRow() { from_ += PaddedTile<T>::kLeft + PaddedTile<T>::kRight; }

 private:
  static constexpr int kMinBits = 8, kMaxBits = 15;       // of the number of places
  static constexpr uint32_t kMaxCompared = 32;            // of the cells that two places have in common
  static constexpr int kHashed = sizeof(T) == 1 ? 6 : 4;  // of the cells before a place

  // The cell behind where a hash occurred last, and more bits of the hash.
  struct Place {
    uint32_t next = 0, check = 0;
  };

  static uint64_t HashOf(uint64_t key) { return (key + 1) * 0x9E3779B97F4A7C15u; }
  static uint32_t CheckOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 16); }

  void Remember(const T* cell) {
    const uint64_t hash = HashOf(key_);
    Place& place = places_[static_cast<size_t>(hash >> (64 - place_bits_))];
    const auto next = static_cast<uint32_t>(cell + 1 - cells_), check = CheckOf(hash);
    if (length_ == 0 && place.next > 0 && place.check == check) {
      const uint32_t common = CommonBefore(place.next, next);
      if (common >= kMinLength) {
        length_ = common;
        from_ = place.next;
      }
    }
    place = {next, check};
  }

  uint32_t CommonBefore(uint32_t place, uint32_t next) const {
    uint32_t common = 0;
    while (common < kMaxCompared && common < place && cells_[place - 1 - common] == cells_[next - 1 - common]) ++common;
    return common;
  }

  const T* cells_;
  int place_bits_;
  std::vector<Place> places_;
  uint64_t key_ = 0;  // of the last indices
  uint32_t from_ = 0;
  uint32_t length_ = 0;
};

}  // namespace kmc

#endif  // KMC_FORMAT_MATCH_MODEL_H_
