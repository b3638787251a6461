// Files that every decoder must decode. What they hold is known before they are
// written: nothing here is decoded to find the expected result.
#include <algorithm>
#include <utility>

#include "tests/spec/sample_images.h"
#include "tests/spec/vectors.h"
#include "tests/spec/zlib_stream.h"

namespace kmc::spec {
namespace {

struct Collector {
  void Add(std::string name, std::string shows, DecodedImage image, Bytes file) {
    vectors.push_back({std::move(name), std::move(shows), std::move(image), std::move(file)});
  }
  void AddPacked(std::string name, std::string shows, const DecodedImage& image) {
    Add(std::move(name), std::move(shows), image, FileOf(image, kPacked, Packed(image)));
  }
  void AddDeflate(std::string name, std::string shows, const DecodedImage& image) {
    Add(std::move(name), std::move(shows), image, FileOf(image, kDeflate, Zlib(Packed(image))));
  }
  void AddFast(std::string name, std::string shows, const DecodedImage& image) {
    Add(std::move(name), std::move(shows), image, FileOf(image, kFast, Fast(image)));
  }
  void AddMax(std::string name, std::string shows, const DecodedImage& image) {
    Add(std::move(name), std::move(shows), image, FileOf(image, kMax, Max(image)));
  }

  std::vector<ValidVector> vectors;
};

void AddShapes(Collector& out) {
  const Palette four = SetOf(OpaqueColors(4));
  out.AddPacked("pixel-white", "1 x 1, opaque white: as small as a file can be",
                Patterned(1, 1, SetOf({{255, 255, 255}})));
  out.AddPacked("pixel-transparent", "1 x 1, all four samples 0", Patterned(1, 1, SetOf({{0, 0, 0, 0}})));
  out.AddPacked("row-5000", "5000 x 1", Patterned(5000, 1, four));
  out.AddPacked("column-5000", "1 x 5000: one index in each byte", Patterned(1, 5000, four));
  out.AddPacked("row-16385", "16385 x 1: the first width that needs three bytes",
                Patterned(16385, 1, SetOf(OpaqueColors(2))));
  const DecodedImage plain = Patterned(300, 200, SetOf({{18, 52, 86}}));
  out.AddPacked("one-colour", "one colour: the tile has no data", plain);
  out.AddDeflate("deflate-one-colour", "one colour: a stream that yields no bytes", plain);
}

void AddBitDepths(Collector& out) {
  for (const uint32_t colors : {2u, 3u, 4u, 5u, 16u, 17u, 256u, 257u}) {
    const auto name = std::to_string(colors);
    const DecodedImage image = Patterned(19, 15, SetOf(OpaqueColors(colors)));
    out.AddPacked("packed-" + name, name + " colours, packed; rows end in padding below 8 bits", image);
    out.AddDeflate("deflate-" + name, name + " colours, deflate", image);
  }
  out.AddPacked("packed-whole-bytes", "rows of 1-bit indices without padding",
                Patterned(24, 3, SetOf(OpaqueColors(2))));
}

// What zlib makes of the packed tile below at its level 9.
const char kDynamicStream[] =
    "78da858f 4b96ad20 1004f928 201f41d9 ff5e3b2a ed61bff3 06d72b54 6464b9df 67cd7bf4 56af92d3 79c4e05d "
    "ca399752 aeebaab5 b6d67aef c339e77d 88311ee7 9952d258 b331eefb 5e6b3dcf bbf70673 21c4e338 91804000 "
    "ccb99ef7 dd360a36 4ab9a003 e35550bf 6f438c88 9102ec15 356238c3 72a10c11 2d5f9005 ab6296f2 e1b01fb9 "
    "ab925a82 fe3eea2d 631f7391 9449d0bb f1aa87c9 634e0276 20ad016d dcb30d1e 02ba3e33 eba163b5 c7648906 "
    "54163068 22d5b84f 38740ca9 e1c6662e a052d2b3 c5178c5c c2f34a10 7e3e1b0a bfcd0419 4d4c9cc6 ba45c63f "
    "cb3ac544 e35649a9 a4fd8763 c56e29dd e2a60338 912f0c5c a00c0b9d dcd38493 428395b9 e1be0976 ca906ad0 "
    "901cb9f2 7951c980 92ccff9f 7a7bd80e 039e6182 ca1e8729 7d327de4 c3a84aed 86b88666 94d2f67a ce8b621a "
    "15f3272b b5699129 6207ae5f 3eea36d9 5000aa0c b84eb274 bab9426c 18017ae6 661d0d97 e7494003 0b100733 "
    "c29227ee 28f41217 e8763259 f4648768 b7a91a31 7ed14286 302c0826 78c3de80 5f28d67d 10e0898a 2063cb0c "
    "cb21c1a8 3cbfd4e1 a8acd3b1 944f8d55 bf91508b 7d1a07b3 344363e7 7f1df596 a9ba4cb9 68dd8766 32711332 "
    "37ea84be f7d9f427 144d7bf4 870929eb 445d5dac 468ab0dd f6f7a893 624656e3 4dd8ec40 51284211 443bdc8e "
    "55305068 87d4f70f bf8b2a44";

void AddZlibStreams(Collector& out) {
  const DecodedImage image = Patterned(40, 30, SetOf(OpaqueColors(20)));
  const Bytes plain = Packed(image);
  out.Add("deflate-stored", "two stored blocks, the second empty", image,
          FileOf(image, kDeflate, ZlibStream(plain).Stored(1200, false).Stored(0, true).Finish()));
  out.Add("deflate-blocks", "a stored block, then fixed codes whose matches reach back into it", image,
          FileOf(image, kDeflate, ZlibStream(plain).Stored(500, false).Fixed(700, true).Finish()));
  out.Add("deflate-window-256", "the header declares the smallest window", image,
          FileOf(image, kDeflate, ZlibStream(plain, 0).Fixed(1200, true).Finish()));
  out.Add("deflate-dynamic", "a block with dynamic Huffman codes", image,
          FileOf(image, kDeflate, FromHex(kDynamicStream)));
}

// Of the eight bytes that are read last, those that are zeros are not written.
void AddSetEnds(Collector& out) {
  out.AddPacked("set-zeros-7", "one byte ends the data, and 7 zero bytes are read behind it",
                Patterned(2, 2, SetOf({{0, 0, 0}})));
  out.AddPacked("set-zeros-8", "every bit is 1: there are no data, and 8 zero bytes are read behind them",
                Patterned(2, 2, SetOf({{255, 255, 255}})));
}

void AddSets(Collector& out) {
  std::vector<Rgba> ramp, plane;
  for (uint32_t i = 0; i < 256; ++i) ramp.push_back({LowByte(i), LowByte(i), LowByte(i)});
  for (uint32_t i = 0; i < 65536; ++i) plane.push_back({LowByte(i), LowByte(i >> 8), 0});
  std::vector<Rgba> twice = OpaqueColors(6);
  twice.insert(twice.end(), {twice[0], twice[0], twice[3]});

  out.AddDeflate("set-grey-256", "all greys: full nodes of the trie", Patterned(32, 16, SetOf(ramp)));
  out.AddPacked("set-grey-2", "black and white", Patterned(9, 3, SetOf({{0, 0, 0}, {255, 255, 255}})));
  out.AddPacked("set-duplicates", "9 entries, one colour thrice and one twice", Patterned(9, 2, SetOf(twice)));
  out.AddPacked("set-one-colour-thrice", "3 entries of one colour",
                Patterned(4, 4, SetOf({{7, 8, 9}, {7, 8, 9}, {7, 8, 9}})));
  out.AddDeflate("set-alpha", "100 colours with alpha", Patterned(20, 20, SetOf(TranslucentColors(100))));
  out.AddDeflate("set-1000", "1000 colours", Patterned(40, 30, SetOf(OpaqueColors(1000))));
  out.AddPacked("set-transparent", "colours that differ only where alpha is 0 stay different",
                Patterned(5, 5, SetOf({{0, 0, 0, 0}, {255, 0, 0, 0}, {0, 0, 255, 0}, {255, 0, 0, 255}})));

  DecodedImage large = Patterned(16, 16, SetOf(plane));
  for (size_t i = 0; i < large.indices.size(); ++i) large.indices[i] = static_cast<uint16_t>(i * 257);
  out.AddDeflate("set-65536", "65536 colours, most of them unused; index 65535 occurs", large);
  large = Patterned(8, 8, SetOf(std::vector<Rgba>(65536, {200, 100, 50, 25})));
  out.AddDeflate("set-65536-equal", "65536 entries of one colour", large);
}

void AddOrders(Collector& out) {
  out.AddPacked("order-opaque", "7 entries in an order that is kept", Patterned(5, 4, InOrder(OpaqueColors(7))));
  out.AddPacked("order-alpha", "7 entries with alpha in an order that is kept",
                Patterned(5, 4, InOrder(TranslucentColors(7))));
  DecodedImage image = Patterned(6, 6, InOrder({{1, 2, 3}, {9, 9, 9}, {1, 2, 3}, {0, 0, 0}, {9, 9, 9}}));
  for (uint16_t& index : image.indices) index = index == 1 || index == 3 ? 2 : index;
  out.AddPacked("order-duplicates-unused", "equal entries, and entries that no pixel uses", image);

  std::vector<Rgba> descending = SetOf(OpaqueColors(300)).colors;
  std::reverse(descending.begin(), descending.end());
  out.AddDeflate("order-descending", "300 entries against the order of their keys",
                 Patterned(24, 24, InOrder(descending)));
  out.AddDeflate("order-canonical", "300 entries in the order of their keys, which is kept all the same",
                 Patterned(24, 24, InOrder(SetOf(OpaqueColors(300)).colors)));
  out.AddDeflate("order-1000", "1000 entries in an order that is kept", Patterned(40, 30, InOrder(OpaqueColors(1000))));
  out.AddPacked("order-equal", "a colour twice, with an order", Patterned(2, 2, InOrder({{7, 8, 9}, {7, 8, 9}})));
  out.AddPacked("order-1", "one entry, with an order that says nothing", Patterned(3, 3, InOrder({{1, 2, 3}})));
  out.AddPacked("order-2", "two entries, the larger key first", Patterned(3, 3, InOrder({{40, 50, 60}, {10, 20, 30}})));
}

// Tiles with even numbers are packed, the others deflate.
Bytes TileBytes(const DecodedImage& image, uint32_t tile_width, uint32_t tile_height, uint32_t number) {
  const Bytes data = PackedTile(image, tile_width, tile_height, number);
  const Bytes coded = number % 2 == 0 ? Join({{kPacked}, data}) : Join({{kDeflate}, Zlib(data)});
  return Join({Varint(number), coded});
}

struct Tiling {
  std::string name, shows;
  uint32_t width, height;
  uint8_t tile_byte;
  uint32_t tile_width, tile_height;
};

void AddTiling(const Tiling& t, const Palette& palette, Collector& out) {
  const DecodedImage image = Patterned(t.width, t.height, palette);
  const uint32_t columns = (t.width + t.tile_width - 1) / t.tile_width;
  const uint32_t rows = (t.height + t.tile_height - 1) / t.tile_height;
  FileBuilder file(t.width, t.height, t.tile_byte);
  file.PaletteSection(palette);
  for (uint32_t i = 0; i < columns * rows; ++i) file.TileSection(TileBytes(image, t.tile_width, t.tile_height, i));
  out.Add(t.name, t.shows, image, file.End().bytes());
}

void AddTilings(Collector& out) {
  const Palette five = SetOf(OpaqueColors(5));
  AddTiling({"tiles-32", "4 x 3 tiles, cut at the right and below; codings mixed", 100, 70, 0x11, 32, 32}, five, out);
  AddTiling({"tiles-wide", "tiles of 64 x 32", 100, 70, 0x21, 64, 32}, five, out);
  AddTiling({"tiles-columns", "tiles of 32 columns and the whole height", 100, 70, 0x10, 32, 70}, five, out);
  AddTiling({"tiles-rows", "tiles of the whole width and 32 rows", 100, 70, 0x01, 100, 32}, five, out);
  AddTiling({"tiles-exact", "2 x 1 tiles, none of them cut", 64, 32, 0x11, 32, 32}, five, out);
  AddTiling({"tiles-low", "tiles that are higher than the image", 100, 70, 0x25, 64, 70}, five, out);
  AddTiling({"tiles-131", "tile numbers of two bytes", 4190, 1, 0x10, 32, 1}, SetOf(OpaqueColors(2)), out);
  AddTiling({"tiles-16-bits", "tiles of 16-bit indices", 70, 33, 0x11, 32, 32}, SetOf(OpaqueColors(300)), out);
  const DecodedImage image = Patterned(100, 70, five);
  out.Add("tile-beyond", "tiles are larger than the image: one tile, which has no number", image,
          FileBuilder(100, 70, 0xFF)
              .PaletteSection(five)
              .TileSection(Join({{kDeflate}, Zlib(Packed(image))}))
              .End()
              .bytes());
}

// The example of appendix A.
void AddExample(Collector& out) {
  DecodedImage image = {3, 2, SetOf({{0, 0, 0}, {200, 30, 40}, {255, 255, 255}}), {2, 1, 2, 1, 0, 1}, {}};
  out.AddPacked("example", "the example of appendix A.1", image);
  image = {6, 4, SetOf({{0, 0, 0}, {200, 30, 40}, {255, 255, 255}, {40, 90, 200}, {240, 220, 60}}), {}, {}};
  image.indices = {0, 1, 1, 2, 3, 4, 0, 1, 1, 2, 3, 4, 0, 1, 1, 2, 3, 4, 0, 1, 1, 2, 2, 4};
  out.AddMax("example-max", "the example of appendix A.3", image);
  out.AddFast("example-fast", "the example of appendix A.5", image);
}

}  // namespace

std::vector<ValidVector> ValidVectors() {
  Collector out;
  AddExample(out);
  AddShapes(out);
  AddBitDepths(out);
  AddZlibStreams(out);
  AddSetEnds(out);
  AddSets(out);
  AddOrders(out);
  AddTilings(out);
  for (ValidVector& vector : ValidModelledVectors()) out.vectors.push_back(std::move(vector));
  for (ValidVector& vector : ValidMetadataVectors()) out.vectors.push_back(std::move(vector));
  return std::move(out.vectors);
}

}  // namespace kmc::spec
