#include "tests/unit/public_calls.h"

#include <gtest/gtest.h>

namespace kmc {

kmc_quantize_options QuantizeTo(uint32_t colors, uint32_t effort) {
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  options.colors = colors;
  options.effort = effort;
  return options;
}

kmc_target TargetOf(kmc_goal goal, double value) {
  kmc_target target;
  kmc_target_init(&target);
  target.goal = goal;
  target.value = value;
  return target;
}

kmc_work WorkOn(uint32_t threads) {
  kmc_work work;
  kmc_work_init(&work);
  work.threads = threads;
  return work;
}

Quantized QuantizeSample(const SampleImage& sample, const kmc_quantize_options& options, uint32_t threads) {
  Quantized quantized;
  const kmc_work work = WorkOn(threads);
  EXPECT_EQ(KMC_OK, kmc_quantize(sample.rgba.data(), sample.stride(), sample.width, sample.height, &options, &work,
                                 Out(quantized.image), Out(quantized.report)))
      << sample.name;
  return quantized;
}

Image CreateImage(uint32_t width, uint32_t height, const std::vector<Rgba>& palette,
                  const std::vector<uint16_t>& indices, bool keep_order) {
  Image image;
  EXPECT_EQ(KMC_OK, kmc_image_create(width, height, reinterpret_cast<const uint8_t*>(palette.data()),
                                     static_cast<uint32_t>(palette.size()), indices.data(), keep_order, Out(image)));
  return image;
}

FileBytes Write(const kmc_image* image, kmc_coding coding, uint32_t tile, uint32_t threads) {
  kmc_write_options options;
  kmc_write_options_init(&options);
  options.coding = coding;
  options.tile = tile;
  const kmc_work work = WorkOn(threads);
  Bytes bytes;
  EXPECT_EQ(KMC_OK, kmc_write(image, &options, &work, Out(bytes)));
  return {kmc_bytes_data(bytes.get()), kmc_bytes_data(bytes.get()) + kmc_bytes_size(bytes.get())};
}

Image Read(const FileBytes& file, uint32_t threads) {
  const kmc_work work = WorkOn(threads);
  Image image;
  EXPECT_EQ(KMC_OK, kmc_read(file.data(), file.size(), &work, Out(image)));
  return image;
}

kmc_info InfoOf(const FileBytes& file) {
  kmc_info info = {};
  info.struct_size = sizeof(info);
  EXPECT_EQ(KMC_OK, kmc_read_info(file.data(), file.size(), nullptr, &info));
  return info;
}

std::vector<uint8_t> RgbaOf(const kmc_image* image) {
  const uint32_t width = kmc_image_width(image), height = kmc_image_height(image);
  std::vector<uint8_t> rgba(size_t{width} * height * 4);
  EXPECT_EQ(KMC_OK, kmc_image_rgba(image, 0, 0, width, height, rgba.data(), size_t{width} * 4));
  return rgba;
}

std::vector<uint16_t> IndicesOf(const kmc_image* image) {
  const uint32_t width = kmc_image_width(image), height = kmc_image_height(image);
  std::vector<uint16_t> indices(size_t{width} * height);
  EXPECT_EQ(KMC_OK, kmc_image_indices16(image, 0, 0, width, height, indices.data(), size_t{width} * 2));
  return indices;
}

std::vector<Rgba> PaletteOf(const kmc_image* image) {
  const auto* colors = reinterpret_cast<const Rgba*>(kmc_image_palette(image));
  return {colors, colors + kmc_image_colors(image)};
}

std::vector<uint8_t> MetadataOf(const kmc_image* image, kmc_metadata_kind kind, uint32_t n) {
  size_t size = 0;
  const auto* content = static_cast<const uint8_t*>(kmc_image_metadata(image, kind, n, &size));
  return content ? std::vector<uint8_t>(content, content + size) : std::vector<uint8_t>();
}

}  // namespace kmc
