// Files that every decoder must refuse. Each breaks one rule; all else in it,
// CRCs included, is right.
#include <algorithm>
#include <string>
#include <utility>

#include "tests/spec/sample_images.h"
#include "tests/spec/vectors.h"
#include "tests/spec/zlib_stream.h"

namespace kmc::spec {
namespace {

// Section headings of the specification.
const char kReadPrimitives[] = "3.4";
const char kSignature[] = "6.1";
const char kHeader[] = "6.2";
const char kSections[] = "6.3";
const char kOrder[] = "6.4";
const char kChecksums[] = "6.5";
const char kEnd[] = "6.6";
const char kPaletteSection[] = "7.1";
const char kRangeStart[] = "10.1";
const char kEndOfData[] = "10.5";
const char kIndexPath[] = "11.7";
const char kFastPlace[] = "11.10";
const char kOrderOfEntries[] = "7.5";
const char kTileSection[] = "8.3";
const char kPackedCoding[] = "9.1";
const char kDeflateCoding[] = "9.2";
const char kReserved[] = "9.4";
const char kDecoderLimits[] = "14.2";

// 3 x 2 pixels of 3 colours. The pieces of this file are what the vectors change.
DecodedImage Base() { return {3, 2, InOrder({{0, 0, 0}, {200, 30, 40}, {255, 255, 255}}), {2, 1, 2, 1, 0, 1}, {}}; }
Bytes PalettePayload(const Palette& palette) {
  Bytes payload;
  if (EncodePalette(palette, payload) != Status::kOk) std::abort();  // the vector's palette is not in order
  return payload;
}
Bytes BasePalette() { return PalettePayload(Base().palette); }
Bytes PlainPalette() { return PalettePayload(SetOf({{18, 52, 86}})); }
Bytes BaseTile() { return Join({{kPacked}, Packed(Base())}); }
FileBuilder BaseHead() { return HeadOf(Base()); }
Bytes BaseFile() { return BaseHead().TileSection(BaseTile()).End().bytes(); }

// Where the sections of the base file begin: 0: signature, version, 3 x 2, one tile; 8: palette; and then:
size_t TileAt() { return 10 + BasePalette().size(); }
size_t EndAt() { return TileAt() + 9; }

// Flat in its lower half: other bits than the right ones mean decisions there
// that are not foretold, for which the data are too short.
DecodedImage ModelledBase() {
  DecodedImage image = Patterned(16, 24, Base().palette);
  std::fill(image.indices.begin() + 16 * 12, image.indices.end(), uint16_t{0});
  return image;
}

// A 70 x 20 image in three tiles.
Bytes ThirdTile(uint8_t number) {
  return Join({{number, kPacked}, PackedTile(Patterned(70, 20, Base().palette), 32, 32, number)});
}
FileBuilder ThirdsHead() {
  FileBuilder file(70, 20, 0x11);
  file.PaletteSection(BasePalette());
  return file;
}

struct Collector {
  void Add(const std::string& name, Status result, const std::string& section, const std::string& breaks,
           const Bytes& file) {
    vectors.push_back({name, result, section, breaks, file});
  }
  void Add(const std::string& name, Status result, const std::string& section, const std::string& breaks,
           const FileBuilder& file) {
    Add(name, result, section, breaks, file.bytes());
  }

