// The random numbers of seeding: splitmix64 (Steele, Lea & Flood 2014), the same on every machine.
#ifndef KMC_CODEC_RANDOM_H_
#define KMC_CODEC_RANDOM_H_

#include <cstdint>

#include "codec/wide.h"

namespace kmc {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15u;
    uint64_t z = state_;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
  }

  // Uniform in 0..bound-1, bound >= 1: the high half of a 128-bit product. Its
  // bias is below bound / 2^64.
  template <class T>
  T Below(T bound) {
    return static_cast<T>(Product(Next(), static_cast<uint64_t>(bound)).high);
  }

 private:
  uint64_t state_;
};

}  // namespace kmc

#endif  // KMC_CODEC_RANDOM_H_
