// kmc_read_pixel_bits: what pixels cost adds up to what their tile occupies, and
// is small where pixels are foretold.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

constexpr kmc_coding kCodings[] = {KMC_CODING_PACKED, KMC_CODING_DEFLATE, KMC_CODING_FAST, KMC_CODING_MAX};

std::vector<float> BitsOf(const FileBytes& file, uint32_t threads = 1) {
  const kmc_info info = InfoOf(file);
  std::vector<float> bits(size_t{info.width} * info.height, -1);
  const kmc_work work = WorkOn(threads);
  EXPECT_EQ(KMC_OK, kmc_read_pixel_bits(file.data(), file.size(), &work, bits.data(), bits.size()));
  return bits;
}

TEST(PixelBits, AddUpToTheIndicesOfTheFile) {
  constexpr double kFraming = 16;  // of a tile: type, length, coding, CRC, and the coder's last bytes
  for (const SampleImage& sample : {Photo(150, 130), FewColors(150, 130, 9), Translucent(150, 130)}) {
    for (const uint32_t colors : {2u, 16u, 256u, 700u}) {
      const Image image = std::move(QuantizeSample(sample, QuantizeTo(colors)).image);
      for (const kmc_coding coding : kCodings) {
        for (const uint32_t tile : {0u, 64u}) {
          const FileBytes file = Write(image.get(), coding, tile);
          const kmc_info info = InfoOf(file);
          const std::vector<float> bits = BitsOf(file);
          EXPECT_GE(*std::ranges::min_element(bits), 0);
          const double bytes = std::accumulate(bits.begin(), bits.end(), 0.0) / 8;
          EXPECT_LE(bytes, static_cast<double>(info.index_bytes));
          EXPECT_GE(bytes, static_cast<double>(info.index_bytes) - kFraming * info.tiles)
              << sample.name << " " << colors << " coding " << coding << " tile " << tile;
        }
      }
    }
  }
}

TEST(PixelBits, AreTheSameWithAnyNumberOfThreads) {
  const FileBytes file = Write(QuantizeSample(Photo(200, 150), QuantizeTo(40)).image.get(), KMC_CODING_FAST, 32);
  EXPECT_EQ(BitsOf(file, 1), BitsOf(file, 3));
}

// Left half flat, right half noise of the same two colours.
TEST(PixelBits, FlatAreasCostLessThanNoise) {
  constexpr uint32_t kWidth = 64, kHeight = 48;
  const SampleImage noise = Noise(kWidth, kHeight);
  std::vector<uint16_t> indices;
  for (uint32_t y = 0; y < kHeight; ++y) {
    for (uint32_t x = 0; x < kWidth; ++x) indices.push_back(x < kWidth / 2 ? 0 : noise.At(x, y).r & 1);
  }
  const Image image = CreateImage(kWidth, kHeight, {{0, 0, 0, 255}, {255, 255, 255, 255}}, indices);
  for (const kmc_coding coding : {KMC_CODING_FAST, KMC_CODING_MAX}) {
    const std::vector<float> bits = BitsOf(Write(image.get(), coding));
    double flat = 0, noisy = 0;
    for (uint32_t i = 0; i < bits.size(); ++i) (i % kWidth < kWidth / 2 ? flat : noisy) += bits[i];
    EXPECT_LT(flat * 4, noisy) << coding;
  }
}

TEST(PixelBits, OneColorCostsNothing) {
  const FileBytes file = Write(CreateImage(5, 4, {{1, 2, 3, 255}}, std::vector<uint16_t>(20)).get(), KMC_CODING_FAST);
  EXPECT_EQ(std::vector<float>(20, 0.0f), BitsOf(file));
}

TEST(PixelBits, RefusesDamageAndTooLittleRoomAndTouchesNothing) {
  FileBytes file = Write(QuantizeSample(Photo(50, 40), QuantizeTo(9)).image.get());
  const std::vector<float> untouched(50 * 40, -1);
  std::vector<float> bits = untouched;
  const auto read = [&] { return kmc_read_pixel_bits(file.data(), file.size(), nullptr, bits.data(), bits.size()); };
  file[file.size() / 2] ^= 1;
  EXPECT_EQ(KMC_CHECKSUM, read());
  file[file.size() / 2] ^= 1;
  EXPECT_EQ(KMC_ARGUMENT, kmc_read_pixel_bits(file.data(), file.size(), nullptr, bits.data(), bits.size() - 1));
  EXPECT_EQ(KMC_ARGUMENT, kmc_read_pixel_bits(file.data(), file.size(), nullptr, nullptr, bits.size()));
  EXPECT_EQ(KMC_ARGUMENT, kmc_read_pixel_bits(nullptr, file.size(), nullptr, bits.data(), bits.size()));
  EXPECT_EQ(untouched, bits);
  EXPECT_EQ(KMC_OK, read());
}

}  // namespace
}  // namespace kmc
