// The textbook's job: k-means from 300 random starts of at most 10 iterations
// each, the best run kept. J is that of the best run's partition, before its
// palette is rounded.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "tests/benchmark/benchmark_image.h"

namespace kmc {
namespace {

constexpr uint32_t kStarts = 300;
constexpr uint32_t kIterations = 10;

void Textbook(benchmark::State& state) {
  const SampleImage& image = BenchmarkImage();
  kmc_quantize_options options = QuantizeTo(static_cast<uint32_t>(state.range(0)));
  options.restarts = kStarts;
  options.iterations = kIterations;
  options.seeding = static_cast<kmc_seeding>(state.range(1));
  Quantized quantized;
  for (auto _ : state) quantized = Quantize(image, options, static_cast<uint32_t>(state.range(2)));

  const kmc_report* report = quantized.report.get();
  double iterations = 0;
  std::vector<double> costs;
  for (uint32_t run = 0; run < kmc_report_runs(report); ++run) {
    iterations += kmc_report_iterations(report, run, nullptr, 0);
    costs.push_back(kmc_report_run_cost(report, run) / PixelsOf(image) / (255.0 * 255.0));
  }
  std::sort(costs.begin(), costs.end());
  state.counters["J"] = costs.front();
  state.counters["median J"] = costs[costs.size() / 2];
  state.counters["worst J"] = costs.back();
  // As brute force would compute them: of every pixel to every centroid.
  state.counters["pixel distances/s"] =
      benchmark::Counter(iterations * PixelsOf(image) * static_cast<double>(state.range(0)),
                         benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(Textbook)
    ->ArgNames({"K", "seeding", "threads"})
    ->ArgsProduct({{3, 16}, {KMC_SEEDING_KMEANSPP, KMC_SEEDING_RANDOM}, {1, 2}})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kmc
