// Images through kmc_write and kmc_read: the same pixels, and what else an image holds.
#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "codec/random.h"
#include "format/palette_coding.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

constexpr kmc_coding kCodings[] = {KMC_CODING_AUTO, KMC_CODING_PACKED, KMC_CODING_DEFLATE, KMC_CODING_FAST,
                                   KMC_CODING_MAX};

// A palette with equal and unused entries in no order, and indices for width x height pixels.
std::vector<Rgba> MixedPalette(uint32_t colors) {
  Random random(colors);
  std::vector<Rgba> palette;
  for (uint32_t i = 0; i < colors; ++i) {
    const uint64_t bits = random.Next();
    palette.push_back({static_cast<uint8_t>(bits), static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits >> 16),
                       static_cast<uint8_t>(random.Below(3) ? 255 : bits >> 24)});
    if (i > 0 && random.Below(5) == 0) palette[i] = palette[i - 1];
  }
  return palette;
}

std::vector<uint16_t> MixedIndices(uint32_t width, uint32_t height, uint32_t colors) {
  Random random(colors);
  std::vector<uint16_t> indices(size_t{width} * height);
  for (uint16_t& index : indices) index = static_cast<uint16_t>(random.Below(colors) / 2 * 2);  // odd ones unused
  return indices;
}

TEST(RoundTrip, PixelsOfQuantizedImagesComeBack) {
  for (const SampleImage& sample : SampleImages(75, 50)) {
    for (const uint32_t colors : {1u, 2u, 13u, 256u, 700u}) {
      const Quantized quantized = QuantizeSample(sample, QuantizeTo(colors, 1));
      for (const kmc_coding coding : kCodings) {
        for (const uint32_t tile : {0u, 32u, 64u}) {
          const Image read = Read(Write(quantized.image.get(), coding, tile), 2);
          EXPECT_TRUE(RgbaOf(quantized.image.get()) == RgbaOf(read.get())) << sample.name << " " << colors;
          EXPECT_TRUE(IndicesOf(quantized.image.get()) == IndicesOf(read.get()))
              << "kmc_quantize gives palettes in the order in which they are stored";
        }
      }
    }
  }
}

TEST(RoundTrip, OrderAndUnusedEntriesAreKeptIfTheyMeanSomething) {
  for (const uint32_t colors : {1u, 2u, 17u, 256u, 257u, 3000u, 65536u}) {
    const std::vector<Rgba> palette = MixedPalette(colors);
    const std::vector<uint16_t> indices = MixedIndices(40, 30, colors);
    const Image image = CreateImage(40, 30, palette, indices, true);
    const Image read = Read(Write(image.get()));
    EXPECT_EQ(1, kmc_image_keeps_order(read.get()));
    EXPECT_TRUE(palette == PaletteOf(read.get())) << colors;
    EXPECT_TRUE(indices == IndicesOf(read.get())) << colors;
  }
}

TEST(RoundTrip, OtherwiseUnusedEntriesAreDroppedAndPixelsAreTheSame) {
  for (const uint32_t colors : {1u, 2u, 17u, 256u, 257u, 3000u, 65536u}) {
    const Image image = CreateImage(40, 30, MixedPalette(colors), MixedIndices(40, 30, colors), false);
    const Image read = Read(Write(image.get()));
    EXPECT_EQ(0, kmc_image_keeps_order(read.get()));
    EXPECT_TRUE(RgbaOf(image.get()) == RgbaOf(read.get())) << colors;
    EXPECT_LE(kmc_image_colors(read.get()), (colors + 1) / 2);
    std::vector<char> used(kmc_image_colors(read.get()));
    for (const uint16_t index : IndicesOf(read.get())) used[index] = 1;
    EXPECT_EQ(std::vector<char>(used.size(), 1), used);
  }
}

TEST(RoundTrip, WritingAgainGivesTheSameBytes) {
  for (const bool keep_order : {true, false}) {
    const Image image = CreateImage(40, 30, MixedPalette(300), MixedIndices(40, 30, 300), keep_order);
    const FileBytes file = Write(image.get());
    EXPECT_EQ(file, Write(Read(file).get()));
  }
}

