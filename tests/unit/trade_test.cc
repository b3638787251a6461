// Trades: what indices cost and miss, and what a greater lambda makes of it.
#include "codec/trade.h"

#include <gtest/gtest.h>

#include <string>

#include "codec/price.h"
#include "codec/vision.h"
#include "format/fast_coding.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

// An image with its palette, and how errors are to be counted.
struct Job {
  std::string name;
  SampleImage sample;
  std::vector<Rgba> palette;
  TradeSource source;
};

Job MakeJob(const std::string& name, SampleImage sample, uint32_t colors, bool seen = false, uint32_t diffusion = 0,
            uint32_t tile = 0) {
  Job job{name, std::move(sample), {}, {}};
  job.palette = PaletteOf(QuantizeSample(job.sample, QuantizeTo(colors)).image.get());
  job.source.image = job.sample.pixels();
  const TileGrid grid(job.sample.width, job.sample.height, tile ? TileGrid::SquareTileByte(tile) : uint8_t{0});
  for (uint64_t i = 0; i < grid.count(); ++i) job.source.tiles.push_back(grid.Tile(i));
  if (seen) job.source.sensitivity = Sensitivity(job.source.image);
  job.source.rows.diffusion = diffusion;
  return job;
}

std::vector<Job> Jobs() {
  std::vector<Job> jobs;
  for (const uint32_t colors : {2u, 3u, 5u, 16u, 32u, 33u, 200u, 400u}) {
    jobs.push_back(MakeJob("photo of " + std::to_string(colors), Photo(96, 64), colors));
  }
  jobs.push_back(MakeJob("seen", Photo(96, 64), 40, true));
  jobs.push_back(MakeJob("diffused", Photo(96, 64), 24, true, 32));
  jobs.push_back(MakeJob("diffused, many colours", Photo(96, 64), 300, false, 32));
  jobs.push_back(MakeJob("tiles", Photo(150, 100), 30, true, 32, 32));
  jobs.push_back(MakeJob("translucent", Translucent(96, 64), 60, true));
  jobs.push_back(MakeJob("few colours", FewColors(96, 64, 12), 12));
  jobs.push_back(MakeJob("noise", Noise(40, 40), 64));
  jobs.push_back(MakeJob("row", Photo(200, 1), 12));
  jobs.push_back(MakeJob("column", Photo(1, 200), 12));
  return jobs;
}

Trade TradeOf(const Job& job, uint32_t lambda, uint32_t threads = 1) {
  Trade trade;
  trade.lambda = lambda;
  trade.palette = job.palette;
  Progress silent({});
  MakeTrades(job.source, {&trade, 1}, threads, silent);
  return trade;
}

std::vector<uint16_t> IndicesOf(const IndexPlane& plane) {
  std::vector<uint16_t> indices;
  plane.Visit([&](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) indices.insert(indices.end(), view.Row(y), view.Row(y) + view.width);
  });
  return indices;
}

// The bytes of the plane's tiles, as the file has them.
size_t CodedBytes(const Job& job, const IndexPlane& plane) {
  const CodingPalette palette(job.palette);
  std::vector<uint8_t> bytes;
  for (const Rect& tile : job.source.tiles) {
    plane.Visit(tile, [&](auto view) { EncodeFast(view, palette, bytes); });
  }
  return bytes.size();
}

// Not rounded to bytes, which is more than what one row can gain.
double CodedBits(const Job& job, const IndexPlane& plane) {
  const CodingPalette palette(job.palette);
  double bits = 0;
  for (const Rect& tile : job.source.tiles) {
    plane.Visit(tile, [&](auto view) {
      for (const float pixel : MeasureFast(view, palette)) bits += static_cast<double>(pixel);
    });
  }
  return bits;
}

uint64_t ErrorOf(const Job& job, const std::vector<uint16_t>& indices) {
  uint64_t error = 0;
  for (uint32_t i = 0; i < indices.size(); ++i) {
    const Rgba color = job.sample.At(i % job.sample.width, i / job.sample.width);
    error += SquaredDistance(PointOfColor(color), PointOfColor(job.palette[indices[i]]));
  }
  return error;
}

IndexPlane NearestPlane(const Job& job) {
  std::vector<Point> points;
  for (const Rgba color : job.palette) points.push_back(PointOfColor(color));
  NearestColor nearest(points);
  IndexPlane plane(job.sample.width, job.sample.height, static_cast<uint32_t>(points.size()));
  plane.Visit([&](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) {
      for (uint32_t x = 0; x < view.width; ++x) {
        view.Row(y)[x] =
            static_cast<std::remove_reference_t<decltype(*view.data)>>(nearest.Find(PointOfColor(job.sample.At(x, y))));
      }
    }
  });
  return plane;
}

double Bits(uint64_t price) { return static_cast<double>(price) / kPricePerBit; }
double SquaredLevels(uint64_t error) { return static_cast<double>(error) * kSquaredUnit; }

