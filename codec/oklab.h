// OKLab (Ottosson 2020), a space whose distances are near to how different
// colours look, in integers, so that all machines agree.
#ifndef KMC_CODEC_OKLAB_H_
#define KMC_CODEC_OKLAB_H_

#include <array>
#include <cstdint>

namespace kmc {

inline constexpr int kOklabBits = 20;  // 1 is 2^20

using LinearRgb = std::array<int64_t, 3>;  // as in linear_light.h
using Oklab = std::array<int64_t, 3>;      // lightness 0..1, green to red and blue to yellow about -0.3..0.3

Oklab OklabOfLight(const LinearRgb& light);
// May lie outside of 0..1.
LinearRgb LightOfOklab(const Oklab& lab);

}  // namespace kmc

#endif  // KMC_CODEC_OKLAB_H_
