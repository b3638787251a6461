// The indices of a row that cost least together: squared error, and lambda times
// the bits that index coding `fast` would spend on them.
//
// A choice changes what the next pixel costs, so the row is searched as a whole,
// by dynamic programming (Viterbi 1967): at every pixel the cheapest paths to a
// few indices are kept, and each is asked what it would pay for the next pixel's
// candidates. The model does not learn before the row is chosen; each path knows
// its own left neighbours and where it follows an earlier repeat. What the rows
// below will pay for being unlike this one is estimated from their colours.
#ifndef KMC_CODEC_ROW_SEARCH_H_
#define KMC_CODEC_ROW_SEARCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "codec/color_space.h"
#include "codec/near_colors.h"
#include "codec/pixels.h"
#include "format/fast_tile.h"
#include "format/padded_tile.h"
#include "format/rgba.h"

namespace kmc {

enum class Opacity : uint8_t { kNone, kPartial, kFull };
constexpr Opacity OpacityOf(uint8_t alpha) {
  return alpha == 0 ? Opacity::kNone : alpha == 255 ? Opacity::kFull : Opacity::kPartial;
}

// Prices are in 1/256 bit, see price.h. A squared distance of points times an
// exchange rate is a price in 1/2^kExchangeBits.
inline constexpr int kExchangeBits = 28;

// A row of the image, and what its nearest colours would cost in error.
struct SourceRow {
  std::vector<Point> points;
  std::vector<Opacity> opacity;
  std::vector<uint32_t> exchange;
  std::vector<uint16_t> nearest;
  std::vector<uint32_t> nearest_price;
};

// A palette in the space in which errors are measured.
struct TradePalette {
  std::vector<Point> points;
  std::vector<Opacity> opacity;
};

struct RowSearchOptions {
  uint32_t paths = 8;      // kept at a pixel, 1..16
  uint32_t diffusion = 0;  // of an error, in 1/64, that goes to the pixels around, as Floyd and Steinberg share it out
};

template <class T>
class RowSearch {
 public:
  // All must outlive this. `model` is of `tile`.
  RowSearch(const TradePalette& palette, const NearColors& near, PaddedTile<T>& tile, FastTile<T>& model,
            const RowSearchOptions& options);

  // Chooses the indices of row y, which the model has begun, into the tile.
  // `rows` are that row and those below it, as far as the tile has them: 1..3.
  void Choose(uint32_t y, std::span<const SourceRow* const> rows);

 private:
  static constexpr size_t kMaxPaths = 16;

  // The cheapest way to an index at the pixel before the current one.
  struct Path {
    uint32_t cost = 0;
    T index = 0, left = 0;  // its index, and the one before
    bool flat = false;      // whether the two before that were equal
    uint8_t back = 0;       // which path it continues
    uint32_t match = 0;     // the place in the tile of the index that is foretold next; 0: none is
    uint32_t length = 0;    // of the match that foretells it, as far as it is known
    uint64_t key = 0;       // of MatchModel
    Point error = {};       // by which the colour missed its target
  };
  // What a path pays for the next pixel.
  struct Offer {
    typename FastTile<T>::Context context;
    uint32_t left, upper, other;  // for the index of w, that of n, any other without its place
    Point target;                 // the colour wanted
  };
  struct Step {
    T index;
    uint8_t back;
  };

  template <bool kSmall>
  void ChooseRow(uint32_t y, std::span<const SourceRow* const> rows);
  template <bool kSmall>
  void MakeOffers(uint32_t x, const SourceRow& row);
  void FindCandidates(uint32_t x, const SourceRow& row);
  template <bool kSmall>
  void TakeOffers(uint32_t x, std::span<const SourceRow* const> rows);
  void Extend(const Path& from, uint8_t back, uint32_t index, uint32_t cost, const Offer& offer);
  void KeepCheapest();
  void TraceBack(T* row);
  void PassErrorsOn(const T* row, const SourceRow& source);

  Point TargetAt(uint32_t x, const SourceRow& row, const Point& error) const;
  uint32_t ErrorPrice(const Point& target, Opacity opacity, uint32_t exchange, uint32_t index) const;
  uint32_t PriceBelow(uint32_t x, std::span<const SourceRow* const> rows, uint32_t index) const;

  const TradePalette& palette_;
  const NearColors& near_;
  PaddedTile<T>& tile_;
  FastTile<T>& model_;
  RowSearchOptions options_;

  const T* above_ = nullptr;  // the row above, at column 0
  uint32_t row_begin_ = 0;    // the first of the row's cells in the tile
  std::vector<Path> paths_, next_;
  std::array<Offer, kMaxPaths> offers_;
  std::vector<uint16_t> candidates_;
  std::vector<uint32_t> seen_;  // by index: the last pixel at which it was a candidate
  uint32_t pixel_ = 0;
  std::vector<Step> steps_;                                   // kMaxPaths at each column
  std::vector<std::array<int32_t, 4>> carried_, carried_on_;  // errors from the row above, and for that below
};

}  // namespace kmc

#endif  // KMC_CODEC_ROW_SEARCH_H_
