// Text on standard output: summaries and JSON.
#ifndef KMC_TOOLS_STANDARD_OUTPUT_H_
#define KMC_TOOLS_STANDARD_OUTPUT_H_

#include <string>

namespace kmc::tools {

// Writes the text and a line feed at once, so that a reader at the other end of
// a pipe has it. Throws Failure.
void PrintLine(const std::string& text);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_STANDARD_OUTPUT_H_
