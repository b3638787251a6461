// Other programs, run to their end.
#ifndef KMC_TOOLS_BENCH_CHILD_PROCESS_H_
#define KMC_TOOLS_BENCH_CHILD_PROCESS_H_

#include <optional>
#include <string>
#include <vector>

namespace kmc::tools {

// The path of a program that PATH finds.
std::optional<std::string> FindProgram(const std::string& name);

struct ProgramRun {
  int status = -1;          // its exit code; -1 if a signal ended it or it could not be started
  std::string output;       // the beginning of what it wrote, to either stream
  double milliseconds = 0;  // from before its start until after its end
};

// Runs it without input. No shell comes between: arguments may hold anything.
ProgramRun RunProgram(const std::vector<std::string>& command);

// A folder for files of others' making; it goes, with all that is in it, with the object.
class TemporaryFolder {
 public:
  // Throws Failure.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string File(const std::string& name) const { return path_ + "/" + name; }
  void Clear() const;

 private:
  std::string path_;
};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BENCH_CHILD_PROCESS_H_
