// Callers who break a rule of kmc.h get KMC_ARGUMENT and find their outputs untouched.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <limits>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

const SampleImage& Sample() {
  static const SampleImage sample = Photo(20, 10);
  return sample;
}

const Image& SampleHandle() {
  static const Image image = std::move(QuantizeSample(Sample(), QuantizeTo(5)).image);
  return image;
}

// An enumerator of no header yet, as C hands it over.
constexpr int kUnknown = 100;

kmc_result Quantize(const std::function<void(kmc_quantize_options&)>& change) {
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  change(options);
  Image image;
  Report report;
  const kmc_result result =
      kmc_quantize(Sample().rgba.data(), Sample().stride(), 20, 10, &options, nullptr, Out(image), Out(report));
  EXPECT_EQ(result == KMC_OK, image != nullptr);
  EXPECT_EQ(result == KMC_OK, report != nullptr);
  return result;
}

kmc_result WriteWith(const std::function<void(kmc_write_options&)>& change) {
  kmc_write_options options;
  kmc_write_options_init(&options);
  change(options);
  Bytes bytes;
  const kmc_result result = kmc_write(SampleHandle().get(), &options, nullptr, Out(bytes));
  EXPECT_EQ(result == KMC_OK, bytes != nullptr);
  return result;
}

TEST(Arguments, QuantizeOptionsHaveRanges) {
  EXPECT_EQ(KMC_OK, Quantize([](auto&) {}));
  for (const uint32_t colors : {0u, 65537u, UINT32_MAX}) {
    EXPECT_EQ(KMC_ARGUMENT, Quantize([&](auto& options) { options.colors = colors; })) << colors;
  }
  for (const uint32_t effort : {0u, 10u, UINT32_MAX}) {
    EXPECT_EQ(KMC_ARGUMENT, Quantize([&](auto& options) { options.effort = effort; })) << effort;
  }
  EXPECT_EQ(KMC_ARGUMENT, Quantize([](auto& options) { options.iterations = 0; }));
  EXPECT_EQ(KMC_ARGUMENT, Quantize([](auto& options) { std::memcpy(&options.seeding, &kUnknown, sizeof(int)); }));
}

TEST(Arguments, WriteOptionsHaveRanges) {
  EXPECT_EQ(KMC_OK, WriteWith([](auto&) {}));
  EXPECT_EQ(KMC_ARGUMENT, WriteWith([](auto& options) { std::memcpy(&options.coding, &kUnknown, sizeof(int)); }));
  for (const uint32_t tile : {1u, 16u, 33u, 48u, 1u << 20, UINT32_MAX}) {
    EXPECT_EQ(KMC_ARGUMENT, WriteWith([&](auto& options) { options.tile = tile; })) << tile;
  }
  for (uint32_t tile = 32; tile <= 524288; tile *= 2) {
    EXPECT_EQ(KMC_OK, WriteWith([&](auto& options) { options.tile = tile; })) << tile;
  }
}

TEST(Arguments, QuantizeNeedsPixels) {
  const uint8_t* rgba = Sample().rgba.data();
  Image image;
  EXPECT_EQ(KMC_ARGUMENT, kmc_quantize(nullptr, 80, 20, 10, nullptr, nullptr, Out(image), nullptr));
  EXPECT_EQ(KMC_ARGUMENT, kmc_quantize(rgba, 79, 20, 10, nullptr, nullptr, Out(image), nullptr));
  EXPECT_EQ(KMC_ARGUMENT, kmc_quantize(rgba, 80, 0, 10, nullptr, nullptr, Out(image), nullptr));
  EXPECT_EQ(KMC_ARGUMENT, kmc_quantize(rgba, 80, 20, 0, nullptr, nullptr, Out(image), nullptr));
  EXPECT_EQ(KMC_ARGUMENT, kmc_quantize(rgba, 80, 20, 10, nullptr, nullptr, nullptr, nullptr));
  EXPECT_FALSE(image);
}

