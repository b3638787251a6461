#include "tests/unit/sample_images.h"

#include <algorithm>
#include <utility>

#include "codec/random.h"

namespace kmc {
namespace {

uint8_t Clamped(int32_t value) { return static_cast<uint8_t>(std::clamp(value, 0, 255)); }

// Random numbers 0..255 on a lattice, with straight lines between them.
class SmoothField {
 public:
  SmoothField(uint32_t width, uint32_t height, int32_t cell, Random& random)
      : cell_(cell), columns_(width / static_cast<uint32_t>(cell) + 2) {
    values_.resize(columns_ * (size_t{height} / static_cast<uint32_t>(cell) + 2));
    for (int32_t& value : values_) value = static_cast<int32_t>(random.Below(256));
  }

  int32_t At(uint32_t x, uint32_t y) const {
    const auto cell = static_cast<uint32_t>(cell_);
    const int32_t* corner = values_.data() + size_t{y / cell} * columns_ + x / cell;
    const auto across = static_cast<int32_t>(x % cell), down = static_cast<int32_t>(y % cell);
    const int32_t upper = corner[0] * (cell_ - across) + corner[1] * across;
    const int32_t lower = corner[columns_] * (cell_ - across) + corner[columns_ + 1] * across;
    return (upper * (cell_ - down) + lower * down) / (cell_ * cell_);
  }

 private:
  int32_t cell_;
  size_t columns_;
  std::vector<int32_t> values_;
};

// An image whose pixels are color(x, y).
template <class F>
SampleImage Drawn(std::string name, uint32_t width, uint32_t height, F&& color) {
  SampleImage image{std::move(name), width, height, std::vector<uint8_t>(size_t{width} * height * 4)};
  uint8_t* pixel = image.rgba.data();
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x, pixel += 4) {
      const Rgba drawn = color(x, y);
      pixel[0] = drawn.r;
      pixel[1] = drawn.g;
      pixel[2] = drawn.b;
      pixel[3] = drawn.a;
    }
  }
  return image;
}

}  // namespace

SampleImage Photo(uint32_t width, uint32_t height, uint64_t seed) {
  Random random(seed);
  const SmoothField light(width, height, 96, random), shapes(width, height, 48, random);
  const SmoothField texture(width, height, 7, random), warmth(width, height, 64, random);
  return Drawn("photo", width, height, [&](uint32_t x, uint32_t y) {
    const bool object = shapes.At(x, y) > 140;
    const auto grain = static_cast<int32_t>(random.Below(9)) - 4;
    const int32_t grey = (5 * light.At(x, y) + texture.At(x, y) * (object ? 2 : 1)) / 7 + (object ? 40 : -10) + grain;
    const int32_t warm = (warmth.At(x, y) - 128) / 3 + (object ? 25 : -15);
    return Rgba{Clamped(grey + warm), Clamped(grey), Clamped(grey - warm / 2 + grain), 255};
  });
}

SampleImage Gradient(uint32_t width, uint32_t height) {
  return Drawn("gradient", width, height, [&](uint32_t x, uint32_t y) {
    const auto share = [](uint64_t part, uint64_t whole) { return static_cast<uint8_t>(part * 255 / whole); };
    return Rgba{share(x, width), share(y, height), share(uint64_t{x} + y, uint64_t{width} + height), 255};
  });
}

SampleImage FewColors(uint32_t width, uint32_t height, uint32_t colors) {
  // An odd factor makes different numbers of 24 bits of different indices.
  const auto nth = [](uint32_t n) {
    const uint32_t mixed = n * 0x9E3779B1u + 0x52F1A7u;
    return Rgba{static_cast<uint8_t>(mixed), static_cast<uint8_t>(mixed >> 8), static_cast<uint8_t>(mixed >> 16), 255};
  };
  Random random(colors);
  const SmoothField blocks(width, height, 16, random);
  return Drawn("few colours", width, height, [&](uint32_t x, uint32_t y) {
    const uint64_t place = uint64_t{y} * width + x;
    if (place < colors) return nth(static_cast<uint32_t>(place));
    return nth(static_cast<uint32_t>(blocks.At(x / 16 * 16, y / 16 * 16)) % colors);
  });
}

SampleImage Noise(uint32_t width, uint32_t height, uint64_t seed) {
  Random random(seed);
  return Drawn("noise", width, height, [&](uint32_t, uint32_t) {
    const uint64_t bits = random.Next();
    return Rgba{static_cast<uint8_t>(bits), static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits >> 16), 255};
  });
}

SampleImage Translucent(uint32_t width, uint32_t height, uint64_t seed) {
  const SampleImage photo = Photo(width, height, seed);
  Random random(seed);
  const SmoothField mask(width, height, 24, random);
  return Drawn("translucent", width, height, [&](uint32_t x, uint32_t y) {
    Rgba color = photo.At(x, y);
    color.a = Clamped((mask.At(x, y) - 100) * 5);
    return color;
  });
}

std::vector<SampleImage> SampleImages(uint32_t width, uint32_t height) {
  return {Photo(width, height), Gradient(width, height), FewColors(width, height, 12), Noise(width, height),
          Translucent(width, height)};
}

}  // namespace kmc
