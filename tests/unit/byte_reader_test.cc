// The primitives of the format: what ByteWriter appends, ByteReader gives back, and never reads beyond.
#include "format/byte_reader.h"

#include <gtest/gtest.h>

#include <vector>

#include "format/byte_writer.h"

namespace kmc {
namespace {

using Buffer = std::vector<uint8_t>;

Buffer Varint(uint32_t value) {
  Buffer bytes;
  WriteVarint(value, bytes);
  return bytes;
}

Status ReadVarint(const Buffer& bytes, uint32_t& value) { return ByteReader(bytes).ReadVarint(value); }

TEST(ByteReader, GivesBackWhatWasWritten) {
  Buffer bytes;
  WriteU8(0xAB, bytes);
  WriteU32(0x12345678, bytes);
  WriteVarint(300, bytes);
  WriteSpan(Buffer{1, 2, 3}, bytes);
  EXPECT_EQ(bytes, (Buffer{0xAB, 0x78, 0x56, 0x34, 0x12, 0xAC, 0x02, 1, 2, 3}));

  ByteReader reader(bytes);
  uint8_t byte = 0;
  uint32_t word = 0, varint = 0;
  std::span<const uint8_t> span;
  EXPECT_EQ(Status::kOk, reader.ReadU8(byte));
  EXPECT_EQ(Status::kOk, reader.ReadU32(word));
  EXPECT_EQ(Status::kOk, reader.ReadVarint(varint));
  EXPECT_EQ(7u, reader.position());
  EXPECT_EQ(Status::kOk, reader.ReadSpan(3, span));
  EXPECT_EQ(0xAB, byte);
  EXPECT_EQ(0x12345678u, word);
  EXPECT_EQ(300u, varint);
  EXPECT_EQ(bytes.data() + 7, span.data());
  EXPECT_EQ(3u, span.size());
  EXPECT_EQ(0u, reader.remaining());
}

TEST(ByteReader, VarintsTakeSevenBitsAByte) {
  for (int bits = 0; bits < 32; ++bits) {
    for (const uint32_t value : {1u << bits, (1u << bits) - 1, UINT32_MAX >> bits}) {
      const Buffer bytes = Varint(value);
      size_t expected = 1;
      for (uint32_t rest = value; rest >= 128; rest /= 128) ++expected;
      EXPECT_EQ(expected, bytes.size()) << value;
      uint32_t read = 0;
      ASSERT_EQ(Status::kOk, ReadVarint(bytes, read)) << value;
      EXPECT_EQ(value, read);
    }
  }
}

TEST(ByteReader, OnlyTheShortestVarintIsValid) {
  for (const uint32_t value : {0u, 1u, 127u, 128u, 16383u, 16384u, 1u << 20, (1u << 28) - 1}) {
    for (Buffer longer = Varint(value); longer.size() < 8;) {
      longer.back() |= 0x80;
      longer.push_back(0);
      uint32_t read = 0;
      EXPECT_EQ(Status::kInvalid, ReadVarint(longer, read)) << value << " in " << longer.size() << " bytes";
    }
  }
}

TEST(ByteReader, VarintsOf32BitsOrMoreAreInvalid) {
  uint32_t value = 0;
  EXPECT_EQ(Status::kOk, ReadVarint({0xFF, 0xFF, 0xFF, 0xFF, 0x0F}, value));
  EXPECT_EQ(UINT32_MAX, value);
  EXPECT_EQ(Status::kInvalid, ReadVarint({0x80, 0x80, 0x80, 0x80, 0x10}, value));
  EXPECT_EQ(Status::kInvalid, ReadVarint({0xFF, 0xFF, 0xFF, 0xFF, 0x7F}, value));
  EXPECT_EQ(Status::kInvalid, ReadVarint({0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, value));
}

TEST(ByteReader, EveryStringOfTwoBytesIsAtMostOneVarint) {
  for (uint32_t pair = 0; pair < 65536; ++pair) {
    const Buffer bytes = {static_cast<uint8_t>(pair), static_cast<uint8_t>(pair >> 8)};
    ByteReader reader(bytes);
    uint32_t value = 0;
    if (reader.ReadVarint(value) != Status::kOk) continue;
    EXPECT_EQ(Buffer(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(reader.position())), Varint(value));
  }
}

TEST(ByteReader, WhatIsCutShortIsTruncated) {
  uint8_t byte = 0;
  uint32_t value = 0;
  std::span<const uint8_t> span;
  EXPECT_EQ(Status::kTruncated, ByteReader({}).ReadU8(byte));
  for (const Buffer& bytes : {Buffer{}, Buffer{0xFF}, Buffer{0xFF, 0xFF}, Buffer{0xFF, 0xFF, 0xFF}}) {
    const size_t size = bytes.size();
    EXPECT_EQ(Status::kTruncated, ByteReader(bytes).ReadU32(value)) << size;
    EXPECT_EQ(Status::kTruncated, ByteReader(bytes).ReadVarint(value)) << size;
    EXPECT_EQ(Status::kTruncated, ByteReader(bytes).ReadSpan(size + 1, span)) << size;
    EXPECT_EQ(Status::kTruncated, ByteReader(bytes).ReadSpan(SIZE_MAX, span)) << size;
    EXPECT_EQ(Status::kOk, ByteReader(bytes).ReadSpan(size, span)) << size;
  }
}

}  // namespace
}  // namespace kmc
