// The pseudo-code of the specification decodes every tile of the vectors that is
// coded with `fast` or `max` as the library does, and finds the same data wrong.
#include "tests/spec/tile_pseudo_code.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "format/container.h"
#include "tests/spec/fast_pseudo_code.h"
#include "tests/spec/max_pseudo_code.h"
#include "tests/spec/sample_images.h"

namespace kmc::spec {
namespace {

Bytes ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<uint32_t> LibraryIndices(const Container& container, size_t tile) {
  const Header& header = container.header;
  IndexPlane plane(header.width, header.height, static_cast<uint32_t>(container.palette.colors.size()));
  EXPECT_EQ(DecodeTile(container, tile, container.header.Grid().Tile(tile), plane), Status::kOk);
  std::vector<uint32_t> indices;
  plane.Visit(header.Grid().Tile(tile), [&indices](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) indices.insert(indices.end(), view.Row(y), view.Row(y) + view.width);
  });
  return indices;
}

// Calls check(name, container, number) for each modelled tile of a folder's files.
template <class Check>
size_t ForEachModelledTile(const std::string& part, Check&& check) {
  size_t tiles = 0;
  for (const auto& entry : std::filesystem::directory_iterator(KMC_SPEC_FOLDER "/vectors/" + part)) {
    const Bytes file = ReadFile(entry.path());
    Container container;
    if (ParseContainer(file, Limits(), container) != Status::kOk) continue;
    PrepareDecoding(container);
    for (size_t i = 0; i < container.tiles.size(); ++i) {
      if (container.tiles[i].coding != kFast && container.tiles[i].coding != kMax) continue;
      check(entry.path().stem().string(), std::as_const(container), i);
      ++tiles;
    }
  }
  return tiles;
}

std::unique_ptr<TilePseudoCode> DecoderOf(const Container& container, size_t tile) {
  const Rect rect = container.header.Grid().Tile(tile);
  const auto span = container.tiles[tile].Data();
  Bytes data(span.begin(), span.end());
  const std::vector<Rgba>& colors = container.palette.colors;
  if (container.tiles[tile].coding == kMax) {
    return std::make_unique<MaxPseudoCode>(colors, rect.width, rect.height, std::move(data));
  }
  return std::make_unique<FastPseudoCode>(colors, rect.width, rect.height, std::move(data));
}

TEST(TilePseudoCodeTest, DecodesTheValidTilesAsTheLibraryDoes) {
  const auto check = [](const std::string& name, const Container& container, size_t tile) {
    const auto decoder = DecoderOf(container, tile);
    EXPECT_EQ(decoder->Decode(), LibraryIndices(container, tile)) << name;
    EXPECT_TRUE(decoder->EndIsRight()) << name;
  };
  EXPECT_GT(ForEachModelledTile("valid", check), 0u);
}

// Larger than a vector may be: tables reach their largest size, and matches their longest length.
TEST(TilePseudoCodeTest, DecodesALargeTile) {
  const Palette palette = SetOf(OpaqueColors(300));
  DecodedImage image = Patterned(130, 130, palette);
  for (size_t i = 1; i < image.indices.size(); ++i) {
    if (i % 7 == 0) image.indices[i] = static_cast<uint16_t>((image.indices[i - 1] + i * i / 977) % 300);
  }
  const std::vector<uint32_t> expected(image.indices.begin(), image.indices.end());
  MaxPseudoCode max(palette.colors, image.width, image.height, Max(image));
  EXPECT_EQ(max.Decode(), expected);
  EXPECT_TRUE(max.EndIsRight());
  FastPseudoCode fast(palette.colors, image.width, image.height, Fast(image));
  EXPECT_EQ(fast.Decode(), expected);
  EXPECT_TRUE(fast.EndIsRight());
}

// What decisions about runs a tile has, "kind f bit" of each: the rare part of max, which must not be missed.
std::set<std::string> RunsIn(const std::string& trace) {
  std::set<std::string> found;
  std::istringstream lines(trace);
  std::string heading;
  std::getline(lines, heading);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string number, place, kind, length, f;
    words >> number >> place >> kind >> length >> f;
    if (kind == "2" || kind == "3") found.insert(kind + " " + f + " " + line.back());
  }
  return found;
}

TEST(TilePseudoCodeTest, TheValidTilesHaveRunsOfAllKinds) {
  std::set<std::string> found;
  ForEachModelledTile("valid", [&found](const std::string& name, const Container& container, size_t tile) {
    if (!name.starts_with("max-runs")) return;
    const auto decoder = DecoderOf(container, tile);
    decoder->Decode();
    found.merge(RunsIn(decoder->trace()));
  });
  for (const char* kind : {"2 - 0", "2 - 1", "2 1 0", "2 1 1", "3 - 0", "3 - 1", "3 1 0", "3 1 1"}) {
    EXPECT_TRUE(found.contains(kind)) << "no decision of kind, f and bit " << kind;
  }
}

// Wide flat areas, some with what recurs: runs and lengths of runs reach their largest, with and without a match.
TEST(TilePseudoCodeTest, DecodesWideFlatAreas) {
  for (const uint32_t colors : {2u, 3u, 9u, 256u, 700u}) {
    DecodedImage image = {600, 60, SetOf(OpaqueColors(colors)), {}, {}};
    for (uint32_t y = 0; y < image.height; ++y) {
      for (uint32_t x = 0; x < image.width; ++x) {
        const bool dot = (x * 31 + y % 20 * 77) % 613 < (y < 40 ? 1u : 2u);
        const uint32_t area = y / 25 * 2 + (x > 290 + y / 3);
        image.indices.push_back(static_cast<uint16_t>((dot ? area + 1 + y % (colors - 1) : area) % colors));
      }
    }
    const std::vector<uint32_t> expected(image.indices.begin(), image.indices.end());
    MaxPseudoCode decoder(image.palette.colors, image.width, image.height, Max(image));
    EXPECT_EQ(decoder.Decode(), expected) << colors;
    EXPECT_TRUE(decoder.EndIsRight()) << colors;
    EXPECT_TRUE(RunsIn(decoder.trace()).contains("2 1 1")) << colors;
    EXPECT_TRUE(RunsIn(decoder.trace()).contains("2 1 0")) << colors;
  }
}

TEST(TilePseudoCodeTest, FindsTheInvalidTilesWrong) {
  const auto check = [](const std::string& name, const Container& container, size_t tile) {
    if (name.find("crc") != std::string::npos) return;  // their data are right
    const auto decoder = DecoderOf(container, tile);
    decoder->Decode();
    EXPECT_FALSE(decoder->EndIsRight()) << name;
    // Of these only the way to an index is wrong.
    EXPECT_EQ(decoder->range().EndIsRight(), name.find("stray") != std::string::npos) << name;
  };
  EXPECT_GT(ForEachModelledTile("invalid", check), 0u);
}

}  // namespace
}  // namespace kmc::spec
