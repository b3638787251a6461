#include "codec/target.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "codec/color_count.h"
#include "codec/lambda_search.h"
#include "codec/log2.h"
#include "codec/price.h"
#include "codec/threads.h"
#include "codec/trade.h"
#include "codec/visible_quality.h"
#include "codec/vision.h"
#include "format/palette_coding.h"

namespace kmc {
namespace {

// ---- what is asked and what comes out, in the same units ----

// In thousandths of a decibel: 10 x log10(2), for an octave of error.
constexpr int64_t kOctaveOfError = 3010;
constexpr int64_t kPerfectPsnr = 120000;

int64_t PsnrOf(uint64_t error, uint64_t pixels) {
  if (error == 0) return kPerfectPsnr;
  // 255^2 x 3, with the unit of errors.
  const int64_t peak = Log2(195075) + (2 * kPointBits << kLog2Bits) + Log2(pixels);
  return (peak - Log2(error)) * kOctaveOfError >> kLog2Bits;
}

// The error a pixel, in units of kSquaredUnit, of a PSNR.
uint64_t ErrorOfPsnr(uint64_t psnr) {
  const int64_t log =
      Log2(195075) + (2 * kPointBits << kLog2Bits) - static_cast<int64_t>((psnr << kLog2Bits) / kOctaveOfError);
  return log <= 0 ? 1 : Exp2(log);
}

// How near results come to what is asked, in its units, and how these fall with an octave of lambda.
struct Precision {
  int64_t aim, enough, slope;
};
constexpr uint64_t Missing(uint64_t quality) { return kPerfectQuality - std::min<uint64_t>(quality, kPerfectQuality); }

constexpr Precision PrecisionOf(const Target& target) {
  constexpr int64_t kPercent = (1 << kLog2Bits) / 70;  // of bytes, as a logarithm
  switch (target.goal) {
    case Goal::kPsnr:
      return {20, 80, 1500};
    case Goal::kQuality:
      return {100, 400, static_cast<int64_t>(Missing(target.value)) * 3 / 10 + 100};
    case Goal::kBytes:
      return {-kPercent / 2, 3 * kPercent / 2, (1 << kLog2Bits) / 2};
  }
  return {};
}

// How much is spent on a better result.
struct Effort {
  uint32_t paths;        // of the search for indices
  uint32_t rounds;       // of two trades each
  uint32_t more_rounds;  // while none satisfies, or not nearly enough
};
constexpr Effort EffortOf(uint32_t effort) {
  if (effort <= 3) return {3, 1, 8};
  if (effort <= 6) return {4, 4, 6};
  return {10, 8, 6};
}

// About what a colour costs in the file, in 1/256 bit.
constexpr uint64_t kPriceOfColor = 15 * kPricePerBit;

// The error that a colour must take off the image, over lambda: as many bits as it costs in the
// file and, about as many again, until the model knows it. As a logarithm, in units of
// kSquaredUnit for a lambda in 1/kLambdaUnit.
constexpr int64_t kLogWorthOfColor = Log2(30) + (2 * kPointBits << kLog2Bits) - Log2(kLambdaUnit);

// Half of an error goes on to the pixels around: more costs too many bytes, less lets bands appear.
constexpr uint32_t kDiffusion = 32;

// A part of the whole work, 0..1; and where those of the first palette and of a sample end.
struct Stage {
  double begin, end;
};
constexpr double kShareOfPalette = 0.05, kShareOfSample = 0.5;

// Of larger images so many tiles are tried before all are.
constexpr uint64_t kSampledTiles = 3;

// On photographs the fewest bytes come of palettes of which k-means alone has
// anything between a quarter and a half of the error that the trade may make.
constexpr uint64_t ErrorOfPalette(uint64_t error) { return error * 2 / 5; }

// Errors grow more slowly than lambda: about with its square root (where both are
// in levels: 20 at a lambda of 40). In units of kSquaredUnit.
uint64_t ErrorOfPaletteAt(int64_t log_lambda) {
  const int64_t log_error = (log_lambda - Log2(kLambdaUnit) + Log2(10)) / 2;
  return Exp2(log_error + (2 * kPointBits << kLog2Bits));
}

// ---- one result ----

struct Result {
  IndexedImage image;
  std::vector<Rgba> next_palette;  // for further trades: of the image's colours those that are used
  int64_t excess = 0;              // over what is asked
  uint64_t error = 0;              // squared, in units of kSquaredUnit
  int64_t quality = 0;             // in thousandths
  uint64_t price = 0;              // of the indices, in 1/256 bit
  bool satisfies = false;
};

// The trade's image with better colours, without those that are not used or
// repeated, in canonical order behind the fixed ones.
IndexedImage Tidied(const Trade& trade, std::span<const Rgba> colors, const PaletteRules& rules) {
  IndexedImage image;
  std::vector<Rgba>& palette = image.palette.colors;
  palette = rules.fixed;
  for (size_t j = 0; j < colors.size(); ++j) {
    const bool listed = std::find(rules.fixed.begin(), rules.fixed.end(), colors[j]) != rules.fixed.end();
    if (trade.moments[j].weight > 0 && !listed) palette.push_back(colors[j]);
  }
  const auto free = palette.begin() + static_cast<ptrdiff_t>(rules.fixed.size());
  std::sort(free, palette.end(), CanonicalLess);
  palette.erase(std::unique(free, palette.end()), palette.end());
  image.palette.keeps_order = !rules.fixed.empty();

  std::map<uint32_t, uint16_t> places;
  for (size_t i = palette.size(); i-- > 0;) places[CanonicalKey(palette[i])] = static_cast<uint16_t>(i);
  std::vector<uint16_t> place_of(colors.size());
  for (size_t j = 0; j < colors.size(); ++j) {
    if (trade.moments[j].weight > 0) place_of[j] = places[CanonicalKey(colors[j])];
  }
  image.plane = IndexPlane(trade.plane.width(), trade.plane.height(), static_cast<uint32_t>(palette.size()));
  trade.plane.Visit([&](auto from) {
    image.plane.Visit([&](auto to) {
      using Index = std::remove_reference_t<decltype(*to.data)>;
      for (uint32_t y = 0; y < from.height; ++y) {
        for (uint32_t x = 0; x < from.width; ++x) to.Row(y)[x] = static_cast<Index>(place_of[from.Row(y)[x]]);
      }
    });
  });
  return image;
}

// ---- the search ----

class TargetSearch {
 public:
  TargetSearch(const Pixels& image, const Target& target, const QuantizeOptions& options, const WriteOptions& write,
               Progress& progress);

