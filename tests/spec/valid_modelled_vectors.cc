// Valid files whose tiles are coded with `fast` or `max`. A plain decoder needs about a
// millisecond for each of their pixels, so that none of them is large.
#include <utility>

#include "tests/spec/sample_images.h"
#include "tests/spec/vectors.h"
#include "tests/spec/zlib_stream.h"

namespace kmc::spec {
namespace {

struct Collector {
  void Add(const std::string& name, const std::string& shows, const DecodedImage& image) {
    for (const uint8_t coding : {kFast, kMax}) AddOne(coding, name, shows, image);
  }
  void AddOne(uint8_t coding, const std::string& name, const std::string& shows, const DecodedImage& image) {
    const bool fast = coding == kFast;
    vectors.push_back(
        {(fast ? "fast-" : "max-") + name, shows, image, FileOf(image, coding, fast ? Fast(image) : Max(image))});
  }

  std::vector<ValidVector> vectors;
};

// A generator of numbers without pattern (Marsaglia's xorshift32).
class Noise {
 public:
  uint32_t Below(uint32_t limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_ % limit;
  }

 private:
  uint32_t state_ = 2463534242;
};

// Every index is index_at(x, y).
template <class IndexAt>
DecodedImage Drawn(uint32_t width, uint32_t height, Palette palette, IndexAt&& index_at) {
  DecodedImage image = {width, height, std::move(palette), {}, {}};
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) image.indices.push_back(static_cast<uint16_t>(index_at(x, y)));
  }
  return image;
}

void AddColors(Collector& out) {
  for (const uint32_t colors : {1u, 2u, 3u, 4u, 5u, 16u, 17u, 32u, 33u, 200u, 256u, 257u, 1000u}) {
    const auto name = std::to_string(colors);
    out.Add(name, name + (colors == 1 ? " colour: no data" : " colours"),
            Patterned(23, 15, SetOf(OpaqueColors(colors))));
  }
  std::vector<Rgba> plane;
  for (uint32_t i = 0; i < 65536; ++i) plane.push_back({LowByte(i), LowByte(i >> 8), 0});
  out.Add("65536", "65536 colours: 16 levels of the palette tree",
          Drawn(8, 8, SetOf(plane), [](uint32_t x, uint32_t y) { return x * 9001 + y * 1031 + x * y * 8; }));
}

void AddPalettes(Collector& out) {
  out.Add("alpha", "60 colours with alpha", Patterned(20, 20, SetOf(TranslucentColors(60))));
  out.Add("alpha-300", "300 colours with alpha", Patterned(20, 20, SetOf(TranslucentColors(300))));
  out.Add("order", "40 entries in an order that is kept", Patterned(20, 20, InOrder(OpaqueColors(40))));
  out.Add("order-alpha", "40 entries with alpha in an order that is kept",
          Patterned(20, 20, InOrder(TranslucentColors(40))));
  std::vector<Rgba> equal = OpaqueColors(6);
  equal.insert(equal.end(), equal.begin(), equal.begin() + 4);
  out.Add("order-equal", "10 entries, of which 4 occur twice", Patterned(18, 14, InOrder(equal)));
  out.Add("all-equal", "9 entries of one colour", Patterned(18, 14, InOrder(std::vector<Rgba>(9, {7, 8, 9}))));
}

void AddShapes(Collector& out) {
  const Palette seven = SetOf(OpaqueColors(7));
  out.Add("pixel", "1 x 1", Drawn(1, 1, seven, [](uint32_t, uint32_t) { return 5; }));
  for (const uint32_t extent : {1u, 2u, 3u}) {
    const auto number = std::to_string(extent);
    out.Add("width-" + number, number + " x 90", Patterned(extent, 90, seven));
    out.Add("height-" + number, "90 x " + number, Patterned(90, extent, seven));
  }
}

