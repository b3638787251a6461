// The picture that is measured on, and what all measurements say of a result.
#ifndef KMC_TESTS_BENCHMARK_BENCHMARK_IMAGE_H_
#define KMC_TESTS_BENCHMARK_BENCHMARK_IMAGE_H_

#include <benchmark/benchmark.h>

#include <cstdint>

#include "codec/kmc.hpp"
#include "tests/unit/sample_images.h"

namespace kmc {

// The PNG file that the environment variable KMC_BENCHMARK_IMAGE names, or a
// made-up photo of 768 x 512 pixels.
const SampleImage& BenchmarkImage();

// About `pixels` pixels of it: cut, or mirrored and repeated, in its own shape.
SampleImage BenchmarkImageOfSize(uint64_t pixels);

// What kmc_quantize makes of an image; ends the program if it fails.
struct Quantized {
  Image image;
  Report report;
};
Quantized Quantize(const SampleImage& image, const kmc_quantize_options& options, uint32_t threads);
kmc_quantize_options QuantizeTo(uint32_t colors);

// Ends the program unless a call succeeded.
void Require(kmc_result result);

// Counters "error" (mean squared error of a pixel, summed over R, G, B) and
// "J" (the same of samples 0..1).
void ReportError(benchmark::State& state, double squared_error, const SampleImage& image);

inline double PixelsOf(const SampleImage& image) { return static_cast<double>(image.width) * image.height; }

}  // namespace kmc

#endif  // KMC_TESTS_BENCHMARK_BENCHMARK_IMAGE_H_
