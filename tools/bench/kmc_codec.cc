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
    const std::string wanted = target.kind == BenchTarget::kPsnr ? "--psnr DB" : "-k N";
    return fmt::format("{} -e {} {}", wanted, options_.effort, coding);
  }

  Measurement Measure(const BenchTask& task) override {
    if (task.target.kind == BenchTarget::kPsnr) return MeasurePsnr(task);
    if (!task.image) return NotDone("has more than 65,536 colours");
    return MeasureImage(task, task.image.get(), task.image_ms);
  }

 private:
  Measurement MeasurePsnr(const BenchTask& task) const {
    kmc_target target;
    kmc_target_init(&target);
    target.goal = KMC_GOAL_PSNR;
    target.value = task.target.value;
    kmc_quantize_options quantize;
    kmc_quantize_options_init(&quantize);
    quantize.colors = 65536;
    quantize.effort = options_.effort;
    const Stopwatch stopwatch;
    Image image;
    const Picture& original = task.original;
    const kmc_result result =
        kmc_quantize_to(original.rgba.get(), size_t{4} * original.width, original.width, original.height, &target,
                        &quantize, &write_, &work_, Out(image), nullptr);
    if (result == KMC_TARGET) return NotDone("does not reach it");
    Check(result);
    return MeasureImage(task, image.get(), stopwatch.TotalMilliseconds());
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
