// SHA-256 (FIPS 180-4) of bytes in memory, in plain code: the digest of the
// vectors' tables, which other languages have in their standard libraries.
#ifndef KMC_TESTS_SPEC_SHA256_H_
#define KMC_TESTS_SPEC_SHA256_H_

#include <cstdint>
#include <span>
#include <string>

namespace kmc::spec {

// 64 hexadecimal digits in lower case.
std::string Sha256(std::span<const uint8_t> bytes);

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_SHA256_H_