void AddContents(Collector& out) {
  Noise noise;
  for (const uint32_t colors : {2u, 7u, 256u}) {
    const auto number = std::to_string(colors);
    out.Add("noise-" + number, "noise of " + number + " colours",
            Drawn(24, 24, SetOf(OpaqueColors(colors)), [&](uint32_t, uint32_t) { return noise.Below(colors); }));
  }
  out.Add("no-bytes", "index 0 everywhere: every decision is 1, and the data are empty",
          Drawn(40, 20, SetOf(OpaqueColors(2)), [](uint32_t, uint32_t) { return 0; }));
  out.Add("flat", "flat areas with straight edges", Drawn(44, 30, SetOf(OpaqueColors(9)), [](uint32_t x, uint32_t y) {
            return (x > 12) + (y > 20) + (x + y > 50) + 5 * (x > 30 && x < 36 && y < 17);
          }));

  // A dot stands in some rows at each distance from the left edge, in the others nowhere.
  for (const uint32_t colors : {2u, 5u, 300u}) {
    const auto number = std::to_string(colors);
    out.Add("runs-" + number, "a wide flat area of " + number + " colours with dots: runs of max, told and denied",
            Drawn(70, 40, SetOf(OpaqueColors(colors)), [colors](uint32_t x, uint32_t y) {
              const bool dot = y % 3 == 2 && x == y * 7 % 61;
              return dot ? (colors - 1 - y / 3 % (colors - 1)) : y < 30 ? 0 : (x > 35) * (colors - 1);
            }));
  }
  out.Add("runs-matched", "dots of three rows over and over: runs of max that matches cut short or deny",
          Drawn(75, 36, SetOf(OpaqueColors(20)), [&](uint32_t x, uint32_t y) {
            const uint32_t row = y % 9, at = y > 30 ? x + 1 : x;
            if (row < 3 && at % 25 == 3 + 7 * row) return 1 + at / 25 * 5 + row;
            return noise.Below(700) == 0 ? noise.Below(20) : 0;
          }));

  std::vector<uint32_t> sequence(97);
  for (uint32_t& index : sequence) index = noise.Below(40);
  const auto repeated = [&](uint32_t x, uint32_t y) { return sequence[(y * 48 + x) % 97]; };
  out.Add("repeats", "97 indices over and over: long matches", Drawn(48, 24, SetOf(OpaqueColors(40)), repeated));
  out.Add("repeats-broken", "the same with a wrong index now and then: matches that fail",
          Drawn(48, 24, SetOf(OpaqueColors(40)),
                [&](uint32_t x, uint32_t y) { return noise.Below(50) == 0 ? noise.Below(40) : repeated(x, y); }));
  out.Add("sprites", "one pattern of 16 x 16 side by side and one above the other",
          Drawn(48, 40, SetOf(OpaqueColors(12)),
                [&](uint32_t x, uint32_t y) { return sequence[(y % 16 * 16 + x % 16) % 97] % 12; }));

  std::vector<Rgba> sky;
  for (uint32_t i = 0; i < 120; ++i) sky.push_back({LowByte(i), LowByte(60 + i), LowByte(130 + i)});
  out.Add("gradient", "120 neighbouring colours in a noisy gradient: what models of colours are for",
          Drawn(48, 48, SetOf(sky), [&](uint32_t x, uint32_t y) { return (x * 2 + y * 4) / 3 + noise.Below(4) + 20; }));
}

// `length` indices that stand there twice, each time between others: what the match model compares.
DecodedImage Repeated(uint32_t colors) {
  DecodedImage image = {64, 12, SetOf(OpaqueColors(colors)), {}, {}};
  Noise noise;
  const auto one = [&noise, colors] { return static_cast<uint16_t>(noise.Below(colors)); };
  for (uint32_t length = 3; image.indices.size() < 64 * 12; length = length < 9 ? length + 1 : 3) {
    std::vector<uint16_t> fragment(length);
    for (uint16_t& index : fragment) index = one();
    for (int time = 0; time < 2; ++time) {
      image.indices.insert(image.indices.end(), {one(), one(), one()});
      image.indices.insert(image.indices.end(), fragment.begin(), fragment.end());
    }
  }
  image.indices.resize(64 * 12);
  return image;
}

