// What kmcinfo says of a file to people.
#ifndef KMC_TOOLS_INFO_TEXT_H_
#define KMC_TOOLS_INFO_TEXT_H_

#include <string>

#include "tools/kmc_contents.h"

namespace kmc::tools {

// Several lines, without the last line feed. Palettes are shown in colour where
// standard output is a terminal that can (COLORTERM) and NO_COLOR is not set.
std::string TextOf(const KmcContents& file);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_INFO_TEXT_H_
