// The bytes that a fuzz target gets, read as numbers from the front and as
// bytes behind them. Where they end, numbers are 0: any bytes mean something.
#ifndef KMC_TESTS_FUZZ_FUZZ_INPUT_H_
#define KMC_TESTS_FUZZ_FUZZ_INPUT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kmc::fuzz {

using Bytes = std::vector<uint8_t>;

class FuzzInput {
 public:
  FuzzInput(const uint8_t* data, size_t size) : rest_(data, size) {}

  uint8_t Byte() {
    if (rest_.empty()) return 0;
    const uint8_t byte = rest_[0];
    rest_ = rest_.subspan(1);
    return byte;
  }
  // Two bytes, least significant first.
  uint32_t Word() {
    const uint32_t low = Byte();
    return low | uint32_t{Byte()} << 8;
  }
  // low..high, both within 0..65535.
  uint32_t Between(uint32_t low, uint32_t high) { return low + Word() % (high - low + 1); }
  bool Flag() { return Byte() & 1; }

  bool empty() const { return rest_.empty(); }
  // At most `size` of the next bytes, in memory of exactly their size, so that
  // a sanitizer sees the first one that is read behind them.
  Bytes Take(size_t size) {
    const auto part = rest_.first(std::min(size, rest_.size()));
    rest_ = rest_.subspan(part.size());
    return {part.begin(), part.end()};
  }
  Bytes TakeAll() { return Take(rest_.size()); }

 private:
  std::span<const uint8_t> rest_;
};

}  // namespace kmc::fuzz

#endif  // KMC_TESTS_FUZZ_FUZZ_INPUT_H_