void AddMatches(Collector& out) {
  out.Add("common", "3 to 9 indices that occur twice: matches begin with six", Repeated(40));
  out.Add("common-wide", "the same with 300 colours: places are found by four indices, and matches begin with six",
          Repeated(300));
  out.Add("common-32", "long flat runs before what repeats: 32 indices are compared, though more agree",
          Drawn(61, 16, SetOf(OpaqueColors(8)), [](uint32_t x, uint32_t y) {
            const uint32_t place = (y * 61 + x) % 59;
            return place < 50 ? 0 : place % 7 + 1;
          }));
  Noise noise;
  std::vector<uint32_t> rows(3 * 21);
  for (uint32_t& index : rows) index = noise.Below(50);
  out.Add("rows", "three rows over and over: matches that go on from row to row",
          Drawn(21, 15, SetOf(OpaqueColors(50)), [&](uint32_t x, uint32_t y) { return rows[y % 3 * 21 + x]; }));
  out.Add("rows-wide", "the same with 300 colours",
          Drawn(21, 15, SetOf(OpaqueColors(300)), [&](uint32_t x, uint32_t y) { return rows[y % 3 * 21 + x] * 5; }));
}

// Noise in the middle rows, so that many contexts occur, and flat above and below it.
DecodedImage Large(uint32_t width, uint32_t height, uint32_t colors, uint32_t noisy_rows) {
  Noise noise;
  return Drawn(width, height, SetOf(OpaqueColors(colors)), [&](uint32_t x, uint32_t y) {
    const bool noisy = y >= height / 2 && y < height / 2 + noisy_rows;
    return noisy ? noise.Below(colors) : (x / 100 + y / 50) % 2;
  });
}

// The sizes of tables follow the number of pixels.
void AddLargeTiles(Collector& out) {
  out.AddOne(kMax, "large", "33,024 pixels: the hash tables of max are as large as they get", Large(256, 129, 16, 8));
  out.AddOne(kFast, "large", "33,024 pixels: the table of exact pairs is as large as it gets", Large(256, 129, 16, 24));
  out.AddOne(kFast, "larger", "67,600 pixels: the table of exact pairs does not grow any more",
             Large(260, 260, 60, 12));
}

// Codings take turns.
Bytes TileBytes(const DecodedImage& image, uint32_t number) {
  const Bytes packed = PackedTile(image, 32, 32, number);
  if (number % 4 == 1) return Join({{static_cast<uint8_t>(number), kPacked}, packed});
  if (number % 4 == 2) return Join({{static_cast<uint8_t>(number), kDeflate}, Zlib(packed)});
  if (number % 4 == 3) return Join({{static_cast<uint8_t>(number), kFast}, FastTile(image, 32, 32, number)});
  return Join({{static_cast<uint8_t>(number), kMax}, MaxTile(image, 32, 32, number)});
}

void AddTiles(Collector& out) {
  for (const uint32_t colors : {11u, 300u}) {
    const DecodedImage image = Patterned(75, 40, SetOf(OpaqueColors(colors)));
    FileBuilder only_fast(75, 40, 0x11), only_max(75, 40, 0x11), mixed(75, 40, 0x11);
    for (FileBuilder* file : {&only_fast, &only_max, &mixed}) file->PaletteSection(image.palette);
    for (uint8_t i = 0; i < 6; ++i) {
      only_fast.TileSection(Join({{i, kFast}, FastTile(image, 32, 32, i)}));
      only_max.TileSection(Join({{i, kMax}, MaxTile(image, 32, 32, i)}));
      mixed.TileSection(TileBytes(image, i));
    }
    const std::string number = colors == 11 ? "" : "-300";
    const std::string shows = "3 x 2 tiles of " + std::to_string(colors) + " colours, each of which starts afresh";
    out.vectors.push_back({"fast-tiles" + number, shows, image, only_fast.End().bytes()});
    out.vectors.push_back({"max-tiles" + number, shows, image, only_max.End().bytes()});
    out.vectors.push_back({"tiles-mixed" + number, "tiles of all codings", image, mixed.End().bytes()});
  }
}

}  // namespace

std::vector<ValidVector> ValidModelledVectors() {
  Collector out;
  AddColors(out);
  AddPalettes(out);
  AddShapes(out);
  AddContents(out);
  AddMatches(out);
  AddLargeTiles(out);
  AddTiles(out);
  return std::move(out.vectors);
}

}  // namespace kmc::spec
