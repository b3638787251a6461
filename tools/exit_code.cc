#include "tools/exit_code.h"

#include <cstring>

namespace kmc::tools {

const char kExitCodeHelp[] =
    "Exit codes (with several inputs, that of the first failure; the others are still worked on):\n"
    "   0  all went well\n"
    "   1  internal error\n"
    "   2  wrong options, or a list of inputs that is none\n"
    "   3  an input cannot be read, or is no image\n"
    "   4  not a .kmc file, or one that is damaged or not supported\n"
    "   5  an output cannot be written\n"
    "   6  over a limit: pixels, memory, colours with --lossless, or out of reach:\n"
    "      what --quality, --psnr or --size ask for\n"
    "   7  nothing failed, but --salvage found parts of an image lost\n"
    "  15  an output exists already, and --skip-existing was not asked for";

Failure Failure::OfStandardOutput(int error_number) {
  Failure failure(ExitCode::kUnwritable, std::strerror(error_number), "standard output");
  failure.final_ = true;
  return failure;
}

ExitCode ExitCodeOf(kmc_result result) {
  switch (result) {
    case KMC_OK:
      return ExitCode::kOk;
    case KMC_FOREIGN:
    case KMC_VERSION:
    case KMC_TRUNCATED:
    case KMC_CHECKSUM:
    case KMC_INVALID:
    case KMC_UNSUPPORTED:
      return ExitCode::kDamaged;
    case KMC_MEMORY:
    case KMC_LIMIT:
    case KMC_COLORS:
    case KMC_TARGET:
      return ExitCode::kLimit;
    case KMC_INTERNAL:
    case KMC_ARGUMENT:   // the tools check what they pass on
    case KMC_CANCELLED:  // the tools never cancel
      break;
  }
  return ExitCode::kInternal;
}

void Check(kmc_result result) {
  if (result != KMC_OK) throw Failure(ExitCodeOf(result), kmc_result_text(result));
}

}  // namespace kmc::tools
