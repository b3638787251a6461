// The order of a palette's entries, where it means something: for each entry
// its place in the canonical order, among the places not yet taken. Often that
// is the one behind the entry before; else all are equally likely.
// Spec section "Order of entries".
#ifndef KMC_FORMAT_PALETTE_ORDER_H_
#define KMC_FORMAT_PALETTE_ORDER_H_

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "format/range_coder.h"
#include "format/uniform_number.h"

namespace kmc {

// Places 0..count-1, taken one by one; each call takes time in proportion to
// the number of bits of count (Fenwick 1994).
class FreePlaces {
 public:
  explicit FreePlaces(uint32_t count) : sums_(count + 1) {
    for (uint32_t node = 1; node <= count; ++node) sums_[node] = node & (0 - node);
  }

  // How many below `place` are free.
  uint32_t CountBelow(uint32_t place) const {
    uint32_t count = 0;
    for (uint32_t node = place; node > 0; node &= node - 1) count += sums_[node];
    return count;
  }

  // Takes the free place that has `rank` free ones below it, and returns it.
  uint32_t Take(uint32_t rank) {
    uint32_t place = 0;
    for (uint32_t step = std::bit_floor(static_cast<uint32_t>(sums_.size() - 1)); step > 0; step /= 2) {
      if (place + step >= sums_.size() || sums_[place + step] > rank) continue;
      place += step;
      rank -= sums_[place];
    }
    for (uint32_t node = place + 1; node < sums_.size(); node += node & (0 - node)) --sums_[node];
    return place;
  }

 private:
  std::vector<uint32_t> sums_;  // sums_[node]: free places of the (node & -node) up to node - 1
};

// Codes a permutation of 0..places.size()-1: the encoder's are read, the
// decoder's are written. Bits is BitEncoder or BitDecoder.
template <class Bits>
void CodeOrder(Bits& bits, std::span<uint32_t> places) {
  const auto count = static_cast<uint32_t>(places.size());
  FreePlaces free_places(count);
  AdaptiveBit follows;
  uint32_t behind = 0;  // the place behind that of the entry before
  for (uint32_t left = count; left > 1; --left) {
    uint32_t& place = places[count - left];
    const uint32_t next = free_places.CountBelow(behind) % left;  // its rank, or the first if none is behind
    const uint32_t rank = free_places.CountBelow(place);
    const uint32_t is_next = bits.Code(rank == next, follows);
    uint32_t other = 0;
    if (!is_next) {
      other = CodeUniform(bits, left - 2, rank < next ? rank : rank - 1);
      other += other >= next;
    }
    place = free_places.Take(is_next ? next : other);
    behind = place + 1;
  }
  if (count > 0) places[count - 1] = free_places.Take(0);
}

}  // namespace kmc

#endif  // KMC_FORMAT_PALETTE_ORDER_H_
