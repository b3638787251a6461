// A C++ program that knows kmc only as an installed package: encodes an image
// of three colours step by step, and gets the same pixels back.
#include <cstdint>
#include <cstdio>
#include <kmc/kmc.hpp>
#include <vector>

int main() {
  const std::vector<uint8_t> pixels = {255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 0, 0, 255};
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  kmc::Image image;
  kmc::Image decoded;
  kmc::Bytes file;
  kmc_result result = kmc_quantize(pixels.data(), 2 * 4, 2, 2, &options, nullptr, kmc::Out(image), nullptr);
  if (result == KMC_OK) result = kmc_write(image.get(), nullptr, nullptr, kmc::Out(file));
  if (result == KMC_OK) {
    result = kmc_read(kmc_bytes_data(file.get()), kmc_bytes_size(file.get()), nullptr, kmc::Out(decoded));
  }
  std::vector<uint8_t> back(pixels.size());
  if (result == KMC_OK) result = kmc_image_rgba(decoded.get(), 0, 0, 2, 2, back.data(), 2 * 4);
  if (result != KMC_OK) {
    std::fprintf(stderr, "libkmc %s: %s\n", kmc_version(), kmc_result_text(result));
    return 1;
  }
  std::printf("libkmc %s, C++: %zu bytes, pixels %s\n", kmc_version(), kmc_bytes_size(file.get()),
              back == pixels ? "are kept" : "differ");
  return back == pixels ? 0 : 1;
}
