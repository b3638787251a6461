// The sRGB transfer function (IEC 61966-2-1) in integers, so that all machines agree.
#ifndef KMC_CODEC_LINEAR_LIGHT_H_
#define KMC_CODEC_LINEAR_LIGHT_H_

#include <cstdint>

namespace kmc {

inline constexpr int kLightBits = 30;  // linear light is 0..2^30

// How much light an 8-bit channel stands for.
int64_t LightOfChannel(uint8_t channel);
// The channel whose light is nearest; any light is allowed.
uint8_t ChannelOfLight(int64_t light);

}  // namespace kmc

#endif  // KMC_CODEC_LINEAR_LIGHT_H_
