// One picture through one codec: bytes, times, and what the decoder gives back.
#ifndef KMC_TOOLS_BENCH_CODEC_H_
#define KMC_TOOLS_BENCH_CODEC_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "codec/kmc.hpp"
#include "tools/bench_options.h"
#include "tools/bench_peers.h"
#include "tools/child_process.h"
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

struct Measurement {
  uint64_t bytes = 0;
  double encode_ms = 0, decode_ms = 0;
  double squared_error = 0;  // against the original, summed over the pixels; as kmc_report_squared_error has it
  std::string setting = {};  // that a search has found
  std::string failure = {};  // why there is no measurement; empty if there is

  bool done() const { return failure.empty(); }
};

class Codec {
 public:
  Codec(std::string name, std::string version) : name_(std::move(name)), version_(std::move(version)) {}
  virtual ~Codec() = default;
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  const std::string& name() const { return name_; }
  const std::string& version() const { return version_; }
  // How it is asked for a target; empty if it cannot do that at all.
  virtual std::string Settings(const BenchTarget& target) const = 0;
  virtual Measurement Measure(const BenchTask& task) = 0;

 private:
  const std::string name_, version_;
};

// kmc in each coding, PNG by libpng, and the peers. The first is what others are compared with.
std::vector<std::unique_ptr<Codec>> MakeCodecs(const BenchOptions& options, const std::vector<InstalledPeer>& peers,
                                               const TemporaryFolder& folder);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BENCH_CODEC_H_
