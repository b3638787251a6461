#include "tools/atomic_file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "fmt/format.h"
#include "tools/exit_code.h"

namespace kmc::tools {
namespace {

constexpr size_t kBufferSize = size_t{1} << 16;

// What the signal handlers remove; empty for nothing. Written by one thread only.
char g_temporary[PATH_MAX];
volatile sig_atomic_t g_has_temporary = 0;

void RemoveTemporaryAndDie(int signal_number) {
  if (g_has_temporary) unlink(g_temporary);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void HandleSignalsOnce() {
  static bool done = false;
  if (std::exchange(done, true)) return;
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction old_action = {};
    sigaction(signal_number, nullptr, &old_action);
    if (old_action.sa_handler == SIG_IGN) continue;  // under nohup, say
    struct sigaction action = {};
    action.sa_handler = RemoveTemporaryAndDie;
    sigaction(signal_number, &action, nullptr);
  }
}

// Beside the target, so that renaming stays within the file system. The name is
// short whatever the target's, which may be as long as names can be.
std::string TemporaryName(const std::string& target) {
  uint64_t random = 0;
  if (getrandom(&random, sizeof(random), 0) != sizeof(random)) random = static_cast<uint64_t>(getpid());
  const size_t slash = target.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : target.substr(0, slash + 1);
  return fmt::format("{}.kmc-{:016x}", folder, random);
}

std::string ResolveLinks(const std::string& path) {
  const std::unique_ptr<char, decltype(&free)> resolved(realpath(path.c_str(), nullptr), &free);
  return resolved ? resolved.get() : path;
}

}  // namespace

AtomicFile::AtomicFile(std::string path, bool overwrite)
    : path_(std::move(path)), overwrite_(overwrite), buffer_(std::make_unique_for_overwrite<uint8_t[]>(kBufferSize)) {
  if (path_ == "-") {
    descriptor_ = STDOUT_FILENO;
    if (isatty(descriptor_)) {
      throw Failure(ExitCode::kUnwritable, "is a terminal; redirect it or name a file with -o", "standard output");
    }
    return;
  }
  struct stat status;
  if (stat(path_.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    descriptor_ = open(path_.c_str(), O_WRONLY | O_CLOEXEC);  // fails for a folder
    if (descriptor_ < 0) Fail(errno);
    return;
  }
  const bool exists = lstat(path_.c_str(), &status) == 0;
  if (exists && !overwrite_) Fail(EEXIST);
  target_ = exists ? ResolveLinks(path_) : path_;
  OpenTemporary();
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0 && descriptor_ != STDOUT_FILENO) close(descriptor_);
  if (!temporary_.empty()) {
    unlink(temporary_.c_str());
    g_has_temporary = 0;
  }
}

void AtomicFile::OpenTemporary() {
  HandleSignalsOnce();
  do {
    const std::string name = TemporaryName(target_);
    if (name.size() >= sizeof(g_temporary)) Fail(ENAMETOOLONG);
    // The handlers must know the name before there is a file of that name.
    std::memcpy(g_temporary, name.c_str(), name.size() + 1);
    g_has_temporary = 1;
    descriptor_ = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) temporary_ = name;
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) {
    g_has_temporary = 0;
    Fail(errno);
  }
}

bool AtomicFile::Write(const void* bytes, size_t size) noexcept {
  size_ += size;
  const auto* source = static_cast<const uint8_t*>(bytes);
  if (size > kBufferSize - buffered_) {
    if (!Flush()) return false;
    if (size >= kBufferSize) return WriteDescriptor(source, size);
  }
  std::memcpy(buffer_.get() + buffered_, source, size);
  buffered_ += size;
  return true;
}

bool AtomicFile::Flush() noexcept { return WriteDescriptor(buffer_.get(), std::exchange(buffered_, 0)); }

bool AtomicFile::WriteDescriptor(const uint8_t* bytes, size_t size) noexcept {
  while (size > 0 && error_ == 0) {
    const ssize_t count = write(descriptor_, bytes, size);
    if (count >= 0) {
      bytes += count;
      size -= static_cast<size_t>(count);
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  return error_ == 0;
}

void AtomicFile::ThrowIfFailed() const {
  if (error_ != 0) Fail(error_);
}

void AtomicFile::Commit() {
  Flush();
  ThrowIfFailed();
  if (path_ == "-") return;
  // Some file systems report a full disk only here.
  if (close(std::exchange(descriptor_, -1)) != 0) Fail(errno);
  if (!temporary_.empty()) RenameTemporary();
}

void AtomicFile::RenameTemporary() {
  const char* from = temporary_.c_str();
  const char* to = target_.c_str();
  if (overwrite_) {
    if (rename(from, to) != 0) Fail(errno);
  } else if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0) {
    // Not every file system knows that flag; link() never replaces either.
    if (errno != EINVAL && errno != ENOSYS) Fail(errno);
    if (link(from, to) != 0) Fail(errno);
    unlink(from);
  }
  g_has_temporary = 0;
  temporary_.clear();
}

void AtomicFile::Fail(int error_number) const {
  if (path_ == "-") throw Failure::OfStandardOutput(error_number);
  if (error_number == EEXIST) throw Failure(ExitCode::kExists, "exists already (-f overwrites it)", path_);
  throw Failure(ExitCode::kUnwritable, "cannot be written: " + std::string(std::strerror(error_number)), path_);
}

}  // namespace kmc::tools
