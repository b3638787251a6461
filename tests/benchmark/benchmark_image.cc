#include "tests/benchmark/benchmark_image.h"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace kmc {
namespace {

SampleImage ReadPng(const char* path) {
  png_image png = {};
  png.version = PNG_IMAGE_VERSION;
  SampleImage image{path, 0, 0, {}};
  if (png_image_begin_read_from_file(&png, path)) {
    png.format = PNG_FORMAT_RGBA;
    image.width = png.width;
    image.height = png.height;
    image.rgba.resize(PNG_IMAGE_SIZE(png));
    if (png_image_finish_read(&png, nullptr, image.rgba.data(), 0, nullptr)) return image;
  }
  std::fprintf(stderr, "kmc_benchmark: %s: %s\n", path, png.message);
  std::exit(1);
}

// 0, 1, .., extent - 1, extent - 1, .., 1, 0, 0, 1, ..
uint32_t Mirrored(uint32_t at, uint32_t extent) {
  const uint32_t place = at % (2 * extent);
  return place < extent ? place : 2 * extent - 1 - place;
}

}  // namespace

const SampleImage& BenchmarkImage() {
  static const SampleImage image = [] {
    const char* path = std::getenv("KMC_BENCHMARK_IMAGE");
    return path ? ReadPng(path) : Photo(768, 512);
  }();
  return image;
}

SampleImage BenchmarkImageOfSize(uint64_t pixels) {
  const SampleImage& image = BenchmarkImage();
  const double scale = std::sqrt(static_cast<double>(pixels) / PixelsOf(image));
  const auto scaled = [&](uint32_t extent) { return std::max(1u, static_cast<uint32_t>(std::lround(extent * scale))); };
  SampleImage sized{image.name, scaled(image.width), scaled(image.height), {}};
  sized.rgba.resize(sized.stride() * sized.height);
  for (uint32_t y = 0; y < sized.height; ++y) {
    const uint8_t* from = image.pixels().Row(Mirrored(y, image.height));
    uint8_t* to = sized.rgba.data() + y * sized.stride();
    for (uint32_t x = 0; x < sized.width; ++x)
      std::copy_n(from + size_t{4} * Mirrored(x, image.width), 4, to + size_t{4} * x);
  }
  return sized;
}

kmc_quantize_options QuantizeTo(uint32_t colors) {
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  options.colors = colors;
  return options;
}

Quantized Quantize(const SampleImage& image, const kmc_quantize_options& options, uint32_t threads) {
  kmc_work work;
  kmc_work_init(&work);
  work.threads = threads;
  Quantized quantized;
  Require(kmc_quantize(image.rgba.data(), image.stride(), image.width, image.height, &options, &work,
                       Out(quantized.image), Out(quantized.report)));
  return quantized;
}

void Require(kmc_result result) {
  if (result == KMC_OK) return;
  std::fprintf(stderr, "kmc_benchmark: %s\n", kmc_result_text(result));
  std::exit(1);
}

void ReportError(benchmark::State& state, double squared_error, const SampleImage& image) {
  const double error = squared_error / PixelsOf(image);
  state.counters["error"] = error;
  state.counters["J"] = error / (255.0 * 255.0);
}

}  // namespace kmc
