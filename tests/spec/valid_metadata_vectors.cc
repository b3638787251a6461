// Valid files that show metadata: every kind, every place, and what a decoder drops.
#include <utility>

#include "tests/spec/metadata_samples.h"
#include "tests/spec/sample_images.h"
#include "tests/spec/vectors.h"
#include "tests/spec/zlib_stream.h"

namespace kmc::spec {
namespace {

DecodedImage SmallImage() { return Patterned(2, 2, SetOf({{0, 0, 0}, {255, 255, 255}})); }
Bytes SmallTile() { return Join({{kPacked}, Packed(SmallImage())}); }

Bytes FirstBytes(const Bytes& bytes, size_t size) {
  return {bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size)};
}

MetadataItem ItemOf(uint8_t type, Bytes content) {
  return {static_cast<MetadataKind>(type - 0x80), std::move(content)};
}

// A file with one ancillary section between palette and tile. Its content is
// what a decoder hands over; empty if it hands over nothing.
void AddOneSection(const std::string& name, const std::string& shows, uint8_t type, const Bytes& payload,
                   const Bytes& content, std::vector<ValidVector>& out) {
  DecodedImage image = SmallImage();
  if (!content.empty()) image.metadata.push_back(ItemOf(type, content));
  const Bytes file = HeadOf(image).Ancillary(type, payload).TileSection(SmallTile()).End().bytes();
  out.push_back({name, shows, std::move(image), file});
}

void AddMetadata(std::vector<ValidVector>& out) {
  struct Blob {
    std::string name;
    uint8_t type;
    Bytes content;
  };
  for (const auto& [name, type, content] :
       {Blob{"icc", kIccType, IccSample()}, Blob{"exif", kExifType, ExifSample()}, Blob{"xmp", kXmpType, XmpSample()},
        Blob{"text", kTextType, TextSample()}}) {
    AddOneSection(name + "-stored", name + ", stored", type, StoredBlob(content), content, out);
    AddOneSection(name + "-zlib", name + ", compressed", type, ZlibBlob(content), content, out);
  }
  const auto add_plain = [&](const std::string& name, const std::string& shows, uint8_t type, const Bytes& payload) {
    AddOneSection(name, shows, type, payload, payload, out);
  };
  add_plain("resolution-metric", "2835 x 5669 pixels per metre", kResolutionType,
            Join({{1}, Varint(2835), Varint(5669)}));
  add_plain("resolution-ratio", "a ratio of 4294967295 to 1: the largest varint", kResolutionType,
            FromHex("00 ffffffff0f 01"));
  add_plain("colorimetry-srgb", "sRGB, rendering intent 3", kColorimetryType, {0, 3});
  add_plain("colorimetry-gamma", "gamma 0.45455", kColorimetryType, Join({{1}, Varint(45455)}));
  add_plain("colorimetry-primaries", "gamma 0.45455 and the primaries of Adobe RGB (1998)", kColorimetryType,
            Join({{2},
                  Varint(45455),
                  Varint(31270),
                  Varint(32900),
                  Varint(64000),
                  Varint(33000),
                  Varint(21000),
                  Varint(71000),
                  Varint(15000),
                  Varint(6000)}));
  AddOneSection("text-empty", "a text of no characters", kTextType, StoredBlob({'K', 0}), {'K', 0}, out);
  AddOneSection("unknown", "an unknown ancillary section is skipped and is no damage", 0xC3, {1, 2, 3}, {}, out);
  AddOneSection("unknown-empty", "an unknown ancillary section with nothing but its CRC", 0xFF, {}, {}, out);
}

void AddPlaces(std::vector<ValidVector>& out) {
  DecodedImage image = SmallImage();
  const Bytes second = Join({FromText("Title"), {0}, FromText("again")});
  image.metadata = {ItemOf(kIccType, IccSample()), ItemOf(kTextType, TextSample()), ItemOf(kTextType, second),
                    ItemOf(kExifType, ExifSample())};
  out.push_back({"metadata-places", "before the palette, behind it (one keyword twice), and behind the tile", image,
                 FileBuilder(2, 2)
                     .Ancillary(kIccType, StoredBlob(IccSample()))
                     .PaletteSection(image.palette)
                     .Ancillary(kTextType, StoredBlob(TextSample()))
                     .Ancillary(kTextType, StoredBlob(second))
                     .TileSection(SmallTile())
                     .Ancillary(kExifType, StoredBlob(ExifSample()))
                     .End()
                     .bytes()});

  image = Patterned(50, 20, SetOf(OpaqueColors(3)));
  image.metadata = {ItemOf(kXmpType, XmpSample())};
  out.push_back({"metadata-between-tiles", "an ancillary section between two tiles", image,
                 FileBuilder(50, 20, 0x11)
                     .PaletteSection(image.palette)
                     .TileSection(Join({{0, kPacked}, PackedTile(image, 32, 32, 0)}))
                     .Ancillary(kXmpType, ZlibBlob(XmpSample()))
                     .TileSection(Join({{1, kPacked}, PackedTile(image, 32, 32, 1)}))
                     .End()
                     .bytes()});

  image = SmallImage();
  Bytes file = FileOf(image, kPacked, Packed(image));
  file.insert(file.end(), {0x02, 0xFF, 0x00, 0x8B, 'K', 'M', 'C'});
  out.push_back({"bytes-after-end", "bytes after the end are not part of the file", image, file});
}

void AddDropped(std::vector<ValidVector>& out) {
  const auto add = [&out](const std::string& name, const std::string& shows, std::vector<MetadataItem> kept,
                          FileBuilder file) {
    DecodedImage image = SmallImage();
    image.metadata = std::move(kept);
    image.dropped = 1;
    out.push_back({"dropped-" + name, shows, std::move(image), file.TileSection(SmallTile()).End().bytes()});
  };
  const auto add_one = [&](const std::string& name, const std::string& shows, uint8_t type, const Bytes& payload) {
    add(name, shows, {}, HeadOf(SmallImage()).Ancillary(type, payload));
  };
  const FileBuilder head = HeadOf(SmallImage());
  const Bytes wrong_crc = Join({StoredBlob(TextSample()), {0, 0, 0, 0}});
  add("crc", "text with a wrong CRC", {}, FileBuilder(head).Section(kTextType, wrong_crc));
  add("crc-unknown", "an unknown ancillary section with a wrong CRC", {}, FileBuilder(head).Section(0xC3, wrong_crc));
  add("crc-unknown-c5", "the same of another type", {}, FileBuilder(head).Section(0xC5, wrong_crc));
  add("no-crc", "an ancillary section of 3 bytes", {}, FileBuilder(head).Section(0xC3, {1, 2, 3}));
  add("second-icc", "a second ICC profile; the first is kept", {ItemOf(kIccType, IccSample())},
      FileBuilder(head).Ancillary(kIccType, StoredBlob(IccSample())).Ancillary(kIccType, StoredBlob({1})));
  add("first-exif", "the first EXIF section is damaged; the second is kept", {ItemOf(kExifType, ExifSample())},
      FileBuilder(head).Section(kExifType, wrong_crc).Ancillary(kExifType, StoredBlob(ExifSample())));

  add_one("blob-empty-payload", "text without its size", kTextType, {});
  add_one("blob-no-method", "text that ends after its size", kTextType, {7});
  add_one("blob-empty", "an ICC profile of 0 bytes", kIccType, StoredBlob({}));
  add_one("blob-method", "compression method 2", kXmpType, {1, 2, 'x'});
  add_one("blob-stored-short", "stored content is shorter than its size", kXmpType, {3, 0, 'x', 'y'});
  add_one("blob-stored-long", "stored content is longer than its size", kXmpType, {1, 0, 'x', 'y'});
  add_one("blob-zlib-long", "compressed content is longer than its size", kXmpType,
          Join({{4, 1}, Zlib(FromText("abcde"))}));
  add_one("blob-zlib-short", "compressed content is shorter than its size", kXmpType,
          Join({{6, 1}, Zlib(FromText("abcde"))}));
  add_one("blob-claim", "12 compressed bytes that claim to hold 12385: more than 1032 times as much", kXmpType,
          Join({Varint(12 * 1032 + 1), {1}, FirstBytes(Zlib(XmpSample()), 12)}));
  add_one("blob-2-30", "content of 2^30 + 1 bytes", kXmpType, Join({Varint((1u << 30) + 1), {1}, Zlib(XmpSample())}));
  add_one("blob-varint", "a size not in its shortest form", kXmpType, {0x81, 0x00, 0, 'x'});
  add_one("text-no-keyword", "text with an empty keyword", kTextType, StoredBlob({0, 'x'}));
  add_one("text-no-nul", "text without a NUL", kTextType, StoredBlob(FromText("Title")));
  add_one("text-keyword-80", "a keyword of 80 bytes", kTextType, StoredBlob(Join({Bytes(80, 'k'), {0}})));
  add_one("resolution-unit", "unit 2", kResolutionType, {2, 1, 1});
  add_one("resolution-zero", "a resolution of 0", kResolutionType, {1, 1, 0});
  add_one("resolution-long", "a byte after the resolution", kResolutionType, {1, 1, 1, 0});
  add_one("colorimetry-kind", "kind 3", kColorimetryType, {3, 0});
  add_one("colorimetry-intent", "rendering intent 4", kColorimetryType, {0, 4});
  add_one("colorimetry-gamma", "gamma 0", kColorimetryType, {1, 0});
  add_one("colorimetry-short", "primaries without the last number", kColorimetryType, {2, 1, 1, 1, 1, 1, 1, 1, 1});
}

// What decides how colours look stands before the pixels.
void AddLate(std::vector<ValidVector>& out) {
  const auto add = [&out](const std::string& name, const std::string& shows, DecodedImage image, FileBuilder file) {
    image.dropped = 1;
    out.push_back({"dropped-late-" + name, shows, std::move(image), file.End().bytes()});
  };
  FileBuilder pixels = HeadOf(SmallImage());
  pixels.TileSection(SmallTile());
  const Bytes resolution = {1, 1, 1}, colorimetry = {0, 3};
  add("icc", "an ICC profile behind the tile", SmallImage(),
      FileBuilder(pixels).Ancillary(kIccType, StoredBlob(IccSample())));
  add("resolution", "a resolution behind the tile", SmallImage(),
      FileBuilder(pixels).Ancillary(kResolutionType, resolution));
  add("colorimetry", "colorimetry behind the tile", SmallImage(),
      FileBuilder(pixels).Ancillary(kColorimetryType, colorimetry));
  DecodedImage image = SmallImage();
  image.metadata = {ItemOf(kResolutionType, resolution)};
  add("again", "a resolution before the tile, which is kept, and one behind it", image,
      HeadOf(image)
          .Ancillary(kResolutionType, resolution)
          .TileSection(SmallTile())
          .Ancillary(kResolutionType, {0, 2, 1}));
}

}  // namespace

std::vector<ValidVector> ValidMetadataVectors() {
  std::vector<ValidVector> out;
  AddMetadata(out);
  AddPlaces(out);
  AddDropped(out);
  AddLate(out);
  return out;
}

}  // namespace kmc::spec
