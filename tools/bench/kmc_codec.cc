// kmc, in this process, by the public interface.
#include <string>
#include <vector>

#include "codec/kmc.hpp"
#include "fmt/format.h"
#include "tools/bench/codec.h"
#include "tools/bench/quality.h"
#include "tools/coding_name.h"
#include "tools/exit_code.h"
#include "tools/stopwatch.h"

namespace kmc::tools {
namespace {

constexpr int kMaxSearchedColors = 4096;  // for a PSNR

class KmcCodec : public Codec {
 public:
  KmcCodec(const std::string& coding, const BenchOptions& options)
      : Codec("kmc " + coding, kmc_version()), options_(options) {
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

}  // namespace

std::unique_ptr<Codec> MakeKmcCodec(const std::string& coding, const BenchOptions& options) {
  return std::make_unique<KmcCodec>(coding, options);
}

}  // namespace kmc::tools
