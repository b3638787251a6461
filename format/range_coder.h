// Binary adaptive range coder: the entropy coder of everything that is modelled
// bit by bit. Carry-less, with 32-bit bounds, after the coder of Mahoney's
// lpaq; adaptive probabilities that start fast, so that palettes and small
// images learn from their first bits. Spec section "Range coder".
//
// An interval [low, high] of 32-bit numbers narrows with each bit to the part
// that its probability earns; leading bytes on which both ends agree are moved
// to the output. The decoder reads zeros behind the end of the data.
#ifndef KMC_FORMAT_RANGE_CODER_H_
#define KMC_FORMAT_RANGE_CODER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kmc {

// The probability that a bit is 1, in 1/65536, learned from the bits seen.
class AdaptiveBit {
 public:
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

class RangeEncoder {
 public:
  explicit RangeEncoder(std::vector<uint8_t>& out) : out_(out) {}

  // probability of a 1 in 1/65536: 1..65535.
  void Encode(uint32_t bit, uint32_t probability) {
    const uint32_t middle = low_ + static_cast<uint32_t>(uint64_t{high_ - low_} * probability >> 16);
    if (bit) {
      high_ = middle;
    } else {
      low_ = middle + 1;
    }
    for (; (low_ ^ high_) >> 24 == 0; low_ <<= 8, high_ = high_ << 8 | 255) {
      out_.push_back(static_cast<uint8_t>(low_ >> 24));
    }
  }
  void Encode(uint32_t bit, AdaptiveBit& model) {
    Encode(bit, model.probability());
    model.Update(bit);
  }

  // Call once, last. The first bytes of low and high differ, so that one byte
  // and the zeros behind it, or those alone, lie between them.
  void Finish() {
    if (low_ != 0) out_.push_back(static_cast<uint8_t>((low_ >> 24) + 1));
  }

 private:
  std::vector<uint8_t>& out_;
  uint32_t low_ = 0;
  uint32_t high_ = UINT32_MAX;
};

class RangeDecoder {
 public:
  explicit RangeDecoder(std::span<const uint8_t> data) : data_(data) {
    for (int i = 0; i < 4; ++i) code_ = code_ << 8 | NextByte();
  }

  uint32_t Decode(uint32_t probability) {
    const uint32_t middle = low_ + static_cast<uint32_t>(uint64_t{high_ - low_} * probability >> 16);
    const uint32_t bit = code_ <= middle;
    if (bit) {
      high_ = middle;
    } else {
      low_ = middle + 1;
    }
    for (; (low_ ^ high_) >> 24 == 0; low_ <<= 8, high_ = high_ << 8 | 255) code_ = code_ << 8 | NextByte();
    return bit;
  }
  uint32_t Decode(AdaptiveBit& model) {
    const uint32_t bit = Decode(model.probability());
    model.Update(bit);
    return bit;
  }

  // More was read behind the end of the data than any encoder leaves to be read.
  bool Exhausted() const { return position_ > data_.size() + 4; }

  // To be asked after the last bit: the data are those that Finish leaves, to
  // the byte, and decoding ended where encoding did.
  bool EndsExactly() const {
    const uint32_t last = low_ == 0 ? 0 : ((low_ >> 24) + 1) << 24;
    return code_ == last && position_ == data_.size() + (low_ == 0 ? 4 : 3);
  }

 private:
  // Behind the end of the data there are zeros.
  uint32_t NextByte() {
    const size_t at = position_++;
    return at < data_.size() ? data_[at] : 0;
  }

  std::span<const uint8_t> data_;
  size_t position_ = 0;
  uint32_t low_ = 0;
  uint32_t high_ = UINT32_MAX;
  uint32_t code_ = 0;
};

}  // namespace kmc

#endif  // KMC_FORMAT_RANGE_CODER_H_
