#include "codec/vision.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kmc {
namespace {

constexpr uint32_t kFlatVariance = 20;  // in squared levels: where there is less, no error hides
constexpr uint32_t kImageRadius = 4;

constexpr uint32_t SquareRoot(uint32_t number) {
  uint32_t root = 0;
  for (uint32_t bit = 1u << 15; bit > 0; bit >>= 1) {
    if ((root | bit) * (root | bit) <= number) root |= bit;
  }
  return root;
}

// By variance, of which lightness has no more than 128^2.
constexpr auto kSensitivity = [] {
  std::array<uint8_t, 128 * 128 + 1> table{};
  for (uint32_t variance = 0; variance < table.size(); ++variance) {
    table[variance] =
        static_cast<uint8_t>(std::max(1u, SquareRoot(255 * 255 * kFlatVariance / (kFlatVariance + variance))));
  }
  return table;
}();

// Sums over a column of the square, of lightness and of its square.
struct Sums {
  uint32_t lightness = 0, square = 0;

  void Add(uint32_t value) { lightness += value, square += value * value; }
  void Remove(uint32_t value) { lightness -= value, square -= value * value; }
  void Add(const Sums& other) { lightness += other.lightness, square += other.square; }
  void Remove(const Sums& other) { lightness -= other.lightness, square -= other.square; }
};

}  // namespace

uint8_t LightnessOf(Rgba color) {
  const Point point = PointOfColor(color);
  return static_cast<uint8_t>((77 * point[0] + 150 * point[1] + 29 * point[2]) >> (8 + kPointBits));
}

std::vector<uint8_t> SensitivityOf(std::span<const uint8_t> lightness, uint32_t width, uint32_t radius) {
  std::vector<uint8_t> sensitivity(lightness.size());
  const auto columns = static_cast<int64_t>(width), rows = static_cast<int64_t>(lightness.size() / width);
  const auto reach = static_cast<int64_t>(radius);
  const uint32_t pixels = (2 * radius + 1) * (2 * radius + 1);
  std::vector<Sums> sums(width);
  const auto row_at = [&](int64_t y) {
    return &lightness[static_cast<size_t>(std::clamp<int64_t>(y, 0, rows - 1) * columns)];
  };
  const auto sums_at = [&](int64_t x) { return sums[static_cast<size_t>(std::clamp<int64_t>(x, 0, columns - 1))]; };
  for (int64_t y = -reach; y < reach; ++y) {
    for (uint32_t x = 0; x < width; ++x) sums[x].Add(row_at(y)[x]);
  }
  for (int64_t y = 0; y < rows; ++y) {
    const uint8_t *entering = row_at(y + reach), *leaving = row_at(y - reach);
    for (uint32_t x = 0; x < width; ++x) sums[x].Add(entering[x]);
    Sums square;
    for (int64_t x = -reach; x < reach; ++x) square.Add(sums_at(x));
    for (int64_t x = 0; x < columns; ++x) {
      square.Add(sums_at(x + reach));
      const uint32_t mean_square = square.lightness * square.lightness / pixels;
      sensitivity[static_cast<size_t>(y * columns + x)] = kSensitivity[(square.square - mean_square) / pixels];
      square.Remove(sums_at(x - reach));
    }
    for (uint32_t x = 0; x < width; ++x) sums[x].Remove(leaving[x]);
  }
  return sensitivity;
}

std::vector<uint8_t> Sensitivity(const Pixels& image) {
  std::vector<uint8_t> lightness;
  lightness.reserve(size_t{image.width} * image.height);
  for (uint32_t y = 0; y < image.height; ++y) {
    for (uint32_t x = 0; x < image.width; ++x) lightness.push_back(LightnessOf(PixelAt(image.Row(y), x)));
  }
  return SensitivityOf(lightness, image.width, kImageRadius);
}

}  // namespace kmc
