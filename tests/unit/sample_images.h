// Pictures made up for tests and benchmarks: the kinds on which an encoder may
// behave differently. All are the same on every machine.
#ifndef KMC_TESTS_UNIT_SAMPLE_IMAGES_H_
#define KMC_TESTS_UNIT_SAMPLE_IMAGES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "codec/pixels.h"

namespace kmc {

struct SampleImage {
  std::string name;
  uint32_t width = 0, height = 0;
  std::vector<uint8_t> rgba;  // rows without padding, and not a byte more

  size_t stride() const { return size_t{width} * 4; }
  Pixels pixels() const { return {rgba.data(), stride(), width, height}; }
  Rgba At(uint32_t x, uint32_t y) const { return PixelAt(pixels().Row(y), x); }
};

// Opaque: smooth regions, edges and grain, with colours near the grey axis.
SampleImage Photo(uint32_t width, uint32_t height, uint64_t seed = 1);

// Opaque: red grows to the right, green downwards, blue along the diagonal.
SampleImage Gradient(uint32_t width, uint32_t height);

// Opaque: blocks of exactly `colors` different colours, if there are pixels enough.
SampleImage FewColors(uint32_t width, uint32_t height, uint32_t colors);

// Opaque: every pixel any colour.
SampleImage Noise(uint32_t width, uint32_t height, uint64_t seed = 1);

// A photo behind a soft mask: alpha 0..255. Fully transparent pixels have colours of their own, which nobody sees.
SampleImage Translucent(uint32_t width, uint32_t height, uint64_t seed = 1);

// One of each kind.
std::vector<SampleImage> SampleImages(uint32_t width, uint32_t height);

}  // namespace kmc

#endif  // KMC_TESTS_UNIT_SAMPLE_IMAGES_H_
