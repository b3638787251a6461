// What a decision of a modelled coding costs, known before it is made: the
// negative logarithm of its probability, which an entropy coder comes near to.
#ifndef KMC_CODEC_PRICE_H_
#define KMC_CODEC_PRICE_H_

#include <array>
#include <cstdint>

#include "codec/log2.h"
#include "format/distribution.h"

namespace kmc {

// Prices are in 1/256 bit.
inline constexpr uint32_t kPricePerBit = 256;

// Of something of probability p, for p in 1/4096 and rounded to the middle.
inline constexpr auto kPrices = [] {
  std::array<uint16_t, 4096> prices{};
  for (uint32_t p = 0; p < 4096; ++p)
    prices[p] = static_cast<uint16_t>((Log2(8192) - Log2(2 * p + 1)) * kPricePerBit >> kLog2Bits);
  return prices;
}();

// `probability` of a 1 in 1/65536: 1..65535.
constexpr uint32_t PriceOfBit(uint32_t bit, uint32_t probability) {
  return kPrices[(bit ? probability : 65536 - probability) >> 4];
}

// In place of a coder: adds up what all bits cost.
class PriceMeter {
 public:
  uint32_t Code(uint32_t bit, uint32_t probability) {
    price_ += PriceOfBit(bit, probability);
    return bit;
  }
  uint32_t CodeSymbol(uint32_t symbol, const Shares& shares) {
    price_ += kPrices[shares.Of(symbol) >> (Shares::kBits - 12)];
    return symbol;
  }
  void EndPixel() {}
  uint64_t price() const { return price_; }

 private:
  uint64_t price_ = 0;
};

// In place of a coder: tells what either bit of one decision costs.
struct BothPrices {
  uint32_t if_zero = 0, if_one = 0;

  uint32_t Code(uint32_t bit, uint32_t probability) {
    if_zero = PriceOfBit(0, probability);
    if_one = PriceOfBit(1, probability);
    return bit;
  }
};

}  // namespace kmc

#endif  // KMC_CODEC_PRICE_H_
