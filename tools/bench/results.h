// What kmcbench has measured, and what it amounts to.
#ifndef KMC_TOOLS_BENCH_RESULTS_H_
#define KMC_TOOLS_BENCH_RESULTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/bench/codec.h"

namespace kmc::tools {

struct BenchedPicture {
  std::string name;
  uint32_t width = 0, height = 0;
  bool is_opaque = true;
  uint64_t input_bytes = 0;
  std::vector<std::vector<Measurement>> measured;  // by target, then codec

  double Pixels() const { return static_cast<double>(width) * height; }
  double RawBytes() const { return Pixels() * (is_opaque ? 3 : 4); }
};

struct CodecHead {
  std::string name, version;
  std::vector<std::string> settings;  // by target; empty where it cannot do that
};

struct BenchResults {
  std::vector<BenchTarget> targets;
  std::vector<CodecHead> codecs;  // the first is what the others are compared with
  std::vector<std::string> missing;
  std::vector<BenchedPicture> pictures;
  std::vector<std::string> skipped;  // inputs that could not be read
  uint32_t threads = 1;
};

// A codec against the first one, over the pictures that both have done for a target.
struct Comparison {
  uint32_t pictures = 0;
  double sum = 0;             // of its bytes, in sums of the first's
  double geometric_mean = 0;  // of bytes / the first's bytes
  double least = 0, most = 0;
  std::string least_picture, most_picture;
};

// A codec over all pictures that it has done for a target.
struct CodecSummary {
  uint32_t pictures = 0, failures = 0;
  uint64_t bytes = 0;
  double raw_ratio = 0;                       // bytes of the pixels as they are / bytes
  std::optional<double> psnr;                 // mean of those that are not exact
  double encode_speed = 0, decode_speed = 0;  // megapixels a second
  std::optional<Comparison> against_first;    // none of the first itself
};

CodecSummary Summarise(const BenchResults& results, size_t target, size_t codec);

// Of one measurement; none if every pixel is kept.
std::optional<double> PsnrOf(const BenchedPicture& picture, const Measurement& measurement);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BENCH_RESULTS_H_
