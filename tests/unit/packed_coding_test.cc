// Index coding `packed`: its layout to the bit, and what its rules forbid.
#include "format/packed_coding.h"

#include <gtest/gtest.h>

#include <vector>

namespace kmc {
namespace {

// A view of a plane of its own.
template <class T>
IndexView<T> ViewOf(std::vector<T>& indices, uint32_t width) {
  return {indices.data(), width, width, static_cast<uint32_t>(indices.size() / width)};
}

template <class T>
std::vector<uint8_t> Pack(const std::vector<T>& indices, uint32_t width, uint32_t colors) {
  std::vector<uint8_t> data;
  EncodePacked<T>({indices.data(), width, width, static_cast<uint32_t>(indices.size() / width)}, colors, data);
  return data;
}

using Bytes8 = std::vector<uint8_t>;
using Indices16 = std::vector<uint16_t>;

TEST(PackedCoding, BitsHoldAnyIndex) {
  for (uint32_t colors = 1; colors <= 65536; ++colors) {
    const uint32_t bits = PackedBits(colors);
    ASSERT_GE(uint64_t{1} << bits, colors);
    const uint32_t fewer = bits <= 1 ? 0 : bits / 2;
    ASSERT_TRUE(bits == 0 || uint64_t{1} << fewer < colors) << colors;
  }
}

TEST(PackedCoding, RowsArePaddedToBytes) {
  EXPECT_EQ(0u, PackedSize(100, 100, 1));
  EXPECT_EQ(2u * 3, PackedSize(9, 3, 2));
  EXPECT_EQ(2u * 3, PackedSize(5, 3, 3));
  EXPECT_EQ(3u * 3, PackedSize(5, 3, 16));
  EXPECT_EQ(5u * 3, PackedSize(5, 3, 17));
  EXPECT_EQ(10u * 3, PackedSize(5, 3, 257));
  EXPECT_EQ(uint64_t{1} << 49, PackedSize(1u << 24, 1u << 24, 65536));
}

TEST(PackedCoding, TheLeftmostIndexHasTheHighestBits) {
  EXPECT_EQ(Bytes8({0b10110000, 0b10000000}), Pack(Bytes8{1, 0, 1, 1, 0, 0, 0, 0, 1}, 9, 2));
  EXPECT_EQ(Bytes8({0b00011011, 0b11000000}), Pack(Bytes8{0, 1, 2, 3, 3}, 5, 4));
  EXPECT_EQ(Bytes8({0x1F, 0xA0, 0x23, 0x40}), Pack(Bytes8{1, 15, 10, 2, 3, 4}, 3, 16));
  EXPECT_EQ(Bytes8({200, 7}), Pack(Bytes8{200, 7}, 2, 256));
  EXPECT_EQ(Bytes8({0x34, 0x12, 0xFF, 0xFF}), Pack(Indices16{0x1234, 0xFFFF}, 2, 65536));
}

TEST(PackedCoding, OneColorTakesNoBytes) {
  EXPECT_TRUE(Pack(Bytes8(12), 4, 1).empty());
  Bytes8 indices(12, 9);
  EXPECT_EQ(Status::kOk, DecodePacked<uint8_t>({}, 1, ViewOf(indices, 4)));
  EXPECT_EQ(Bytes8(12, 0), indices);
}

TEST(PackedCoding, PaddingIsZero) {
  for (uint32_t bit = 0; bit < 7; ++bit) {
    Bytes8 indices(1);
    const Bytes8 data = {static_cast<uint8_t>(1u << bit)};
    EXPECT_EQ(Status::kInvalid, DecodePacked<uint8_t>(data, 2, ViewOf(indices, 1))) << bit;
  }
  Bytes8 indices(3);
  EXPECT_EQ(Status::kOk, DecodePacked<uint8_t>(Bytes8{0x11, 0x10}, 16, ViewOf(indices, 3)));
  EXPECT_EQ(Status::kInvalid, DecodePacked<uint8_t>(Bytes8{0x11, 0x11}, 16, ViewOf(indices, 3)));
}

TEST(PackedCoding, IndicesBeyondThePaletteAreInvalid) {
  Bytes8 narrow(1);
  Indices16 wide(1);
  EXPECT_EQ(Status::kOk, DecodePacked<uint8_t>(Bytes8{0x80}, 3, ViewOf(narrow, 1)));
  EXPECT_EQ(Status::kInvalid, DecodePacked<uint8_t>(Bytes8{0xC0}, 3, ViewOf(narrow, 1)));
  EXPECT_EQ(Status::kOk, DecodePacked<uint8_t>(Bytes8{199}, 200, ViewOf(narrow, 1)));
  EXPECT_EQ(Status::kInvalid, DecodePacked<uint8_t>(Bytes8{200}, 200, ViewOf(narrow, 1)));
  EXPECT_EQ(Status::kOk, DecodePacked<uint16_t>(Bytes8{0, 1}, 257, ViewOf(wide, 1)));
  EXPECT_EQ(Status::kInvalid, DecodePacked<uint16_t>(Bytes8{1, 1}, 257, ViewOf(wide, 1)));
}

TEST(PackedCoding, OnlyTheExactSizeIsValid) {
  for (const uint32_t colors : {1u, 2u, 4u, 16u, 256u}) {
    Bytes8 indices(15);
    const auto size = static_cast<size_t>(PackedSize(5, 3, colors));
    EXPECT_EQ(Status::kOk, DecodePacked<uint8_t>(Bytes8(size), colors, ViewOf(indices, 5)));
    EXPECT_EQ(Status::kInvalid, DecodePacked<uint8_t>(Bytes8(size + 1), colors, ViewOf(indices, 5)));
    if (size == 0) continue;
    EXPECT_EQ(Status::kInvalid, DecodePacked<uint8_t>(Bytes8(size - 1), colors, ViewOf(indices, 5)));
  }
}

}  // namespace
}  // namespace kmc
