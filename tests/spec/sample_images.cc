#include "tests/spec/sample_images.h"

#include <algorithm>
#include <utility>

#include "format/fast_coding.h"
#include "format/max_coding.h"

namespace kmc::spec {
namespace {

uint32_t BitsPerIndex(size_t colors) {
  if (colors == 1) return 0;
  for (uint32_t bits = 1; bits < 16; bits *= 2) {
    if (colors <= size_t{1} << bits) return bits;
  }
  return 16;
}

void PackRow(const uint16_t* row, uint32_t width, uint32_t bits, Bytes& out) {
  if (bits == 16) {
    for (uint32_t x = 0; x < width; ++x) out.insert(out.end(), {LowByte(row[x]), LowByte(row[x] >> 8)});
    return;
  }
  const size_t begin = out.size();
  out.resize(begin + (size_t{width} * bits + 7) / 8);
  for (uint32_t x = 0; x < width; ++x) {
    for (uint32_t bit = 0; bit < bits; ++bit) {
      const uint32_t at = x * bits + bit;
      if (row[x] >> (bits - 1 - bit) & 1) out[begin + at / 8] |= static_cast<uint8_t>(0x80 >> at % 8);
    }
  }
}

IndexView<const uint16_t> TileOf(const DecodedImage& image, uint32_t tile_width, uint32_t tile_height,
                                 uint32_t number) {
  const uint32_t columns = (image.width + tile_width - 1) / tile_width;
  const uint32_t left = number % columns * tile_width, top = number / columns * tile_height;
  return {image.indices.data() + size_t{top} * image.width + left, image.width,
          std::min(tile_width, image.width - left), std::min(tile_height, image.height - top)};
}

// By encode(tile, palette, out), which is given bytes where the palette has at most 256 colours.
template <class Encode>
Bytes Coded(const DecodedImage& image, IndexView<const uint16_t> tile, Encode&& encode) {
  Bytes out, narrow;
  const CodingPalette palette(image.palette.colors);
  if (palette.size() > 256) {
    encode(tile, palette, out);
    return out;
  }
  for (uint32_t y = 0; y < tile.height; ++y) narrow.insert(narrow.end(), tile.Row(y), tile.Row(y) + tile.width);
  encode(IndexView<const uint8_t>{narrow.data(), tile.width, tile.width, tile.height}, palette, out);
  return out;
}

}  // namespace

Palette SetOf(std::vector<Rgba> colors) {
  std::stable_sort(colors.begin(), colors.end(), CanonicalLess);
  return {std::move(colors), false};
}

Palette InOrder(std::vector<Rgba> colors) { return {std::move(colors), true}; }

std::vector<Rgba> OpaqueColors(uint32_t count) {
  std::vector<Rgba> colors;
  for (uint32_t i = 0; i < count; ++i) {
    colors.push_back({LowByte(i * 37 + 11), LowByte(i * 91 + i / 256), LowByte(i * 53 + 200 + i / 256 * 7)});
  }
  return colors;
}

std::vector<Rgba> TranslucentColors(uint32_t count) {
  std::vector<Rgba> colors = OpaqueColors(count);
  for (uint32_t i = 0; i < count; ++i) colors[i].a = static_cast<uint8_t>(i * 29);
  return colors;
}

DecodedImage Patterned(uint32_t width, uint32_t height, Palette palette) {
  DecodedImage image = {width, height, std::move(palette), {}, {}};
  const auto colors = static_cast<uint32_t>(image.palette.colors.size());
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      const uint32_t place = y * width + x;
      image.indices.push_back(
          static_cast<uint16_t>(place < colors ? colors - 1 - place : (x / 3 + x * y / 5) % colors));
    }
  }
  return image;
}

Bytes PackedTile(const DecodedImage& image, uint32_t tile_width, uint32_t tile_height, uint32_t number) {
  const IndexView<const uint16_t> tile = TileOf(image, tile_width, tile_height, number);
  Bytes out;
  for (uint32_t y = 0; y < tile.height; ++y) {
    PackRow(tile.Row(y), tile.width, BitsPerIndex(image.palette.colors.size()), out);
  }
  return out;
}

Bytes Packed(const DecodedImage& image) { return PackedTile(image, image.width, image.height, 0); }

Bytes FastTile(const DecodedImage& image, uint32_t tile_width, uint32_t tile_height, uint32_t number) {
  return Coded(image, TileOf(image, tile_width, tile_height, number),
               [](auto tile, const CodingPalette& palette, Bytes& out) { EncodeFast(tile, palette, out); });
}

Bytes MaxTile(const DecodedImage& image, uint32_t tile_width, uint32_t tile_height, uint32_t number) {
  return Coded(image, TileOf(image, tile_width, tile_height, number),
               [](auto tile, const CodingPalette& palette, Bytes& out) { EncodeMax(tile, palette, out); });
}

Bytes Fast(const DecodedImage& image) { return FastTile(image, image.width, image.height, 0); }

Bytes Max(const DecodedImage& image) { return MaxTile(image, image.width, image.height, 0); }

FileBuilder HeadOf(const DecodedImage& image) {
  FileBuilder file(image.width, image.height);
  file.PaletteSection(image.palette);
  return file;
}

Bytes FileOf(const DecodedImage& image, uint8_t coding, const Bytes& data) {
  return HeadOf(image).TileSection(Join({{coding}, data})).End().bytes();
}

}  // namespace kmc::spec
