#include "plugins/gimp/export_options.h"

#include <string>

#include "plugins/gimp/failure.h"

namespace kmc::gimp {
namespace {

void CheckRange(const char* name, int value, int last) {
  if (value >= 0 && value <= last) return;
  throw Failure(std::string(name) + " must be 0.." + std::to_string(last) + ", not " + std::to_string(value));
}

}  // namespace

void CheckOptions(const ExportOptions& options) {
  CheckRange("colors", options.colors, kMaxColors);
  CheckRange("effort", options.effort, kMaxEffort);
  CheckRange("dither", options.dither, KMC_DITHER_ORDERED);
  CheckRange("coding", options.coding, KMC_CODING_MAX);
}

kmc_quantize_options QuantizeOptionsOf(const ExportOptions& options) {
  kmc_quantize_options quantize;
  kmc_quantize_options_init(&quantize);
  quantize.colors = static_cast<uint32_t>(options.colors ? options.colors : kUsualColors);
  quantize.effort = static_cast<uint32_t>(options.effort ? options.effort : kUsualEffort);
  quantize.dither = static_cast<kmc_dither>(options.dither);
  return quantize;
}

kmc_write_options WriteOptionsOf(const ExportOptions& options) {
  kmc_write_options write;
  kmc_write_options_init(&write);
  write.coding = static_cast<kmc_coding>(options.coding);
  return write;
}

}  // namespace kmc::gimp
