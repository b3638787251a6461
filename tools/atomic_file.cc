#include "tools/atomic_file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "fmt/format.h"
#include "tools/exit_code.h"
#include "tools/write_all.h"

namespace kmc::tools {
namespace {

constexpr size_t kBufferSize = size_t{1} << 16;

// What the signal handlers remove. Written by one thread only.
char g_temporary[PATH_MAX];
volatile sig_atomic_t g_has_temporary = 0;

void SetTemporary(const std::string& name) {
  std::memcpy(g_temporary, name.c_str(), name.size() + 1);
  std::atomic_signal_fence(std::memory_order_seq_cst);  // the handlers never see half a name
  g_has_temporary = 1;
}

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

// With its slash, or empty for the current one.
std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

// Beside the target, so that renaming stays within the file system. The name is
// short whatever the target's, which may be as long as names can be.
std::string TemporaryName(const std::string& target) {
  uint64_t random = 0;
  if (getrandom(&random, sizeof(random), 0) != sizeof(random)) random = static_cast<uint64_t>(getpid());
  return fmt::format("{}.kmc-{:016x}", FolderOf(target), random);
}

// The name by which the kernel knows an open file that has no other.
std::string DescriptorPath(int descriptor) { return fmt::format("/proc/self/fd/{}", descriptor); }

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
  if (OpenNameless()) return;
  // The file system may not know such files; or there is another reason, which a named one meets as well.
  MakeTemporaryName([this](const char* name) {
    descriptor_ = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return descriptor_ >= 0;
  });
}

bool AtomicFile::OpenNameless() {
  const std::string folder = FolderOf(target_) + ".";
  descriptor_ = open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return false;
  // Without /proc it could never get a name.
  if (access(DescriptorPath(descriptor_).c_str(), F_OK) == 0) return true;
  close(std::exchange(descriptor_, -1));
  return false;
}

// Sets temporary_ to a name that `make` has made; it leaves errno where it could not.
void AtomicFile::MakeTemporaryName(const std::function<bool(const char* name)>& make) {
  HandleSignalsOnce();
  do {
    const std::string name = TemporaryName(target_);
    if (name.size() >= sizeof(g_temporary)) Fail(ENAMETOOLONG);
    // The handlers must know the name before there is a file of that name.
    SetTemporary(name);
    if (make(name.c_str())) {
      temporary_ = name;
      return;
    }
    g_has_temporary = 0;
  } while (errno == EEXIST);
  Fail(errno);
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

bool AtomicFile::WriteDescriptor(const void* bytes, size_t size) noexcept {
  if (error_ == 0) error_ = WriteAll(descriptor_, bytes, size);
  return error_ == 0;
}

void AtomicFile::ThrowIfFailed() const {
  if (error_ != 0) Fail(error_);
}

void AtomicFile::Commit() {
  Flush();
  ThrowIfFailed();
  if (path_ == "-") return;
  // Some file systems report a full disk only when a descriptor is closed; this one is wanted still.
  const int copy = dup(descriptor_);
  if (copy < 0 || close(copy) != 0) Fail(errno);
  if (!target_.empty()) NameTarget();
}

void AtomicFile::NameTarget() {
  if (!NameNewTarget()) {
    if (!overwrite_) Fail(errno);
    ReplaceTarget();
  }
  temporary_.clear();
  g_has_temporary = 0;
}

// False, with errno, if there is a file of that name, or this could not be made sure of.
bool AtomicFile::NameNewTarget() const {
  if (temporary_.empty()) return LinkTo(target_.c_str());
  const char* from = temporary_.c_str();
  const char* to = target_.c_str();
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return true;
  // Not every file system knows that flag; link() never replaces either.
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (link(from, to) != 0) return false;
  unlink(from);
  return true;
}

void AtomicFile::ReplaceTarget() {
  // A file system may write the new name long before the bytes, so that after a loss of power the old file would be
  // gone and the new one empty. Some begin to write the bytes when a file is replaced, as ext4 does; this asks all of
  // them to. To wait for the disk would be safer by some milliseconds, and a batch of small files take seven times as
  // long. It is a hint: there is nothing to do about its failure.
  sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);
  if (temporary_.empty()) MakeTemporaryName([this](const char* name) { return LinkTo(name); });
  if (rename(temporary_.c_str(), target_.c_str()) != 0) Fail(errno);
}

// Of a file without a name.
bool AtomicFile::LinkTo(const char* name) const {
  return linkat(AT_FDCWD, DescriptorPath(descriptor_).c_str(), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
}

void AtomicFile::Fail(int error_number) const {
  if (path_ == "-") throw Failure::OfStandardOutput(error_number);
  if (error_number == EEXIST) throw Failure(ExitCode::kExists, "exists already (-f overwrites it)", path_);
  throw Failure(ExitCode::kUnwritable, "cannot be written: " + std::string(std::strerror(error_number)), path_);
}

}  // namespace kmc::tools
