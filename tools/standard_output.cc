#include "tools/standard_output.h"

#include <unistd.h>

#include "tools/exit_code.h"
#include "tools/write_all.h"

namespace kmc::tools {

void PrintLine(std::string text) {
  text += '\n';
  const int error = WriteAll(STDOUT_FILENO, text.data(), text.size());
  if (error != 0) throw Failure::OfStandardOutput(error);
}

}  // namespace kmc::tools
