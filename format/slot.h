// What was seen in one context, in 16 bits: tables of millions stay in the
// cache. Spec section "Slots".
#ifndef KMC_FORMAT_SLOT_H_
#define KMC_FORMAT_SLOT_H_

#include <array>
#include <cstdint>

namespace kmc {

// A probability of 1 in 13 bits, and in the low 3 bits how often it was updated, up to 7.
using Slot = uint16_t;
inline constexpr Slot kFreshSlot = 4096 << 3;

inline void UpdateSlot(Slot& slot, uint32_t bit) {
  // By how much of the error the next probability differs, in 1/65536: nearly
  // the mean of the bits while they are few, then slowly forgetting.
  static constexpr std::array<uint32_t, 8> kRate = {39322, 24904, 17695, 13107, 9830, 7209, 4588, 2949};
  const uint32_t seen = slot & 7;
  // Seen from where the bit wants it, the probability always shrinks: no branch.
  const uint32_t flip = bit ? 8191 : 0;
  const uint32_t error = (slot >> 3) ^ flip;
  const uint32_t probability = (error - (error * kRate[seen] >> 16)) ^ flip;
  slot = static_cast<Slot>(probability << 3 | (seen + (seen < 7)));
}

}  // namespace kmc

#endif  // KMC_FORMAT_SLOT_H_
