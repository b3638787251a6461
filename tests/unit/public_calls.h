// The functions of kmc.h as tests call them: samples in, handles and vectors out, and every call has to succeed.
#ifndef KMC_TESTS_UNIT_PUBLIC_CALLS_H_
#define KMC_TESTS_UNIT_PUBLIC_CALLS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "codec/kmc.hpp"
#include "format/rgba.h"
#include "tests/unit/sample_images.h"

namespace kmc {

using FileBytes = std::vector<uint8_t>;

struct Quantized {
  Image image;
  Report report;
};

kmc_quantize_options QuantizeTo(uint32_t colors, uint32_t effort = 3);
kmc_target TargetOf(kmc_goal goal, double value);
kmc_work WorkOn(uint32_t threads);

Quantized QuantizeSample(const SampleImage& sample, const kmc_quantize_options& options, uint32_t threads = 1);
// With palette entries in the order given if keep_order.
Image CreateImage(uint32_t width, uint32_t height, const std::vector<Rgba>& palette,
                  const std::vector<uint16_t>& indices, bool keep_order = false);

FileBytes Write(const kmc_image* image, kmc_coding coding = KMC_CODING_AUTO, uint32_t tile = 0, uint32_t threads = 1);
Image Read(const FileBytes& file, uint32_t threads = 1);
kmc_info InfoOf(const FileBytes& file);

std::vector<uint8_t> RgbaOf(const kmc_image* image);
std::vector<uint16_t> IndicesOf(const kmc_image* image);
std::vector<Rgba> PaletteOf(const kmc_image* image);
// The content of the n-th item of a kind, empty if there is none.
std::vector<uint8_t> MetadataOf(const kmc_image* image, kmc_metadata_kind kind, uint32_t n = 0);

}  // namespace kmc

#endif  // KMC_TESTS_UNIT_PUBLIC_CALLS_H_
