// Large numbers for people.
#ifndef KMC_TOOLS_THOUSANDS_H_
#define KMC_TOOLS_THOUSANDS_H_

#include <cstdint>
#include <string>

namespace kmc::tools {

// 1234567 -> "1,234,567", whatever the locale.
std::string WithCommas(uint64_t number);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_THOUSANDS_H_
