// How time grows with the size of the image and with the number of colours.
#include <benchmark/benchmark.h>

#include "tests/benchmark/benchmark_image.h"

namespace kmc {
namespace {

void QuantizeBySize(benchmark::State& state) {
  const SampleImage image = BenchmarkImageOfSize(static_cast<uint64_t>(state.range(0)) * 1000);
  kmc_quantize_options options = QuantizeTo(256);
  options.effort = static_cast<uint32_t>(state.range(1));
  Quantized quantized;
  for (auto _ : state) quantized = Quantize(image, options, static_cast<uint32_t>(state.range(2)));
  state.counters["pixels/s"] = benchmark::Counter(PixelsOf(image), benchmark::Counter::kIsIterationInvariantRate);
  const char* const stages[] = {"histogram ms", "k-means ms", "mapping ms"};
  for (uint32_t stage = 0; stage < 3; ++stage) {
    state.counters[stages[stage]] = kmc_report_stage_ms(quantized.report.get(), stage);
  }
}
BENCHMARK(QuantizeBySize)
    ->ArgNames({"kilopixels", "effort", "threads"})
    ->ArgsProduct({{100, 400, 1600, 6000, 24000, 100000}, {1, 5}, {1, 2}})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

void QuantizeByColors(benchmark::State& state) {
  kmc_quantize_options options = QuantizeTo(static_cast<uint32_t>(state.range(0)));
  options.effort = static_cast<uint32_t>(state.range(1));
  Quantized quantized;
  for (auto _ : state) quantized = Quantize(BenchmarkImage(), options, 1);
  ReportError(state, kmc_report_squared_error(quantized.report.get()), BenchmarkImage());
}
BENCHMARK(QuantizeByColors)
    ->ArgNames({"K", "effort"})
    ->ArgsProduct({benchmark::CreateRange(2, 4096, 2), {1, 5}})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kmc
