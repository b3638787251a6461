#include "tools/resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

namespace kmc::tools {
namespace {

// Integers throughout, so that the result is the same on every machine.
constexpr int kWeightBits = 15;
constexpr int64_t kPositionBits = 16;
constexpr int32_t kFullLight = 65535;

// ---- light ----

const std::array<int32_t, 256>& LightOfChannels() {
  static const std::array<int32_t, 256> light = [] {
    std::array<int32_t, 256> table;
    for (int i = 0; i < 256; ++i) {
      const double value = i / 255.0;
      const double linear = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
      table[i] = static_cast<int32_t>(std::lround(linear * kFullLight));
    }
    return table;
  }();
  return light;
}

uint8_t ChannelOfLight(int32_t light) {
  const std::array<int32_t, 256>& table = LightOfChannels();
  const auto above = std::lower_bound(table.begin() + 1, table.end() - 1, light);
  return static_cast<uint8_t>((light - above[-1] < *above - light ? above - 1 : above) - table.begin());
}

// ---- filter ----

// The source samples that make up one sample of the result.
struct Taps {
  uint32_t first = 0;
  std::vector<int32_t> weights;  // sum 2^kWeightBits
};

// Catmull & Rom 1974 at a distance of x / 2^kPositionBits, -2..2; in 2^-3 x kPositionBits.
int64_t Cubic(int64_t x) {
  constexpr int64_t kOne = int64_t{1} << kPositionBits;
  x = std::abs(x);
  if (x >= 2 * kOne) return 0;
  // Twice the cubic: 3x^3 - 5x^2 + 2 within 1, and -x^3 + 5x^2 - 8x + 4 beyond.
  if (x < kOne) return 3 * x * x * x - 5 * x * x * kOne + 2 * kOne * kOne * kOne;
  return -x * x * x + 5 * x * x * kOne - 8 * x * kOne * kOne + 4 * kOne * kOne * kOne;
}

Taps TapsAt(uint32_t at, uint32_t from, uint32_t to) {
  // Positions are counted in 1 / (2 x to) of a source sample, so that middles are integers.
  const int64_t middle = (2 * int64_t{at} + 1) * from;
  const int64_t reach = 4 * int64_t{from};  // two samples of the result
  const int64_t first = std::max<int64_t>(0, (middle - reach) / (2 * int64_t{to}));
  const int64_t last = std::min<int64_t>(from - 1, (middle + reach) / (2 * int64_t{to}));
  std::vector<int64_t> cubics;
  int64_t sum = 0;
  for (int64_t i = first; i <= last; ++i) {
    const int64_t distance = (2 * i + 1) * to - middle;
    cubics.push_back(Cubic((distance << kPositionBits) / (2 * int64_t{from})) >> kPositionBits);
    sum += cubics.back();
  }
  Taps taps{static_cast<uint32_t>(first), {}};
  int32_t given = 0;
  for (const int64_t cubic : cubics) {
    taps.weights.push_back(static_cast<int32_t>((cubic << kWeightBits) / sum));
    given += taps.weights.back();
  }
  taps.weights[taps.weights.size() / 2] += (1 << kWeightBits) - given;  // what rounding left
  return taps;
}

std::vector<Taps> AllTaps(uint32_t from, uint32_t to) {
  std::vector<Taps> all;
  for (uint32_t at = 0; at < to; ++at) all.push_back(TapsAt(at, from, to));
  return all;
}

// ---- rows ----

// Four premultiplied channels a pixel; the filter may take them a little out of 0..kFullLight.
using LightRow = std::vector<int32_t>;

LightRow LightOfRow(const uint8_t* pixel, uint32_t width) {
  LightRow row;
  row.reserve(size_t{4} * width);
  for (uint32_t x = 0; x < width; ++x, pixel += 4) {
    const int32_t alpha = pixel[3];
    for (int c = 0; c < 3; ++c) row.push_back(LightOfChannels()[pixel[c]] * alpha / 255);
    row.push_back(alpha * (kFullLight / 255));
  }
  return row;
}

LightRow Narrowed(const LightRow& row, const std::vector<Taps>& columns) {
  LightRow narrow;
  narrow.reserve(4 * columns.size());
  for (const Taps& taps : columns) {
    std::array<int64_t, 4> sums = {};
    for (size_t i = 0; i < taps.weights.size(); ++i) {
      for (size_t c = 0; c < 4; ++c) sums[c] += int64_t{taps.weights[i]} * row[4 * (taps.first + i) + c];
    }
    for (const int64_t sum : sums) narrow.push_back(static_cast<int32_t>(sum >> kWeightBits));
  }
  return narrow;
}

void WritePixel(const std::array<int64_t, 4>& light, uint8_t* pixel) {
  const int64_t alpha = std::clamp<int64_t>(light[3], 0, kFullLight);
  pixel[3] = static_cast<uint8_t>((alpha + kFullLight / 510) / (kFullLight / 255));
  for (int c = 0; c < 3; ++c) {
    const int64_t straight = alpha == 0 ? 0 : light[c] * kFullLight / alpha;
    pixel[c] = pixel[3] == 0 ? 0 : ChannelOfLight(static_cast<int32_t>(std::clamp<int64_t>(straight, 0, kFullLight)));
  }
}

// Narrowed rows of the source, kept while a row of the result needs them.
class RowWindow {
 public:
  RowWindow(const Picture& source, const std::vector<Taps>& columns, size_t rows)
      : source_(source), columns_(columns), rows_(rows) {}

