// Writing and reading files by each index coding.
#include <benchmark/benchmark.h>

#include "tests/benchmark/benchmark_image.h"

namespace kmc {
namespace {

Bytes Write(const kmc_image* image, kmc_coding coding, const kmc_work& work) {
  kmc_write_options options;
  kmc_write_options_init(&options);
  options.coding = coding;
  Bytes bytes;
  Require(kmc_write(image, &options, &work, Out(bytes)));
  return bytes;
}

kmc_work WorkOn(int64_t threads) {
  kmc_work work;
  kmc_work_init(&work);
  work.threads = static_cast<uint32_t>(threads);
  return work;
}

void ReportFile(benchmark::State& state, const Bytes& file) {
  const auto size = static_cast<double>(kmc_bytes_size(file.get()));
  const double pixels = PixelsOf(BenchmarkImage());
  state.counters["bytes"] = size;
  state.counters["bits/pixel"] = size * 8 / pixels;
  state.counters["pixels/s"] = benchmark::Counter(pixels, benchmark::Counter::kIsIterationInvariantRate);
}

void WriteFile(benchmark::State& state) {
  const Quantized quantized = Quantize(BenchmarkImage(), QuantizeTo(static_cast<uint32_t>(state.range(0))), 0);
  const kmc_work work = WorkOn(state.range(2));
  Bytes file;
  for (auto _ : state) file = Write(quantized.image.get(), static_cast<kmc_coding>(state.range(1)), work);
  ReportFile(state, file);
}

void ReadFile(benchmark::State& state) {
  const Quantized quantized = Quantize(BenchmarkImage(), QuantizeTo(static_cast<uint32_t>(state.range(0))), 0);
  const kmc_work work = WorkOn(state.range(2));
  const Bytes file = Write(quantized.image.get(), static_cast<kmc_coding>(state.range(1)), work);
  for (auto _ : state) {
    Image image;
    Require(kmc_read(kmc_bytes_data(file.get()), kmc_bytes_size(file.get()), &work, Out(image)));
  }
  ReportFile(state, file);
}

void Arguments(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"K", "coding", "threads"})
      ->ArgsProduct(
          {{4, 16, 64, 256, 1024}, {KMC_CODING_PACKED, KMC_CODING_DEFLATE, KMC_CODING_FAST, KMC_CODING_MAX}, {1, 2}})
      ->UseRealTime()
      ->MeasureProcessCPUTime()
      ->Unit(benchmark::kMillisecond);
}
BENCHMARK(WriteFile)->Apply(Arguments);
BENCHMARK(ReadFile)->Apply(Arguments);

}  // namespace
}  // namespace kmc
