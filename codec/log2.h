// The logarithm to base 2 in integers, so that every machine finds the same.
#ifndef KMC_CODEC_LOG2_H_
#define KMC_CODEC_LOG2_H_

#include <bit>
#include <cstdint>

namespace kmc {

inline constexpr int kLog2Bits = 16;  // of the fraction

// Of a mantissa of 1..2 in 1/2^31: the logarithm's fraction. By squaring: each turn gives a further bit.
constexpr int64_t Log2OfMantissa(uint64_t mantissa) {
  int64_t fraction = 0;
  for (int bit = 0; bit < kLog2Bits; ++bit) {
    const uint64_t square = mantissa * mantissa >> 31;
    const bool doubles = square >> 32 != 0;
    mantissa = doubles ? square / 2 : square;
    fraction = 2 * fraction + doubles;
  }
  return fraction;
}

// number >= 1
constexpr int64_t Log2(uint64_t number) {
  const int exponent = 63 - std::countl_zero(number);
  const uint64_t mantissa = exponent > 31 ? number >> (exponent - 31) : number << (31 - exponent);
  return (int64_t{exponent} << kLog2Bits) + Log2OfMantissa(mantissa);
}

// The least number whose logarithm is at least `log`, up to 2^32.
constexpr uint64_t Exp2(int64_t log) {
  uint64_t number = 0;
  for (uint64_t bit = uint64_t{1} << 32; bit > 0; bit >>= 1) {
    if (number + bit <= uint64_t{1} << 32 && Log2(number + bit) < log) number += bit;
  }
  return number + 1;
}

}  // namespace kmc

#endif  // KMC_CODEC_LOG2_H_
