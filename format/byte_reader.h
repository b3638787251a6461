// The only place where bytes of a file are touched: every read is checked.
// Spec section "Read primitives".
#ifndef KMC_FORMAT_BYTE_READER_H_
#define KMC_FORMAT_BYTE_READER_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "format/status.h"

namespace kmc {

class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  size_t position() const { return position_; }
  size_t remaining() const { return bytes_.size() - position_; }

  Status ReadU8(uint8_t& value) {
    if (remaining() < 1) return Status::kTruncated;
    value = bytes_[position_++];
    return Status::kOk;
  }

  // Four bytes, least significant first.
  Status ReadU32(uint32_t& value) {
    if (remaining() < 4) return Status::kTruncated;
    value = 0;
    for (int i = 0; i < 4; ++i) value |= uint32_t{bytes_[position_++]} << (8 * i);
    return Status::kOk;
  }

  // Unsigned LEB128 below 2^32. Only the shortest form is valid, so that a
  // value has one encoding.
  Status ReadVarint(uint32_t& value) {
    uint64_t sum = 0;
    for (int shift = 0; shift <= 28; shift += 7) {
      uint8_t byte = 0;
      KMC_RETURN_IF_ERROR(ReadU8(byte));
      sum |= uint64_t{byte & 0x7Fu} << shift;
      if (byte & 0x80) continue;
      if ((byte == 0 && shift > 0) || sum > UINT32_MAX) return Status::kInvalid;
      value = static_cast<uint32_t>(sum);
      return Status::kOk;
    }
    return Status::kInvalid;
  }

  // A view of the next `size` bytes; it lives as long as the bytes given to the constructor.
  Status ReadSpan(size_t size, std::span<const uint8_t>& span) {
    if (remaining() < size) return Status::kTruncated;
    span = bytes_.subspan(position_, size);
    position_ += size;
    return Status::kOk;
  }

 private:
  std::span<const uint8_t> bytes_;
  size_t position_ = 0;
};

}  // namespace kmc

#endif  // KMC_FORMAT_BYTE_READER_H_
