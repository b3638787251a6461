// kmc_read_head: palette and metadata as kmc_read gives them, and nothing of the pixels.
#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

kmc_result ReadHead(const FileBytes& file, Image& head) {
  return kmc_read_head(file.data(), file.size(), nullptr, Out(head));
}

FileBytes FileWithXmp() {
  const Image image = std::move(QuantizeSample(Photo(50, 40), QuantizeTo(9)).image);
  EXPECT_EQ(KMC_OK, kmc_image_set_metadata(image.get(), KMC_XMP, "<x/>", 4));
  EXPECT_EQ(KMC_OK, kmc_image_set_resolution(image.get(), 3000, 4000, 1));
  return Write(image.get());
}

TEST(ReadHead, GivesPaletteAndMetadata) {
  const FileBytes file = FileWithXmp();
  Image head;
  ASSERT_EQ(KMC_OK, ReadHead(file, head));
  const Image whole = Read(file);
  EXPECT_EQ(PaletteOf(whole.get()), PaletteOf(head.get()));
  EXPECT_EQ(MetadataOf(whole.get(), KMC_XMP), MetadataOf(head.get(), KMC_XMP));
  uint32_t x = 0, y = 0;
  int metric = 0;
  ASSERT_EQ(1, kmc_image_resolution(head.get(), &x, &y, &metric));
  EXPECT_EQ(3000u, x);
  EXPECT_EQ(4000u, y);
  EXPECT_EQ(1, metric);
}

TEST(ReadHead, HasNoPixelsThatCouldBeTakenOrWritten) {
  Image head;
  ASSERT_EQ(KMC_OK, ReadHead(FileWithXmp(), head));
  EXPECT_EQ(0u, kmc_image_width(head.get()));
  EXPECT_EQ(0u, kmc_image_height(head.get()));
  std::vector<uint8_t> pixel(4);
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_rgba(head.get(), 0, 0, 1, 1, pixel.data(), 4));
  EXPECT_EQ(KMC_ARGUMENT, kmc_image_indices8(head.get(), 0, 0, 1, 1, pixel.data(), 1));
  Bytes bytes;
  EXPECT_EQ(KMC_ARGUMENT, kmc_write(head.get(), nullptr, nullptr, Out(bytes)));
}

TEST(ReadHead, RefusesWhatIsCutAndOverlooksDamagedPixels) {
  FileBytes file = FileWithXmp();
  Image head;
  FileBytes cut(file.begin(), file.end() - 1);
  EXPECT_EQ(KMC_TRUNCATED, ReadHead(cut, head));
  EXPECT_EQ(KMC_ARGUMENT, kmc_read_head(nullptr, 1, nullptr, Out(head)));
  EXPECT_EQ(nullptr, head.get());

  const kmc_info info = InfoOf(file);
  FileBytes damaged = file;
  damaged[static_cast<size_t>(info.header_bytes + info.palette_bytes + info.index_bytes / 2)] ^= 1;
  Image whole;
  ASSERT_EQ(KMC_CHECKSUM, kmc_read(damaged.data(), damaged.size(), nullptr, Out(whole)));
  EXPECT_EQ(KMC_OK, ReadHead(damaged, head));
}

}  // namespace
}  // namespace kmc
