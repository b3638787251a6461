// Text on standard output: summaries and JSON.
#ifndef KMC_TOOLS_STANDARD_OUTPUT_H_
#define KMC_TOOLS_STANDARD_OUTPUT_H_

#include <string>

namespace kmc::tools {

// Writes the text and a line feed at once and in one call, so that a reader at the other end of a pipe has them, and
// lines of many processes that append to one file, or to one pipe (up to PIPE_BUF bytes), stay whole. Throws Failure.
void PrintLine(std::string text);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_STANDARD_OUTPUT_H_
