#include "tools/bench/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "tools/exit_code.h"
#include "tools/stopwatch.h"

namespace kmc::tools {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxOutput = 4096;  // that is kept

class FileActions {
 public:
  explicit FileActions(int output) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// Reads to the end, whatever comes: a program that cannot write would stop.
std::string ReadAll(int descriptor) {
  std::string output;
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return output;
    output.append(buffer.data(), std::min(static_cast<size_t>(count), kMaxOutput - output.size()));
  }
}

}  // namespace

std::optional<std::string> FindProgram(const std::string& name) {
  const char* const path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(':'), rest.size());
    const std::string file = std::string(rest.substr(0, end)) + "/" + name;
    std::error_code error;
    if (end > 0 && access(file.c_str(), X_OK) == 0 && fs::is_regular_file(file, error)) return file;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

ProgramRun RunProgram(const std::vector<std::string>& command) {
  ProgramRun run;
  std::array<int, 2> pipe_ends;
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return run;
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const Stopwatch stopwatch;
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, arguments[0], FileActions(pipe_ends[1]).get(), nullptr, arguments.data(), environ);
  close(pipe_ends[1]);
  if (!failed) {
    run.output = ReadAll(pipe_ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status)) run.status = WEXITSTATUS(status);
  }
  run.milliseconds = stopwatch.TotalMilliseconds();
  close(pipe_ends[0]);
  return run;
}

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  path_ = (fs::temp_directory_path(error) / "kmcbench-XXXXXX").native();
  if (error || mkdtemp(path_.data()) == nullptr) {
    throw Failure(ExitCode::kUnwritable, "no temporary folder: " + std::string(std::strerror(errno)), path_);
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void TemporaryFolder::Clear() const {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_, ignored)) fs::remove(entry, ignored);
}

}  // namespace kmc::tools
