// An output that appears whole or not at all: bytes go to a temporary file in
// the same folder, which Commit renames. It is removed if that never happens,
// be it for a failure or for SIGINT, SIGTERM or SIGHUP. Unless overwriting is
// allowed the last step never replaces a file, even one that another process
// has made meanwhile. Devices, pipes and standard output are written directly.
#ifndef KMC_TOOLS_ATOMIC_FILE_H_
#define KMC_TOOLS_ATOMIC_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace kmc::tools {

class AtomicFile {
 public:
  // "-" is standard output, which must not be a terminal. Throws Failure.
  // One at a time: the signal handlers know of one temporary file.
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
  bool Flush() noexcept;
  bool WriteDescriptor(const uint8_t* bytes, size_t size) noexcept;
  void RenameTemporary();
  [[noreturn]] void Fail(int error_number) const;

  std::string path_;       // as the user named it
  std::string target_;     // with symbolic links resolved; empty if written directly
  std::string temporary_;  // empty if written directly
  bool overwrite_;
  int descriptor_ = -1;
  int error_ = 0;
  uint64_t size_ = 0;
  std::unique_ptr<uint8_t[]> buffer_;
  size_t buffered_ = 0;
};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_ATOMIC_FILE_H_
