// Lines of the specification's appendices.
#ifndef KMC_TESTS_SPEC_TEXT_H_
#define KMC_TESTS_SPEC_TEXT_H_

#include <array>
#include <cstdio>
#include <string>

namespace kmc::spec {

// As printf writes them.
template <class... Values>
std::string Format(const char* format, Values... values) {
  std::array<char, 300> line;
  const int size = std::snprintf(line.data(), line.size(), format, values...);
  return {line.data(), static_cast<size_t>(size)};
}

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_TEXT_H_
