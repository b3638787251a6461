#include "tools/bench_codec.h"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <unordered_set>
#include <utility>

#include "fmt/format.h"
#include "tools/atomic_file.h"
#include "tools/exit_code.h"
#include "tools/input_file.h"
#include "tools/png_memory.h"
#include "tools/stopwatch.h"

namespace kmc::tools {
namespace {

constexpr uint32_t kMaxColors = 65536;
constexpr uint32_t kMaxSearchedColors = 4096;  // by kmc for a PSNR

double Square(double value) { return value * value; }

// Summed over R, G, B; of translucent pixels, the mean of what is seen over black and over white.
double SquaredError(const uint8_t* a, const uint8_t* b, size_t pixels) {
  double sum = 0;
  for (size_t i = 0; i < pixels; ++i, a += 4, b += 4) {
    const double alpha_a = a[3] / 255.0, alpha_b = b[3] / 255.0;
    for (int c = 0; c < 3; ++c) {
      const double over_black = a[c] * alpha_a - b[c] * alpha_b;
      const double over_white = over_black + 255 * (alpha_b - alpha_a);
      sum += alpha_a == 1 && alpha_b == 1 ? Square(over_black) : (Square(over_black) + Square(over_white)) / 2;
    }
  }
  return sum;
}

double PsnrOf(double squared_error, double pixels) {
  return squared_error > 0 ? 10 * std::log10(3 * 255.0 * 255.0 * pixels / squared_error) : INFINITY;
}

Measurement NotDone(std::string why) {
  Measurement measurement;
  measurement.failure = std::move(why);
  return measurement;
}

// The smallest of the qualities least..most with which the target is reached; a larger one never looks worse.
Measurement Smallest(const BenchTask& task, int least, int most, const std::function<Measurement(int)>& measure) {
  const auto reaches = [&task](const Measurement& measurement) {
    return PsnrOf(measurement.squared_error, task.Pixels()) >= task.target.value;
  };
  Measurement best = measure(most);
  if (best.done() && !reaches(best)) return NotDone("does not reach it");
  while (best.done() && least < most) {
    const int middle = least + (most - least) / 2;
    Measurement measurement = measure(middle);
    if (!measurement.done()) return measurement;
    if (reaches(measurement)) {
      best = std::move(measurement);
      most = middle;
    } else {
      least = middle + 1;
    }
  }
  return best;
}

// ---- kmc ----

class KmcCodec : public Codec {
 public:
  KmcCodec(const std::string& coding, const BenchOptions& options)
      : Codec("kmc " + coding, kmc_version()), options_(options) {
    static const std::map<std::string, kmc_coding> kCodings = {{"packed", KMC_CODING_PACKED},
                                                               {"deflate", KMC_CODING_DEFLATE},
                                                               {"fast", KMC_CODING_FAST},
                                                               {"max", KMC_CODING_MAX}};
    kmc_write_options_init(&write_);
    write_.coding = kCodings.at(coding);
    kmc_work_init(&work_);
    work_.threads = options.threads;
    work_.limits = &options.input.limits;
  }

  std::string Settings(const BenchTarget& target) const override {
    const std::string coding = "--coding " + name().substr(4);
    if (target.kind == BenchTarget::kLossless) return "--lossless " + coding;
    return fmt::format("-k N -e {} {}", options_.effort, coding);
  }

  Measurement Measure(const BenchTask& task) override {
    if (task.target.kind == BenchTarget::kPsnr) {
      return Smallest(task, 1, kMaxSearchedColors, [&](int colors) { return MeasureColors(task, colors); });
    }
    if (!task.image) return NotDone("has more than 65,536 colours");
    return MeasureImage(task, task.image.get(), task.image_ms);
  }

 private:
  Measurement MeasureColors(const BenchTask& task, int colors) const {
    kmc_quantize_options quantize;
    kmc_quantize_options_init(&quantize);
    quantize.colors = static_cast<uint32_t>(colors);
    quantize.effort = options_.effort;
    Stopwatch stopwatch;
    Image image;
    const Picture& original = task.original;
    Check(kmc_quantize(original.rgba.get(), size_t{4} * original.width, original.width, original.height, &quantize,
                       &work_, Out(image), nullptr));
    Measurement measurement = MeasureImage(task, image.get(), stopwatch.TotalMilliseconds());
    measurement.setting = fmt::format("-k {}", colors);
    return measurement;
  }

