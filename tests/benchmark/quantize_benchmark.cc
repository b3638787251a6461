// The stages of quantizing, each alone: histogram, tree, assignment, search, mapping.
#include <benchmark/benchmark.h>

#include <vector>

#include "codec/color_tree.h"
#include "codec/histogram.h"
#include "codec/lloyd.h"
#include "codec/random.h"
#include "codec/seeding.h"
#include "tests/benchmark/benchmark_image.h"

namespace kmc {
namespace {

enum Stage { kHistogram, kKMeans, kMapping };  // as kmc_report_stage_ms numbers them

void ReportPixels(benchmark::State& state) {
  state.counters["pixels/s"] =
      benchmark::Counter(PixelsOf(BenchmarkImage()), benchmark::Counter::kIsIterationInvariantRate);
}

void HistogramStage(benchmark::State& state) {
  const Pixels pixels = BenchmarkImage().pixels();
  size_t colors = 0;
  for (auto _ : state) colors = Histogram::Build(pixels, static_cast<uint32_t>(state.range(0)))->colors().size();
  ReportPixels(state);
  state.counters["colors"] = static_cast<double>(colors);
}
BENCHMARK(HistogramStage)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

void Tree(benchmark::State& state) {
  const auto histogram = Histogram::Build(BenchmarkImage().pixels(), 1);
  for (auto _ : state) benchmark::DoNotOptimize(ColorTree(histogram->colors(), histogram->counts()).size());
  state.counters["colors/s"] = benchmark::Counter(static_cast<double>(histogram->colors().size()),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(Tree)->Unit(benchmark::kMillisecond);

// One exact assignment. Distances as brute force would compute them: of every
// colour, and of every pixel, to every centroid.
void Assignment(benchmark::State& state) {
  const auto histogram = Histogram::Build(BenchmarkImage().pixels(), 1);
  const ColorTree tree(histogram->colors(), histogram->counts());
  const auto count = static_cast<uint32_t>(state.range(0));
  if (count >= tree.size()) return state.SkipWithError("the image has fewer colours");
  Random random(1);
  Assigner assigner(tree, count, static_cast<uint32_t>(state.range(1)));
  const std::vector<Point> centroids =
      RunLloyd(assigner, tree, SeedByDistance(tree.points(), tree.weights(), count, random), 3).centroids;
  std::vector<Moments> sums(count);
  for (auto _ : state) assigner.Sum(centroids, sums);
  const auto rate = [&](double points) {
    return benchmark::Counter(points * count, benchmark::Counter::kIsIterationInvariantRate);
  };
  state.counters["color distances/s"] = rate(tree.size());
  state.counters["pixel distances/s"] = rate(PixelsOf(BenchmarkImage()));
}
BENCHMARK(Assignment)
    ->ArgNames({"K", "threads"})
    ->ArgsProduct({{3, 16, 64, 256, 1024, 4096}, {1, 2}})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

// The time of one stage of kmc_quantize, as its report gives it.
void MeasureStage(benchmark::State& state, const kmc_quantize_options& options, Stage stage, uint32_t threads) {
  double squared_error = 0;
  for (auto _ : state) {
    const Quantized quantized = Quantize(BenchmarkImage(), options, threads);
    state.SetIterationTime(kmc_report_stage_ms(quantized.report.get(), stage) / 1000);
    squared_error = kmc_report_squared_error(quantized.report.get());
  }
  ReportError(state, squared_error, BenchmarkImage());
}

void PaletteSearch(benchmark::State& state) {
  kmc_quantize_options options = QuantizeTo(static_cast<uint32_t>(state.range(0)));
  options.effort = static_cast<uint32_t>(state.range(1));
  MeasureStage(state, options, kKMeans, 1);
}
BENCHMARK(PaletteSearch)
    ->ArgNames({"K", "effort"})
    ->ArgsProduct({{3, 16, 64, 256}, benchmark::CreateDenseRange(1, 9, 1)})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

void Mapping(benchmark::State& state) {
  kmc_quantize_options options = QuantizeTo(static_cast<uint32_t>(state.range(0)));
  options.effort = 1;
  MeasureStage(state, options, kMapping, static_cast<uint32_t>(state.range(1)));
  ReportPixels(state);
}
BENCHMARK(Mapping)
    ->ArgNames({"K", "threads"})
    ->ArgsProduct({{3, 256, 1024}, {1, 2}})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

void WholeQuantize(benchmark::State& state) {
  const kmc_quantize_options options = QuantizeTo(static_cast<uint32_t>(state.range(0)));
  double squared_error = 0;
  for (auto _ : state) {
    const Quantized quantized = Quantize(BenchmarkImage(), options, static_cast<uint32_t>(state.range(1)));
    squared_error = kmc_report_squared_error(quantized.report.get());
  }
  ReportPixels(state);
  ReportError(state, squared_error, BenchmarkImage());
}
BENCHMARK(WholeQuantize)
    ->ArgNames({"K", "threads"})
    ->ArgsProduct({{3, 16, 64, 256}, {1, 2}})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kmc
