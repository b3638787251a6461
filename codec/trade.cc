#include "codec/trade.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>

#include "codec/near_colors.h"
#include "codec/nearest_color.h"
#include "codec/price.h"
#include "codec/threads.h"
#include "codec/vision.h"
#include "format/coding_palette.h"
#include "format/fast_tile.h"
#include "format/padded_tile.h"

namespace kmc {
namespace {

// A palette as the search and the model of its indices see it.
struct PreparedPalette {
  CodingPalette coding;
  TradePalette trade;

  PreparedPalette(std::span<const Rgba> colors, bool seen) : coding(colors, false) {
    for (const Rgba color : colors) {
      const Point point = PointOfColor(color);
      trade.points.push_back(seen ? SeenPoint(point) : point);
      trade.opacity.push_back(OpacityOf(color.a));
    }
  }
};

// The nearest of a palette's colours that are as opaque as the pixel, where there
// are such: for pixels that shall stay transparent, or opaque.
class NearestAlike {
 public:
  NearestAlike(const TradePalette& palette, Opacity opacity)
      : indices_(IndicesOf(palette, opacity)), nearest_(PointsAt(palette, indices_)) {}

  uint16_t Find(const Point& point) { return indices_[nearest_.Find(point)]; }

  static bool IsMixed(const TradePalette& palette, Opacity opacity) {
    const size_t alike = IndicesOf(palette, opacity).size();
    return alike > 0 && alike < palette.opacity.size();
  }

 private:
  static std::vector<uint16_t> IndicesOf(const TradePalette& palette, Opacity opacity) {
    std::vector<uint16_t> indices;
    for (size_t i = 0; i < palette.opacity.size(); ++i) {
      if (palette.opacity[i] == opacity) indices.push_back(static_cast<uint16_t>(i));
    }
    return indices;
  }
  static std::vector<Point> PointsAt(const TradePalette& palette, std::span<const uint16_t> indices) {
    std::vector<Point> points;
    for (const uint16_t index : indices) points.push_back(palette.points[index]);
    return points;
  }

  std::vector<uint16_t> indices_;
  NearestColor nearest_;
};

// One tile of one trade.
template <class T>
class TileTrade {
 public:
  TileTrade(const TradeSource& source, const Rect& tile, const PreparedPalette& palette, uint32_t lambda)
      : source_(source),
        rect_(tile),
        palette_(palette),
        full_exchange_((source.sensitivity.empty() ? 1 : kSeenShare) * (1u << kExchangeBits) / lambda),
        near_(palette.trade.points),
        moments_(palette.coding.size()) {
    for (const Opacity opacity : {Opacity::kNone, Opacity::kFull}) {
      if (NearestAlike::IsMixed(palette.trade, opacity))
        alike_[static_cast<size_t>(opacity)].emplace(palette.trade, opacity);
    }
  }

  void Run(IndexView<T> plane, Progress& progress) {
    PaddedTile<T> tile(rect_.width, rect_.height);
    FastTile<T> model(palette_.coding, tile);
    RowSearch<T> search(palette_.trade, near_, tile, model, source_.rows);
    PriceMeter meter;
    for (uint32_t y = 0; y < rect_.height && !progress.cancelled(); ++y) {
      for (; read_ < std::min(y + kRows, rect_.height); ++read_) ReadRow(read_);
      std::array<const SourceRow*, kRows> rows{};
      const uint32_t count = read_ - y;
      for (uint32_t i = 0; i < count; ++i) rows[i] = &rows_[(y + i) % kRows];
      model.BeginRow(y);
      search.Choose(y, std::span(rows).first(count));
      model.CodeRow(meter, y);
      AddMoments(y, tile.Row(y));
    }
    price_ = meter.price();
    tile.CopyTo(plane);
  }

  uint64_t price() const { return price_; }
  const std::vector<Moments>& moments() const { return moments_; }

 private:
  static constexpr uint32_t kRows = 3;  // that are looked at together

  const uint8_t* PixelsAt(uint32_t y) const { return source_.image.Row(rect_.y + y) + size_t{4} * rect_.x; }

