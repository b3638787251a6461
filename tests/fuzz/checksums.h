// Makes the checksums of damaged .kmc files right, so that fuzzing reaches what lies behind them.
#ifndef KMC_TESTS_FUZZ_CHECKSUMS_H_
#define KMC_TESTS_FUZZ_CHECKSUMS_H_

#include <cstdint>
#include <span>
#include <utility>

#include "tests/fuzz/fuzz_input.h"

namespace kmc::fuzz {

// Writes the CRC of every section, as far as sections can be followed.
void RepairChecksums(std::span<uint8_t> file);

// test(file) for the file as it is, and with its checksums repaired.
template <class Test>
void AsItIsAndRepaired(Bytes file, Test&& test) {
  test(std::as_const(file));
  RepairChecksums(file);
  test(std::as_const(file));
}

}  // namespace kmc::fuzz

#endif  // KMC_TESTS_FUZZ_CHECKSUMS_H_
