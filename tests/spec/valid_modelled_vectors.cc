// Valid files whose tiles are coded with `fast` or `max`. A plain decoder needs about a
// millisecond for each of their pixels, so that none of them is large.
#include <utility>

#include "tests/spec/sample_images.h"
#include "tests/spec/vectors.h"
#include "tests/spec/zlib_stream.h"

namespace kmc::spec {
namespace {

struct Collector {
  void Add(std::string name, std::string shows, const DecodedImage& image) {
    vectors.push_back({"fast-" + name, shows, image, FileOf(image, kFast, Fast(image))});
    vectors.push_back({"max-" + std::move(name), std::move(shows), image, FileOf(image, kMax, Max(image))});
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
  for (const uint32_t colors : {1u, 2u, 3u, 5u, 16u, 17u, 200u, 256u, 257u, 1000u}) {
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

// Codings take turns.
Bytes TileBytes(const DecodedImage& image, uint32_t number) {
  const Bytes packed = PackedTile(image, 32, 32, number);
  if (number % 3 == 1) return Join({{static_cast<uint8_t>(number), kPacked}, packed});
  if (number % 3 == 2) return Join({{static_cast<uint8_t>(number), kDeflate}, Zlib(packed)});
  return Join({{static_cast<uint8_t>(number), kMax}, MaxTile(image, 32, 32, number)});
}

void AddTiles(Collector& out) {
  const DecodedImage image = Patterned(75, 40, SetOf(OpaqueColors(11)));
  FileBuilder only_max(75, 40, 0x11), mixed(75, 40, 0x11);
  only_max.PaletteSection(image.palette);
  mixed.PaletteSection(image.palette);
  for (uint8_t i = 0; i < 6; ++i) {
    only_max.TileSection(Join({{i, kMax}, MaxTile(image, 32, 32, i)}));
    mixed.TileSection(TileBytes(image, i));
  }
  out.vectors.push_back({"max-tiles", "3 x 2 tiles, each of which starts afresh", image, only_max.End().bytes()});
  out.vectors.push_back({"max-tiles-mixed", "tiles of all codings", image, mixed.End().bytes()});
}

}  // namespace

std::vector<ValidVector> ValidModelledVectors() {
  Collector out;
  AddColors(out);
  AddPalettes(out);
  AddShapes(out);
  AddContents(out);
  AddTiles(out);
  return std::move(out.vectors);
}

}  // namespace kmc::spec
