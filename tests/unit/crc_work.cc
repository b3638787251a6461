#include "tests/unit/crc_work.h"

#include <zlib.h>

#include <atomic>

namespace {

std::atomic<uint64_t> bytes, combined;

}  // namespace

// The linker's option --wrap has calls of zlib's functions come here, and gives those the names of __real_.
extern "C" {

uLong __real_crc32_z(uLong crc, const Bytef* buffer, z_size_t size);
uLong __real_crc32_combine(uLong first, uLong second, z_off_t size);

uLong __wrap_crc32_z(uLong crc, const Bytef* buffer, z_size_t size) {
  bytes += size;
  return __real_crc32_z(crc, buffer, size);
}

uLong __wrap_crc32_combine(uLong first, uLong second, z_off_t size) {
  ++combined;
  return __real_crc32_combine(first, second, size);
}

}  // extern "C"

namespace kmc {

CrcWork CrcWorkSoFar() { return {bytes, combined}; }

}  // namespace kmc
