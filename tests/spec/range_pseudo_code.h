// Section 10 of the specification, transcribed line by line; shares nothing
// with format/.
#ifndef KMC_TESTS_SPEC_RANGE_PSEUDO_CODE_H_
#define KMC_TESTS_SPEC_RANGE_PSEUDO_CODE_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "tests/spec/file_builder.h"

namespace kmc::spec {

class RangePseudoCode {
 public:
  explicit RangePseudoCode(Bytes data) : data_(std::move(data)) {
    code_ = Next4Bytes();
    code_ = (code_ << 32) + Next4Bytes();
    impossible_ = code_ == range_;
  }

  uint64_t range() const { return range_; }
  uint64_t code() const { return code_; }
  uint64_t position() const { return position_; }

  uint32_t DecodeBit(uint32_t p) {
    const uint64_t part = (range_ >> 16) * p;
    uint32_t bit = 0;
    if (code_ < part) {
      bit = 1;
      range_ = part;
    } else {
      code_ = code_ - part;
      range_ = range_ - part;
    }
    if (range_ < 4294967296) {
      range_ = range_ << 32;
      code_ = (code_ << 32) + Next4Bytes();
    }
    return bit;
  }

  uint32_t DecodeSymbol(const std::array<int32_t, 17>& BELOW) {
    const uint64_t unit = range_ >> 15;
    const auto number = static_cast<int32_t>(std::min(code_ / unit, uint64_t{32767}));
    uint32_t symbol = 0;
    while (number >= BELOW[symbol + 1]) symbol = symbol + 1;
    code_ = code_ - unit * static_cast<uint64_t>(BELOW[symbol]);
    if (symbol == 15) {
      range_ = range_ - unit * static_cast<uint64_t>(BELOW[15]);
    } else {
      range_ = unit * static_cast<uint64_t>(BELOW[symbol + 1] - BELOW[symbol]);
    }
    if (range_ < 4294967296) {
      range_ = range_ << 32;
      code_ = (code_ << 32) + Next4Bytes();
    }
    return symbol;
  }

  bool EndIsRight() const {
    uint64_t window = 0;
    for (size_t i = position_ - 8; i < position_; ++i) window = window << 8 | (i < data_.size() ? data_[i] : 0u);
    const uint64_t low = window - code_;
    uint32_t bytes = 0;
    while (Above(low, bytes) >= range_) bytes = bytes + 1;
    return !impossible_ && code_ == Above(low, bytes) && position_ + bytes == data_.size() + 8;
  }

 private:
  uint64_t Next4Bytes() {
    uint64_t value = 0;
    for (int i = 0; i < 4; ++i) {
      value = value << 8;
      if (position_ < data_.size()) value = value + data_[position_];
      position_ = position_ + 1;
    }
    return value;
  }

  // With 64 bits, as the note of section 10.5 says.
  static uint64_t Above(uint64_t low, uint32_t bytes) {
    const uint64_t rest = bytes == 8 ? 0 : UINT64_MAX >> (8 * bytes);
    return ((low + rest) & ~rest) - low;
  }

  Bytes data_;
  size_t position_ = 0;
  uint64_t range_ = UINT64_MAX, code_ = 0;
  bool impossible_ = false;
};

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_RANGE_PSEUDO_CODE_H_
