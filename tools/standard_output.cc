#include "tools/standard_output.h"

#include <cerrno>
#include <cstdio>

#include "tools/exit_code.h"

namespace kmc::tools {

void PrintLine(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
  if (std::fflush(stdout) != 0 || std::ferror(stdout)) throw Failure::OfStandardOutput(errno);
}

}  // namespace kmc::tools
