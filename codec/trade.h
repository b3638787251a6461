// The trade of error for bytes: palette and plane that make
//     squared error + lambda x bits
// small for a given lambda. Entropy-constrained k-means (Chou, Lookabaugh & Gray
// 1989) whose code lengths are those of an adaptive model of the plane: indices
// are chosen row by row (row_search.h), then each colour moves to the mean of
// its pixels, and what no pixel uses is dropped.
#ifndef KMC_CODEC_TRADE_H_
#define KMC_CODEC_TRADE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/color_tree.h"
#include "codec/pixels.h"
#include "codec/progress.h"
#include "codec/rounding.h"
#include "codec/row_search.h"
#include "format/index_plane.h"
#include "format/rgba.h"
#include "format/tile_grid.h"

namespace kmc {

// Lambda is in 1/16 of a squared level a bit.
inline constexpr uint32_t kLambdaUnit = 16;

// An image that is traded, perhaps often.
struct TradeSource {
  Pixels image;
  std::vector<Rect> tiles;           // which are coded alone, and may be a part of the image only
  std::vector<uint8_t> sensitivity;  // of all pixels (vision.h): errors count as an eye sees them; empty: as they are
  RowSearchOptions rows;
};

// One trade: what it starts from and what comes out.
struct Trade {
  uint32_t lambda = kLambdaUnit;  // at least 1
  std::vector<Rgba> palette;      // different colours, at least two
  IndexPlane plane;               // of the whole image; filled in its tiles
  uint64_t price = 0;             // of all indices, in 1/256 bit
  std::vector<Moments> moments;   // of the pixels of each palette colour
};

// Fills in what comes out of each. Tiles and trades are shared out to the
// threads. If progress is cancelled, any planes.
void MakeTrades(const TradeSource& source, std::span<Trade> trades, uint32_t threads, Progress& progress);

// The means of the pixels of the palette's colours, as the rules round them: a
// better palette for the same plane. Fixed and unused colours stay as they are.
std::vector<Rgba> MeanColors(const Trade& trade, const PaletteRules& rules);

// The squared error of the plane with these colours in place of its palette, in units of kSquaredUnit.
uint64_t SquaredErrorWith(std::span<const Rgba> colors, const Trade& trade);

}  // namespace kmc

#endif  // KMC_CODEC_TRADE_H_
