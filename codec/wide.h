// Numbers of 128 bits, as far as sums of squares need them. In plain integers,
// as compilers have a type for them on 64-bit processors alone.
#ifndef KMC_CODEC_WIDE_H_
#define KMC_CODEC_WIDE_H_

#include <array>
#include <cstdint>

namespace kmc {

struct Wide {
  uint64_t high = 0, low = 0;

  constexpr Wide& operator+=(const Wide& other) {
    low += other.low;
    high += other.high + (low < other.low);
    return *this;
  }
};

constexpr Wide Product(uint64_t x, uint64_t y) {
  const uint64_t x_high = x >> 32, x_low = x & UINT32_MAX, y_high = y >> 32, y_low = y & UINT32_MAX;
  // By halves, as on paper; no sum exceeds 64 bits.
  const uint64_t lowest = x_low * y_low;
  const uint64_t middle = x_high * y_low + (lowest >> 32);
  const uint64_t upper = x_low * y_high + (middle & UINT32_MAX);
  return {x_high * y_high + (middle >> 32) + (upper >> 32), upper << 32 | (lowest & UINT32_MAX)};
}

// Of numbers that are not negative.
constexpr Wide SumOfSquares(const std::array<int64_t, 4>& numbers) {
  Wide sum;
  for (const int64_t number : numbers) sum += Product(static_cast<uint64_t>(number), static_cast<uint64_t>(number));
  return sum;
}

// Rounded down. The divisor is 1..2^32, and the quotient has to fit, which is to say: high < divisor.
constexpr uint64_t Quotient(const Wide& dividend, uint64_t divisor) {
  const uint64_t upper = dividend.high << 32 | dividend.low >> 32;
  const uint64_t lower = upper % divisor << 32 | (dividend.low & UINT32_MAX);
  return (upper / divisor << 32) + lower / divisor;
}

}  // namespace kmc

#endif  // KMC_CODEC_WIDE_H_
