// The options of kmcenc that ask for a result: --psnr, --quality, --size.
#ifndef KMC_TOOLS_TARGET_OPTIONS_H_
#define KMC_TOOLS_TARGET_OPTIONS_H_

#include <string>

#include "tools/command_line.h"
#include "tools/encode_options.h"

namespace kmc::tools {

void AddTargetOptions(EncodeOptions& options, CommandLine& line);

// Throws CLI::ValidationError if they contradict others or each other; else
// sets options.target, and what goes with one.
void SetTarget(EncodeOptions& options);

// As "quality 75"; only with a target.
std::string DescribeTarget(const EncodeOptions& options);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_TARGET_OPTIONS_H_
