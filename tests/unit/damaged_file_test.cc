// Files that were cut or damaged: always a result, never other pixels.
#include <gtest/gtest.h>

#include <vector>

#include "codec/random.h"
#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

struct Sample {
  FileBytes file;
  std::vector<uint8_t> rgba;
};

// A small image of one tile with metadata before and behind its pixels.
Sample SmallFile(uint32_t colors, bool translucent, kmc_coding coding, bool keep_order) {
  const SampleImage picture = translucent ? Translucent(24, 17) : Photo(24, 17);
  const Quantized quantized = QuantizeSample(picture, QuantizeTo(colors));
  const Image image =
      CreateImage(24, 17, PaletteOf(quantized.image.get()), IndicesOf(quantized.image.get()), keep_order);
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_ICC, "profile", 7));
  EXPECT_EQ(KMC_OK, kmc_image_set_resolution(image.get(), 2835, 2835, 1));
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_TEXT, "Title\0text", 10));
  return {Write(image.get(), coding), RgbaOf(image.get())};
}

std::vector<Sample> SmallFiles() {
  return {SmallFile(1, false, KMC_CODING_AUTO, false),    SmallFile(2, false, KMC_CODING_PACKED, true),
          SmallFile(9, false, KMC_CODING_MAX, false),     SmallFile(16, true, KMC_CODING_DEFLATE, false),
          SmallFile(60, false, KMC_CODING_FAST, false),   SmallFile(300, true, KMC_CODING_MAX, false),
          SmallFile(300, false, KMC_CODING_DEFLATE, true)};
}

kmc_result TryRead(const FileBytes& file, Image& image) {
  const kmc_work work = WorkOn(1);
  return kmc_read(file.data(), file.size(), &work, Out(image));
}

TEST(DamagedFile, EveryTruncationIsTruncated) {
  for (const Sample& sample : SmallFiles()) {
    Image none;
    EXPECT_EQ(KMC_TRUNCATED, kmc_read(sample.file.data(), 0, nullptr, Out(none)));
    for (size_t size = 1; size < sample.file.size(); ++size) {
      const FileBytes cut(sample.file.begin(), sample.file.begin() + static_cast<ptrdiff_t>(size));
      Image image;
      kmc_info info = {};
      info.struct_size = sizeof(info);
      EXPECT_EQ(KMC_TRUNCATED, TryRead(cut, image)) << size << " of " << sample.file.size();
      EXPECT_EQ(KMC_TRUNCATED, kmc_read_info(cut.data(), cut.size(), nullptr, &info)) << size;
      EXPECT_FALSE(image);
    }
  }
}

TEST(DamagedFile, EveryFlippedBitIsNoticedOrOnlyDropsMetadata) {
  for (const Sample& sample : SmallFiles()) {
    for (size_t bit = 0; bit < sample.file.size() * 8; ++bit) {
      FileBytes file = sample.file;
      file[bit / 8] = static_cast<uint8_t>(file[bit / 8] ^ 1u << bit % 8);
      Image image;
      const kmc_result result = TryRead(file, image);
      EXPECT_NE(KMC_INTERNAL, result) << bit;
      if (result != KMC_OK) continue;
      EXPECT_EQ(1u, InfoOf(file).dropped_metadata) << bit;
      EXPECT_TRUE(sample.rgba == RgbaOf(image.get())) << bit;
    }
  }
}

TEST(DamagedFile, AnyDamageGivesAResult) {
  Random random(1);
  for (const Sample& sample : SmallFiles()) {
    for (int round = 0; round < 3000; ++round) {
      FileBytes file = sample.file;
      for (uint64_t changes = 1 + random.Below(6); changes-- > 0;) {
        const size_t at = random.Below(file.size());
        switch (random.Below(3)) {
          case 0:
            file[at] = static_cast<uint8_t>(random.Next());
            break;
          case 1:
            file.insert(file.begin() + static_cast<ptrdiff_t>(at), static_cast<uint8_t>(random.Next()));
            break;
          default:
            if (file.size() > 1) file.erase(file.begin() + static_cast<ptrdiff_t>(at));
        }
      }
      file = FileBytes(file.begin(), file.end());  // without spare capacity
      Image image;
      const kmc_result result = TryRead(file, image);
      EXPECT_NE(KMC_INTERNAL, result);
      EXPECT_NE(KMC_ARGUMENT, result);
      if (result != KMC_OK) {
        EXPECT_FALSE(image);
      }
    }
  }
}

}  // namespace
}  // namespace kmc
