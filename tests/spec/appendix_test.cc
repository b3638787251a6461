// The appendices of the specification against its own pseudo-code, which is
// transcribed here line by line and shares nothing with format/. Where a table
// of the document is wrong, the failure prints the right one.
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "tests/spec/fast_pseudo_code.h"
#include "tests/spec/file_builder.h"
#include "tests/spec/max_pseudo_code.h"
#include "tests/spec/range_pseudo_code.h"
#include "tests/spec/text.h"

namespace kmc::spec {
namespace {

const std::string kFolder = KMC_SPEC_FOLDER;
constexpr size_t kPaletteDataAt = 12;  // of the examples

std::string ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

uint32_t Rate(uint32_t n) { return 327680 / (10 * n + 16); }
uint32_t Rel(uint32_t x, uint32_t y) { return x < y ? 0 : x == y ? 1 : 2; }

// Sections 7.4, 7.5, 10.3 and 10.4, for opaque palettes. Writes a line for each bit.
class TracingDecoder {
 public:
  explicit TracingDecoder(Bytes data) : range_(std::move(data)) {}

  void DecodeNode(uint32_t n, uint32_t depth, uint32_t g, uint32_t r, uint32_t b) {
    if (n == 0) return;
    if (depth == 32) {
      colors_ += Format("(%u, %u, %u) x %u\n", r, g, b, n);
      return;
    }
    if (depth % 4 == 0) return DecodeNode(n, depth + 1, g, r, b);
    const uint32_t zeros = DecodeZeros(n, depth, g, r, b);
    for (const uint32_t bit : {0, 1}) {
      const uint32_t count = bit == 0 ? zeros : n - zeros;
      if (depth % 4 == 1) DecodeNode(count, depth + 1, 2 * g + bit, r, b);
      if (depth % 4 == 2) DecodeNode(count, depth + 1, g, 2 * r + bit, b);
      if (depth % 4 == 3) DecodeNode(count, depth + 1, g, r, 2 * b + bit);
    }
  }

  const std::string& colors() const { return colors_; }
  const std::string& trace() const { return trace_; }
  const RangePseudoCode& range() const { return range_; }

 private:
  struct AdaptiveBit {
    uint32_t p = 32768, seen = 0;
  };
  using Models = std::array<std::array<AdaptiveBit, 58>, 4>;

  uint32_t DecodeZeros(uint32_t n, uint32_t depth, uint32_t g, uint32_t r, uint32_t b) {
    const uint32_t level = depth / 4;
    const uint32_t context = depth % 4 == 1   ? 8 + level
                             : depth % 4 == 2 ? 16 + 2 * Rel(r, g >> 1) + (g & 1)
                                              : 22 + 12 * Rel(b, g >> 1) + 4 * Rel(b, r >> 1) + 2 * (g & 1) + (r & 1);
    const uint32_t kind = n == 1 ? 0 : n == 2 ? 1 : n <= 5 ? 2 : 3;
    node_ = Format("%5u  %1u", depth, n);
    const auto place = Format(" %u, %2u", kind, context);
    if (n > 1 && DecodeAdaptive(splits_[kind][context], "splits   " + place)) return 1 + DecodeUniform(n - 2);
    return DecodeAdaptive(direction_[kind][context], "direction" + place) ? 0 : n;
  }

  uint32_t DecodeUniform(uint32_t limit) {
    uint32_t first = 0, last = limit;
    while (first < last) {
      const uint32_t half = first + (last - first) / 2;
      const uint32_t p = ((last - half) << 16) / (last - first + 1);
      if (DecodeBit(p, Format("uniform   %u, %2u", first, last))) {
        first = half + 1;
      } else {
        last = half;
      }
    }
    return first;
  }

  uint32_t DecodeAdaptive(AdaptiveBit& m, const std::string& decision) {
    const uint32_t bit = DecodeBit(m.p, decision);
    if (bit == 1) {
      m.p = m.p + ((65535 - m.p) * Rate(m.seen) >> 15);
    } else {
      m.p = m.p - (m.p * Rate(m.seen) >> 15);
    }
    if (m.seen < 23) ++m.seen;
    return bit;
  }

  uint32_t DecodeBit(uint32_t p, const std::string& decision) {
    const std::string before = Format("%016llx  %016llx  %5u", static_cast<unsigned long long>(range_.range()),
                                      static_cast<unsigned long long>(range_.code()), p);
    const uint64_t position = range_.position();
    const uint32_t bit = range_.DecodeBit(p);
    trace_ += Format("%3u  ", ++line_) + node_ + "  " + decision + "  " + before +
              Format("  %3u  %4u\n", bit, static_cast<uint32_t>(range_.position() - position));
    return bit;
  }

  RangePseudoCode range_;
  uint32_t line_ = 0;
  std::string node_, colors_;
  std::string trace_ = "  #  depth  n  decision             range             code                  p  bit  read\n";
  Models splits_, direction_;
};

std::string StateOf(const RangePseudoCode& range) {
  return Format("range %016llx, code %016llx; %u bytes read", static_cast<unsigned long long>(range.range()),
                static_cast<unsigned long long>(range.code()), static_cast<uint32_t>(range.position()));
}

// The data of the palette of an example, and those of its only tile.
Bytes PaletteDataOf(const Bytes& file) {
  return {file.begin() + kPaletteDataAt, file.begin() + kPaletteDataAt - 2 + file[kPaletteDataAt - 3]};
}
Bytes TileDataOf(const Bytes& file) {
  const size_t begin = kPaletteDataAt - 2 + file[kPaletteDataAt - 3] + 3;
  return {file.begin() + static_cast<ptrdiff_t>(begin), file.end() - 6};
}

class AppendixTest : public testing::Test {
 protected:
  void ExpectInDocument(const std::string& text) {
    EXPECT_NE(document_.find(text), std::string::npos) << "spec/kmc.md does not have\n" << text;
  }