  Measurement MeasureImage(const BenchTask& task, const kmc_image* image, double image_ms) const {
    Measurement measurement;
    Stopwatch stopwatch;
    Bytes bytes;
    Check(kmc_write(image, &write_, &work_, Out(bytes)));
    measurement.bytes = kmc_bytes_size(bytes.get());
    measurement.encode_ms = image_ms + stopwatch.LapMilliseconds();

    Image back;
    const uint32_t width = task.original.width, height = task.original.height;
    std::vector<uint8_t> rgba(size_t{4} * width * height);
    stopwatch.LapMilliseconds();
    Check(kmc_read(kmc_bytes_data(bytes.get()), kmc_bytes_size(bytes.get()), &work_, Out(back)));
    Check(kmc_image_rgba(back.get(), 0, 0, width, height, rgba.data(), size_t{4} * width));
    measurement.decode_ms = stopwatch.LapMilliseconds();
    measurement.squared_error = SquaredError(task.original.rgba.get(), rgba.data(), rgba.size() / 4);
    return measurement;
  }

  const BenchOptions& options_;
  kmc_write_options write_;
  kmc_work work_;
};

// ---- others ----

// The task's picture as PNG, indexed if it has a palette of at most 256 colours.
std::vector<uint8_t> PngOf(const BenchTask& task) {
  const uint32_t width = task.original.width, height = task.original.height;
  if (!task.image || kmc_image_colors(task.image.get()) > 256) return EncodePng(width, height, task.rgba.data());
  std::vector<uint8_t> indices(size_t{width} * height);
  Check(kmc_image_indices8(task.image.get(), 0, 0, width, height, indices.data(), width));
  return EncodePng(width, height, {kmc_image_palette(task.image.get()), size_t{4} * kmc_image_colors(task.image.get())},
                   indices.data());
}

std::vector<uint8_t> PpmOf(const BenchTask& task) {
  const std::string head = fmt::format("P6\n{} {}\n255\n", task.original.width, task.original.height);
  std::vector<uint8_t> ppm(head.begin(), head.end());
  for (size_t i = 0; i < task.rgba.size(); i += 4) ppm.insert(ppm.end(), &task.rgba[i], &task.rgba[i] + 3);
  return ppm;
}

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

// What every viewer reads and most pictures are; no program is needed.
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
    if (is_lossless && (task.colors == 0 || task.colors > peer_.max_colors) && peer_.max_colors < kMaxColors) {
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

// Different visible colours, or 0 if they are more than kmc can have.
uint64_t CountColors(const std::vector<uint8_t>& rgba) {
  std::unordered_set<uint32_t> colors;
  for (size_t i = 0; i < rgba.size() && colors.size() <= kMaxColors; i += 4) {
    uint32_t color = 0;
    if (rgba[i + 3] > 0) std::memcpy(&color, &rgba[i], 4);
    colors.insert(color);
  }
  return colors.size() <= kMaxColors ? colors.size() : 0;
}

}  // namespace

BenchTask MakeTask(const Picture& original, const BenchTarget& target, const BenchOptions& options) {
  const size_t stride = size_t{4} * original.width, size = stride * original.height;
  BenchTask task = {original, target, {original.rgba.get(), original.rgba.get() + size}, nullptr};
  for (size_t i = 3; i < size; i += 4) {
    task.is_opaque = task.is_opaque && task.rgba[i] == 255;
    task.has_soft_alpha = task.has_soft_alpha || (task.rgba[i] > 0 && task.rgba[i] < 255);
  }
  if (target.kind != BenchTarget::kPsnr) {
    kmc_quantize_options quantize;
    kmc_quantize_options_init(&quantize);
    quantize.lossless = target.kind == BenchTarget::kLossless;
    quantize.colors = quantize.lossless ? kMaxColors : static_cast<uint32_t>(target.value);
    quantize.effort = options.effort;
    kmc_work work;
    kmc_work_init(&work);
    work.threads = options.threads;
    work.limits = &options.input.limits;
    const Stopwatch stopwatch;
    const kmc_result result = kmc_quantize(original.rgba.get(), stride, original.width, original.height, &quantize,
                                           &work, Out(task.image), nullptr);
    task.image_ms = stopwatch.TotalMilliseconds();
    if (result != KMC_COLORS) Check(result);
    if (target.kind == BenchTarget::kColors) {
      Check(kmc_image_rgba(task.image.get(), 0, 0, original.width, original.height, task.rgba.data(), stride));
    }
  }
  task.colors = CountColors(task.rgba);
  return task;
}

std::vector<std::unique_ptr<Codec>> MakeCodecs(const BenchOptions& options, const std::vector<InstalledPeer>& peers,
                                               const TemporaryFolder& folder) {
  std::vector<std::unique_ptr<Codec>> codecs;
  for (const std::string& coding : options.codings) codecs.push_back(std::make_unique<KmcCodec>(coding, options));
  codecs.push_back(std::make_unique<PngCodec>(options, folder));
  for (const InstalledPeer& peer : peers) codecs.push_back(std::make_unique<PeerCodec>(peer, options, folder));
  return codecs;
}

}  // namespace kmc::tools
