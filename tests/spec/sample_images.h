// Small made-up images, and their tiles as bytes; in plain code of its own, so
// that the vectors do not prove format/ with format/.
#ifndef KMC_TESTS_SPEC_SAMPLE_IMAGES_H_
#define KMC_TESTS_SPEC_SAMPLE_IMAGES_H_

#include <cstdint>
#include <vector>

#include "format/palette_coding.h"
#include "tests/spec/file_builder.h"
#include "tests/spec/vectors.h"

namespace kmc::spec {

// In canonical order.
Palette SetOf(std::vector<Rgba> colors);
Palette InOrder(std::vector<Rgba> colors);

// `count` different colours without order to speak of.
std::vector<Rgba> OpaqueColors(uint32_t count);
std::vector<Rgba> TranslucentColors(uint32_t count);

// width x height indices into the palette, each of which occurs if there are pixels enough.
DecodedImage Patterned(uint32_t width, uint32_t height, Palette palette);

// Tile `number` as the coding `packed` stores it. The tile's extent is in pixels.
Bytes PackedTile(const DecodedImage& image, uint32_t tile_width, uint32_t tile_height, uint32_t number);

// The whole image as its only tile.
Bytes Packed(const DecodedImage& image);

// The same tiles as the codings `fast` and `max` store them. These are the library's encoders:
// that their data are right is shown by the decoders that tile_pseudo_code.h transcribes.
Bytes FastTile(const DecodedImage& image, uint32_t tile_width, uint32_t tile_height, uint32_t number);
Bytes MaxTile(const DecodedImage& image, uint32_t tile_width, uint32_t tile_height, uint32_t number);
Bytes Fast(const DecodedImage& image);
Bytes Max(const DecodedImage& image);

// Numbers of index codings.
enum : uint8_t { kPacked = 1, kDeflate = 2, kFast = 3, kMax = 4 };

// A file of one tile, and how it begins: up to the palette.
Bytes FileOf(const DecodedImage& image, uint8_t coding, const Bytes& data);
FileBuilder HeadOf(const DecodedImage& image);

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_SAMPLE_IMAGES_H_