TEST(RoundTrip, MetadataComeBack) {
  const Image image = CreateImage(1, 1, {{1, 2, 3, 255}}, {0});
  const std::string icc(5000, 'i'), exif = "II*\0", xmp = "<x/>";
  const auto set = [&](kmc_metadata_kind kind, const std::string& content) {
    EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), kind, content.data(), content.size()));
  };
  set(KMC_ICC, icc);
  set(KMC_EXIF, exif);
  set(KMC_XMP, xmp);
  set(KMC_COLORIMETRY, std::string("\0\1", 2));
  for (const char* text : {"first", "second", "third"}) set(KMC_TEXT, std::string("Title\0", 6) + text);
  EXPECT_EQ(KMC_OK, kmc_image_set_resolution(image.get(), 11811, 5906, 1));

  const Image read = Read(Write(image.get()));
  for (const kmc_metadata_kind kind : {KMC_ICC, KMC_EXIF, KMC_XMP, KMC_COLORIMETRY, KMC_RESOLUTION}) {
    EXPECT_FALSE(MetadataOf(read.get(), kind).empty()) << kind;
    EXPECT_EQ(MetadataOf(image.get(), kind), MetadataOf(read.get(), kind)) << kind;
    EXPECT_EQ(nullptr, kmc_image_metadata(read.get(), kind, 1, nullptr)) << kind;
  }
  for (uint32_t n = 0; n < 4; ++n) EXPECT_EQ(MetadataOf(image.get(), KMC_TEXT, n), MetadataOf(read.get(), KMC_TEXT, n));
  uint32_t x = 0, y = 0;
  int metric = 0;
  EXPECT_EQ(1, kmc_image_resolution(read.get(), &x, &y, &metric));
  EXPECT_EQ(11811u, x);
  EXPECT_EQ(5906u, y);
  EXPECT_EQ(1, metric);
}

TEST(RoundTrip, MetadataAreReplacedAndRemoved) {
  const Image image = CreateImage(1, 1, {{1, 2, 3, 255}}, {0});
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_XMP, "old", 3));
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_XMP, "newer", 5));
  EXPECT_EQ(5u, MetadataOf(image.get(), KMC_XMP).size());
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_XMP, nullptr, 0));
  EXPECT_EQ(nullptr, kmc_image_metadata(image.get(), KMC_XMP, 0, nullptr));
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_TEXT, "a\0", 2));
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_TEXT, "b\0", 2));
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_TEXT, nullptr, 0));
  EXPECT_EQ(nullptr, kmc_image_metadata(image.get(), KMC_TEXT, 0, nullptr));
  EXPECT_EQ(KMC_OK, kmc_image_set_resolution(image.get(), 4, 3, 0));
  EXPECT_EQ(KMC_OK, kmc_image_set_resolution(image.get(), 0, 0, 0));
  EXPECT_EQ(0, kmc_image_resolution(image.get(), nullptr, nullptr, nullptr));
}

TEST(RoundTrip, InfoIsThatOfTheImage) {
  const SampleImage sample = Translucent(100, 70);
  const Image image = std::move(QuantizeSample(sample, QuantizeTo(40)).image);
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_EXIF, "exif", 4));
  for (const uint32_t tile : {0u, 32u}) {
    FileBytes file = Write(image.get(), KMC_CODING_PACKED, tile);
    const size_t size = file.size();
    file.push_back(0);
    const kmc_info info = InfoOf(file);
    EXPECT_EQ(100u, info.width);
    EXPECT_EQ(70u, info.height);
    EXPECT_EQ(kmc_image_colors(image.get()), info.colors);
    EXPECT_EQ(1, info.has_alpha);
    EXPECT_EQ(0, info.keeps_order);
    EXPECT_EQ(tile ? tile : 100u, info.tile_width);
    EXPECT_EQ(tile ? tile : 70u, info.tile_height);
    EXPECT_EQ(tile ? 12u : 1u, info.tiles);
    EXPECT_EQ(info.tiles, info.tiles_packed);
    EXPECT_EQ(size, info.file_bytes);
    EXPECT_EQ(size, info.header_bytes + info.palette_bytes + info.index_bytes + info.metadata_bytes);
    EXPECT_EQ(0u, info.dropped_metadata);
    EXPECT_EQ(1, kmc_is_kmc(file.data(), file.size()));
  }
}

