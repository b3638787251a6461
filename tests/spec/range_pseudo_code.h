// Section 10 of the specification, transcribed line by line; shares nothing
// with format/.
#ifndef KMC_TESTS_SPEC_RANGE_PSEUDO_CODE_H_
#define KMC_TESTS_SPEC_RANGE_PSEUDO_CODE_H_

#include <cstdint>
#include <utility>

#include "tests/spec/file_builder.h"

namespace kmc::spec {

class RangePseudoCode {
 public:
  explicit RangePseudoCode(Bytes data) : data_(std::move(data)) {
    for (int i = 0; i < 4; ++i) code_ = code_ << 8 | NextByte();
  }

  uint32_t low() const { return low_; }
  uint32_t high() const { return high_; }
  uint32_t code() const { return code_; }
  uint32_t position() const { return position_; }

  uint32_t DecodeBit(uint32_t p) {
    const auto middle = static_cast<uint32_t>(low_ + (uint64_t{high_ - low_} * p >> 16));
    const uint32_t bit = code_ <= middle ? 1 : 0;
    if (bit == 1) {
      high_ = middle;
    } else {
      low_ = middle + 1;
    }
    while (low_ >> 24 == high_ >> 24) {
      low_ = low_ << 8;
      high_ = high_ << 8 | 255;
      code_ = code_ << 8 | NextByte();
    }
    return bit;
  }

  bool EndIsRight() const {
    uint32_t last = 0, behind = 4;
    if (low_ != 0) {
      last = ((low_ >> 24) + 1) << 24;
      behind = 3;
    }
    return code_ == last && position_ == data_.size() + behind;
  }

 private:
  uint32_t NextByte() { return position_++ < data_.size() ? data_[position_ - 1] : 0u; }

  Bytes data_;
  uint32_t position_ = 0, low_ = 0, high_ = 0xFFFFFFFF, code_ = 0;
};

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_RANGE_PSEUDO_CODE_H_
