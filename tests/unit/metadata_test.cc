// Metadata sections: every kind comes back, its rules hold, and what it may take is counted.
#include "format/metadata.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "codec/random.h"
#include "format/byte_writer.h"

namespace kmc {
namespace {

using Content = std::vector<uint8_t>;

constexpr MetadataKind kKinds[] = {MetadataKind::kIcc, MetadataKind::kResolution, MetadataKind::kExif,
                                   MetadataKind::kXmp, MetadataKind::kText,       MetadataKind::kColorimetry};
constexpr MetadataKind kBlobs[] = {MetadataKind::kIcc, MetadataKind::kExif, MetadataKind::kXmp};

Content ContentOf(const std::string& text) { return {text.begin(), text.end()}; }

Content RandomContent(size_t size) {
  Random random(size);
  Content content(size);
  for (uint8_t& byte : content) byte = static_cast<uint8_t>(random.Next());
  return content;
}

std::vector<uint8_t> Encode(MetadataKind kind, const Content& content) {
  std::vector<uint8_t> payload;
  EXPECT_EQ(Status::kOk, EncodeMetadata({kind, content}, payload));
  return {payload.begin(), payload.end()};  // without spare capacity
}

Status Decode(MetadataKind kind, const std::vector<uint8_t>& payload, uint64_t budget, Content& content) {
  MetadataItem item{};
  const Status status = DecodeMetadata(kind, payload, budget, item);
  content = item.content;
  return status;
}

void ExpectComesBack(MetadataKind kind, const Content& content) {
  uint64_t budget = content.size();
  MetadataItem item{};
  ASSERT_EQ(Status::kOk, DecodeMetadata(kind, Encode(kind, content), budget, item)) << static_cast<int>(kind);
  EXPECT_EQ(kind, item.kind);
  EXPECT_TRUE(content == item.content) << static_cast<int>(kind);
  EXPECT_EQ(0u, budget);
}

Content Colorimetry(uint8_t kind, const std::vector<uint32_t>& numbers) {
  Content content = {kind};
  for (const uint32_t number : numbers) WriteVarint(number, content);
  return content;
}

TEST(Metadata, ContentComesBack) {
  for (const MetadataKind kind : kBlobs) {
    ExpectComesBack(kind, {0});
    ExpectComesBack(kind, RandomContent(3000));
    ExpectComesBack(kind, Content(100000, 'x'));
  }
  ExpectComesBack(MetadataKind::kText, ContentOf(std::string("Title\0", 6)));
  ExpectComesBack(MetadataKind::kText, ContentOf(std::string("Comment\0a text, and another: a text", 34)));
  ExpectComesBack(MetadataKind::kResolution, ResolutionContent({true, 2835, UINT32_MAX}));
  ExpectComesBack(MetadataKind::kResolution, ResolutionContent({false, 4, 3}));
  ExpectComesBack(MetadataKind::kColorimetry, {0, 3});
  ExpectComesBack(MetadataKind::kColorimetry, Colorimetry(1, {45455}));
  ExpectComesBack(MetadataKind::kColorimetry,
                  Colorimetry(2, {45455, 31270, 32900, 64000, 33000, 30000, 60000, 0, 6000}));
}

TEST(Metadata, IsCompressedWhereThatIsSmaller) {
  for (const MetadataKind kind : kBlobs) {
    EXPECT_LT(Encode(kind, Content(10000, 'x')).size(), 100u);
    EXPECT_LT(Encode(kind, RandomContent(10000)).size(), 10000u + 8);
  }
}

TEST(Metadata, KindsAreOneToSix) {
  for (uint32_t kind = 0; kind < 128; ++kind) {
    EXPECT_EQ(kind >= 1 && kind <= 6, IsKnownMetadata(static_cast<uint8_t>(kind))) << kind;
  }
}

TEST(Metadata, RulesOfContent) {
  for (const MetadataKind kind : kKinds) EXPECT_FALSE(IsValidMetadata(kind, {})) << static_cast<int>(kind);
  const auto is_text = [](const std::string& text) { return IsValidMetadata(MetadataKind::kText, ContentOf(text)); };
  EXPECT_TRUE(is_text(std::string("K\0", 2)));
  EXPECT_TRUE(is_text(std::string(79, 'k') + '\0'));
  EXPECT_FALSE(is_text(std::string(80, 'k') + '\0'));
  EXPECT_FALSE(is_text(std::string("\0text", 5)));
  EXPECT_FALSE(is_text("no end of the keyword"));

  const auto is_colorimetry = [](const Content& content) {
    return IsValidMetadata(MetadataKind::kColorimetry, content);
  };
  EXPECT_FALSE(is_colorimetry({0}));
  EXPECT_FALSE(is_colorimetry({0, 4}));
  EXPECT_FALSE(is_colorimetry({0, 0, 0}));
  EXPECT_FALSE(is_colorimetry(Colorimetry(1, {0})));
  EXPECT_FALSE(is_colorimetry(Colorimetry(1, {45455, 1})));
  EXPECT_FALSE(is_colorimetry(Colorimetry(2, {45455, 1, 2, 3, 4, 5, 6, 7})));
  EXPECT_FALSE(is_colorimetry(Colorimetry(3, {1})));
}

TEST(Metadata, ResolutionComesBackOrIsInvalid) {
  for (const bool metric : {true, false}) {
    for (const uint32_t x : {1u, 127u, 128u, 11811u, UINT32_MAX}) {
      Resolution read;
      ASSERT_EQ(Status::kOk, ParseResolution(ResolutionContent({metric, x, 7}), read));
      EXPECT_EQ(metric, read.metric);
      EXPECT_EQ(x, read.x);
      EXPECT_EQ(7u, read.y);
    }
  }
  Resolution read;
  EXPECT_NE(Status::kOk, ParseResolution(Content{2, 1, 1}, read));
  EXPECT_NE(Status::kOk, ParseResolution(Content{1, 0, 1}, read));
  EXPECT_NE(Status::kOk, ParseResolution(Content{1, 1, 0}, read));
  EXPECT_NE(Status::kOk, ParseResolution(Content{1, 1}, read));
  EXPECT_NE(Status::kOk, ParseResolution(Content{1, 1, 1, 1}, read));
}

TEST(Metadata, MoreThanTheBudgetIsALimit) {
  for (const Content& content : {RandomContent(1000), Content(1000, 'x')}) {
    Content read;
    const std::vector<uint8_t> payload = Encode(MetadataKind::kExif, content);
    EXPECT_EQ(Status::kOk, Decode(MetadataKind::kExif, payload, 1000, read));
    EXPECT_EQ(Status::kLimit, Decode(MetadataKind::kExif, payload, 999, read));
  }
}

TEST(Metadata, PayloadsCutShortOrDrawnOutAreRefused) {
  for (const Content& content : {RandomContent(50), Content(300, 'x')}) {
    const std::vector<uint8_t> payload = Encode(MetadataKind::kXmp, content);
    Content read;
    for (size_t size = 0; size < payload.size(); ++size) {
      const std::vector<uint8_t> shorter(payload.begin(), payload.begin() + static_cast<ptrdiff_t>(size));
      EXPECT_NE(Status::kOk, Decode(MetadataKind::kXmp, shorter, 1000, read)) << size << " of " << payload.size();
    }
    std::vector<uint8_t> longer = payload;
    longer.push_back(0);
    EXPECT_NE(Status::kOk, Decode(MetadataKind::kXmp, longer, 1000, read));
  }
}

TEST(Metadata, SizesThatTheDataCannotYieldSpendTheBudget) {
  // Otherwise a file of many small sections would have a decoder make room for each of them.
  const Content payload = {0x80, 0x80, 0x40, 1, 0x78, 0xDA, 1, 2, 3};  // 2^20 bytes, as a zlib stream of five
  uint64_t budget = 1u << 20;
  MetadataItem item{};
  EXPECT_EQ(Status::kInvalid, DecodeMetadata(MetadataKind::kIcc, payload, budget, item));
  EXPECT_EQ(0u, budget);
}

}  // namespace
}  // namespace kmc