TEST(Arguments, AnImageNeedsPaletteAndIndices) {
  constexpr uint8_t kPalette[8] = {};
  constexpr uint16_t kIndices[4] = {0, 1, 1, 0}, kBeyond[4] = {0, 1, 2, 0};
  Image image;
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_create(0, 2, kPalette, 2, kIndices, 0, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_create(2, 0, kPalette, 2, kIndices, 0, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_create((1u << 24) + 1, 1, kPalette, 2, kIndices, 0, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_create(2, 2, nullptr, 2, kIndices, 0, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_create(2, 2, kPalette, 0, kIndices, 0, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_create(2, 2, kPalette, 65537, kIndices, 0, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_create(2, 2, kPalette, 2, nullptr, 0, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_create(2, 2, kPalette, 2, kBeyond, 0, Out(image)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_create(2, 2, kPalette, 2, kIndices, 0, nullptr));
  EXPECT_FALSE(image);
  EXPECT_EQ(KMC_OK, kmc_image_create(2, 2, kPalette, 2, kIndices, 0, Out(image)));
}

TEST(Arguments, RectanglesLieInTheImage) {
  const kmc_image* image = SampleHandle().get();
  uint8_t out[4] = {9, 9, 9, 9};
  uint16_t wide[1] = {9};
  constexpr uint32_t kMax = std::numeric_limits<uint32_t>::max();
  constexpr uint32_t kOutside[][4] = {{20, 0, 1, 1},   {0, 10, 1, 1},   {19, 0, 2, 1},   {0, 9, 1, 2},
                                      {kMax, 0, 1, 1}, {1, 0, kMax, 1}, {0, kMax, 1, 1}, {0, 1, 1, kMax}};
  for (const auto& [x, y, width, height] : kOutside) {
    EXPECT_EQ(KMC_ARGUMENT, kmc_image_rgba(image, x, y, width, height, out, 4));
    EXPECT_EQ(KMC_ARGUMENT, kmc_image_indices8(image, x, y, width, height, out, 4));
    EXPECT_EQ(KMC_ARGUMENT, kmc_image_indices16(image, x, y, width, height, wide, 4));
  }
  EXPECT_EQ(9, out[0]);
  EXPECT_EQ(9, wide[0]);
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_rgba(image, 0, 0, 1, 1, nullptr, 4));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_rgba(nullptr, 0, 0, 1, 1, out, 4));
  EXPECT_EQ(KMC_OK, kmc_image_rgba(image, 19, 9, 1, 1, out, 4));
}

TEST(Arguments, MetadataAreOfAKind) {
  const Image image = CreateImage(1, 1, {{1, 2, 3, 255}}, {0});
  kmc_image* handle = image.get();
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_set_metadata(nullptr, KMC_XMP, "x", 1));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_set_metadata(handle, KMC_XMP, nullptr, 1));
  EXPECT_EQ(KMC_INVALID, kmc_image_set_metadata(handle, KMC_TEXT, "no keyword", 10));
  EXPECT_EQ(KMC_INVALID, kmc_image_set_metadata(handle, KMC_COLORIMETRY, "\7", 1));
  EXPECT_EQ(KMC_INVALID, kmc_image_set_metadata(handle, KMC_RESOLUTION, "\7", 1));
  EXPECT_EQ(KMC_INVALID, kmc_image_set_resolution(handle, 1, 0, 1));
  for (const kmc_metadata_kind kind : {KMC_XMP, KMC_TEXT, KMC_COLORIMETRY, KMC_RESOLUTION}) {
    EXPECT_EQ(nullptr, kmc_image_metadata(handle, kind, 0, nullptr)) << kind;
  }
}

TEST(Arguments, FilesNeedBytesAndAPlace) {
  const FileBytes file = Write(SampleHandle().get());
  Image image;
  Bytes bytes;
  uint32_t width = 7, height = 7;
  EXPECT_EQ(KMC_ARGUMENT, kmc_read(nullptr, 9, nullptr, Out(image)));
  EXPECT_EQ(KMC_TRUNCATED, kmc_read(nullptr, 0, nullptr, Out(image))) << "an empty vector has no data";
  EXPECT_EQ(KMC_ARGUMENT, kmc_read(file.data(), file.size(), nullptr, nullptr));
  EXPECT_EQ(KMC_ARGUMENT, kmc_write(nullptr, nullptr, nullptr, Out(bytes)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_write(SampleHandle().get(), nullptr, nullptr, nullptr));
  EXPECT_EQ(KMC_ARGUMENT, kmc_decode_rgba(file.data(), file.size(), nullptr, &height, Out(bytes)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_decode_rgba(file.data(), file.size(), &width, &height, nullptr));
  EXPECT_EQ(KMC_TRUNCATED, kmc_decode_rgba(file.data(), file.size() - 1, &width, &height, Out(bytes)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_encode_rgba(Sample().rgba.data(), 80, 20, 10, 0, Out(bytes)));
  EXPECT_EQ(KMC_ARGUMENT, kmc_encode_rgba(Sample().rgba.data(), 80, 20, 10, 5, nullptr));
  EXPECT_EQ(7u, width);
  EXPECT_EQ(7u, height);
  EXPECT_FALSE(bytes);
  EXPECT_EQ(0, kmc_is_kmc(nullptr, 9));
  kmc_info info = {};
  EXPECT_EQ(KMC_ARGUMENT, kmc_read_info(file.data(), file.size(), nullptr, &info)) << "struct_size is not set";
  EXPECT_EQ(KMC_ARGUMENT, kmc_read_info(file.data(), file.size(), nullptr, nullptr));
}

TEST(Arguments, NothingIsFreedWithoutHarm) {
  kmc_image_free(nullptr);
  kmc_report_free(nullptr);
  kmc_bytes_free(nullptr);
}

TEST(Arguments, EveryResultHasItsText) {
  for (int result = -1; result < 20; ++result) {
    const char* text = kmc_result_text(static_cast<kmc_result>(result));
    ASSERT_NE(nullptr, text);
    EXPECT_GT(std::strlen(text), 5u);
    EXPECT_NE('.', text[std::strlen(text) - 1]);
  }
  EXPECT_NE(nullptr, std::strchr(kmc_version(), '.'));
}

}  // namespace
}  // namespace kmc
