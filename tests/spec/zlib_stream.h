// Builds zlib streams (RFC 1950) block by block: the vectors must not change with
// the release of zlib that happens to be installed, and some must be wrong.
#ifndef KMC_TESTS_SPEC_ZLIB_STREAM_H_
#define KMC_TESTS_SPEC_ZLIB_STREAM_H_

#include <cstddef>
#include <cstdint>

#include "tests/spec/file_builder.h"

namespace kmc::spec {

class ZlibStream {
 public:
  // The largest distance of matches is the window that the header declares: 256 << window_code.
  explicit ZlibStream(Bytes plain, uint8_t window_code = 7);

  // Each codes the next `size` bytes.
  ZlibStream& Stored(size_t size, bool last);
  ZlibStream& Fixed(size_t size, bool last);  // the fixed Huffman codes, with greedy matches

  // The whole stream, with its Adler-32.
  Bytes Finish();

 private:
  void PutBits(uint32_t value, uint32_t count);
  void PutHuffman(uint32_t code, uint32_t count);
  void PutLiteralOrLength(uint32_t symbol);
  void PutMatch(uint32_t length, uint32_t distance);
  void AlignToByte();

  Bytes plain_;
  size_t window_;
  size_t position_ = 0;
  Bytes out_;
  uint32_t pending_ = 0, pending_count_ = 0;
};

// All of `plain` in one block with fixed Huffman codes.
Bytes Zlib(const Bytes& plain);

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_ZLIB_STREAM_H_
