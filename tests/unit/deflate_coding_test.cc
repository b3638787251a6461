// zlib streams: exactly one of them, which yields exactly what is expected.
#include "format/deflate_coding.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <vector>

#include "codec/random.h"

namespace kmc {
namespace {

using Buffer = std::vector<uint8_t>;

Buffer Deflated(const Buffer& bytes) {
  Buffer data;
  EXPECT_EQ(Status::kOk, Deflate(bytes, data));
  return {data.begin(), data.end()};  // without spare capacity
}

Buffer RandomBytes(size_t size, uint64_t different) {
  Random random(size + different);
  Buffer bytes(size);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.Below(different));
  return bytes;
}

TEST(Deflate, BytesOfAnyNumberComeBack) {
  for (const size_t size : {0, 1, 2, 100, 32768, 65535, 65536, 65537, 131072, 1000000}) {
    for (const uint64_t different : {1, 3, 256}) {
      const Buffer bytes = RandomBytes(size, different);
      Buffer read(size, 0xEE);
      ASSERT_EQ(Status::kOk, Inflate(Deflated(bytes), read)) << size;
      EXPECT_TRUE(bytes == read) << size;
    }
  }
}

TEST(Deflate, AppendsToWhatThereIs) {
  Buffer data = {1, 2, 3};
  ASSERT_EQ(Status::kOk, Deflate(Buffer(1000), data));
  EXPECT_EQ(Buffer({1, 2, 3}), Buffer(data.begin(), data.begin() + 3));
  Buffer read(1000, 7);
  EXPECT_EQ(Status::kOk, Inflate(std::span(data).subspan(3), read));
}

TEST(Inflate, OtherSizesAreInvalid) {
  const Buffer data = Deflated(RandomBytes(500, 20));
  for (const size_t size : {0, 1, 499, 501, 100000}) {
    Buffer read(size);
    EXPECT_EQ(Status::kInvalid, Inflate(data, read)) << size;
  }
}

TEST(Inflate, StreamsCutShortAreInvalid) {
  const Buffer data = Deflated(RandomBytes(500, 20));
  Buffer read(500);
  for (size_t size = 0; size < data.size(); ++size) {
    const Buffer shorter(data.begin(), data.begin() + static_cast<ptrdiff_t>(size));
    EXPECT_EQ(Status::kInvalid, Inflate(shorter, read)) << size;
  }
}

TEST(Inflate, BytesBehindTheStreamAreInvalid) {
  Buffer data = Deflated(RandomBytes(500, 20)), read(500);
  data.push_back(0);
  EXPECT_EQ(Status::kInvalid, Inflate(data, read));
  const Buffer once = Deflated({});
  Buffer twice = once, nothing;
  twice.insert(twice.end(), once.begin(), once.end());
  EXPECT_EQ(Status::kInvalid, Inflate(twice, nothing));
}

TEST(Inflate, DamageIsNoticed) {
  const Buffer bytes = RandomBytes(200, 20), data = Deflated(bytes);
  for (size_t bit = 0; bit < data.size() * 8; ++bit) {
    Buffer damaged = data, read(200);
    damaged[bit / 8] = static_cast<uint8_t>(damaged[bit / 8] ^ 1u << bit % 8);
    // A few bits of the stream's header and its padding tell nothing of the content.
    if (Inflate(damaged, read) == Status::kOk) {
      EXPECT_TRUE(bytes == read) << bit;
    }
  }
}

TEST(Inflate, PresetDictionariesAreInvalid) {
  z_stream z = {};
  ASSERT_EQ(Z_OK, deflateInit(&z, 9));
  const Buffer dictionary = RandomBytes(100, 5);
  ASSERT_EQ(Z_OK, deflateSetDictionary(&z, dictionary.data(), static_cast<uInt>(dictionary.size())));
  Buffer bytes = dictionary, data(1000);
  z.next_in = bytes.data();
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = data.data();
  z.avail_out = static_cast<uInt>(data.size());
  ASSERT_EQ(Z_STREAM_END, deflate(&z, Z_FINISH));
  data.erase(data.begin() + static_cast<ptrdiff_t>(z.total_out), data.end());
  deflateEnd(&z);
  Buffer read(bytes.size());
  EXPECT_EQ(Status::kInvalid, Inflate(data, read));
}

}  // namespace
}  // namespace kmc
