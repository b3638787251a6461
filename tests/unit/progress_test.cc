// Progress: it only grows, is told on the caller's thread, and any answer but 0 stops the call.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

struct Listener {
  size_t stop_at = SIZE_MAX;  // the call that is answered by "stop"
  std::vector<double> told;
  bool elsewhere = false;  // told on another thread
  std::thread::id caller = std::this_thread::get_id();
};

int Listen(void* user, double done) {
  auto* listener = static_cast<Listener*>(user);
  listener->told.push_back(done);
  listener->elsewhere |= std::this_thread::get_id() != listener->caller;
  return listener->told.size() > listener->stop_at;
}

// A call of the library; false if it gave an output.
struct Call {
  std::string name;
  std::function<kmc_result(const kmc_work&, bool* has_output)> run;
};

Call QuantizeCall(const std::string& name, const SampleImage& sample, const kmc_quantize_options& options) {
  return {name, [=](const kmc_work& work, bool* has_output) {
            Image image;
            Report report;
            const kmc_result result = kmc_quantize(sample.rgba.data(), sample.stride(), sample.width, sample.height,
                                                   &options, &work, Out(image), Out(report));
            *has_output = image || report;
            return result;
          }};
}

std::vector<Call> Calls() {
  kmc_quantize_options restarts = QuantizeTo(6);
  restarts.restarts = 12;
  const Quantized quantized = QuantizeSample(Photo(150, 100), QuantizeTo(30));
  const FileBytes file = Write(quantized.image.get(), KMC_CODING_AUTO, 32);
  const SampleImage photo = Photo(80, 50);
  return {QuantizeCall("by effort", photo, QuantizeTo(16, 9)),
          QuantizeCall("quickly", Photo(300, 200), QuantizeTo(16, 1)),
          QuantizeCall("many colours", Noise(80, 80), QuantizeTo(5000, 2)),
          QuantizeCall("by restarts", photo, restarts),
          QuantizeCall("exact", FewColors(80, 50, 9), QuantizeTo(16)),
          {"error curve",
           [photo](const kmc_work& work, bool* has_output) {
             const kmc_pixels images[] = {{photo.rgba.data(), photo.stride(), photo.width, photo.height},
                                          {photo.rgba.data(), photo.stride(), 10, 10}};
             const kmc_quantize_options options = QuantizeTo(20);
             std::vector<double> errors(20, -1);
             const kmc_result result = kmc_error_curve(images, 2, &options, &work, errors.data());
             *has_output = errors != std::vector<double>(20, -1);
             return result;
           }},
          {"write",
           [file](const kmc_work& work, bool* has_output) {
             const Image image = Read(file);
             kmc_write_options options;
             kmc_write_options_init(&options);
             options.tile = 32;
             Bytes bytes;
             const kmc_result result = kmc_write(image.get(), &options, &work, Out(bytes));
             *has_output = bytes != nullptr;
             return result;
           }},
          {"read", [file](const kmc_work& work, bool* has_output) {
             Image image;
             const kmc_result result = kmc_read(file.data(), file.size(), &work, Out(image));
             *has_output = image != nullptr;
             return result;
           }}};
}

kmc_result RunCall(const Call& call, Listener& listener, uint32_t threads, bool* has_output) {
  kmc_work work = WorkOn(threads);
  work.progress = Listen;
  work.user = &listener;
  return call.run(work, has_output);
}

TEST(Progress, GrowsFromZeroToOneOnTheCallersThread) {
  for (const Call& call : Calls()) {
    for (const uint32_t threads : {1u, 3u}) {
      Listener listener;
      bool has_output = false;
      EXPECT_EQ(KMC_OK, RunCall(call, listener, threads, &has_output)) << call.name;
      EXPECT_TRUE(has_output);
      if (listener.told.empty()) {
        EXPECT_GT(threads, 1u) << call.name;  // the other threads were faster, on all there was to do
        continue;
      }
      EXPECT_GE(listener.told.front(), 0) << call.name;
      EXPECT_LE(listener.told.back(), 1) << call.name;
      EXPECT_TRUE(std::is_sorted(listener.told.begin(), listener.told.end())) << call.name;
      EXPECT_FALSE(listener.elsewhere) << call.name;
    }
  }
}

TEST(Progress, AnyOfItsCallsCanStopTheWork) {
  for (const Call& call : Calls()) {
    Listener all;
    bool has_output = false;
    ASSERT_EQ(KMC_OK, RunCall(call, all, 1, &has_output)) << call.name;
    for (size_t stop_at = 0; stop_at < all.told.size(); ++stop_at) {
      Listener listener;
      listener.stop_at = stop_at;
      EXPECT_EQ(KMC_CANCELLED, RunCall(call, listener, 1, &has_output)) << call.name << ", call " << stop_at;
      EXPECT_FALSE(has_output) << call.name << ", call " << stop_at;
    }
  }
}

TEST(Progress, StopsSeveralThreads) {
  for (const Call& call : Calls()) {
    for (size_t stop_at = 0; stop_at < 4; ++stop_at) {
      Listener listener;
      listener.stop_at = stop_at;
      bool has_output = false;
      const kmc_result result = RunCall(call, listener, 3, &has_output);
      // With several threads, the caller's own may have less to tell.
      EXPECT_EQ(listener.told.size() > stop_at ? KMC_CANCELLED : KMC_OK, result) << call.name;
      EXPECT_EQ(result == KMC_OK, has_output) << call.name;
    }
  }
}

TEST(Progress, StopsBeforeAnImageIsRefused) {
  const SampleImage sample = Photo(80, 50);
  kmc_quantize_options options = QuantizeTo(2);
  options.lossless = 1;
  Listener listener;
  listener.stop_at = 0;
  bool has_output = false;
  EXPECT_EQ(KMC_CANCELLED, RunCall(QuantizeCall("lossless", sample, options), listener, 1, &has_output));
}

}  // namespace
}  // namespace kmc