TEST(RoundTrip, NoCodingIsLargerThanPacked) {
  for (const SampleImage& sample : SampleImages(75, 50)) {
    for (const uint32_t colors : {1u, 2u, 16u, 256u}) {
      const Image image = std::move(QuantizeSample(sample, QuantizeTo(colors, 1)).image);
      const size_t packed = Write(image.get(), KMC_CODING_PACKED).size();
      for (const kmc_coding coding : kCodings) EXPECT_LE(Write(image.get(), coding).size(), packed) << sample.name;
    }
  }
}

TEST(RoundTrip, RectanglesAreThoseOfTheImage) {
  for (const uint32_t colors : {200u, 1000u}) {
    const Image image = CreateImage(40, 30, MixedPalette(colors), MixedIndices(40, 30, colors), true);
    const std::vector<uint16_t> all = IndicesOf(image.get());
    const std::vector<uint8_t> rgba = RgbaOf(image.get());
    constexpr uint32_t kX = 7, kY = 9, kWidth = 12, kHeight = 5;
    // Rows that touch neither each other nor the end of the buffer.
    std::vector<uint16_t> part((kHeight - 1) * 20 + kWidth, 7777);
    std::vector<uint8_t> narrow((kHeight - 1) * 20 + kWidth, 77), pixels((kHeight - 1) * 60 + kWidth * 4, 77);
    ASSERT_EQ(KMC_OK, kmc_image_indices16(image.get(), kX, kY, kWidth, kHeight, part.data(), 40));
    ASSERT_EQ(KMC_OK, kmc_image_rgba(image.get(), kX, kY, kWidth, kHeight, pixels.data(), 60));
    EXPECT_EQ(colors <= 256 ? KMC_OK : KMC_ARGUMENT,
              kmc_image_indices8(image.get(), kX, kY, kWidth, kHeight, narrow.data(), 20));
    for (uint32_t y = 0; y < kHeight; ++y) {
      for (uint32_t x = 0; x < kWidth; ++x) {
        const size_t place = size_t{kY + y} * 40 + kX + x;
        EXPECT_EQ(all[place], part[size_t{y} * 20 + x]);
        if (colors <= 256) {
          EXPECT_EQ(all[place], narrow[size_t{y} * 20 + x]);
        }
        EXPECT_TRUE(std::equal(&rgba[place * 4], &rgba[place * 4] + 4, &pixels[size_t{y} * 60 + size_t{x} * 4]));
      }
      if (y + 1 < kHeight) {
        EXPECT_EQ(7777, part[size_t{y} * 20 + kWidth]);
        EXPECT_EQ(77, pixels[size_t{y} * 60 + kWidth * 4]);
      }
    }
  }
}

TEST(RoundTrip, InOneCall) {
  const SampleImage sample = Photo(70, 40);
  Bytes file, rgba;
  ASSERT_EQ(KMC_OK, kmc_encode_rgba(sample.rgba.data(), sample.stride(), 70, 40, 16, Out(file)));
  uint32_t width = 0, height = 0;
  ASSERT_EQ(KMC_OK,
            kmc_decode_rgba(kmc_bytes_data(file.get()), kmc_bytes_size(file.get()), &width, &height, Out(rgba)));
  EXPECT_EQ(70u, width);
  EXPECT_EQ(40u, height);
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  options.colors = 16;
  const std::vector<uint8_t> expected = RgbaOf(QuantizeSample(sample, options).image.get());
  const uint8_t* decoded = kmc_bytes_data(rgba.get());
  EXPECT_EQ(expected, std::vector<uint8_t>(decoded, decoded + kmc_bytes_size(rgba.get())));
}

}  // namespace
}  // namespace kmc
