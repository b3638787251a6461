// One interface for both directions, so that a model is written once: the
// encoder knows the bit that it codes, the decoder finds it. A third class codes
// nothing and adds up what the bits cost.
#ifndef KMC_FORMAT_BIT_CODER_H_
#define KMC_FORMAT_BIT_CODER_H_

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "format/distribution.h"
#include "format/range_coder.h"

namespace kmc {

class BitEncoder {
 public:
  explicit BitEncoder(std::vector<uint8_t>& out) : coder_(out) {}
  // `probability` of a 1 in 1/65536, 1..65535. Returns the bit.
  uint32_t Code(uint32_t bit, uint32_t probability) {
    coder_.Encode(bit, probability);
    return bit;
  }
  uint32_t Code(uint32_t bit, AdaptiveBit& model) {
    coder_.Encode(bit, model);
    return bit;
  }
  // One of 16 symbols; returns it.
  uint32_t CodeSymbol(uint32_t symbol, const Shares& shares) {
    coder_.EncodeShare(shares.Below(symbol), shares.Of(symbol), symbol == Shares::kSymbols - 1, Shares::kBits);
    return symbol;
  }
  void EndPixel() {}
  void Finish() { coder_.Finish(); }
  bool Exhausted() const { return false; }

 private:
  RangeEncoder coder_;
};

class BitDecoder {
 public:
  explicit BitDecoder(std::span<const uint8_t> data) : coder_(data) {}
  uint32_t Code(uint32_t, uint32_t probability) { return coder_.Decode(probability); }
  uint32_t Code(uint32_t, AdaptiveBit& model) { return coder_.Decode(model); }
  uint32_t CodeSymbol(uint32_t, const Shares& shares) {
    const uint32_t symbol = shares.SymbolAt(coder_.FindShare(Shares::kBits));
    coder_.DecodeShare(shares.Below(symbol), shares.Of(symbol), symbol == Shares::kSymbols - 1, Shares::kBits);
    return symbol;
  }
  void EndPixel() {}
  bool EndsExactly() const { return coder_.EndsExactly(); }
  // The data ended long ago: whatever is decoded now, they are invalid.
  bool Exhausted() const { return coder_.Exhausted(); }

 private:
  RangeDecoder coder_;
};

// What an encoder would spend on each pixel: the ideal length, -log2 of the
// probability of what came, of all its bits. For showing only; no byte depends on it.
class BitMeter {
 public:
  // Appends to `pixels`, one by one.
  explicit BitMeter(std::vector<float>& pixels) : pixels_(&pixels) {}
  uint32_t Code(uint32_t bit, uint32_t probability) {
    spent_ -= std::log2(static_cast<float>(bit ? probability : 65536 - probability) / 65536);
    return bit;
  }
  uint32_t CodeSymbol(uint32_t symbol, const Shares& shares) {
    spent_ -= std::log2(static_cast<float>(shares.Of(symbol)) / Shares::kAll);
    return symbol;
  }
  void EndPixel() {
    pixels_->push_back(spent_);
    spent_ = 0;
  }
  bool Exhausted() const { return false; }

 private:
  std::vector<float>* pixels_;
  float spent_ = 0;
};

}  // namespace kmc

#endif  // KMC_FORMAT_BIT_CODER_H_
