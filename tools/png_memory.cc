#include "tools/png_memory.h"

#include <png.h>

#include <string>

#include "tools/exit_code.h"

namespace kmc::tools {
namespace {

std::vector<uint8_t> Encode(png_image& image, const void* pixels, size_t row_samples, const void* palette) {
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<uint8_t> png(size);
  const auto stride = static_cast<png_int_32>(row_samples);
  const int done = png_image_write_to_memory(&image, png.data(), &size, 0, pixels, stride, palette);
  const std::string message = image.message;
  png_image_free(&image);
  if (!done) throw Failure(ExitCode::kInternal, "libpng: " + message);
  png.resize(size);
  return png;
}

png_image ImageOf(uint32_t width, uint32_t height, png_uint_32 format) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = format;
  return image;
}

}  // namespace

std::vector<uint8_t> EncodePng(uint32_t width, uint32_t height, const uint8_t* rgba) {
  const size_t pixels = size_t{width} * height;
  bool opaque = true;
  for (size_t i = 0; i < pixels && opaque; ++i) opaque = rgba[4 * i + 3] == 255;
  if (!opaque) {
    png_image image = ImageOf(width, height, PNG_FORMAT_RGBA);
    return Encode(image, rgba, size_t{4} * width, nullptr);
  }
  std::vector<uint8_t> rgb(3 * pixels);
  for (size_t i = 0; i < pixels; ++i) {
    for (size_t c = 0; c < 3; ++c) rgb[3 * i + c] = rgba[4 * i + c];
  }
  png_image image = ImageOf(width, height, PNG_FORMAT_RGB);
  return Encode(image, rgb.data(), size_t{3} * width, nullptr);
}

std::vector<uint8_t> EncodePng(uint32_t width, uint32_t height, std::span<const uint8_t> palette,
                               const uint8_t* indices) {
  png_image image = ImageOf(width, height, PNG_FORMAT_RGBA_COLORMAP);
  image.colormap_entries = static_cast<png_uint_32>(palette.size() / 4);
  return Encode(image, indices, width, palette.data());
}

}  // namespace kmc::tools
