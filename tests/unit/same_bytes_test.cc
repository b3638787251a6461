// The same input and options give the same file on every SIMD target and with any number of threads.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "codec/kernels.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

struct Job {
  std::string name;
  SampleImage sample;
  kmc_quantize_options options;
  kmc_coding coding = KMC_CODING_AUTO;
  uint32_t tile = 0;
};

std::vector<Job> Jobs() {
  kmc_quantize_options kmeanspp = QuantizeTo(12), random = QuantizeTo(3);
  kmeanspp.restarts = 9;
  random.restarts = 10;
  random.seeding = KMC_SEEDING_RANDOM;
  random.seed = 77;
  return {{"photo by effort", Photo(140, 130), QuantizeTo(60, 6)},
          {"photo quickly", Photo(400, 300), QuantizeTo(60, 1)},
          {"photo of many colours", Photo(140, 130), QuantizeTo(700, 3), KMC_CODING_DEFLATE, 32},
          {"photo by restarts", Photo(140, 130), kmeanspp, KMC_CODING_PACKED},
          {"translucent by effort", Translucent(130, 90), QuantizeTo(30, 5), KMC_CODING_AUTO, 64},
          {"translucent by restarts", Translucent(130, 90), random},
          {"noise", Noise(130, 130), QuantizeTo(256, 2), KMC_CODING_AUTO, 32},
          {"noise beyond swaps", Noise(90, 90), QuantizeTo(4500, 2)},
          {"gradient", Gradient(300, 10), QuantizeTo(16, 4)},
          {"few colours", FewColors(100, 100, 12), QuantizeTo(16), KMC_CODING_AUTO, 32},
          {"several stripes", Photo(1500, 1500), QuantizeTo(8, 1)}};
}

FileBytes FileOf(const Job& job, uint32_t threads) {
  const Quantized quantized = QuantizeSample(job.sample, job.options, threads);
  return Write(quantized.image.get(), job.coding, job.tile, threads);
}

TEST(SameBytes, OnEverySimdTargetAndAnyNumberOfThreads) {
  for (const Job& job : Jobs()) {
    RestrictKernels("");
    const FileBytes expected = FileOf(job, 1);
    for (const uint32_t threads : {2u, 7u}) {
      EXPECT_TRUE(expected == FileOf(job, threads)) << job.name << " on " << threads << " threads";
    }
    for (const std::string& target : KernelTargets()) {
      RestrictKernels(target);
      EXPECT_TRUE(expected == FileOf(job, 2)) << job.name << " with " << target;
    }
    RestrictKernels("");
    EXPECT_TRUE(RgbaOf(Read(expected, 1).get()) == RgbaOf(Read(expected, 7).get())) << job.name;
  }
}

}  // namespace
}  // namespace kmc
