// The counterpart of ByteReader: appends the primitives of the specification to a growing buffer.
#ifndef KMC_FORMAT_BYTE_WRITER_H_
#define KMC_FORMAT_BYTE_WRITER_H_

#include <cstdint>
#include <span>
#include <vector>

namespace kmc {

inline void WriteU8(uint8_t value, std::vector<uint8_t>& out) { out.push_back(value); }

inline void WriteU32(uint32_t value, std::vector<uint8_t>& out) {
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

inline void WriteVarint(uint32_t value, std::vector<uint8_t>& out) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<uint8_t>(value | 0x80));
  out.push_back(static_cast<uint8_t>(value));
}

inline void WriteSpan(std::span<const uint8_t> bytes, std::vector<uint8_t>& out) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace kmc

#endif  // KMC_FORMAT_BYTE_WRITER_H_
