#include "tools/bench/results.h"

#include <cmath>

#include "tools/psnr.h"

namespace kmc::tools {
namespace {

std::optional<Comparison> CompareWithFirst(const BenchResults& results, size_t target, size_t codec) {
  Comparison comparison;
  double bytes = 0, first_bytes = 0, logarithms = 0;
  for (const BenchedPicture& picture : results.pictures) {
    const Measurement &one = picture.measured[target][codec], &first = picture.measured[target][0];
    if (!one.done() || !first.done()) continue;
    const double ratio = static_cast<double>(one.bytes) / static_cast<double>(first.bytes);
    if (comparison.pictures == 0 || ratio < comparison.least) {
      comparison.least = ratio;
      comparison.least_picture = picture.name;
    }
    if (comparison.pictures == 0 || ratio > comparison.most) {
      comparison.most = ratio;
      comparison.most_picture = picture.name;
    }
    ++comparison.pictures;
    bytes += static_cast<double>(one.bytes);
    first_bytes += static_cast<double>(first.bytes);
    logarithms += std::log(ratio);
  }
  if (comparison.pictures == 0) return std::nullopt;
  comparison.sum = bytes / first_bytes;
  comparison.geometric_mean = std::exp(logarithms / comparison.pictures);
  return comparison;
}

}  // namespace

std::optional<double> PsnrOf(const BenchedPicture& picture, const Measurement& measurement) {
  if (measurement.squared_error <= 0) return std::nullopt;
  return PsnrOf(measurement.squared_error, picture.Pixels());
}

CodecSummary Summarise(const BenchResults& results, size_t target, size_t codec) {
  CodecSummary summary;
  double pixels = 0, raw_bytes = 0, encode_ms = 0, decode_ms = 0, psnr = 0;
  uint32_t inexact = 0;
  for (const BenchedPicture& picture : results.pictures) {
    const Measurement& measurement = picture.measured[target][codec];
    if (!measurement.done()) {
      ++summary.failures;
      continue;
    }
    ++summary.pictures;
    summary.bytes += measurement.bytes;
    pixels += picture.Pixels();
    raw_bytes += picture.RawBytes();
    encode_ms += measurement.encode_ms;
    decode_ms += measurement.decode_ms;
    if (const auto decibels = PsnrOf(picture, measurement)) {
      psnr += *decibels;
      ++inexact;
    }
  }
  if (summary.pictures == 0) return summary;
  summary.raw_ratio = raw_bytes / static_cast<double>(summary.bytes);
  summary.encode_speed = pixels / 1e3 / encode_ms;
  summary.decode_speed = pixels / 1e3 / decode_ms;
  if (inexact > 0) summary.psnr = psnr / inexact;
  if (codec > 0) summary.against_first = CompareWithFirst(results, target, codec);
  return summary;
}

}  // namespace kmc::tools
