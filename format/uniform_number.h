// A number of which all values are equally likely. Spec section "Uniform numbers".
#ifndef KMC_FORMAT_UNIFORM_NUMBER_H_
#define KMC_FORMAT_UNIFORM_NUMBER_H_

#include <cstdint>

namespace kmc {

// Narrows 0..limit to one number by halving. An encoder's is `wanted`; Bits is
// BitEncoder or BitDecoder.
template <class Bits>
uint32_t CodeUniform(Bits& bits, uint32_t limit, uint32_t wanted) {
  uint32_t low = 0, high = limit;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    const auto above = static_cast<uint32_t>((uint64_t{high - middle} << 16) / (high - low + 1));
    if (bits.Code(wanted > middle, above)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace kmc

#endif  // KMC_FORMAT_UNIFORM_NUMBER_H_
