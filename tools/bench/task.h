// A picture to be written, and what all codecs have to keep of it.
#ifndef KMC_TOOLS_BENCH_TASK_H_
#define KMC_TOOLS_BENCH_TASK_H_

#include <cstdint>
#include <vector>

#include "codec/kmc.hpp"
#include "tools/bench/options.h"
#include "tools/image_file.h"

namespace kmc::tools {

// What is to be written for a target.
struct BenchTask {
  const Picture& original;
  BenchTarget target;
  std::vector<uint8_t> rgba;  // what a lossless codec has to keep: the original, or kmc's picture of few colours
  Image image;                // the same for kmc, in its palette; null if it has no palette or there is a PSNR to reach
  double image_ms = 0;        // to find that
  uint64_t colors = 0;        // different ones, if they are at most 65536; else 0
  bool is_opaque = true, has_soft_alpha = false;

  double Pixels() const { return static_cast<double>(original.width) * original.height; }
};

// Finds the colours, if the target asks for them, and looks at the pixels.
BenchTask MakeTask(const Picture& original, const BenchTarget& target, const BenchOptions& options);

// Its picture as a PNG file, indexed if it has a palette of at most 256 colours, and as a PPM file, without alpha.
std::vector<uint8_t> PngOf(const BenchTask& task);
std::vector<uint8_t> PpmOf(const BenchTask& task);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BENCH_TASK_H_
