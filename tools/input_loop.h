// The loop over the inputs: what fails is reported and does not stop the others.
#ifndef KMC_TOOLS_INPUT_LOOP_H_
#define KMC_TOOLS_INPUT_LOOP_H_

#include <functional>
#include <string>
#include <vector>

#include "tools/command_line.h"

namespace kmc::tools {

// Does the work on each input and returns the exit code of the first failure.
int ForEachInput(const std::string& program, const InputOptions& options,
                 const std::function<void(const std::string& input)>& work);

// As above, for work that writes a file. With --skip-existing, an input whose output exists, perhaps only since
// another process has written it meanwhile, is reported as skipped and is no failure.
int ForEachInput(const std::string& program, const InputOptions& options, const OutputOptions& output,
                 const std::function<void(const std::string& input)>& work);

void PrintWarnings(const std::string& program, const std::string& input, const std::vector<std::string>& warnings);

// Of an input or output in messages: "-" becomes the stream's name.
std::string InputTitle(const std::string& input);
std::string OutputTitle(const std::string& output);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_INPUT_LOOP_H_
