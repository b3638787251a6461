// One picture through one codec: bytes, times, and what the decoder gives back.
#ifndef KMC_TOOLS_BENCH_CODEC_H_
#define KMC_TOOLS_BENCH_CODEC_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "tools/bench/child_process.h"
#include "tools/bench/options.h"
#include "tools/bench/peers.h"
#include "tools/bench/task.h"

namespace kmc::tools {

struct Measurement {
  uint64_t bytes = 0;
  double encode_ms = 0, decode_ms = 0;
  double squared_error = 0;  // against the original, summed over the pixels; as kmc_report_squared_error has it
  std::string setting = {};  // that a search has found
  std::string failure = {};  // why there is no measurement; empty if there is

  bool done() const { return failure.empty(); }
};

// Of a codec that could not, and why.
inline Measurement NotDone(std::string why) {
  Measurement measurement;
  measurement.failure = std::move(why);
  return measurement;
}

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

// All must outlive the codec that is made.
std::unique_ptr<Codec> MakeKmcCodec(const std::string& coding, const BenchOptions& options);
// PNG by libpng, which every viewer reads; no program is needed.
std::unique_ptr<Codec> MakePngCodec(const BenchOptions& options, const TemporaryFolder& folder);
std::unique_ptr<Codec> MakePeerCodec(const InstalledPeer& peer, const BenchOptions& options,
                                     const TemporaryFolder& folder);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BENCH_CODEC_H_
