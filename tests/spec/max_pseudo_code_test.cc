// The pseudo-code of the specification decodes every tile of the vectors that is
// coded with `max` as the library does, and finds the same ends wrong.
#include "tests/spec/max_pseudo_code.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "format/container.h"
#include "tests/spec/sample_images.h"

namespace kmc::spec {
namespace {

Bytes ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<uint32_t> LibraryIndices(const Container& container, uint64_t tile) {
  const Header& header = container.header;
  IndexPlane plane(header.width, header.height, static_cast<uint32_t>(container.palette.colors.size()));
  EXPECT_EQ(DecodeTile(container, tile, plane), Status::kOk);
  std::vector<uint32_t> indices;
  plane.Visit(header.Grid().Tile(tile), [&indices](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) indices.insert(indices.end(), view.Row(y), view.Row(y) + view.width);
  });
  return indices;
}

// Calls check(name, container, number) for each max tile of a folder's files.
template <class Check>
size_t ForEachMaxTile(const std::string& part, Check&& check) {
  size_t tiles = 0;
  for (const auto& entry : std::filesystem::directory_iterator(KMC_SPEC_FOLDER "/vectors/" + part)) {
    const Bytes file = ReadFile(entry.path());
    Container container;
    if (ParseContainer(file, Limits(), container) != Status::kOk) continue;
    for (uint64_t i = 0; i < container.tiles.size(); ++i) {
      if (container.tiles[i].coding != kMax) continue;
      check(entry.path().stem().string(), std::as_const(container), i);
      ++tiles;
    }
  }
  return tiles;
}

MaxPseudoCode DecoderOf(const Container& container, uint64_t tile) {
  const Rect rect = container.header.Grid().Tile(tile);
  const auto data = container.tiles[tile].data;
  return {container.palette.colors, rect.width, rect.height, Bytes(data.begin(), data.end())};
}

TEST(MaxPseudoCodeTest, DecodesTheValidTilesAsTheLibraryDoes) {
  const auto check = [](const std::string& name, const Container& container, uint64_t tile) {
    MaxPseudoCode decoder = DecoderOf(container, tile);
    EXPECT_EQ(decoder.Decode(), LibraryIndices(container, tile)) << name;
    EXPECT_TRUE(decoder.EndIsRight()) << name;
  };
  EXPECT_GT(ForEachMaxTile("valid", check), 0u);
}

// Larger than a vector may be: tables reach their largest size, and matches their longest length.
TEST(MaxPseudoCodeTest, DecodesALargeTile) {
  const Palette palette = SetOf(OpaqueColors(300));
  DecodedImage image = Patterned(130, 130, palette);
  for (size_t i = 1; i < image.indices.size(); ++i) {
    if (i % 7 == 0) image.indices[i] = static_cast<uint16_t>((image.indices[i - 1] + i * i / 977) % 300);
  }
  MaxPseudoCode decoder(palette.colors, image.width, image.height, Max(image));
  EXPECT_EQ(decoder.Decode(), std::vector<uint32_t>(image.indices.begin(), image.indices.end()));
  EXPECT_TRUE(decoder.EndIsRight());
}

TEST(MaxPseudoCodeTest, FindsTheEndsOfTheInvalidTilesWrong) {
  const auto check = [](const std::string& name, const Container& container, uint64_t tile) {
    if (name.find("crc") != std::string::npos) return;  // their data are right
    MaxPseudoCode decoder = DecoderOf(container, tile);
    decoder.Decode();
    EXPECT_FALSE(decoder.EndIsRight()) << name;
  };
  EXPECT_GT(ForEachMaxTile("invalid", check), 0u);
}

}  // namespace
}  // namespace kmc::spec