  void ReadRow(uint32_t y) {
    SourceRow& row = rows_[y % kRows];
    row.points.resize(rect_.width);
    row.opacity.resize(rect_.width);
    row.exchange.resize(rect_.width);
    row.nearest.resize(rect_.width);
    row.nearest_price.resize(rect_.width);
    const bool seen = !source_.sensitivity.empty();
    const uint8_t* sensitivity =
        seen ? &source_.sensitivity[(size_t{rect_.y} + y) * source_.image.width + rect_.x] : nullptr;
    for (uint32_t x = 0; x < rect_.width; ++x) {
      const Rgba color = PixelAt(PixelsAt(y), x);
      const Point point = PointOfColor(color);
      row.points[x] = seen ? SeenPoint(point) : point;
      row.opacity[x] = OpacityOf(color.a);
      row.exchange[x] = seen ? static_cast<uint32_t>(uint64_t{full_exchange_} * sensitivity[x] / 255) : full_exchange_;
      row.nearest[x] = NearestTo(row.points[x], row.opacity[x]);
      const uint32_t distance = SquaredDistance(row.points[x], palette_.trade.points[row.nearest[x]]);
      row.nearest_price[x] = static_cast<uint32_t>(
          std::min<uint64_t>(uint64_t{distance} * row.exchange[x] >> kExchangeBits, UINT32_MAX >> 6));
    }
  }

  uint16_t NearestTo(const Point& point, Opacity opacity) {
    auto& alike = alike_[static_cast<size_t>(opacity)];
    return alike ? alike->Find(point) : near_.Nearest(point);
  }

  void AddMoments(uint32_t y, const T* indices) {
    const uint8_t* pixels = PixelsAt(y);
    for (uint32_t x = 0; x < rect_.width; ++x) moments_[indices[x]].Add(PointOfColor(PixelAt(pixels, x)), 1);
  }

  const TradeSource& source_;
  Rect rect_;
  const PreparedPalette& palette_;
  uint32_t full_exchange_;
  NearColors near_;
  std::array<std::optional<NearestAlike>, 3> alike_;  // by opacity; none where all colours are alike, or may be
  std::array<SourceRow, kRows> rows_;
  uint32_t read_ = 0;  // rows read so far
  std::vector<Moments> moments_;
  uint64_t price_ = 0;
};

}  // namespace

void MakeTrades(const TradeSource& source, std::span<Trade> trades, uint32_t threads, Progress& progress) {
  std::vector<PreparedPalette> palettes;
  for (Trade& trade : trades) {
    palettes.emplace_back(trade.palette, !source.sensitivity.empty());
    trade.plane = IndexPlane(source.image.width, source.image.height, static_cast<uint32_t>(trade.palette.size()));
    trade.price = 0;
    trade.moments.assign(trade.palette.size(), {});
  }
  const size_t tasks = trades.size() * source.tiles.size();
  struct Outcome {
    uint64_t price = 0;
    std::vector<Moments> moments;
  };
  std::vector<Outcome> outcomes(tasks);
  std::atomic<size_t> done = 0;
  ParallelFor(tasks, threads, [&](size_t task, uint32_t worker) {
    if (progress.cancelled()) return;
    Trade& trade = trades[task / source.tiles.size()];
    const Rect& tile = source.tiles[task % source.tiles.size()];
    trade.plane.Visit(tile, [&](auto view) {
      using T = std::remove_reference_t<decltype(*view.data)>;
      TileTrade<T> work(source, tile, palettes[task / source.tiles.size()], trade.lambda);
      work.Run(view, progress);
      outcomes[task] = {work.price(), work.moments()};
    });
    ++done;
    if (worker == 0) progress.Tell(static_cast<double>(done) / static_cast<double>(tasks));
  });
  for (size_t task = 0; task < tasks; ++task) {
    Trade& trade = trades[task / source.tiles.size()];
    trade.price += outcomes[task].price;
    for (size_t j = 0; j < outcomes[task].moments.size(); ++j) trade.moments[j].Add(outcomes[task].moments[j]);
  }
}

std::vector<Rgba> MeanColors(const Trade& trade, const PaletteRules& rules) {
  std::vector<Rgba> colors = trade.palette;
  for (size_t j = 0; j < colors.size(); ++j) {
    const bool fixed = std::find(rules.fixed.begin(), rules.fixed.end(), colors[j]) != rules.fixed.end();
    if (!fixed && trade.moments[j].weight > 0) colors[j] = rules.Posterized(ColorOfPoint(trade.moments[j].Mean()));
  }
  return colors;
}

uint64_t SquaredErrorWith(std::span<const Rgba> colors, const Trade& trade) {
  uint64_t error = 0;
  for (size_t j = 0; j < colors.size(); ++j) error += trade.moments[j].SquaredErrorAbout(PointOfColor(colors[j]));
  return error;
}

}  // namespace kmc
