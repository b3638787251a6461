// How the tools end: one exit code per kind of failure, and the exception that
// carries it from where a thing fails to the loop over the inputs.
#ifndef KMC_TOOLS_EXIT_CODE_H_
#define KMC_TOOLS_EXIT_CODE_H_

#include <stdexcept>
#include <string>
#include <utility>

#include "codec/kmc.h"

namespace kmc::tools {

enum class ExitCode : int {
  kOk = 0,
  kInternal = 1,
  kUsage = 2,
  kUnreadable = 3,
  kDamaged = 4,
  kUnwritable = 5,
  kLimit = 6,
  kLost = 7,
  kExists = 15,
};

// The last part of every --help.
extern const char kExitCodeHelp[];

// Ends the work on one input. what() is the cause alone; file() is the file
// that it concerns, empty if that is the input itself.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& cause, std::string file = {})
      : std::runtime_error(cause), code_(code), file_(std::move(file)) {}
  // Standard output is gone, so the inputs that follow need not be tried.
  static Failure OfStandardOutput(int error_number);

  ExitCode code() const { return code_; }
  const std::string& file() const { return file_; }
  bool is_final() const { return final_; }

 private:
  ExitCode code_;
  std::string file_;
  bool final_ = false;
};

// The one place where results of the library become exit codes.
ExitCode ExitCodeOf(kmc_result result);

// Throws the Failure that the result stands for, unless it is KMC_OK.
void Check(kmc_result result);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_EXIT_CODE_H_
