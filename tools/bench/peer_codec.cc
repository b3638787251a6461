// PNG by libpng, and the codecs that are programs of their own.
#include <png.h>

#include <string>
#include <vector>

#include "fmt/format.h"
#include "tools/atomic_file.h"
#include "tools/bench/codec.h"
#include "tools/bench/quality.h"
#include "tools/exit_code.h"
#include "tools/input_file.h"
#include "tools/png_memory.h"
#include "tools/stopwatch.h"

namespace kmc::tools {
namespace {

void Put(const std::string& path, const std::vector<uint8_t>& bytes) {
  AtomicFile file(path, true);
  file.Write(bytes.data(), bytes.size());
  file.Commit();
}

// Reads what a peer has written; sets the time if that is its decoding.
Picture ReadBack(const std::string& path, const BenchOptions& options, double* milliseconds) {
  const Stopwatch stopwatch;
  InputFile in(path);
  Picture picture = ReadPicture(in, {options.input.limits.max_width, options.input.limits.max_pixels, false});
  if (milliseconds) *milliseconds = stopwatch.TotalMilliseconds();
  return picture;
}

// Fills in the error; a codec that had to be lossless and was not, has failed.
void Compare(const BenchTask& task, const Picture& back, bool is_lossless, Measurement& measurement) {
  if (back.width != task.original.width || back.height != task.original.height) {
    measurement = NotDone("gave back a picture of another size");
    return;
  }
  const size_t pixels = size_t{back.width} * back.height;
  if (is_lossless && SquaredError(task.rgba.data(), back.rgba.get(), pixels) > 0) {
    measurement = NotDone("did not keep every pixel");
    return;
  }
  measurement.squared_error = SquaredError(task.original.rgba.get(), back.rgba.get(), pixels);
}

class PngCodec : public Codec {
 public:
  PngCodec(const BenchOptions& options, const TemporaryFolder& folder)
      : Codec("png", png_get_libpng_ver(nullptr)), options_(options), file_(folder.File("libpng.png")) {}

  std::string Settings(const BenchTarget& target) const override {
    return target.kind == BenchTarget::kPsnr ? "" : "libpng's own level and filters";
  }

  Measurement Measure(const BenchTask& task) override {
    Measurement measurement;
    const Stopwatch stopwatch;
    const std::vector<uint8_t> png = PngOf(task);
    measurement.encode_ms = stopwatch.TotalMilliseconds();
    measurement.bytes = png.size();
    Put(file_, png);
    Compare(task, ReadBack(file_, options_, &measurement.decode_ms), true, measurement);
    return measurement;
  }

 private:
  const BenchOptions& options_;
  const std::string file_;
};

class PeerCodec : public Codec {
 public:
  PeerCodec(const InstalledPeer& installed, const BenchOptions& options, const TemporaryFolder& folder)
      : Codec(installed.peer->name, installed.version), peer_(*installed.peer), options_(options), folder_(folder) {}

  std::string Settings(const BenchTarget& target) const override {
    const PeerCommand* command = CommandFor(peer_, target.kind);
    return command ? fmt::format("{}", fmt::join(command->encode, " ")) : "";
  }

  Measurement Measure(const BenchTask& task) override {
    const PeerCommand& command = *CommandFor(peer_, task.target.kind);
    const bool is_lossless = &command == (peer_.lossless ? &*peer_.lossless : nullptr);
    if (is_lossless && (task.colors == 0 || task.colors > peer_.max_colors) && peer_.max_colors < UINT32_MAX) {
      return NotDone(fmt::format("has more than {} colours", peer_.max_colors));
    }
    if (task.has_soft_alpha && !peer_.has_soft_alpha) return NotDone("is translucent");
    if (!task.is_opaque && peer_.takes_ppm) return NotDone("has alpha");
    folder_.Clear();
    const std::string in = folder_.File(peer_.takes_ppm ? "in.ppm" : "in.png");
    const Picture& original = task.original;
    const bool makes_colors = peer_.colors && &command == &*peer_.colors;
    const std::vector<uint8_t> png =
        makes_colors ? EncodePng(original.width, original.height, original.rgba.get()) : PngOf(task);
    Put(in, peer_.takes_ppm ? PpmOf(task) : png);
    const auto measure = [&](int quality) { return MeasureQuality(task, command, in, quality, is_lossless); };
    if (task.target.kind == BenchTarget::kPsnr) return Smallest(task, command.least, command.most, measure);
    const int quality = static_cast<int>(task.target.value);
    if (command.most > 0 && (quality < command.least || quality > command.most)) {
      return NotDone(fmt::format("makes {} to {} colours", command.least, command.most));
    }
    return measure(quality);
  }

 private:
  Measurement MeasureQuality(const BenchTask& task, const PeerCommand& command, const std::string& in, int quality,
                             bool is_lossless) const {
    const std::string out = folder_.File("out" + peer_.extension);
    const ProgramRun run = RunProgram(FilledIn(command.encode, in, out, quality, options_.threads));
    if (run.status != 0) return NotDone(fmt::format("{} failed", peer_.program));
    Measurement measurement;
    measurement.encode_ms = run.milliseconds;
    measurement.bytes = InputFile(out).Size();
    if (task.target.kind == BenchTarget::kPsnr) measurement.setting = fmt::format("{}", quality);
    if (peer_.decode.empty()) {
      Compare(task, ReadBack(out, options_, &measurement.decode_ms), is_lossless, measurement);
      return measurement;
    }
    const std::string decoded = folder_.File("decoded" + peer_.decoded);
    const ProgramRun decoding = RunProgram(FilledIn(peer_.decode, out, decoded, 0, options_.threads));
    if (decoding.status != 0) return NotDone(fmt::format("{} failed", peer_.decode[0]));
    measurement.decode_ms = decoding.milliseconds;
    Compare(task, ReadBack(decoded, options_, nullptr), is_lossless, measurement);
    return measurement;
  }

  const Peer& peer_;
  const BenchOptions& options_;
  const TemporaryFolder& folder_;
};

}  // namespace

std::unique_ptr<Codec> MakePngCodec(const BenchOptions& options, const TemporaryFolder& folder) {
  return std::make_unique<PngCodec>(options, folder);
}

std::unique_ptr<Codec> MakePeerCodec(const InstalledPeer& peer, const BenchOptions& options,
                                     const TemporaryFolder& folder) {
  return std::make_unique<PeerCodec>(peer, options, folder);
}

}  // namespace kmc::tools
