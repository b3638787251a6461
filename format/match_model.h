// Foretells the next index from the last place where the same indices were
// coded: what repeats in screenshots and sprites. Spec section "Match model".
#ifndef KMC_FORMAT_MATCH_MODEL_H_
#define KMC_FORMAT_MATCH_MODEL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kmc {

// Over a tile of `pixels` indices in scan order, of which those before the current one are known.
template <class T>
class MatchModel {
 public:
  MatchModel(const T* tile, uint32_t width, size_t pixels)
      : tile_(tile), width_(width), pixels_(pixels), places_(kPlaces, 0) {}

  // How many indices in a row were foretold rightly, 0 if none is foretold now.
  uint32_t length() const { return length_; }
  // Only with a length above 0.
  uint32_t foretold() const { return tile_[from_]; }

  // The index at `position` has become known.
  void Advance(size_t position) {
    if (length_ > 0 && tile_[from_] == tile_[position]) {
      ++length_;
      ++from_;
    } else {
      length_ = 0;
    }
    if (position + 1 < kHashed) return;
    uint32_t& place = places_[HashBefore(position + 1)];
    if (length_ == 0 && place > 0) {
      length_ = CommonBefore(place, position + 1);
      if (length_ < kMinLength) length_ = 0;
      from_ = place;
    }
    place = static_cast<uint32_t>(position + 1);
  }

 private:
  static constexpr size_t kHashed = 12;  // indices before
  static constexpr uint32_t kMinLength = 6, kMaxCompared = 32;
  static constexpr size_t kPlaces = 1 << 16;

  // Of the indices before `next` and the one above it.
  size_t HashBefore(size_t next) const {
    uint32_t hash = 0;
    for (size_t i = 1; i <= kHashed; ++i) hash = (hash + tile_[next - i] + 1) * 0x2F0B4C47u;
    if (next >= width_ && next < pixels_) hash = (hash + tile_[next - width_] + 1) * 0x2F0B4C47u;
    return (hash ^ hash >> 16) & (kPlaces - 1);
  }

  uint32_t CommonBefore(size_t place, size_t next) const {
    uint32_t common = 0;
    while (common < kMaxCompared && common < place && tile_[place - 1 - common] == tile_[next - 1 - common]) ++common;
    return common;
  }

  const T* tile_;
  uint32_t width_;
  size_t pixels_;
  std::vector<uint32_t> places_;  // by hash: where it occurred last
  size_t from_ = 0;
  uint32_t length_ = 0;
};

}  // namespace kmc

#endif  // KMC_FORMAT_MATCH_MODEL_H_
