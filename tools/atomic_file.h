// An output that appears whole or not at all: bytes go to a file that has no name
// (O_TMPFILE), to which Commit links the name. Whatever ends the process before,
// SIGKILL included, leaves nothing. Only a file that replaces another has a
// temporary name, for the moment between that link and its renaming; and where
// the file system knows no files without a name, from the beginning. It is
// removed after a failure and by SIGINT, SIGTERM and SIGHUP. Unless overwriting
// is allowed the last step never replaces a file, even one that another process
// has made meanwhile. Devices, pipes and standard output are written directly.
#ifndef KMC_TOOLS_ATOMIC_FILE_H_
#define KMC_TOOLS_ATOMIC_FILE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace kmc::tools {

class AtomicFile {
 public:
  // "-" is standard output, which must not be a terminal. Throws Failure.
  // One at a time: the signal handlers know of one temporary name.
  AtomicFile(std::string path, bool overwrite);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // False if writing failed. Does not throw, because libpng calls it, and no
  // exception may pass through a C library.
  bool Write(const void* bytes, size_t size) noexcept;
  // Throws the Failure of what could not be written so far.
  void ThrowIfFailed() const;
  // Throws Failure if any byte could not be written or the file cannot get its name.
  void Commit();

  uint64_t size() const { return size_; }
  // False if bytes that are written cannot be taken back.
  bool AppearsWhole() const { return !target_.empty(); }

 private:
  void OpenTemporary();
  bool OpenNameless();
  void MakeTemporaryName(const std::function<bool(const char* name)>& make);
  bool Flush() noexcept;
  bool WriteDescriptor(const void* bytes, size_t size) noexcept;
  void NameTarget();
  bool NameNewTarget() const;
  void ReplaceTarget();
  bool LinkTo(const char* name) const;
  [[noreturn]] void Fail(int error_number) const;

  std::string path_;       // as the user named it
  std::string target_;     // with symbolic links resolved; empty if written directly
  std::string temporary_;  // empty if the file has no name yet
  bool overwrite_;
  int descriptor_ = -1;
  int error_ = 0;
  uint64_t size_ = 0;
  std::unique_ptr<uint8_t[]> buffer_;
  size_t buffered_ = 0;
};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_ATOMIC_FILE_H_
