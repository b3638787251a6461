// Makes the checksums of damaged files right, so that fuzzing reaches what lies behind them.
#ifndef KMC_TESTS_FUZZ_CHECKSUMS_H_
#define KMC_TESTS_FUZZ_CHECKSUMS_H_

#include <cstdint>
#include <span>

namespace kmc::fuzz {

// Writes the CRC of every section of a .kmc file, as far as its sections can be followed.
void RepairKmc(std::span<uint8_t> file);

// The same for the chunks of a PNG file.
void RepairPng(std::span<uint8_t> file);

}  // namespace kmc::fuzz

#endif  // KMC_TESTS_FUZZ_CHECKSUMS_H_
