// Binary range coder: the entropy coder of everything that is modelled bit by
// bit. After Martin's range encoder (1979), with a 64-bit interval that is
// renewed 32 bits at a time, so that few decisions wait for that, and carries
// that are added to the bytes already written. Spec section "Range coder".
//
// The interval [low, low + range) narrows with each bit to the part that its
// probability earns. The decoder reads zeros behind the end of the data.
#ifndef KMC_FORMAT_RANGE_CODER_H_
#define KMC_FORMAT_RANGE_CODER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kmc {

// The probability that a bit is 1, in 1/65536, learned from the bits seen.
class AdaptiveBit {
 public:
  AdaptiveBit() = default;
  // As if it were learned from so many bits, at most 23.
  constexpr AdaptiveBit(int32_t probability, uint8_t seen)
      : probability_(static_cast<uint16_t>(probability)), seen_(seen) {}

  // 1..65535.
  uint32_t probability() const { return probability_; }

  void Update(uint32_t bit) {
    const int32_t target = bit ? 65535 : 0;
    const int32_t step = (target - probability_) * kRate[seen_] / 32768;
    probability_ = static_cast<uint16_t>(probability_ + step);
    if (seen_ + 1u < kRate.size()) ++seen_;
  }

 private:
  // The n-th bit moves the estimate by 1/(n + 1.6): slightly less than the mean
  // of the bits seen, as a prior of one undecided bit would; from the 24th on
  // it forgets exponentially. In 1/32768, rounded down.
  static constexpr std::array<int32_t, 24> kRate = [] {
    std::array<int32_t, 24> rate{};
    for (int n = 0; n < 24; ++n) rate[n] = 327680 / (10 * n + 16);
    return rate;
  }();

  uint16_t probability_ = 32768;
  uint8_t seen_ = 0;
};

// What Finish leaves: of the numbers in the last interval the one that needs
// fewest bytes, those behind them being zeros. Modulo 2^64.
struct RangeEnding {
  uint64_t value = 0;
  uint32_t bytes = 0;  // 0..8, of the value's highest
};

inline RangeEnding ShortestEnding(uint64_t low, uint64_t range) {
  for (uint32_t bytes = 0; bytes < 8; ++bytes) {
    const uint64_t rest = UINT64_MAX >> 8 * bytes;
    const uint64_t value = (low + rest) & ~rest;
    if (value - low < range) return {value, bytes};
  }
  return {low, 8};
}

class RangeEncoder {
 public:
  explicit RangeEncoder(std::vector<uint8_t>& out) : out_(&out) {}

  // probability of a 1 in 1/65536: 1..65535.
  void Encode(uint32_t bit, uint32_t probability) {
    const uint64_t part = (range_ >> 16) * probability;
    if (bit) {
      range_ = part;
    } else {
      Raise(part);
      range_ -= part;
    }
    Renew();
  }
  void Encode(uint32_t bit, AdaptiveBit& model) {
    Encode(bit, model.probability());
    model.Update(bit);
  }

  // One of several symbols by their shares in 1/2^bits, which are at least 1:
  // its own, that of those below it, and whether it is the last, which gets what is left by rounding.
  void EncodeShare(uint32_t below, uint32_t share, bool last, uint32_t bits) {
    const uint64_t unit = range_ >> bits, part = unit * below;
    Raise(part);
    range_ = last ? range_ - part : unit * share;
    Renew();
  }

  // Call once, last.
  void Finish() {
    const RangeEnding ending = ShortestEnding(low_, range_);
    Raise(ending.value - low_);
    WriteBytes(low_, ending.bytes);
  }

 private:
  void Renew() {
    if (range_ >> 32 != 0) return;
    WriteBytes(low_, 4);
    low_ <<= 32;
    range_ <<= 32;
  }
  void Raise(uint64_t part) {
    low_ += part;
    if (low_ >= part) return;
    size_t at = out_->size();
    while (++(*out_)[--at] == 0) {
    }
  }
  void WriteBytes(uint64_t value, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) out_->push_back(static_cast<uint8_t>(value >> (56 - 8 * i)));
  }

  std::vector<uint8_t>* out_;
  uint64_t low_ = 0;
  uint64_t range_ = UINT64_MAX;
};

class RangeDecoder {
 public:
  explicit RangeDecoder(std::span<const uint8_t> data) : data_(data) {
    code_ = uint64_t{Next32()} << 32 | Next32();
    possible_ = code_ < range_;  // else the data begin with eight bytes 255, as no encoder's do
  }

  // Without a branch on the bit, which no processor can foretell.
  uint32_t Decode(uint32_t probability) {
    const uint64_t part = (range_ >> 16) * probability;
    const uint64_t is_zero = uint64_t{code_ < part} - 1;
    code_ -= part & is_zero;
    range_ = part + ((range_ - 2 * part) & is_zero);
    Renew();
    return static_cast<uint32_t>(is_zero) + 1;
  }
  uint32_t Decode(AdaptiveBit& model) {
    const uint32_t bit = Decode(model.probability());
    model.Update(bit);
    return bit;
  }

  // Where in the interval the number read lies, in 1/2^bits: in the share of the symbol
  // that comes, of which DecodeShare is to be told then.
  uint32_t FindShare(uint32_t bits) const {
    return static_cast<uint32_t>(std::min(code_ / (range_ >> bits), (uint64_t{1} << bits) - 1));
  }
  void DecodeShare(uint32_t below, uint32_t share, bool last, uint32_t bits) {
    const uint64_t unit = range_ >> bits, part = unit * below;
    code_ -= part;
    range_ = last ? range_ - part : unit * share;
    Renew();
  }

  // More was read behind the end of the data than any encoder leaves to be read.
  bool Exhausted() const { return position_ > data_.size() + 8; }

  // To be asked after the last bit: the data are those that Finish leaves, to
  // the byte, and decoding ended where encoding did.
  bool EndsExactly() const {
    uint64_t window = 0;  // the number read, as far as it is not behind
    for (size_t at = position_ - 8; at < position_; ++at) window = window << 8 | ByteAt(at);
    const RangeEnding ending = ShortestEnding(window - code_, range_);
    return possible_ && window == ending.value && position_ + ending.bytes == data_.size() + 8;
  }

 private:
  void Renew() {
    if (range_ >> 32 != 0) [[likely]]
      return;
    range_ <<= 32;
    code_ = code_ << 32 | Next32();
  }

  // Behind the end of the data there are zeros.
  uint32_t ByteAt(size_t at) const { return at < data_.size() ? data_[at] : 0; }

  uint32_t Next32() {
    const size_t at = position_;
    position_ += 4;
    if (position_ <= data_.size()) [[likely]] {
      return uint32_t{data_[at]} << 24 | uint32_t{data_[at + 1]} << 16 | uint32_t{data_[at + 2]} << 8 | data_[at + 3];
    }
    return ByteAt(at) << 24 | ByteAt(at + 1) << 16 | ByteAt(at + 2) << 8 | ByteAt(at + 3);
  }

  std::span<const uint8_t> data_;
  size_t position_ = 0;
  uint64_t range_ = UINT64_MAX;
  uint64_t code_ = 0;  // how far the number read lies above the interval's low end
  bool possible_ = true;
};

}  // namespace kmc

#endif  // KMC_FORMAT_RANGE_CODER_H_
