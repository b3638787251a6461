// One index coding, KMC_FUZZ_CODING: any data as a tile, and any indices through
// both directions. The palette and the size of the tile are any too.
#include "format/index_coding.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/promise.h"

namespace kmc::fuzz {
namespace {

constexpr IndexCoding kCoding = IndexCoding::KMC_FUZZ_CODING;
constexpr uint32_t kMaxSide = 40;

struct Tile {
  uint32_t width, height;
  std::vector<Rgba> colors;

  Rect rect() const { return {0, 0, width, height}; }
  uint32_t color_count() const { return static_cast<uint32_t>(colors.size()); }
};

// Few colours from the input, many by a rule: a palette need not cost bytes to be fuzzed.
std::vector<Rgba> ColorsFrom(FuzzInput& input) {
  const uint32_t count = input.Flag() ? input.Between(1, 256) : input.Between(257, 1500);
  const uint32_t given = input.Byte() % 16;
  std::vector<Rgba> colors;
  for (uint32_t i = 0; i < count; ++i) {
    if (i < given) {
      const uint8_t r = input.Byte(), g = input.Byte(), b = input.Byte();
      colors.push_back({r, g, b, input.Byte()});
    } else {
      const uint32_t mixed = i * 0x9E3779B1u;
      colors.push_back({static_cast<uint8_t>(mixed >> 24), static_cast<uint8_t>(mixed >> 16),
                        static_cast<uint8_t>(mixed >> 8), static_cast<uint8_t>(i % 3 ? 255 : i)});
    }
  }
  return colors;
}

Bytes Encode(const Tile& tile, const CodingPalette& palette, const IndexPlane& plane) {
  Bytes data;
  KMC_PROMISE(EncodeIndices(plane, tile.rect(), tile.color_count(), &palette, kCoding, data) == Status::kOk);
  return data;
}

Status Decode(const Tile& tile, const CodingPalette& palette, const Bytes& data, IndexPlane& plane) {
  plane = IndexPlane(tile.width, tile.height, tile.color_count());
  return DecodeIndices(data, tile.color_count(), &palette, static_cast<uint8_t>(kCoding), tile.rect(), plane);
}

std::vector<uint32_t> IndicesOf(const IndexPlane& plane) {
  std::vector<uint32_t> indices;
  plane.Visit([&](auto view) {
    for (uint32_t y = 0; y < view.height; ++y) indices.insert(indices.end(), view.Row(y), view.Row(y) + view.width);
  });
  return indices;
}

// Data that decode give indices of the palette. All codings but deflate, in
// which there are many ways to say one thing, then have but one code for them.
void FromData(const Tile& tile, const CodingPalette& palette, const Bytes& data) {
  IndexPlane plane;
  const Status status = Decode(tile, palette, data, plane);
  KMC_PROMISE(status == Status::kOk || status == Status::kInvalid);
  if (status != Status::kOk) return;
  for (const uint32_t index : IndicesOf(plane)) KMC_PROMISE(index < tile.color_count());
  const Bytes again = Encode(tile, palette, plane);
  if (kCoding != IndexCoding::kDeflate) KMC_PROMISE(again == data);
  MeasureIndices(plane, tile.rect(), &palette, static_cast<uint8_t>(kCoding), data.size());
}

void FromIndices(const Tile& tile, const CodingPalette& palette, const Bytes& indices) {
  IndexPlane plane(tile.width, tile.height, tile.color_count()), decoded;
  size_t next = 0;
  plane.Visit([&](auto view) {
    using Index = std::remove_reference_t<decltype(*view.data)>;
    for (uint32_t y = 0; y < view.height && !indices.empty(); ++y) {
      for (uint32_t x = 0; x < view.width; ++x) {
        view.Row(y)[x] = static_cast<Index>(indices[next++ % indices.size()] * 251u % tile.color_count());
      }
    }
  });
  const Bytes data = Encode(tile, palette, plane);
  KMC_PROMISE(Decode(tile, palette, data, decoded) == Status::kOk);
  KMC_PROMISE(IndicesOf(plane) == IndicesOf(decoded));
}

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kmc::fuzz;
  FuzzInput input(data, size);
  const bool from_data = input.Flag();
  const uint32_t width = 1 + input.Byte() % kMaxSide, height = 1 + input.Byte() % kMaxSide;
  const Tile tile = {width, height, ColorsFrom(input)};
  const kmc::CodingPalette palette(tile.colors);
  const Bytes rest = input.TakeAll();
  if (from_data) {
    FromData(tile, palette, rest);
  } else {
    FromIndices(tile, palette, rest);
  }
  return 0;
}