TEST(Trade, PriceIsWhatTheCoderSpends) {
  for (const Job& job : Jobs()) {
    for (const uint32_t lambda : {1u, 30 * kLambdaUnit, 500 * kLambdaUnit}) {
      const Trade trade = TradeOf(job, lambda);
      const auto bytes = static_cast<double>(CodedBytes(job, trade.plane));
      const double overhead = 5 * static_cast<double>(job.source.tiles.size());
      EXPECT_NEAR(Bits(trade.price) / 8, bytes, 0.02 * bytes + overhead + 11) << job.name << ", lambda " << lambda;
    }
  }
}

TEST(Trade, OfNearlyNoLambdaTakesNearestColours) {
  for (const Job& job : Jobs()) {
    if (!job.source.sensitivity.empty() || job.source.rows.diffusion > 0) continue;
    const uint64_t error = ErrorOf(job, IndicesOf(TradeOf(job, 1).plane));
    const uint64_t least = ErrorOf(job, IndicesOf(NearestPlane(job)));
    EXPECT_GE(error, least) << job.name;
    EXPECT_LE(SquaredLevels(error), 1.002 * SquaredLevels(least)) << job.name;
  }
}

TEST(Trade, OfAGreaterLambdaCostsLessAndMissesMore) {
  for (const Job& job : Jobs()) {
    const bool plain = job.source.sensitivity.empty() && job.source.rows.diffusion == 0;
    const uint64_t first_price = TradeOf(job, 1).price;
    uint64_t price = UINT64_MAX, error = 0;
    for (const uint32_t lambda : {1u, 10 * kLambdaUnit, 60 * kLambdaUnit, 400 * kLambdaUnit, 3000 * kLambdaUnit}) {
      const Trade trade = TradeOf(job, lambda);
      EXPECT_LE(trade.price, price) << job.name << ", lambda " << lambda;
      price = trade.price;
      if (!plain) continue;  // errors as they are seen grow, and others may not
      EXPECT_GE(SquaredErrorWith(job.palette, trade), error) << job.name << ", lambda " << lambda;
      error = SquaredErrorWith(job.palette, trade);
    }
    EXPECT_LT(price, first_price) << job.name;
  }
}

TEST(Trade, IsNoWorseThanNearestColours) {
  for (const Job& job : Jobs()) {
    if (!job.source.sensitivity.empty() || job.source.rows.diffusion > 0) continue;
    if (job.sample.width == 1) continue;  // rows of one pixel leave the search no choice
    const IndexPlane nearest = NearestPlane(job);
    const double bits = CodedBits(job, nearest);
    const double error = SquaredLevels(ErrorOf(job, IndicesOf(nearest)));
    for (const uint32_t level : {5u, 40u, 300u}) {
      const Trade trade = TradeOf(job, level * kLambdaUnit);
      const double cost = SquaredLevels(SquaredErrorWith(job.palette, trade)) + level * CodedBits(job, trade.plane);
      // What rows below will pay is guessed, and where there is nothing to gain that may be wrong.
      EXPECT_LE(cost, 1.001 * (error + level * bits)) << job.name << ", lambda " << level;
    }
  }
}

TEST(Trade, MomentsAreThoseOfThePixelsOfEachColour) {
  for (const Job& job : Jobs()) {
    const Trade trade = TradeOf(job, 50 * kLambdaUnit);
    const std::vector<uint16_t> indices = IndicesOf(trade.plane);
    std::vector<Moments> expected(job.palette.size());
    for (uint32_t i = 0; i < indices.size(); ++i) {
      ASSERT_LT(indices[i], job.palette.size()) << job.name;
      expected[indices[i]].Add(PointOfColor(job.sample.At(i % job.sample.width, i / job.sample.width)), 1);
    }
    for (size_t j = 0; j < expected.size(); ++j) {
      EXPECT_EQ(trade.moments[j].weight, expected[j].weight) << job.name;
      EXPECT_EQ(trade.moments[j].sum, expected[j].sum) << job.name;
      EXPECT_EQ(trade.moments[j].squares, expected[j].squares) << job.name;
    }
    EXPECT_EQ(SquaredErrorWith(job.palette, trade), ErrorOf(job, indices)) << job.name;
  }
}

TEST(Trade, IsTheSameOnEveryTargetAndAnyNumberOfThreads) {
  for (const Job& job : Jobs()) {
    const Trade expected = TradeOf(job, 40 * kLambdaUnit);
    const auto expect_same = [&](const Trade& trade) {
      EXPECT_EQ(trade.price, expected.price) << job.name;
      EXPECT_TRUE(IndicesOf(trade.plane) == IndicesOf(expected.plane)) << job.name;
    };
    for (const uint32_t threads : {2u, 7u}) expect_same(TradeOf(job, 40 * kLambdaUnit, threads));
    for (const std::string& target : KernelTargets()) {
      RestrictKernels(target);
      expect_same(TradeOf(job, 40 * kLambdaUnit));
    }
    RestrictKernels("");
  }
}

}  // namespace
}  // namespace kmc
