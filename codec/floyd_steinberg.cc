#include <algorithm>
#include <array>
#include <bit>
#include <type_traits>
#include <utility>
#include <vector>

#include "codec/mapping.h"
#include "codec/nearest_color.h"

namespace kmc {
namespace {

// Errors are kept in sixteenths, the shares of the method.
constexpr int32_t kShares = 16;
// No error is carried between pixels that differ by so many levels; between
// less different ones the less the more they differ.
constexpr uint32_t kEdgeLevels = 64;
// An error of more than so many times the usual one is an outlier, whose rest is forgotten.
constexpr int32_t kMaxErrorRatio = 4;
constexpr int32_t kLeastMaxError = 8 << kPointBits;
constexpr int32_t kLargestMaxError = 128 << kPointBits;

using Error = std::array<int32_t, 4>;

int32_t SquareRoot(uint64_t square) {
  int32_t root = 0;
  for (int32_t bit = 1 << 15; bit > 0; bit /= 2) {
    const int64_t larger = root + bit;
    if (static_cast<uint64_t>(larger * larger) <= square) root += bit;
  }
  return root;
}

// How large an error can be that other colours make up for: in proportion to
// how far colours are from the palette.
int32_t MaxError(const ColorMap& map) {
  uint64_t cost = 0, pixels = 0;
  for (size_t i = 0; i < map.labels.size(); ++i) {
    const uint64_t count = map.histogram.counts()[i];
    cost += count * SquaredDistance(map.points.At(i), map.palette[map.labels[i]]);
    pixels += count;
  }
  // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): an image has pixels
  return std::clamp(kMaxErrorRatio * SquareRoot(cost / pixels), kLeastMaxError, kLargestMaxError);
}

// Works row by row; a row needs the one below it, to which it hands errors.
class Diffuser {
 public:
  Diffuser(const ColorMap& map, uint32_t width, uint32_t strength)
      : map_(map),
        strength_(static_cast<int32_t>(strength)),
        max_error_(MaxError(map)),
        nearest_color_(map.palette),
        errors_(width),
        errors_below_(width) {
    low_.fill(INT16_MAX);
    high_.fill(0);
    for (const Point& color : map.palette) {
      for (int c = 0; c < 4; ++c) {
        low_[c] = std::min(low_[c], color[c]);
        high_[c] = std::max(high_[c], color[c]);
      }
    }
  }

  // `below` is empty for the last row.
  template <class Index>
  void DitherRow(std::span<const uint32_t> ranks, std::span<const uint32_t> below, bool to_left, Index* out) {
    const auto width = static_cast<ptrdiff_t>(ranks.size());
    const ptrdiff_t step = to_left ? -1 : 1;
    for (ptrdiff_t x = to_left ? width - 1 : 0; x >= 0 && x < width; x += step) {
      const uint32_t color = ranks[x];
      uint16_t label = map_.labels[color];
      const Point point = map_.points.At(color);
      if (map_.palette[label] != point) {
        const Point wanted = Wanted(point, errors_[x]);
        label = nearest_color_.Find(wanted);
        const Error error = Missing(wanted, map_.palette[label]);
        const auto hand = [&](std::span<const uint32_t> row, std::vector<Error>& errors, ptrdiff_t to, int32_t share) {
          if (to >= 0 && to < width) Hand(error, share, point, map_.points.At(row[to]), errors[to]);
        };
        hand(ranks, errors_, x + step, 7);
        if (!below.empty()) {
          hand(below, errors_below_, x - step, 3);
          hand(below, errors_below_, x, 5);
          hand(below, errors_below_, x + step, 1);
        }
      }
      out[x] = static_cast<Index>(label);
    }
    std::swap(errors_, errors_below_);
    std::fill(errors_below_.begin(), errors_below_.end(), Error());
  }

 private:
  // The point and what earlier ones lack, no farther out than the palette
  // reaches. Only what is translucent already may change its alpha.
  Point Wanted(const Point& point, const Error& error) const {
    Point wanted;
    for (int c = 0; c < 4; ++c) {
      const int32_t rounded = (error[c] + kShares / 2) >> std::countr_zero(uint32_t{kShares});
      const int32_t coordinate = point[c] + std::clamp(rounded, -max_error_, max_error_);
      // A point outside of the palette's box stays where it is, but errors take none farther out.
      wanted[c] = static_cast<int16_t>(
          std::clamp<int32_t>(coordinate, std::min(low_[c], point[c]), std::max(high_[c], point[c])));
    }
    const bool is_translucent = point[3] > 0 && point[3] < map_.opaque;
    if (!is_translucent) wanted[3] = point[3];
    return wanted;
  }

  Error Missing(const Point& wanted, const Point& given) const {
    Error error;
    for (int c = 0; c < 4; ++c) error[c] = (wanted[c] - given[c]) * strength_ / 1000;
    return error;
  }

  static void Hand(const Error& error, int32_t share, const Point& from, const Point& to, Error& received) {
    constexpr uint32_t kEdge = (kEdgeLevels * kEdgeLevels << 2 * kPointBits) / kShares;
    const uint32_t steepness = SquaredDistance(from, to) / kEdge;
    if (steepness >= kShares) return;
    const int32_t part = share * (kShares - static_cast<int32_t>(steepness));
    for (int c = 0; c < 4; ++c) received[c] += error[c] * part / kShares;
  }

  const ColorMap& map_;
  int32_t strength_;
  int32_t max_error_;
  NearestColor nearest_color_;
  Point low_, high_;  // the box that holds the palette
  std::vector<Error> errors_, errors_below_;
};

}  // namespace

void DitherFloydSteinberg(const ColorMap& map, const Pixels& image, uint32_t strength, IndexPlane& plane) {
  Diffuser diffuser(map, image.width, strength);
  plane.Visit([&](auto view) {
    std::vector<uint32_t> row;
    const auto dither = [&](uint32_t y, std::span<const uint32_t> below) {
      diffuser.DitherRow(row, below, y % 2 == 1, view.Row(y));
    };
    map.histogram.ForRows(image, 1, [&](uint32_t y, std::span<const uint32_t> ranks) {
      if (y > 0) dither(y - 1, ranks);
      row.assign(ranks.begin(), ranks.end());
    });
    dither(image.height - 1, {});
  });
}

}  // namespace kmc
