// The library against the committed test vectors: every valid file decodes to
// what its table says, every invalid one gives the result that its table names.
#include "tests/spec/vectors.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "format/container.h"

namespace kmc::spec {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(KMC_SPEC_FOLDER) / "vectors";

Bytes ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Row {
  std::string name, line;
  std::vector<std::string> fields;
};

std::vector<Row> ReadManifest(const std::string& part, const std::string& heading) {
  std::ifstream in(kFolder / part / "manifest.tsv");
  std::string line;
  EXPECT_TRUE(std::getline(in, line) && line == heading) << part;
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    Row row = {"", line, {}};
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, '\t');) row.fields.push_back(field);
    row.name = row.fields.at(0);
    rows.push_back(row);
  }
  EXPECT_FALSE(rows.empty()) << part;
  return rows;
}

Bytes ReadVector(const std::string& part, const std::string& name) {
  return ReadFile(kFolder / part / (name + ".kmc"));
}

Status Decode(const Bytes& bytes, const Limits& limits, DecodedImage& image) {
  Container container;
  KMC_RETURN_IF_ERROR(ParseContainer(bytes, limits, container));
  PrepareDecoding(container);
  const Header& header = container.header;
  IndexPlane plane(header.width, header.height, static_cast<uint32_t>(container.palette.colors.size()));
  for (uint64_t i = 0; i < container.tiles.size(); ++i)
    KMC_RETURN_IF_ERROR(DecodeTile(container, i, container.header.Grid().Tile(i), plane));
  image = {header.width, header.height, container.palette, {}, container.metadata, container.dropped_metadata};
  plane.Visit([&image](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) {
      image.indices.insert(image.indices.end(), view.Row(y), view.Row(y) + view.width);
    }
  });
  return Status::kOk;
}

Status Decode(const Bytes& bytes) {
  DecodedImage image;
  return Decode(bytes, Limits(), image);
}

size_t FileEnd(const Bytes& bytes) {
  Container container;
  EXPECT_EQ(ParseContainer(bytes, Limits(), container), Status::kOk);
  return static_cast<size_t>(container.sizes.file);
}

TEST(VectorsTest, ValidFilesDecodeToWhatTheTableSays) {
  for (const Row& row : ReadManifest("valid", kValidHeading)) {
    DecodedImage image;
    ASSERT_EQ(Decode(ReadVector("valid", row.name), Limits(), image), Status::kOk) << row.name;
    EXPECT_EQ(ManifestLine(row.name, image, row.fields.back()), row.line);
  }
}

TEST(VectorsTest, InvalidFilesGiveTheirResult) {
  for (const Row& row : ReadManifest("invalid", kInvalidHeading)) {
    const Status status = Decode(ReadVector("invalid", row.name));
    EXPECT_EQ(ManifestLine({row.name, status, row.fields.at(2), row.fields.at(3), {}}), row.line);
  }
}

TEST(VectorsTest, EveryPrefixOfAValidFileIsTruncated) {
  for (const Row& row : ReadManifest("valid", kValidHeading)) {
    const Bytes file = ReadVector("valid", row.name);
    const size_t end = FileEnd(file);
    // All of a small file; of a large one the beginning and the end, where the framing is.
    for (size_t size = 0; size < end; size += size < 300 || end - size < 300 ? 1 : 101) {
      ASSERT_EQ(Decode(Bytes(file.begin(), file.begin() + static_cast<ptrdiff_t>(size))), Status::kTruncated)
          << row.name << " cut to " << size;
    }
  }
}

// A flip in an ancillary section may cost that section, and is counted then.
TEST(VectorsTest, EveryFlippedBitIsNoticed) {
  for (const Row& row : ReadManifest("valid", kValidHeading)) {
    Bytes file = ReadVector("valid", row.name);
    const size_t end = FileEnd(file);
    DecodedImage intact;
    ASSERT_EQ(Decode(file, Limits(), intact), Status::kOk);
    if (end > 400 || intact.dropped > 0) continue;
    for (size_t bit = 0; bit < 8 * end; ++bit) {
      file[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      DecodedImage image;
      const bool noticed = Decode(file, Limits(), image) != Status::kOk || image.dropped > 0;
      EXPECT_TRUE(noticed) << row.name << ", bit " << bit % 8 << " of byte " << bit / 8;
      file[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    }
  }
}

TEST(VectorsTest, MetadataCountAgainstTheirLimit) {
  const Bytes file = ReadVector("valid", "xmp-zlib");
  DecodedImage image;
  ASSERT_EQ(Decode(file, Limits(), image), Status::kOk);
  Limits limits;
  limits.max_metadata = image.metadata.at(0).content.size();
  EXPECT_EQ(Decode(file, limits, image), Status::kOk);
  EXPECT_EQ(image.dropped, 0u);
  --limits.max_metadata;
  EXPECT_EQ(Decode(file, limits, image), Status::kOk);
  EXPECT_TRUE(image.metadata.empty());
  EXPECT_EQ(image.dropped, 1u);
}

}  // namespace
}  // namespace kmc::spec
