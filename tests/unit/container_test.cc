// The container: what is written is found again, and sections obey their order.
#include "format/container.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <ctime>
#include <numeric>
#include <vector>

#include "format/byte_writer.h"
#include "tests/unit/file_parts.h"

namespace kmc {
namespace {

constexpr Header kHeader{70, 40, 0x11};  // tiles of 32x32: three columns, two rows
constexpr uint32_t kColors = 5;
const std::vector<Rgba> kPaletteColors(kColors, {9, 8, 7, 255});
const MetadataItem kText{MetadataKind::kText, {'k', 0, 't'}};
const MetadataItem kIcc{MetadataKind::kIcc, {1, 2, 3}};

IndexPlane SamplePlane() {
  IndexPlane plane(kHeader.width, kHeader.height, kColors);
  plane.Visit([](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) {
      for (uint32_t x = 0; x < view.width; ++x) view.Row(y)[x] = static_cast<uint8_t>((x * y + x / 9) % kColors);
    }
  });
  return plane;
}

bool SameIndices(const IndexPlane& x, const IndexPlane& y) {
  return x.Visit([&](auto from) {
    return y.Visit([&](auto to) {
      return std::equal(from.data, from.data + size_t{from.width} * from.height, to.data,
                        to.data + size_t{to.width} * to.height);
    });
  });
}

// Header, ICC profile, palette, six tiles, a text, end.
FileBytes SampleFile(const std::vector<Rgba>& colors = kPaletteColors) {
  FileBytes file;
  ContainerWriter writer(kHeader, file);
  EXPECT_EQ(Status::kOk, writer.WriteMetadata(kIcc));
  EXPECT_EQ(Status::kOk, writer.WritePalette({colors, true}));
  const IndexPlane plane = SamplePlane();
  for (uint64_t i = 0; i < kHeader.Grid().count(); ++i) {
    FileBytes data;
    const auto coding = i % 2 ? IndexCoding::kDeflate : IndexCoding::kPacked;
    EXPECT_EQ(Status::kOk, EncodeIndices(plane, kHeader.Grid().Tile(i), kColors, nullptr, coding, data));
    writer.WriteTile(i, coding, data);
  }
  EXPECT_EQ(Status::kOk, writer.WriteMetadata(kText));
  writer.WriteEnd();
  return file;
}

// The parts of the sample file.
enum Part { kHead, kProfile, kPaletteSection, kFirstTile, kLastTile = kFirstTile + 5, kTextSection, kEndSection };

FileBytes Ancillary(uint8_t type, const FileBytes& payload) {
  FileBytes section;
  WriteU8(type, section);
  WriteVarint(static_cast<uint32_t>(payload.size() + 4), section);
  WriteSpan(payload, section);
  WriteU32(static_cast<uint32_t>(crc32_z(0, section.data(), section.size())), section);
  return section;
}

Status Parse(const FileBytes& file, Container& container) { return ParseContainer(file, Limits(), container); }

Status ParseParts(const FileParts& parts) {
  Container container;
  return Parse(Joined(parts), container);
}

TEST(Container, WhatIsWrittenIsFound) {
  const FileBytes file = SampleFile();
  Container container;
  ASSERT_EQ(Status::kOk, Parse(file, container));
  EXPECT_EQ(kHeader.width, container.header.width);
  EXPECT_EQ(kHeader.height, container.header.height);
  EXPECT_EQ(kColors, container.palette.colors.size());
  EXPECT_TRUE(container.palette.keeps_order);
  ASSERT_EQ(2u, container.metadata.size());
  EXPECT_EQ(kIcc.content, container.metadata[0].content);
  EXPECT_EQ(kText.content, container.metadata[1].content);
  ASSERT_EQ(6u, container.tiles.size());
  IndexPlane plane(kHeader.width, kHeader.height, kColors);
  PrepareDecoding(container);
  for (size_t i = 6; i-- > 0;)
    EXPECT_EQ(Status::kOk, DecodeTile(container, i, container.header.Grid().Tile(i), plane)) << i;
  EXPECT_TRUE(SameIndices(SamplePlane(), plane));
}

TEST(Container, SizesAddUpToTheFile) {
  const FileBytes file = SampleFile();
  const FileParts parts = PartsOf(file);
  Container container;
  ASSERT_EQ(Status::kOk, Parse(file, container));
  const SectionSizes& sizes = container.sizes;
  EXPECT_EQ(parts[kHead].size(), sizes.header);
  EXPECT_EQ(parts[kPaletteSection].size(), sizes.palette);
  EXPECT_EQ(parts[kProfile].size() + parts[kTextSection].size(), sizes.metadata);
  EXPECT_EQ(parts[kEndSection].size(), sizes.end_section);
  EXPECT_EQ(file.size(), sizes.header + sizes.palette + sizes.tiles + sizes.metadata + sizes.end_section);
  EXPECT_EQ(file.size(), sizes.file);
}

TEST(Container, BytesBehindTheEndAreIgnored) {
  FileBytes file = SampleFile();
  const size_t size = file.size();
  file.insert(file.end(), {1, 2, 3});
  Container container;
  ASSERT_EQ(Status::kOk, Parse(file, container));
  EXPECT_EQ(size, container.sizes.file);
}

TEST(Container, OtherFilesAreForeign) {
  Container container;
  EXPECT_EQ(Status::kForeign, Parse({'P', 'N', 'G'}, container));
  EXPECT_EQ(Status::kForeign, Parse({0x8B, 'K', 'M', 'D', 1}, container));
  EXPECT_EQ(Status::kVersion, Parse({0x8B, 'K', 'M', 'C', 2}, container));
  EXPECT_EQ(Status::kTruncated, Parse({0x8B, 'K', 'M', 'C'}, container));
  EXPECT_EQ(Status::kTruncated, Parse({}, container));
  EXPECT_TRUE(StartsLikeKmc(SampleFile()));
  EXPECT_FALSE(StartsLikeKmc(FileBytes{0x8B, 'K', 'M', 'C'}));
  EXPECT_FALSE(StartsLikeKmc(FileBytes{0x8B, 'K', 'M', 'C', 2}));
}

TEST(Container, ThereIsOnePalette) {
  FileParts twice = PartsOf(SampleFile()), none = twice;
  twice.insert(twice.begin() + kPaletteSection, twice[kPaletteSection]);
  EXPECT_EQ(Status::kInvalid, ParseParts(twice));
  none.erase(none.begin() + kPaletteSection);
  EXPECT_EQ(Status::kInvalid, ParseParts(none));
}

TEST(Container, ThePaletteStandsBeforeTheTiles) {
  FileParts parts = PartsOf(SampleFile());
  std::swap(parts[kPaletteSection], parts[kFirstTile]);
  EXPECT_EQ(Status::kInvalid, ParseParts(parts));
}

TEST(Container, EveryTileStandsInItsPlaceOnce) {
  for (int tile = kFirstTile; tile <= kLastTile; ++tile) {
    FileParts missing = PartsOf(SampleFile()), repeated = missing, exchanged = missing;
    missing.erase(missing.begin() + tile);
    EXPECT_EQ(Status::kInvalid, ParseParts(missing)) << tile;
    repeated.insert(repeated.begin() + tile, repeated[tile]);
    EXPECT_EQ(Status::kInvalid, ParseParts(repeated)) << tile;
    if (tile == kLastTile) continue;
    std::swap(exchanged[tile], exchanged[tile + 1]);
    EXPECT_EQ(Status::kInvalid, ParseParts(exchanged)) << tile;
  }
}

TEST(Container, TheEndIsEmptyAndLast) {
  FileParts parts = PartsOf(SampleFile());
  parts.back() = {0x00, 1, 0};
  EXPECT_EQ(Status::kInvalid, ParseParts(parts));
  parts.pop_back();
  EXPECT_EQ(Status::kTruncated, ParseParts(parts));
  parts.insert(parts.begin() + kLastTile, FileBytes{0x00, 0});
  EXPECT_EQ(Status::kInvalid, ParseParts(parts));
}

TEST(Container, UnknownSectionsAreSkippedIfAncillary) {
  for (const uint8_t type : std::initializer_list<uint8_t>{0x80, 0x87, 0xFF}) {
    FileParts parts = PartsOf(SampleFile());
    parts.insert(parts.begin() + kFirstTile, Ancillary(type, {1, 2, 3}));
    Container container;
    EXPECT_EQ(Status::kOk, Parse(Joined(parts), container)) << int{type};
    EXPECT_EQ(0u, container.dropped_metadata);
    EXPECT_EQ(2u, container.metadata.size());
  }
  for (const uint8_t type : std::initializer_list<uint8_t>{0x03, 0x10, 0x7F}) {
    FileParts parts = PartsOf(SampleFile());
    parts.insert(parts.begin() + kFirstTile, Ancillary(type, {1, 2, 3}));
    EXPECT_EQ(Status::kUnsupported, ParseParts(parts)) << int{type};
  }
}

TEST(Container, DamagedMetadataAreDroppedAndCounted) {
  for (const int section : {kProfile, kTextSection}) {
    for (size_t at = 2; at < PartsOf(SampleFile())[section].size(); ++at) {
      FileParts parts = PartsOf(SampleFile());
      parts[section][at] ^= 0x10;
      Container container;
      ASSERT_EQ(Status::kOk, Parse(Joined(parts), container));
      EXPECT_EQ(1u, container.dropped_metadata);
      EXPECT_EQ(1u, container.metadata.size());
    }
  }
}

TEST(Container, RepeatedMetadataAreDroppedButTextsAreNot) {
  FileParts parts = PartsOf(SampleFile());
  parts.insert(parts.begin() + kProfile, parts[kProfile]);
  parts.insert(parts.begin() + kProfile, parts[kTextSection + 1]);
  Container container;
  ASSERT_EQ(Status::kOk, Parse(Joined(parts), container));
  EXPECT_EQ(1u, container.dropped_metadata);
  EXPECT_EQ(3u, container.metadata.size());
}

TEST(Container, ManyRepeatedSectionsTakeLinearTime) {
  FileParts parts = PartsOf(SampleFile());
  FileBytes many;
  for (int i = 0; i < 200000; ++i) WriteSpan(parts[kTextSection], many);
  for (int i = 0; i < 200000; ++i) WriteSpan(parts[kProfile], many);
  parts.insert(parts.begin() + kProfile, many);
  Container container;
  const std::clock_t begin = std::clock();
  ASSERT_EQ(Status::kOk, Parse(Joined(parts), container));
  EXPECT_LT(std::clock() - begin, 10 * CLOCKS_PER_SEC);  // pairs of them would take minutes
  EXPECT_EQ(200000u, container.dropped_metadata);
}

TEST(Container, TilesKnowTheHeaderAndThePalette) {
  FileParts other_palette = PartsOf(SampleFile()), other_width = other_palette;
  other_palette[kPaletteSection] = PartsOf(SampleFile(std::vector<Rgba>(kColors, {9, 8, 6, 255})))[kPaletteSection];
  other_width[kHead][5] ^= 1;  // 69 or 68: as many tiles
  for (const auto& parts : {other_palette, other_width}) {
    const FileBytes file = Joined(parts);
    Container container;
    ASSERT_EQ(Status::kOk, Parse(file, container));
    IndexPlane plane(container.header.width, container.header.height, kColors);
    for (size_t i = 0; i < 6; ++i)
      EXPECT_EQ(Status::kChecksum, DecodeTile(container, i, container.header.Grid().Tile(i), plane));
  }
}

TEST(Container, DamageToOneTileLeavesTheOthersReadable) {
  FileParts parts = PartsOf(SampleFile());
  parts[kFirstTile + 2][6] ^= 1;
  const FileBytes file = Joined(parts);
  Container container;
  ASSERT_EQ(Status::kOk, Parse(file, container));
  IndexPlane plane(kHeader.width, kHeader.height, kColors);
  PrepareDecoding(container);
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(i == 2 ? Status::kChecksum : Status::kOk,
              DecodeTile(container, i, container.header.Grid().Tile(i), plane))
        << i;
  }
}

}  // namespace
}  // namespace kmc
