// kmc_read_size: width and height as soon as the first bytes are there.
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

using Head = std::vector<uint8_t>;

// The smallest and the largest numbers of every length; 2 and 3 pixels are told in 1 byte.
const Head kSmall = {0x8B, 'K', 'M', 'C', 1, 1, 2, 0};
const Head kLargest = {0x8B, 'K', 'M', 'C', 1, 0xFF, 0xFF, 0xFF, 7, 0xFF, 0xFF, 0xFF, 7, 0xFF};

kmc_result ReadSize(const Head& bytes, uint32_t& width, uint32_t& height, const kmc_work* work = nullptr) {
  return kmc_read_size(bytes.data(), bytes.size(), work, &width, &height);
}

TEST(ReadSize, NeedsTheHeaderAlone) {
  uint32_t width = 0, height = 0;
  ASSERT_EQ(KMC_OK, ReadSize(kSmall, width, height));
  EXPECT_EQ(2u, width);
  EXPECT_EQ(3u, height);
}

TEST(ReadSize, IsTruncatedUntilTheHeaderIsThereAndLeavesOutputsAlone) {
  for (size_t size = 1; size < kSmall.size(); ++size) {
    uint32_t width = 11, height = 12;
    EXPECT_EQ(KMC_TRUNCATED, ReadSize(Head(kSmall.begin(), kSmall.begin() + size), width, height)) << size;
    EXPECT_EQ(11u, width);
    EXPECT_EQ(12u, height);
  }
}

TEST(ReadSize, AgreesWithTheWholeFileWhateverFollows) {
  const FileBytes file = Write(QuantizeSample(Photo(300, 40), QuantizeTo(9)).image.get());
  for (size_t size = 14; size <= file.size(); size += 7) {
    uint32_t width = 0, height = 0;
    ASSERT_EQ(KMC_OK, ReadSize(Head(file.begin(), file.begin() + static_cast<ptrdiff_t>(size)), width, height));
    EXPECT_EQ(300u, width);
    EXPECT_EQ(40u, height);
  }
}

TEST(ReadSize, ChecksTheLimits) {
  uint32_t width = 0, height = 0;
  EXPECT_EQ(KMC_LIMIT, ReadSize(kLargest, width, height));
  kmc_limits limits;
  kmc_limits_init(&limits);
  limits.max_width = limits.max_height = 1 << 24;
  limits.max_pixels = uint64_t{1} << 48;
  kmc_work work;
  kmc_work_init(&work);
  work.limits = &limits;
  EXPECT_EQ(KMC_OK, ReadSize(kLargest, width, height, &work));
  EXPECT_EQ(16777216u, width);
  EXPECT_EQ(16777216u, height);
}

TEST(ReadSize, TellsWhatIsWrong) {
  uint32_t width = 0, height = 0;
  EXPECT_EQ(KMC_FOREIGN, ReadSize({0x89, 'P', 'N', 'G', 13, 10, 26, 10}, width, height));
  EXPECT_EQ(KMC_VERSION, ReadSize({0x8B, 'K', 'M', 'C', 2, 1, 2, 0}, width, height));
  EXPECT_EQ(KMC_INVALID, ReadSize({0x8B, 'K', 'M', 'C', 1, 0x80, 0, 2, 0}, width, height)) << "not the shortest form";
  EXPECT_EQ(KMC_ARGUMENT, kmc_read_size(nullptr, 8, nullptr, &width, &height));
  EXPECT_EQ(KMC_ARGUMENT, kmc_read_size(kSmall.data(), kSmall.size(), nullptr, nullptr, &height));
  EXPECT_EQ(KMC_ARGUMENT, kmc_read_size(kSmall.data(), kSmall.size(), nullptr, &width, nullptr));
}

}  // namespace
}  // namespace kmc