  // Rows are asked for from top to bottom; so many may be gone back as there is room for.
  const LightRow& At(uint32_t y) {
    for (; made_ <= y; ++made_) {
      const uint8_t* pixels = source_.rgba.get() + size_t{4} * source_.width * made_;
      rows_[made_ % rows_.size()] = Narrowed(LightOfRow(pixels, source_.width), columns_);
    }
    return rows_[y % rows_.size()];
  }

 private:
  const Picture& source_;
  const std::vector<Taps>& columns_;
  std::vector<LightRow> rows_;
  uint32_t made_ = 0;
};

void Shrink(Picture& picture, uint32_t width, uint32_t height) {
  const std::vector<Taps> columns = AllTaps(picture.width, width), rows = AllTaps(picture.height, height);
  size_t most_rows = 0;
  for (const Taps& taps : rows) most_rows = std::max(most_rows, taps.weights.size());
  RowWindow window(picture, columns, most_rows);
  auto result = std::make_unique_for_overwrite<uint8_t[]>(size_t{4} * width * height);
  uint8_t* pixel = result.get();
  for (const Taps& taps : rows) {
    std::vector<std::array<int64_t, 4>> sums(width);
    for (uint32_t i = 0; i < taps.weights.size(); ++i) {
      const LightRow& row = window.At(taps.first + i);
      for (size_t at = 0; at < row.size(); ++at) sums[at / 4][at % 4] += int64_t{taps.weights[i]} * row[at];
    }
    for (std::array<int64_t, 4>& sum : sums) {
      for (int64_t& channel : sum) channel >>= kWeightBits;
      WritePixel(sum, pixel);
      pixel += 4;
    }
  }
  picture.rgba = std::move(result);
  picture.width = width;
  picture.height = height;
}

// side x numerator / denominator, rounded, at least 1.
uint32_t Scaled(uint32_t side, uint32_t numerator, uint32_t denominator) {
  const uint64_t scaled = (uint64_t{side} * numerator + denominator / 2) / denominator;
  return static_cast<uint32_t>(std::max<uint64_t>(1, scaled));
}

}  // namespace

void ShrinkToFit(Picture& picture, uint32_t max_width, uint32_t max_height) {
  uint32_t width = std::min(picture.width, max_width), height = std::min(picture.height, max_height);
  if (width == picture.width && height == picture.height) return;
  // The side that has to shrink more decides.
  if (uint64_t{width} * picture.height < uint64_t{height} * picture.width) {
    height = Scaled(picture.height, width, picture.width);
  } else {
    width = Scaled(picture.width, height, picture.height);
  }
  Shrink(picture, width, height);
}

}  // namespace kmc::tools
