// Foretells the next index from the last place where the same indices were
// coded: what repeats in screenshots and sprites. Spec section "Match model".
#ifndef KMC_FORMAT_MATCH_MODEL_H_
#define KMC_FORMAT_MATCH_MODEL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kmc {

// Over a tile's indices in scan order, of which those before the current one are known.
template <class T>
class MatchModel {
 public:
  explicit MatchModel(const T* tile) : tile_(tile), places_(kPlaces, 0) {}

  // How many indices in a row were foretold rightly, 0 if none is foretold now.
  uint32_t length() const { return length_; }
  // Only with a length above 0.
  uint32_t foretold() const { return tile_[from_]; }

  // The index at `position` has become known.
  void Advance(size_t position) {
    hash_ = (hash_ + tile_[position] + 1) * kMultiplier;
    uint32_t& place = places_[hash_ >> 16];
    if (length_ > 0 && tile_[from_] == tile_[position]) {
      ++length_;
      ++from_;
    } else {
      length_ = place > 0 ? CommonBefore(place, position + 1) : 0;
      if (length_ < kMinLength) length_ = 0;
      from_ = place;
    }
    place = static_cast<uint32_t>(position + 1);
  }

 private:
  // Eight times an odd number: an index has left the 32 bits of the hash ten indices later.
  static constexpr uint32_t kMultiplier = 0x2F0B4C48u;
  static constexpr uint32_t kMinLength = 6, kMaxCompared = 32;
  static constexpr size_t kPlaces = 1 << 16;

  uint32_t CommonBefore(size_t place, size_t next) const {
    uint32_t common = 0;
    while (common < kMaxCompared && common < place && tile_[place - 1 - common] == tile_[next - 1 - common]) ++common;
    return common;
  }

  const T* tile_;
  std::vector<uint32_t> places_;  // by hash: the position behind where it occurred last
  uint32_t hash_ = 0;             // of the indices before
  size_t from_ = 0;
  uint32_t length_ = 0;
};

}  // namespace kmc

#endif  // KMC_FORMAT_MATCH_MODEL_H_