  const std::string document_ = ReadText(kFolder + "/kmc.md");
  // The lines in the first block of the document behind a heading.
  std::string BlockBehind(const std::string& heading) {
    const size_t begin = document_.find("```\n", document_.find(heading)) + 4;
    return document_.substr(begin, document_.find("```\n", begin) - begin);
  }
  void ExpectBytes(const std::string& heading, const Bytes& file) {
    std::istringstream lines(BlockBehind(heading));
    std::string digits;
    size_t offset = 0;
    for (std::string line; std::getline(lines, line);) {
      EXPECT_EQ(std::stoul(line.substr(0, 3)), offset) << line;
      digits += line.substr(5, 36);
      offset = FromHex(digits).size();
    }
    EXPECT_EQ(FromHex(digits), file) << heading;
  }

  const Bytes example_ = FromText(ReadText(kFolder + "/vectors/valid/example.kmc"));
  const Bytes max_example_ = FromText(ReadText(kFolder + "/vectors/valid/example-max.kmc"));
  const Bytes fast_example_ = FromText(ReadText(kFolder + "/vectors/valid/example-fast.kmc"));
  const std::vector<Rgba> five_ = {{0, 0, 0}, {40, 90, 200}, {200, 30, 40}, {240, 220, 60}, {255, 255, 255}};
  const std::vector<uint32_t> indices_ = {0, 1, 1, 2, 3, 4, 0, 1, 1, 2, 3, 4, 0, 1, 1, 2, 3, 4, 0, 1, 1, 2, 2, 4};
};

TEST_F(AppendixTest, TheBytesOfTheExamplesAreThoseOfTheFiles) {
  ExpectBytes("### A.1 ", example_);
  ExpectBytes("### A.3 ", max_example_);
  ExpectBytes("### A.5 ", fast_example_);
}

TEST_F(AppendixTest, TheTraceOfTheSetIsThatOfThePseudoCode) {
  TracingDecoder decoder(PaletteDataOf(example_));
  decoder.DecodeNode(3, 0, 0, 0, 0);
  EXPECT_TRUE(decoder.range().EndIsRight());
  EXPECT_EQ(decoder.colors(), "(0, 0, 0) x 1\n(200, 30, 40) x 1\n(255, 255, 255) x 1\n");
  ExpectInDocument("```\n" + decoder.trace() + "```\n");
  ExpectInDocument(StateOf(decoder.range()));
}

TEST_F(AppendixTest, SetsEndAsTheirVectorsSay) {
  for (const uint32_t zeros : {6u, 8u}) {
    const Bytes file = FromText(ReadText(kFolder + "/vectors/valid/set-zeros-" + std::to_string(zeros) + ".kmc"));
    const Bytes data = PaletteDataOf(file);
    TracingDecoder decoder(data);
    decoder.DecodeNode(1, 0, 0, 0, 0);
    EXPECT_TRUE(decoder.range().EndIsRight());
    EXPECT_EQ(decoder.range().position() - data.size(), zeros);
  }
}

TEST_F(AppendixTest, TheTraceOfMaxIsThatOfThePseudoCode) {
  MaxPseudoCode decoder(five_, 6, 4, TileDataOf(max_example_));
  EXPECT_EQ(decoder.Decode(), indices_);
  EXPECT_TRUE(decoder.EndIsRight());
  ExpectInDocument("```\n" + decoder.tree() + "```\n");
  ExpectInDocument("```\n" + decoder.trace() + "```\n");
  ExpectInDocument("```\n" + decoder.last_flag() + "```\n");
  ExpectInDocument("```\n" + decoder.last_node() + "```\n");
  ExpectInDocument(StateOf(decoder.range()));
}

TEST_F(AppendixTest, TheTraceOfFastIsThatOfThePseudoCode) {
  FastPseudoCode decoder(five_, 6, 4, TileDataOf(fast_example_));
  EXPECT_EQ(decoder.Decode(), indices_);
  EXPECT_TRUE(decoder.EndIsRight());
  ExpectInDocument("```\n" + decoder.trace() + "```\n");
  ExpectInDocument(StateOf(decoder.range()));
}

TEST_F(AppendixTest, TheTablesOfLogitsAndStatesAreThoseOfTheirFormula) {
  ExpectInDocument("```\n" + TilePseudoCode::LogisticTable() + "```\n");
  ExpectInDocument(TilePseudoCode::StretchRow());
  ExpectInDocument(TilePseudoCode::StretchSum());
  ExpectInDocument(TilePseudoCode::NextStateRow(0));
  ExpectInDocument(TilePseudoCode::NextStateRow(1));
  ExpectInDocument(TilePseudoCode::NextStateSum());
}

TEST_F(AppendixTest, TheRatesAreThoseOfTheirFormula) {
  std::string table;
  for (uint32_t n = 0; n < 24; ++n) table += Format("%5u%c", Rate(n), n % 8 == 7 ? '\n' : ' ');
  ExpectInDocument("```\n" + table + "```\n");
}

}  // namespace
}  // namespace kmc::spec
