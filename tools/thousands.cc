#include "tools/thousands.h"

namespace kmc::tools {

std::string WithCommas(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t position = text.size(); position > 3;) {
    position -= 3;
    text.insert(position, 1, ',');
  }
  return text;
}

}  // namespace kmc::tools
