// Sections 11.1 to 11.7 of the specification, what `fast` and `max` share,
// transcribed line by line; shares nothing with format/ but the colour. What it
// decodes shows that the document can be followed.
#ifndef KMC_TESTS_SPEC_TILE_PSEUDO_CODE_H_
#define KMC_TESTS_SPEC_TILE_PSEUDO_CODE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "format/rgba.h"
#include "tests/spec/range_pseudo_code.h"

namespace kmc::spec {

// 11.4
int32_t SquashOf(int32_t logit);
extern const std::array<int32_t, 4096> STRETCH;

// 11.5
struct StatePseudoCode {
  static constexpr uint32_t kFresh = 512;
  static int32_t LevelOf(uint32_t s) { return static_cast<int32_t>(s >> 2 & 255); }
  static uint32_t LearnedOf(uint32_t s) { return (s >> 8 & 4) | (s & 3); }
  static int32_t LogitOf(uint32_t s) { return 12 * (LevelOf(s) - 128); }
  static uint32_t SummaryOf(uint32_t s) { return s >> 6; }
  static uint32_t Next(uint32_t s, uint32_t bit);
};

class TilePseudoCode {
 public:
  TilePseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data);
  virtual ~TilePseudoCode() = default;

  // The tile's indices in raster order.
  std::vector<uint32_t> Decode();
  bool EndIsRight() const { return !strayed_ && range_.EndIsRight(); }
  const RangePseudoCode& range() const { return range_; }

  // A line for each node of the palette tree, and for each decision.
  const std::string& tree() const { return tree_; }
  const std::string& trace() const { return trace_; }

  // Lines of sections 11.4 and 11.5.
  static std::string LogisticTable();
  static std::string StretchRow();
  static std::string StretchSum();
  static std::string NextStateRow(uint32_t bit);
  static std::string NextStateSum();

 protected:
  struct Neighbors {
    uint32_t W, N, NW, NE, WW, NN, NNE, WWW, NWW, NEE, NWWW, NNW, NNWW, NNEE;
  };
  enum : uint32_t { kNone = 0xFFFFFFFF };  // NONE

  // 11.1; what is virtual is the coding's.
  void BeginCell();
  void EndCell(uint32_t index);
  virtual void BeginPixel() = 0;
  virtual void EndPixel(uint32_t index) { EndCell(index); }
  virtual uint32_t FlatRun() const = 0;
  virtual uint32_t DecideRun(uint32_t run) = 0;

  virtual bool WorthRemembering(uint32_t index) const = 0;
  virtual uint32_t DecideFlag(uint32_t f, uint32_t foretold) = 0;
  virtual uint32_t DecodeRest(uint32_t guess) = 0;

  int32_t Sample(uint32_t index, uint32_t c) const { return samples_[index][c]; }
  // 11.3
  virtual void BeginRow();
  size_t CellOf(int64_t column, int64_t line) const { return static_cast<size_t>((line + 2) * stride + column + 3); }
  // 11.7
  uint32_t DecodeIndex();

  static uint32_t Digits(uint64_t value);
  // "decision  x,y", counting decisions.
  std::string TracePlace();

  uint32_t K, w, h, x = 0, y = 0;
  RangePseudoCode range_;
  int64_t stride;
  std::vector<uint32_t> CELLS;
  size_t at = 0;
  uint64_t position = 0;
  std::vector<uint32_t> order, place_of, channel;
  std::vector<int32_t> threshold;
  Neighbors a = {};
  uint32_t length = 0, from = 0;
  uint32_t denied = 0;
  bool strayed_ = false;  // fail INVALID
  uint32_t decisions_ = 0;
  std::string trace_;

 private:
  struct Place {
    uint32_t next = 0, check = 0;
  };

  // 11.2
  void BuildTree();
  void Part(uint32_t begin, uint32_t end);
  // 11.1
  void DecodeRow();
  uint32_t PossibleRun() const;
  // 11.3
  void EndRow();
  void FindNeighbors();
  // 11.6
  uint32_t ForetoldIndex() const { return length > 0 ? CELLS[from] : kNone; }
  void AdvanceMatch();
  void Remember(uint32_t next);
  uint32_t CommonBefore(uint32_t place, uint32_t next) const;

  std::vector<std::array<int32_t, 4>> samples_;
  uint32_t hashed, cell_bits, place_bits;
  std::vector<Place> PLACES;
  std::string tree_ = "begin  end  middle  channel  threshold  order[begin : end]\n";
};

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_TILE_PSEUDO_CODE_H_
