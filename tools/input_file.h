// A file or standard input, read as a stream, so that an image file need not be
// held in memory beside its pixels. Reading never throws: libpng and libjpeg
// call it, and no exception may pass through them.
#ifndef KMC_TOOLS_INPUT_FILE_H_
#define KMC_TOOLS_INPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace kmc::tools {

class InputFile {
 public:
  // "-" is standard input. Throws Failure if the file cannot be opened.
  explicit InputFile(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // The next bytes, up to `size` (at most 4096), without moving on; fewer only at the end.
  std::span<const uint8_t> Peek(size_t size) noexcept;
  // The next byte, or -1 at the end.
  int Get() noexcept { return begin_ != end_ || Fill() ? buffer_[begin_++] : -1; }
  // Reads up to `size` bytes; fewer only at the end.
  size_t Read(uint8_t* out, size_t size) noexcept;
  std::vector<uint8_t> ReadAll();

  // Throws Failure if reading broke off for another reason than the end of the file.
  void ThrowIfFailed() const;

  // Bytes of the whole file; of a pipe, those up to its end, which are read for it.
  uint64_t Size() noexcept;

 private:
  // Appends to the buffered bytes; false if there are no more.
  bool Fill() noexcept;
  size_t ReadDescriptor(uint8_t* out, size_t size) noexcept;

  int descriptor_ = -1;
  int error_ = 0;
  uint64_t taken_ = 0;         // bytes that came from the descriptor
  int64_t regular_size_ = -1;  // of a regular file
  std::unique_ptr<uint8_t[]> buffer_;
  size_t begin_ = 0, end_ = 0;
};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_INPUT_FILE_H_
