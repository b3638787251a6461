#include "codec/quantize.h"

#include <chrono>
#include <memory>
#include <numeric>

#include "codec/color_tree.h"
#include "codec/histogram.h"

namespace kmc {
namespace {

class StageClock {
 public:
  // Milliseconds since the last call.
  double Lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double, std::milli> lap = now - last_;
    last_ = now;
    return lap.count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

RoundedPalette ExactPalette(const Histogram& histogram) {
  RoundedPalette palette;
  palette.colors.assign(histogram.colors().begin(), histogram.colors().end());
  palette.labels.resize(palette.colors.size());
  std::iota(palette.labels.begin(), palette.labels.end(), uint16_t{0});
  return palette;
}

}  // namespace

Status Quantize(const Pixels& pixels, const QuantizeOptions& options, Progress& progress, IndexedImage& image,
                QuantizeReport& report) {
  StageClock clock;
  const uint32_t threads = options.search.threads;

  progress.BeginStage(0, 0.1);
  const std::unique_ptr<Histogram> histogram = Histogram::Build(pixels, threads);
  report.source_colors = histogram->colors().size();
  report.exact = report.source_colors <= options.search.colors;
  report.stage_ms[0] = clock.Lap();
  if (options.lossless && !report.exact) return Status::kColors;

  progress.BeginStage(0.1, 0.9);
  RoundedPalette palette;
  if (report.exact) {
    palette = ExactPalette(*histogram);
  } else {
    const ColorTree tree(histogram->colors(), histogram->counts());
    palette = SearchPalette(tree, options.search, progress, report.runs);
  }
  report.cost = palette.cost;
  report.stage_ms[1] = clock.Lap();
  if (progress.cancelled()) return Status::kCancelled;

  progress.BeginStage(0.9, 1);
  image.palette = {std::move(palette.colors), false};
  image.plane = IndexPlane(pixels.width, pixels.height, static_cast<uint32_t>(image.palette.colors.size()));
  histogram->Map(pixels, palette.labels, threads, image.plane);
  report.stage_ms[2] = clock.Lap();
  progress.Tell(1);
  return progress.cancelled() ? Status::kCancelled : Status::kOk;
}

}  // namespace kmc