  std::vector<InvalidVector> vectors;
};

Bytes First(Bytes bytes, size_t size) {
  bytes.resize(size);
  return bytes;
}

Bytes WithByte(Bytes bytes, size_t at, uint8_t value) {
  bytes[at] = value;
  return bytes;
}

void AddBeginnings(Collector& out) {
  const Bytes file = BaseFile();
  out.Add("foreign-png", Status::kForeign, kSignature, "the signature of PNG", FromHex("89504e470d0a1a0a"));
  out.Add("foreign-last-byte", Status::kForeign, kSignature, "the fourth byte is 44, not 43", WithByte(file, 3, 0x44));
  out.Add("foreign-short", Status::kForeign, kSignature, "two bytes, of which the second is not 4B", Bytes{0x8B, 0x4C});
  out.Add("version-0", Status::kVersion, kSignature, "version 0", WithByte(file, 4, 0));
  out.Add("version-2", Status::kVersion, kSignature, "version 2", WithByte(file, 4, 2));
}

void AddTruncations(Collector& out) {
  struct Cut {
    size_t size;
    std::string name, place;
  };
  const Bytes file = BaseFile();
  for (const auto& [size, name, place] : {
           Cut{0, "empty", "before its first byte"},
           Cut{3, "signature", "within the signature"},
           Cut{4, "version", "before the version"},
           Cut{5, "width", "before the width"},
           Cut{6, "height", "before the height"},
           Cut{7, "tile-byte", "before the tile byte"},
           Cut{8, "sections", "before the first section"},
           Cut{9, "section-length", "before the length of a section"},
           Cut{10, "palette-start", "before the payload of the palette"},
           Cut{TileAt() - 1, "palette-end", "before the last byte of the palette"},
           Cut{TileAt(), "before-tile", "between palette and tile"},
           Cut{TileAt() + 3, "tile", "within the data of the tile"},
           Cut{EndAt() - 1, "tile-crc", "within the CRC of the tile"},
           Cut{EndAt(), "before-end", "before the end section"},
           Cut{EndAt() + 1, "end", "before the length of the end section"},
       }) {
    out.Add("truncated-" + name, Status::kTruncated, kSections, "the file stops " + place, First(file, size));
  }
  out.Add("truncated-varint", Status::kTruncated, kReadPrimitives, "the file stops within the width",
          FromHex("8b4b4d43 01 80"));
  const Bytes ancillary = BaseHead().Ancillary(0xC3, {1, 2, 3, 4}).bytes();
  out.Add("truncated-ancillary", Status::kTruncated, kSections, "the file stops within an ancillary section",
          First(ancillary, ancillary.size() - 1));
  const Bytes critical = BaseHead().Section(0x03, {1, 2, 3, 4}).bytes();
  out.Add("truncated-critical", Status::kTruncated, kSections, "the file stops within an unknown critical section",
          First(critical, critical.size() - 1));
  out.Add("truncated-huge-length", Status::kTruncated, kSections, "a palette section of 4294967295 bytes",
          Join({HeaderBytes(3, 2, 0), FromHex("01 ffffffff0f"), BasePalette()}));
}

Bytes FileWithHeader(const std::string& header) {
  return FileBuilder(FromHex("8b4b4d43 01" + header))
      .PaletteSection(BasePalette())
      .TileSection(BaseTile())
      .End()
      .bytes();
}

// One colour: any size costs no data.
Bytes PlainFile(uint32_t width, uint32_t height) {
  return FileBuilder(width, height).PaletteSection(PlainPalette()).TileSection({kPacked}).End().bytes();
}

void AddHeaders(Collector& out) {
  out.Add("varint-not-shortest", Status::kInvalid, kReadPrimitives, "width - 1 = 2 written in two bytes",
          FileWithHeader("8200 01 00"));
  out.Add("varint-zero-in-two", Status::kInvalid, kReadPrimitives, "height - 1 = 0 written in two bytes",
          FileBuilder(FromHex("8b4b4d43 01 00 8000 00")).PaletteSection(BasePalette()).TileSection({kPacked, 0}).End());
  out.Add("varint-33-bits", Status::kInvalid, kReadPrimitives, "a width - 1 of 2^32 + 2",
          FileWithHeader("8280808010 01 00"));
  out.Add("varint-six-bytes", Status::kInvalid, kReadPrimitives, "a width - 1 of six bytes",
          FileWithHeader("828080808000 01 00"));
  const uint32_t extent = (1u << 24) + 1;
  out.Add("width-16777217", Status::kInvalid, kHeader, "width 16777217", PlainFile(extent, 1));
  out.Add("height-16777217", Status::kInvalid, kHeader, "height 16777217", PlainFile(1, extent));
  out.Add("tiles-17301504", Status::kInvalid, kHeader, "a grid of 2^19 x 33 tiles",
          FileBuilder(1u << 24, 1025, 0x11).PaletteSection(PlainPalette()));
}

void AddLimits(Collector& out) {
  out.Add("limit-width", Status::kLimit, kDecoderLimits, "width 1048577 (a valid file for a decoder with other limits)",
          PlainFile((1u << 20) + 1, 1));
  out.Add("limit-height", Status::kLimit, kDecoderLimits,
          "height 16777216 (a valid file for a decoder with other limits)", PlainFile(1, 1u << 24));
  out.Add("limit-pixels", Status::kLimit, kDecoderLimits,
          "16385 x 16384 pixels (a valid file for a decoder with other limits)", PlainFile(16385, 16384));
}

void AddSections(Collector& out) {
  out.Add("critical-03", Status::kUnsupported, kSections, "critical section 0x03",
          BaseHead().Section(0x03, {}).TileSection(BaseTile()).End());
  out.Add("critical-7f", Status::kUnsupported, kSections, "critical section 0x7F after the tile",
          BaseHead().TileSection(BaseTile()).Section(0x7F, {0}).End());
  out.Add("length-not-shortest", Status::kInvalid, kReadPrimitives, "the length 0 of the end written in two bytes",
          BaseHead().TileSection(BaseTile()).Raw({kEndType, 0x80, 0x00}));
  out.Add("length-33-bits", Status::kInvalid, kReadPrimitives, "a length of 2^32 + 2",
          BaseHead().TileSection(BaseTile()).Raw(FromHex("00 8280808010")));
  out.Add("no-palette", Status::kInvalid, kOrder, "no palette section",
          FileBuilder(3, 2).TileSection(BaseTile()).End());
  out.Add("palette-after-tile", Status::kInvalid, kOrder, "the palette stands behind the tile",
          FileBuilder(3, 2).TileSection(BaseTile()).PaletteSection(BasePalette()).End());
  out.Add("palette-twice", Status::kInvalid, kOrder, "two palette sections",
          BaseHead().PaletteSection(BasePalette()).TileSection(BaseTile()).End());
  out.Add("palette-again-after-tile", Status::kInvalid, kOrder, "a second palette section behind the tile",
          BaseHead().TileSection(BaseTile()).Section(kPaletteType, BasePalette()).End());
  out.Add("no-tile", Status::kInvalid, kOrder, "no tile section", BaseHead().End());
  out.Add("nothing", Status::kInvalid, kOrder, "neither palette nor tile", FileBuilder(3, 2).End());
  out.Add("tile-missing", Status::kInvalid, kOrder, "2 of 3 tiles",
          ThirdsHead().TileSection(ThirdTile(0)).TileSection(ThirdTile(1)).End());
  out.Add("tile-too-many", Status::kInvalid, kOrder, "a second tile section in a grid of one",
          BaseHead().TileSection(BaseTile()).TileSection(BaseTile()).End());
  out.Add("tiles-swapped", Status::kInvalid, kTileSection, "tile 1 before tile 0",
          ThirdsHead().TileSection(ThirdTile(1)).TileSection(ThirdTile(0)).TileSection(ThirdTile(2)).End());
  out.Add("tile-repeated", Status::kInvalid, kTileSection, "tile 1 twice, tile 2 not at all",
          ThirdsHead().TileSection(ThirdTile(0)).TileSection(ThirdTile(1)).TileSection(ThirdTile(1)).End());
  out.Add("end-with-payload", Status::kInvalid, kEnd, "an end section of one byte",
          BaseHead().TileSection(BaseTile()).Section(kEndType, {0}));
}

Bytes FileWithPalette(const Bytes& payload) {
  return FileBuilder(3, 2).PaletteSection(payload).TileSection(BaseTile()).End().bytes();
}

void AddPalettes(Collector& out) {
  const auto add = [&out](const std::string& name, const std::string& section, const std::string& breaks,
                          const Bytes& payload) {
    out.Add("palette-" + name, Status::kInvalid, section, breaks, FileWithPalette(payload));
  };
  add("empty", kPaletteSection, "no bytes", {});
  add("no-method", kPaletteSection, "the payload ends before the method", {2});
  add("varint-cut", kPaletteSection, "the payload ends within the number of entries", {0x82});
  const Bytes ordered = BasePalette(), set = PalettePayload(SetOf(Base().palette.colors));
  add("varint", kReadPrimitives, "K - 1 = 2 written in two bytes",
      Join({{0x82, 0x00}, Bytes(ordered.begin() + 1, ordered.end())}));
  add("65537-entries", kPaletteSection, "65537 entries (of which no data follow)", Join({Varint(65536), {0}}));
  add("method-4", kPaletteSection, "method bit 2", WithByte(ordered, 1, ordered[1] | 4));
  add("method-80", kPaletteSection, "method bit 7", WithByte(ordered, 1, ordered[1] | 0x80));

  Bytes larger = set;
  ++larger.back();
  add("set-long", kEndOfData, "a byte of the data is never read", Join({set, {0, 0, 0, 0}}));
  add("set-zero", kEndOfData, "one byte 00 too many", Join({set, {0}}));
  add("set-junk", kEndOfData, "one byte A5 too many", Join({set, {0xA5}}));
  add("set-last-byte", kEndOfData, "the last byte is one too large", larger);
  // Of most sets, what is left are the data of another one.
  const Bytes whole = PalettePayload(SetOf({{34, 10, 167}, {91, 3, 160}, {77, 49, 181}}));
  add("set-cut", kEndOfData, "the last byte is missing", First(whole, whole.size() - 1));
  add("set-ff", kRangeStart, "the data begin with eight bytes FF", Join({{2, 0}, Bytes(8, 0xFF)}));
  add("order-cut", kEndOfData, "the last two bytes are missing, of an order", First(ordered, ordered.size() - 2));
  add("order-zero", kEndOfData, "one byte 00 too many, behind an order", Join({ordered, {0}}));
}

void AddOrders(Collector& out) {
  // So many entries that an order is longer than the last bytes that are not written.
  const DecodedImage image = Patterned(5, 5, InOrder(OpaqueColors(60)));
  out.Add("palette-order-not-told", Status::kInvalid, kEndOfData, "an order where the method says that there is none",
          FileBuilder(5, 5)
              .PaletteSection(WithByte(PalettePayload(image.palette), 1, 0))
              .TileSection(Join({{kPacked}, Packed(image)}))
              .End());
  // (7, 8, 9) twice; the last bit says that the first entry has place 1.
  out.Add("palette-order-equal", Status::kInvalid, kOrderOfEntries, "two equal entries, of which the first has place 1",
          FileBuilder(2, 2).PaletteSection(FromHex("01 02 fbb8eac4")).TileSection({kPacked, 0, 0}).End());
}

// Of so many entries that more is read behind what is left of the data than any encoder leaves.
void AddShortPalettes(Collector& out) {
  for (const bool alpha : {false, true}) {
    const DecodedImage image = Patterned(5, 5, SetOf(alpha ? TranslucentColors(60) : OpaqueColors(60)));
    const Bytes payload = PalettePayload(image.palette);
    out.Add(alpha ? "palette-set-short-alpha" : "palette-set-short", Status::kInvalid, kEndOfData,
            alpha ? "half of the data are missing, of a palette with alpha" : "half of the data are missing",
            FileBuilder(5, 5)
                .PaletteSection(First(payload, payload.size() / 2))
                .TileSection(Join({{kPacked}, Packed(image)}))
                .End());
  }
}

// The zeros that a decoder of set-zeros-7 and set-zeros-8 reads, written out.
void AddWrittenZeros(Collector& out) {
  for (const uint8_t zeros : Bytes{7, 8}) {
    const uint8_t gray = zeros == 7 ? 0 : 255;
    const Bytes set = PalettePayload(SetOf({{gray, gray, gray}}));
    const auto number = std::to_string(zeros);
    out.Add("set-zeros-" + number + "-written", Status::kInvalid, kEndOfData,
            "the " + number + " zeros that are read behind the data stand in the file",
            FileBuilder(2, 2).PaletteSection(Join({set, Bytes(zeros, 0)})).TileSection({kPacked}).End());
  }
}

void AddTiles(Collector& out) {
  const auto add = [&out](const std::string& name, const std::string& section, const std::string& breaks,
                          const FileBuilder& file) {
    out.Add("tile-" + name, Status::kInvalid, section, breaks, FileBuilder(file).End());
  };
  add("3-bytes", kTileSection, "no room for the CRC", BaseHead().Section(kTileType, {1, 2, 3}));
  add("no-coding", kTileSection, "nothing but the CRC", BaseHead().TileSection({}));
  add("number-only", kTileSection, "the payload ends after the number of the tile",
      ThirdsHead().TileSection(ThirdTile(0)).TileSection(ThirdTile(1)).TileSection({2}));
  add("number-cut", kTileSection, "the payload ends within the number of the tile",
      ThirdsHead().TileSection(ThirdTile(0)).TileSection(ThirdTile(1)).TileSection({0x82}));
  add("number-not-shortest", kReadPrimitives, "the number 2 in two bytes",
      ThirdsHead()
          .TileSection(ThirdTile(0))
          .TileSection(ThirdTile(1))
          .TileSection(Join({{0x82, 0x00, kPacked}, PackedTile(Patterned(70, 20, Base().palette), 32, 32, 2)})));
  for (const uint8_t coding : Bytes{0, 5, 255}) {
    out.Add("coding-" + std::to_string(coding), Status::kUnsupported, kReserved,
            "index coding " + std::to_string(coding), BaseHead().TileSection(WithByte(BaseTile(), 0, coding)).End());
  }
}

Bytes CrcOf(uint8_t coding, const Bytes& data) {
  Bytes file = FileOf(ModelledBase(), coding, data);
  file[file.size() - 8] ^= 1;  // before the CRC and the end section
  return file;
}

// With another palette, whose data have the same size, than when the CRC was made.
Bytes CrcOfPalette() {
  Bytes file = BaseFile();
  Palette other = Base().palette;
  Bytes payload;
  do {
    ++other.colors[1].r;
    payload = PalettePayload(other);
  } while (payload.size() != BasePalette().size());
  std::copy(payload.begin(), payload.end(), file.begin() + 10);
  return file;
}

void AddChecksums(Collector& out) {
  const auto add = [&out](const std::string& name, const std::string& breaks, const Bytes& file) {
    out.Add("crc-" + name, Status::kChecksum, kChecksums, breaks, file);
  };
  const Bytes file = BaseFile();
  add("header", "the tile byte was 00 when the CRC was made", WithByte(file, 7, 0x11));
  add("palette", "the second entry had less red when the CRC was made", CrcOfPalette());
  add("tile-data", "a byte of the tile's data was 98 when the CRC was made", WithByte(file, TileAt() + 3, 0x94));
  add("tile-coding", "the coding was 1 when the CRC was made", WithByte(file, TileAt() + 2, kDeflate));
  add("fast", "a byte of the data of a fast tile was changed after the CRC was made",
      CrcOf(kFast, Fast(ModelledBase())));
  add("max", "a byte of the data of a max tile was changed after the CRC was made", CrcOf(kMax, Max(ModelledBase())));
  add("stored", "the last byte of the CRC is changed",
      WithByte(file, EndAt() - 1, static_cast<uint8_t>(file[EndAt() - 1] ^ 0x80)));
  for (uint8_t damaged = 0; damaged < 3; ++damaged) {
    FileBuilder thirds = ThirdsHead();
    for (uint8_t i = 0; i < 3; ++i) {
      if (i != damaged) {
        thirds.TileSection(ThirdTile(i));
      } else {
        thirds.Section(kTileType, Join({ThirdTile(i), FromHex("00000000")}));
      }
    }
    const auto number = std::to_string(damaged);
    add("tile-" + number, "the CRC of tile " + number + " of 3", thirds.End().bytes());
  }
}

void AddPacked(Collector& out) {
  const auto add = [&out](const std::string& name, const std::string& breaks, const DecodedImage& image,
                          const Bytes& data) {
    out.Add("packed-" + name, Status::kInvalid, kPackedCoding, breaks, FileOf(image, kPacked, data));
    if (image.palette.colors.size() == 1) return;
    out.Add("deflate-" + name, Status::kInvalid, kPackedCoding, breaks, FileOf(image, kDeflate, Zlib(data)));
  };
  const Bytes data = Packed(Base());
  add("short", "one byte less than 2 rows of 1 byte", Base(), First(data, 1));
  add("long", "one byte more than 2 rows of 1 byte", Base(), Join({data, {0}}));
  add("none", "no data for 3 x 2 pixels of 3 colours", Base(), {});
  add("one-colour", "data where one colour needs none", Patterned(3, 2, SetOf({{1, 2, 3}})), {0});

  for (const uint32_t colors : {2u, 3u, 5u}) {
    const DecodedImage image = Patterned(5, 3, SetOf(OpaqueColors(colors)));
    Bytes padded = Packed(image);
    padded.back() |= 1;
    add("padding-" + std::to_string(colors), "the last bit of the last row's padding is 1", image, padded);
  }
  for (const uint32_t colors : {3u, 5u, 17u, 257u, 65535u}) {
    const bool large = colors == 65535;
    DecodedImage image = Patterned(3, 2, SetOf(large ? std::vector<Rgba>(colors) : OpaqueColors(colors)));
    image.indices[4] = static_cast<uint16_t>(colors);
    add("index-" + std::to_string(colors), "index " + std::to_string(colors) + " of as many colours", image,
        Packed(image));
  }
}

void AddZlibStreams(Collector& out) {
  const auto add = [&out](const std::string& name, const std::string& breaks, const Bytes& data) {
    out.Add("deflate-" + name, Status::kInvalid, kDeflateCoding, breaks, FileOf(Base(), kDeflate, data));
  };
  const Bytes plain = Packed(Base());
  const Bytes good = Zlib(plain);
  const Bytes raw(good.begin() + 2, good.end() - 4);
  add("no-stream", "no bytes", {});
  add("cut", "the stream stops before its last byte", First(good, good.size() - 1));
  add("trailing-byte", "a byte behind the stream", Join({good, {0}}));
  add("two-streams", "a second stream behind the first", Join({good, good}));
  add("raw", "DEFLATE without the zlib header and Adler-32", raw);
  add("gzip", "a gzip file", Join({FromHex("1f8b0800 00000000 00ff"), raw, FromHex("00000000 02000000")}));
  add("adler", "a wrong Adler-32", WithByte(good, good.size() - 1, static_cast<uint8_t>(good.back() ^ 1)));
  add("header-check", "a wrong check in the header", WithByte(good, 1, 0x02));
  add("method", "compression method 7", Join({FromHex("7709"), raw, Bytes(good.end() - 4, good.end())}));
  add("window", "a window of 64 kB", Join({FromHex("881c"), raw, Bytes(good.end() - 4, good.end())}));
  add("dictionary", "a preset dictionary", Join({FromHex("7820 00000001"), raw, Bytes(good.end() - 4, good.end())}));
  out.Add("deflate-claim", Status::kInvalid, kDeflateCoding, "a tile of 1032 times more bytes than its data, and one",
          FileOf(Patterned((static_cast<uint32_t>(good.size()) * 1032 + 1) * 4, 1, Base().palette), kDeflate, good));
  add("block-type", "a block of type 3", Join({FromHex("7801 07"), Bytes(good.end() - 4, good.end())}));
  add("distance", "a match that reaches back before the first byte",
      Join({FromHex("7801"), FromHex("030200"), Bytes(good.end() - 4, good.end())}));
}

void AddModelled(Collector& out, uint8_t coding, const std::string& coding_name, Bytes (*encode)(const DecodedImage&)) {
  const auto add = [&](const std::string& name, const std::string& breaks, const DecodedImage& image,
                       const Bytes& data) {
    out.Add(coding_name + "-" + name, Status::kInvalid, kEndOfData, breaks, FileOf(image, coding, data));
  };
  const DecodedImage base = ModelledBase();
  const Bytes good = encode(base);
  DecodedImage black = base;
  std::fill(black.indices.begin(), black.indices.end(), uint16_t{0});
  add("cut", "the last byte is missing", base, First(good, good.size() - 1));
  add("half", "half of the data are missing", base, First(good, good.size() / 2));
  add("zero", "one byte 00 too many", base, Join({good, {0}}));
  add("junk", "one byte A5 too many", base, Join({good, {0xA5}}));
  add("last-byte", "the last byte is one too large", base,
      WithByte(good, good.size() - 1, static_cast<uint8_t>(good.back() + 1)));
  add("twice", "the data stand there twice", base, Join({good, good}));
  add("packed", "the data are those of packed", base, Packed(base));
  add("no-bytes-zero", "one byte 00 where every decision is 1 and there are no data", black, {0});
  add("one-colour", "data where one colour needs none", Patterned(3, 2, SetOf({{1, 2, 3}})), {0});
}

// No encoder makes such data; these were found by trial. They end as data should.
void AddStrays(Collector& out) {
  const DecodedImage image = Patterned(3, 2, InOrder({{0, 0, 0}, {60, 60, 60}, {200, 200, 200}, {255, 255, 255}}));
  out.Add("fast-stray-place", Status::kInvalid, kFastPlace, "a place behind that of the last colour",
          FileOf(image, kFast, {0x06, 0x40}));
  out.Add("fast-stray-index", Status::kInvalid, kFastPlace, "the place of the left or the upper index",
          FileOf(image, kFast, {0x08}));
  out.Add("max-stray-path", Status::kInvalid, kIndexPath, "a path to the leaves of the left and the upper index",
          FileOf(image, kMax, {0xFC}));
}

}  // namespace

std::vector<InvalidVector> InvalidVectors() {
  Collector out;
  AddBeginnings(out);
  AddTruncations(out);
  AddHeaders(out);
  AddLimits(out);
  AddSections(out);
  AddPalettes(out);
  AddOrders(out);
  AddShortPalettes(out);
  AddWrittenZeros(out);
  AddTiles(out);
  AddChecksums(out);
  AddPacked(out);
  AddZlibStreams(out);
  AddModelled(out, kFast, "fast", Fast);
  AddModelled(out, kMax, "max", Max);
  AddStrays(out);
  return std::move(out.vectors);
}

}  // namespace kmc::spec