  Status Run(IndexedImage& indexed, QuantizeReport& report);

 private:
  uint64_t PixelCount() const;
  int64_t FirstLogLambda() const;
  Status StartPalette(uint32_t least_colors, IndexedImage& indexed, QuantizeReport& report);
  Status MakePalette(uint32_t colors, IndexedImage& indexed, QuantizeReport& report);
  Status TryFewerColors(int64_t log_lambda, const Result& present, LambdaSearch& search);
  Status FitPalette(LambdaSearch& search);
  Status KeepAll(IndexedImage& indexed, QuantizeReport& report);
  Status KeepOnly(const IndexedImage& indexed, const QuantizeReport& report);
  Status SearchOn(std::vector<Rect> tiles, uint32_t rounds, Stage stage, LambdaSearch& search);
  Status TryBoth(const std::array<int64_t, 2>& logs, const std::array<std::vector<Rgba>, 2>& palettes,
                 std::array<Result, 2>& results);
  Status Measure(const Trade& trade, Result& result);
  Status Judge(Result& result);
  Status MeasureBytes(const Result& result, int64_t& excess);
  bool IsBetter(const Result& result) const;

  const Target& target_;
  const QuantizeOptions& options_;
  const WriteOptions& write_;
  Progress& progress_;
  Effort effort_;
  Precision precision_;
  TradeSource source_;
  bool was_sampled_ = false;   // lambda is known from a part of the image
  std::vector<Rgba> palette_;  // of the next trades
  // Of the palette by k-means: its colours, and the error a pixel and the lambda for which they were counted.
  uint32_t palette_colors_ = 0;
  uint64_t palette_error_ = 0;
  int64_t palette_log_lambda_ = 0;
  std::optional<Result> best_;  // of those that satisfy
};

TargetSearch::TargetSearch(const Pixels& image, const Target& target, const QuantizeOptions& options,
                           const WriteOptions& write, Progress& progress)
    : target_(target),
      options_(options),
      write_(write),
      progress_(progress),
      effort_(EffortOf(options.search.effort)),
      precision_(PrecisionOf(target)) {
  source_.image = image;
  source_.rows.paths = effort_.paths;
  if (target.goal == Goal::kPsnr) return;
  source_.sensitivity = Sensitivity(image);
  source_.rows.diffusion = kDiffusion;
}

// Of the tiles that are looked at.
uint64_t TargetSearch::PixelCount() const {
  uint64_t pixels = 0;
  for (const Rect& tile : source_.tiles) pixels += uint64_t{tile.width} * tile.height;
  return pixels;
}

// What fits most photographs.
int64_t TargetSearch::FirstLogLambda() const {
  switch (target_.goal) {
    case Goal::kPsnr:
      return std::max<int64_t>(0, Log2(ErrorOfPsnr(target_.value) * kLambdaUnit) - (2 * kPointBits << kLog2Bits));
    case Goal::kQuality:
      // Lambda grows with a power of what is missing: 13 at a quality of 75.
      return Log2(13 * kLambdaUnit) + (Log2(std::max<uint64_t>(1, Missing(target_.value))) - Log2(25000)) * 12 / 5;
    case Goal::kBytes:
      return Log2(40 * kLambdaUnit);
  }
  return 0;
}

// What counts of the options when no error is traded.
QuantizeOptions PlainOptions(const QuantizeOptions& options) {
  QuantizeOptions plain;
  static_cast<PaletteRules&>(plain.search) = options.search;
  plain.search.space = ColorSpace::kSrgb;
  plain.search.effort = options.search.effort;
  plain.search.threads = options.search.threads;
  plain.palette = options.palette;
  return plain;
}

// The image by k-means alone, whose palette is where the trades start.
Status TargetSearch::StartPalette(uint32_t least_colors, IndexedImage& indexed, QuantizeReport& report) {
  ColorWish wish;
  wish.error = palette_error_;
  wish.worth = Exp2(palette_log_lambda_ + kLogWorthOfColor);
  wish.most = std::min(options_.search.colors, kMaxTargetColors);
  wish.least = std::min(wish.most, std::max(least_colors, static_cast<uint32_t>(options_.search.fixed.size()) + 1));
  return MakePalette(ColorsFor(source_.image, wish, options_.search.threads), indexed, report);
}

Status TargetSearch::MakePalette(uint32_t colors, IndexedImage& indexed, QuantizeReport& report) {
  QuantizeOptions plain = PlainOptions(options_);
  plain.search.colors = colors;
  Progress silent({});
  KMC_RETURN_IF_ERROR(Quantize({&source_.image, 1}, plain, silent, {&indexed, 1}, report));
  palette_ = indexed.palette.colors;
  palette_colors_ = static_cast<uint32_t>(palette_.size());
  return progress_.cancelled() ? Status::kCancelled : Status::kOk;
}

// For the highest quality: all colours if they are not too many, else the nearest of many.
Status TargetSearch::KeepAll(IndexedImage& indexed, QuantizeReport& report) {
  QuantizeOptions plain = PlainOptions(options_);
  plain.lossless = true;
  const Status status = Quantize({&source_.image, 1}, plain, progress_, {&indexed, 1}, report);
  if (status != Status::kColors) return status;
  plain.lossless = false;
  plain.search.colors = std::min(plain.search.colors, kMaxTargetColors);
  return Quantize({&source_.image, 1}, plain, progress_, {&indexed, 1}, report);
}

// An image of one colour: nothing can be traded, and it satisfies or not.
Status TargetSearch::KeepOnly(const IndexedImage& indexed, const QuantizeReport& report) {
  source_.tiles = {{0, 0, source_.image.width, source_.image.height}};
  Result only;
  only.image = indexed;
  only.error = report.cost;
  KMC_RETURN_IF_ERROR(Judge(only));
  return only.satisfies ? Status::kOk : Status::kTarget;
}

// Begins again with more colours if lambda turns out to be far below what was guessed; or, where
// only the size counts, with fewer if it is far above.
Status TargetSearch::FitPalette(LambdaSearch& search) {
  constexpr int64_t kFar = 1 << kLog2Bits;  // an octave
  const int64_t above = search.center() - palette_log_lambda_;
  if (above > -kFar && (target_.goal != Goal::kBytes || above < kFar)) return Status::kOk;
  palette_error_ = std::max<uint64_t>(1, Exp2(Log2(palette_error_) + above / 2));
  palette_log_lambda_ = std::max<int64_t>(0, search.center());
  search.Forget();
  IndexedImage indexed;
  QuantizeReport report;
  return StartPalette(above < 0 ? palette_colors_ * 3 / 2 : 2, indexed, report);
}

// Of fine grain, fewer colours than the error asks for may do with fewer bytes. So two smaller palettes
// are tried at the lambda of `present`, a result of the present one, and what they cost, if lambda
// were changed until they met the target, is compared.
Status TargetSearch::TryFewerColors(int64_t log_lambda, const Result& present, LambdaSearch& search) {
  constexpr int64_t kGain = (1 << kLog2Bits) / 140;  // half a percent
  const auto log_price = [&](const Result& result) {
    // The price falls by about half an octave with an octave of lambda.
    return Log2(result.price) - (result.excess << kLog2Bits) / search.slope() * 9 / 16;
  };
  const std::vector<Rgba> before = palette_;
  const uint32_t colors_before = palette_colors_;
  std::array<std::vector<Rgba>, 2> palettes;
  for (std::vector<Rgba>& palette : palettes) {
    IndexedImage indexed;
    QuantizeReport report;
    const auto least = static_cast<uint32_t>(options_.search.fixed.size()) + 2;
    KMC_RETURN_IF_ERROR(MakePalette(std::max(least, palette_colors_ * 2 / 3), indexed, report));
    palette = palette_;
  }
  std::array<Result, 2> results;
  KMC_RETURN_IF_ERROR(TryBoth({log_lambda, log_lambda}, palettes, results));
  const size_t cheaper = log_price(results[1]) < log_price(results[0]);
  if (log_price(results[cheaper]) + kGain < log_price(present)) {
    palette_ = palettes[cheaper];
    palette_colors_ = static_cast<uint32_t>(palette_.size());
    search.Forget();
    return Status::kOk;
  }
  palette_ = before;
  palette_colors_ = colors_before;
  return Status::kOk;
}

// Trades in these tiles until the result is near enough, for `rounds` at least.
Status TargetSearch::SearchOn(std::vector<Rect> tiles, uint32_t rounds, Stage stage, LambdaSearch& search) {
  source_.tiles = std::move(tiles);
  best_.reset();
  const uint32_t most = rounds + effort_.more_rounds;
  const bool varies_colors = rounds > 1 && options_.palette.empty() && target_.goal != Goal::kBytes;
  for (uint32_t round = 0; round < most; ++round) {
    const double step = (stage.end - stage.begin) / most;
    progress_.BeginStage(stage.begin + step * round, stage.begin + step * (round + 1));
    const uint32_t colors_before = palette_colors_;
    // What a sample has shown leaves little to try: once a round, not twice.
    const int64_t center = std::max<int64_t>(0, search.center());
    const std::array<int64_t, 2> logs = was_sampled_ ? std::array{center, center} : search.Next();
    std::array<Result, 2> results;
    KMC_RETURN_IF_ERROR(TryBoth(logs, {palette_, palette_}, results));
    search.Learn(logs, {results[0].excess, results[1].excess});
    if (round == 1 && varies_colors) KMC_RETURN_IF_ERROR(TryFewerColors(logs[0], results[0], search));
    const bool same_palette = palette_colors_ == colors_before;
    for (Result& result : results) {
      // The palette of one below the target may have lost colours that are needed.
      if (result.excess >= 0 && same_palette) palette_ = result.next_palette;
      if (result.satisfies && IsBetter(result)) best_ = std::move(result);
    }
    KMC_RETURN_IF_ERROR(FitPalette(search));
    if (round + 1 < rounds) continue;
    if (best_ && std::abs(best_->excess) <= precision_.enough * (was_sampled_ ? 3 : 1)) break;
  }
  return Status::kOk;
}

Status TargetSearch::TryBoth(const std::array<int64_t, 2>& logs, const std::array<std::vector<Rgba>, 2>& palettes,
                             std::array<Result, 2>& results) {
  std::array<Trade, 2> both;
  const bool differ = logs[0] != logs[1] || palettes[0] != palettes[1];
  const std::span trades = std::span(both).first(differ ? 2 : 1);
  for (size_t i = 0; i < trades.size(); ++i) {
    trades[i].lambda = static_cast<uint32_t>(Exp2(logs[i]));
    trades[i].palette = palettes[i];
  }
  MakeTrades(source_, trades, options_.search.threads, progress_);
  if (progress_.cancelled()) return Status::kCancelled;
  std::array<Status, 2> measured{};
  ParallelFor(trades.size(), options_.search.threads,
              [&](size_t i, uint32_t) { measured[i] = Measure(trades[i], results[i]); });
  if (!differ) results[1] = results[0];
  KMC_RETURN_IF_ERROR(measured[0]);
  return measured[1];
}

Status TargetSearch::Measure(const Trade& trade, Result& result) {
  const bool given = !options_.palette.empty();
  const std::vector<Rgba> colors = given ? trade.palette : MeanColors(trade, options_.search);
  if (given) {
    result.image.palette = {trade.palette, true};
    result.image.plane = trade.plane;
  } else {
    result.image = Tidied(trade, colors, options_.search);
  }
  result.next_palette = result.image.palette.colors;
  if (result.next_palette.size() < 2) result.next_palette = trade.palette;
  result.error = SquaredErrorWith(colors, trade);
  result.price = trade.price + result.image.palette.colors.size() * kPriceOfColor;
  return Judge(result);
}

// Sets how far the result exceeds what is asked, and whether it satisfies.
Status TargetSearch::Judge(Result& result) {
  if (target_.goal == Goal::kPsnr) {
    result.excess = PsnrOf(result.error, PixelCount()) - static_cast<int64_t>(target_.value);
  } else {
    result.quality = VisibleQuality(source_.image, result.image, source_.tiles, options_.search.threads);
    result.excess = result.quality - static_cast<int64_t>(target_.value);
  }
  if (target_.goal == Goal::kBytes) KMC_RETURN_IF_ERROR(MeasureBytes(result, result.excess));
  result.satisfies = target_.goal == Goal::kBytes ? result.excess <= 0 : result.excess >= 0;
  return Status::kOk;
}

// As a logarithm, over the bytes that are allowed: those of a file, or of a part
// of the image those that the whole would have.
Status TargetSearch::MeasureBytes(const Result& result, int64_t& excess) {
  const uint64_t all_pixels = uint64_t{source_.image.width} * source_.image.height;
  uint64_t bytes = result.price / (8 * kPricePerBit) * all_pixels / PixelCount();
  if (PixelCount() == all_pixels) {
    std::vector<uint8_t> file;
    Progress silent({});
    KMC_RETURN_IF_ERROR(WriteImage(result.image, write_, silent, file));
    bytes = file.size();
  }
  excess = Log2(std::max<uint64_t>(1, bytes)) - Log2(std::max<uint64_t>(1, target_.value));
  if (excess == 0 && bytes > target_.value) excess = 1;
  return Status::kOk;
}

bool TargetSearch::IsBetter(const Result& result) const {
  if (!best_) return true;
  return target_.goal == Goal::kBytes ? result.quality > best_->quality : result.price < best_->price;
}

Status TargetSearch::Run(IndexedImage& indexed, QuantizeReport& report) {
  progress_.BeginStage(0, kShareOfPalette);
  if (progress_.cancelled()) return Status::kCancelled;
  if (target_.goal == Goal::kQuality && target_.value >= kPerfectQuality) return KeepAll(indexed, report);
  const int64_t first = palette_log_lambda_ = FirstLogLambda();
  palette_error_ = target_.goal == Goal::kPsnr ? ErrorOfPalette(ErrorOfPsnr(target_.value)) : ErrorOfPaletteAt(first);
  KMC_RETURN_IF_ERROR(StartPalette(2, indexed, report));
  if (palette_.size() < 2) return KeepOnly(indexed, report);

  const uint32_t width = source_.image.width, height = source_.image.height;
  const TileGrid grid(width, height, TileByteOf(width, height, write_));
  std::vector<Rect> all, sample;
  const uint64_t stride = std::max<uint64_t>(1, grid.count() / kSampledTiles);
  for (uint64_t i = 0; i < grid.count(); ++i) {
    all.push_back(grid.Tile(i));
    if (i % stride == stride / 2) sample.push_back(all.back());
  }
  LambdaSearch search(first, precision_.slope, precision_.aim);
  const bool is_large = sample.size() < all.size();
  const double sampled = is_large ? kShareOfSample : kShareOfPalette;
  if (is_large) KMC_RETURN_IF_ERROR(SearchOn(std::move(sample), effort_.rounds, {kShareOfPalette, sampled}, search));
  was_sampled_ = is_large;
  KMC_RETURN_IF_ERROR(SearchOn(std::move(all), is_large ? 1 : effort_.rounds, {sampled, 1}, search));
  if (!best_) return Status::kTarget;
  indexed = std::move(best_->image);
  report.cost = report.space_cost = best_->error;
  report.exact = best_->error == 0;
  return Status::kOk;
}

}  // namespace

Status QuantizeTo(const Pixels& image, const Target& target, const QuantizeOptions& options, const WriteOptions& write,
                  Progress& progress, IndexedImage& indexed, QuantizeReport& report) {
  return TargetSearch(image, target, options, write, progress).Run(indexed, report);
}

}  // namespace kmc
