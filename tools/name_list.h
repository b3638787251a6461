// Names of inputs from a file, as find -print0 writes them.
#ifndef KMC_TOOLS_NAME_LIST_H_
#define KMC_TOOLS_NAME_LIST_H_

#include <string>
#include <vector>

namespace kmc::tools {

// Each name ends with a NUL, the last one perhaps with the file; `list` "-" is standard input. Throws Failure.
std::vector<std::string> ReadNameList(const std::string& list);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_NAME_LIST_H_
