#include "codec/visible_quality.h"

#include <algorithm>
#include <array>
#include <vector>

#include "codec/color_space.h"
#include "codec/log2.h"
#include "codec/threads.h"
#include "codec/vision.h"

namespace kmc {
namespace {

constexpr uint32_t kSquare = 4;                     // pixels
constexpr uint32_t kRadius = 2;                     // squares, about the one whose sensitivity is asked for
constexpr int64_t kScale = 43100, kExponent = 425;  // of M: both in thousandths

using Sums = std::array<int32_t, 4>;

// A tile of one of the images, melted: the mean points of its squares, row after
// row. `color_at` gives pixels of the image. Squares at the right and lower edge may be smaller.
template <class ColorAt>
std::vector<Point> Melt(const Rect& tile, ColorAt color_at) {
  const uint32_t columns = (tile.width - 1) / kSquare + 1, rows = (tile.height - 1) / kSquare + 1;
  std::vector<Point> points;
  points.reserve(size_t{columns} * rows);
  std::vector<Sums> sums;
  for (uint32_t y = 0; y < tile.height; y += kSquare) {
    sums.assign(columns, {});
    const uint32_t height = std::min(kSquare, tile.height - y);
    for (uint32_t line = y; line < y + height; ++line) {
      for (uint32_t x = 0; x < tile.width; ++x) {
        const Point point = PointOfColor(color_at(tile.x + x, tile.y + line));
        for (size_t c = 0; c < 4; ++c) sums[x / kSquare][c] += point[c];
      }
    }
    for (uint32_t column = 0; column < columns; ++column) {
      const auto pixels = static_cast<int32_t>(height * std::min(kSquare, tile.width - column * kSquare));
      Point& mean = points.emplace_back();
      // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): no square is empty
      for (size_t c = 0; c < 4; ++c) mean[c] = static_cast<int16_t>((sums[column][c] + pixels / 2) / pixels);
    }
  }
  return points;
}

struct Errors {
  uint64_t weighted = 0;  // sum of sensitivity x squared error
  uint64_t squares = 0;
};

Errors ErrorsIn(const Pixels& original, const IndexedImage& image, const Rect& tile) {
  const std::vector<Point> wanted = Melt(tile, [&](uint32_t x, uint32_t y) { return PixelAt(original.Row(y), x); });
  const std::vector<Point> shown = image.plane.Visit([&](auto view) {
    return Melt(tile, [&](uint32_t x, uint32_t y) { return image.palette.colors[view.Row(y)[x]]; });
  });
  std::vector<uint8_t> lightness(wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) lightness[i] = static_cast<uint8_t>(SeenPoint(wanted[i])[0] >> kPointBits);
  const std::vector<uint8_t> sensitivity = SensitivityOf(lightness, (tile.width - 1) / kSquare + 1, kRadius);
  Errors errors;
  errors.squares = wanted.size();
  for (size_t i = 0; i < wanted.size(); ++i) {
    const Point x = SeenPoint(wanted[i]), y = SeenPoint(shown[i]);
    std::array<uint64_t, 4> squared;
    for (size_t c = 0; c < 4; ++c) squared[c] = static_cast<uint64_t>((x[c] - y[c]) * (x[c] - y[c]));
    errors.weighted += sensitivity[i] * (squared[0] + (squared[1] + squared[2]) / 10 + squared[3]);
  }
  return errors;
}

}  // namespace

int64_t VisibleQuality(const Pixels& original, const IndexedImage& image, std::span<const Rect> tiles,
                       uint32_t threads) {
  std::vector<Errors> of_tiles(tiles.size());
  ParallelFor(tiles.size(), threads, [&](size_t i, uint32_t) { of_tiles[i] = ErrorsIn(original, image, tiles[i]); });
  Errors all;
  for (const Errors& errors : of_tiles) {
    all.weighted += errors.weighted;
    all.squares += errors.squares;
  }
  if (all.weighted == 0) return kPerfectQuality;
  const int64_t log_mean = Log2(all.weighted) - Log2(all.squares * 255) - (2 * kPointBits << kLog2Bits);
  return kPerfectQuality - static_cast<int64_t>(Exp2(Log2(kScale) + log_mean * kExponent / 1000));
}

}  // namespace kmc
