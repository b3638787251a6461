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
#include "tests/spec/palette_pseudo_code.h"
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
  PalettePseudoCode decoder(PaletteDataOf(example_));
  decoder.DecodeEntries(3);
  EXPECT_TRUE(decoder.range().EndIsRight());
  EXPECT_EQ(decoder.colors(), "(0, 0, 0) x 1\n(200, 30, 40) x 1\n(255, 255, 255) x 1\n");
  ExpectInDocument("```\n" + decoder.trace() + "```\n");
  ExpectInDocument(StateOf(decoder.range()));
}

TEST_F(AppendixTest, SetsEndAsTheirVectorsSay) {
  for (const uint32_t zeros : {7u, 8u}) {
    const Bytes file = FromText(ReadText(kFolder + "/vectors/valid/set-zeros-" + std::to_string(zeros) + ".kmc"));
    const Bytes data = PaletteDataOf(file);
    PalettePseudoCode decoder(data);
    decoder.DecodeEntries(1);
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
  for (uint32_t n = 0; n < 24; ++n) table += Format("%5u%c", PalettePseudoCode::Rate(n), n % 8 == 7 ? '\n' : ' ');
  ExpectInDocument("```\n" + table + "```\n");
}

}  // namespace
}  // namespace kmc::spec
