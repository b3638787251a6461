// Limits: to the pixel, before memory is allocated, for reading and for quantizing.
#include <gtest/gtest.h>

#include <new>
#include <vector>

#include "format/byte_writer.h"
#include "format/index_plane.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

kmc_limits Defaults() {
  kmc_limits limits;
  kmc_limits_init(&limits);
  return limits;
}

kmc_result ReadWithin(const kmc_limits& limits, const FileBytes& file) {
  kmc_work work = WorkOn(1);
  work.limits = &limits;
  Image image;
  kmc_info info = {};
  info.struct_size = sizeof(info);
  const kmc_result result = kmc_read(file.data(), file.size(), &work, Out(image));
  EXPECT_EQ(result, kmc_read_info(file.data(), file.size(), &work, &info));
  return result;
}

kmc_result QuantizeWithin(const kmc_limits& limits, const SampleImage& sample) {
  kmc_work work = WorkOn(1);
  work.limits = &limits;
  Image image;
  return kmc_quantize(sample.rgba.data(), sample.stride(), sample.width, sample.height, nullptr, &work, Out(image),
                      nullptr);
}

// A file that goes no further than its header.
FileBytes HeaderOf(uint32_t width, uint32_t height, uint8_t tile_byte) {
  FileBytes file = {0x8B, 'K', 'M', 'C', 1};
  WriteVarint(width - 1, file);
  WriteVarint(height - 1, file);
  file.push_back(tile_byte);
  return file;
}

TEST(Limits, AreWhatTheHeaderSays) {
  const kmc_limits limits = Defaults();
  EXPECT_EQ(sizeof(kmc_limits), limits.struct_size);
  EXPECT_EQ(1048576u, limits.max_width);
  EXPECT_EQ(1048576u, limits.max_height);
  EXPECT_EQ(uint64_t{1} << 28, limits.max_pixels);
  EXPECT_EQ(uint64_t{1} << 26, limits.max_metadata);
}

TEST(Limits, HoldToThePixel) {
  const SampleImage sample = FewColors(30, 20, 3);
  const FileBytes file = Write(QuantizeSample(sample, QuantizeTo(4)).image.get());
  const auto expect = [&](kmc_result expected, uint32_t width, uint32_t height, uint64_t pixels) {
    kmc_limits limits = Defaults();
    limits.max_width = width;
    limits.max_height = height;
    limits.max_pixels = pixels;
    EXPECT_EQ(expected, ReadWithin(limits, file));
    EXPECT_EQ(expected, QuantizeWithin(limits, sample));
  };
  expect(KMC_OK, 30, 20, 600);
  expect(KMC_LIMIT, 29, 20, 600);
  expect(KMC_LIMIT, 30, 19, 600);
  expect(KMC_LIMIT, 30, 20, 599);
  expect(KMC_LIMIT, 0, 0, 0);
}

TEST(Limits, AreCheckedOnTheHeaderAlone) {
  const kmc_limits limits = Defaults();
  EXPECT_EQ(KMC_LIMIT, ReadWithin(limits, HeaderOf(1u << 24, 1, 0)));
  EXPECT_EQ(KMC_LIMIT, ReadWithin(limits, HeaderOf(1, 1u << 24, 0)));
  EXPECT_EQ(KMC_LIMIT, ReadWithin(limits, HeaderOf(1u << 24, 1u << 24, 0)));
  EXPECT_EQ(KMC_LIMIT, ReadWithin(limits, HeaderOf(1u << 20, 257, 0)));
  EXPECT_EQ(KMC_TRUNCATED, ReadWithin(limits, HeaderOf(1u << 20, 256, 0)));
}

TEST(Limits, OfTheFormatAreRulesNotLimits) {
  kmc_limits limits = Defaults();
  limits.max_width = limits.max_height = UINT32_MAX;
  limits.max_pixels = UINT64_MAX;
  EXPECT_EQ(KMC_INVALID, ReadWithin(limits, HeaderOf((1u << 24) + 1, 1, 0)));
  EXPECT_EQ(KMC_INVALID, ReadWithin(limits, HeaderOf(1, UINT32_MAX, 0)));
  EXPECT_EQ(KMC_INVALID, ReadWithin(limits, HeaderOf(1u << 24, 1u << 24, 0x11)));  // 2^38 tiles
  EXPECT_EQ(KMC_TRUNCATED, ReadWithin(limits, HeaderOf(1u << 24, 1u << 24, 0x88)));
}

TEST(Limits, PlanesThatCannotBeAddressedAreNotBegun) {
  if (sizeof(size_t) > 4) GTEST_SKIP() << "64 bits address all that the format allows";
  EXPECT_THROW(IndexPlane(1u << 24, 1u << 24, 2), std::bad_alloc);
  EXPECT_THROW(IndexPlane(1u << 16, 1u << 15, 257), std::bad_alloc);
  const uint8_t color[4] = {};
  const uint16_t index = 0;
  Image image;
  EXPECT_EQ(KMC_MEMORY, kmc_image_create(1u << 16, 1u << 16, color, 1, &index, 0, Out(image)));
}

TEST(Limits, MetadataBeyondThemAreNotKept) {
  const Image image = CreateImage(1, 1, {{1, 2, 3, 255}}, {0});
  const std::vector<uint8_t> zeros(1000);
  ASSERT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_EXIF, zeros.data(), zeros.size()));
  const FileBytes file = Write(image.get());
  for (const uint64_t most : {999u, 1000u}) {
    kmc_limits limits = Defaults();
    limits.max_metadata = most;
    kmc_work work = WorkOn(1);
    work.limits = &limits;
    Image read;
    ASSERT_EQ(KMC_OK, kmc_read(file.data(), file.size(), &work, Out(read)));
    EXPECT_EQ(most == 1000, MetadataOf(read.get(), KMC_EXIF) == zeros);
    EXPECT_EQ(most == 999, MetadataOf(read.get(), KMC_EXIF).empty());
  }
}

}  // namespace
}  // namespace kmc
