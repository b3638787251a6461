// The CRC of any part of some bytes in constant time, however long the part is.
//
// CRCs of all beginnings are known, and a CRC is linear: what follows a beginning
// is told by the CRCs up to its two ends, of which one is shifted by its length.
#ifndef KMC_FORMAT_PART_CRCS_H_
#define KMC_FORMAT_PART_CRCS_H_

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kmc {

class PartCrcs {
 public:
  explicit PartCrcs(std::span<const uint8_t> bytes) : bytes_(bytes) {
    beginnings_.reserve(bytes.size() / kStep + 1);
    uint32_t crc = 0;
    for (size_t at = 0;; at += kStep) {
      beginnings_.push_back(crc);
      if (bytes.size() - at < kStep) break;
      crc = Continued(crc, at, at + kStep);
    }
  }

  // The CRC of bytes begin..end-1 behind others, of which the CRC is `before`.
  uint32_t Behind(uint32_t before, size_t begin, size_t end) const {
    return static_cast<uint32_t>(crc32_combine(before ^ UpTo(begin), UpTo(end), static_cast<z_off_t>(end - begin)));
  }

 private:
  // Only every so many beginnings are kept: an eighth of the memory that the bytes take.
  static constexpr size_t kStep = 32;

  uint32_t UpTo(size_t end) const { return Continued(beginnings_[end / kStep], end / kStep * kStep, end); }
  uint32_t Continued(uint32_t crc, size_t begin, size_t end) const {
    return static_cast<uint32_t>(crc32_z(crc, bytes_.data() + begin, end - begin));
  }

  std::span<const uint8_t> bytes_;
  std::vector<uint32_t> beginnings_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_PART_CRCS_H_
