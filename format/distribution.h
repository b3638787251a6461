// How likely each of 16 symbols is, as learned from those that came: cumulative
// shares, of which a symbol moves all 15 at once. Calculated by vectors as GCC
// and Clang have them for every processor, with the same results where there
// are none. Spec section "Distributions".
#ifndef KMC_FORMAT_DISTRIBUTION_H_
#define KMC_FORMAT_DISTRIBUTION_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace kmc {

// Sixteen numbers of 16 bits.
struct Lanes {
  using Unsigned [[gnu::vector_size(16)]] = uint16_t;
  using Signed [[gnu::vector_size(16)]] = int16_t;

  Unsigned low = {}, high = {};

  static Lanes Load(const uint16_t* from) {
    Lanes lanes;
    std::memcpy(&lanes.low, from, sizeof low);
    std::memcpy(&lanes.high, from + 8, sizeof high);
    return lanes;
  }
  void Store(uint16_t* to) const {
    std::memcpy(to, &low, sizeof low);
    std::memcpy(to + 8, &high, sizeof high);
  }
};

// The shares of 16 symbols in 1/32768, to code one of them by.
class Shares {
 public:
  static constexpr uint32_t kSymbols = 16, kBits = 15, kAll = 1 << kBits;

  // The n-th number is the share of all symbols below n; the first one is not looked at.
  explicit Shares(const Lanes& below) : lanes_(below) {
    below.Store(below_.data());
    below_[0] = 0;
    below_[kSymbols] = kAll;
  }

  uint32_t Below(uint32_t symbol) const { return below_[symbol]; }
  uint32_t Of(uint32_t symbol) const { return below_[symbol + 1] - below_[symbol]; }

  // The symbol in whose share a number of 0..32767 lies.
  uint32_t SymbolAt(uint32_t number) const {
    const auto at = static_cast<int16_t>(number);
    Lanes::Signed above = reinterpret_cast<const Lanes::Signed&>(lanes_.low) > at;
    above[0] = 0;
    above += reinterpret_cast<const Lanes::Signed&>(lanes_.high) > at;
    using Bytes [[gnu::vector_size(8)]] = int8_t;
    const Bytes counts = __builtin_convertvector(-above, Bytes);
    uint64_t packed;
    std::memcpy(&packed, &counts, sizeof packed);
    return kSymbols - 1 - static_cast<uint32_t>(packed * 0x0101010101010101 >> 56);
  }

  // From these towards others, by weight/256 of the way: 0..255.
  Shares Towards(const Lanes& below, uint32_t weight) const {
    Lanes between;
    Mix(lanes_.low, below.low, static_cast<uint16_t>(weight), between.low);
    Mix(lanes_.high, below.high, static_cast<uint16_t>(weight), between.high);
    return Shares(between);
  }

 private:
  // from + ((to - from) * weight >> 8), in 16 bits. Vectors are returned by reference,
  // as without SSE not all compilers return them in the same way.
  static void Mix(const Lanes::Unsigned& from, const Lanes::Unsigned& to, uint16_t weight, Lanes::Unsigned& between) {
    const Lanes::Unsigned way = to - from;
    const Lanes::Signed whole = reinterpret_cast<const Lanes::Signed&>(way) >> 8;
    between = from + reinterpret_cast<const Lanes::Unsigned&>(whole) * weight + ((way & 255) * weight >> 8);
  }

  Lanes lanes_;
  alignas(16) std::array<uint16_t, kSymbols + 1> below_;
};

class alignas(32) Distribution {
 public:
  // What came so far. 0: nothing; 1..7: so many symbols, and all but the first were more likely
  // than all others together; 8..15: others as well, the more the higher.
  static constexpr uint32_t kHistories = 16;

  // The symbols below `likely` all alike, the others as unlikely as can be; nothing came.
  explicit constexpr Distribution(uint32_t likely = Shares::kSymbols) {
    for (uint32_t n = 1; n < Shares::kSymbols; ++n)
      cells_[n] = static_cast<uint16_t>(kLeast * n + kRest * std::min(n, likely) / likely);
  }
  // That `symbol` comes in more than three of four cases.
  static constexpr Distribution Expecting(uint32_t symbol) {
    Distribution distribution;
    for (uint32_t n = 1; n < Shares::kSymbols; ++n) {
      const int32_t from = distribution.cells_[n];
      distribution.cells_[n] = static_cast<uint16_t>(from + (kTargets[symbol][n] - from) * 3 / 4);
    }
    distribution.cells_[0] = 4;
    return distribution;
  }

  uint32_t history() const { return cells_[0]; }
  // The n-th is the share of all symbols below n; the first one is something else.
  Lanes below() const { return Lanes::Load(cells_.data()); }
  uint32_t ShareOf(uint32_t symbol) const {
    const uint32_t from = symbol == 0 ? 0 : cells_[symbol];
    return (symbol + 1 == Shares::kSymbols ? Shares::kAll : cells_[symbol + 1]) - from;
  }

  // Moves towards the symbol that came: half of the way at first, a quarter where
  // another one was expected, in the end a sixteenth.
  void Learn(uint32_t symbol) {
    const uint32_t before = history();
    const bool foretold = ShareOf(symbol) > Shares::kAll / 2;
    const uint32_t after = After(before, foretold);
    const int shift = kShift[before > 0 && before < kMixed && !foretold ? after : before];
    const Lanes target = Lanes::Load(kTargets[symbol].data());
    Lanes shares = below();
    Approach(shares.low, target.low, shift);
    Approach(shares.high, target.high, shift);
    shares.Store(cells_.data());
    cells_[0] = static_cast<uint16_t>(after);
  }

 private:
  using Cells = std::array<uint16_t, Shares::kSymbols>;

  static constexpr uint32_t kMixed = 8;
  static constexpr std::array<uint8_t, kHistories> kShift = {1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4};

  // With branches, so that processors guess it before the symbol is known.
  static uint32_t After(uint32_t before, bool foretold) {
    if (before >= kMixed) return std::min(before + 1, kHistories - 1);
    if (before == 0 || foretold) return std::min(before + 1, kMixed - 1);
    return before < 3 ? kMixed : before < 6 ? kMixed + 1 : kMixed + 2;
  }

  // A symbol keeps so much however seldom it comes, and rounding takes nothing of that.
  static constexpr uint32_t kLeast = 4, kRest = Shares::kAll - kLeast * Shares::kSymbols;

  alignas(32) static constexpr auto kTargets = []() {
    std::array<Cells, Shares::kSymbols> targets{};
    for (uint32_t symbol = 0; symbol < Shares::kSymbols; ++symbol) {
      for (uint32_t n = 1; n < Shares::kSymbols; ++n)
        targets[symbol][n] = static_cast<uint16_t>(kLeast * n + (symbol < n ? kRest : 0));
    }
    return targets;
  }();

  static void Approach(Lanes::Unsigned& shares, const Lanes::Unsigned& target, int shift) {
    const Lanes::Unsigned way = target - shares;
    const Lanes::Signed part = reinterpret_cast<const Lanes::Signed&>(way) >> shift;
    shares += reinterpret_cast<const Lanes::Unsigned&>(part);
  }

  Cells cells_ = {};
};

}  // namespace kmc

#endif  // KMC_FORMAT_DISTRIBUTION_H_
