#include "tools/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "tools/exit_code.h"

namespace kmc::tools {
namespace {

constexpr size_t kBufferSize = size_t{1} << 16;

}  // namespace

InputFile::InputFile(const std::string& path) : buffer_(std::make_unique_for_overwrite<uint8_t[]>(kBufferSize)) {
  descriptor_ = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw Failure(ExitCode::kUnreadable, std::strerror(errno));
  struct stat status;
  if (fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode)) regular_size_ = status.st_size;
}

InputFile::~InputFile() {
  if (descriptor_ > STDIN_FILENO) close(descriptor_);
}

size_t InputFile::ReadDescriptor(uint8_t* out, size_t size) noexcept {
  if (error_ != 0) return 0;
  ssize_t count;
  do {
    count = read(descriptor_, out, size);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    error_ = errno;
    return 0;
  }
  taken_ += static_cast<size_t>(count);
  return static_cast<size_t>(count);
}

bool InputFile::Fill() noexcept {
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const size_t count = ReadDescriptor(buffer_.get() + end_, kBufferSize - end_);
  end_ += count;
  return count > 0;
}

std::span<const uint8_t> InputFile::Peek(size_t size) noexcept {
  while (end_ - begin_ < size && Fill()) {
  }
  return {buffer_.get() + begin_, std::min(size, end_ - begin_)};
}

size_t InputFile::Read(uint8_t* out, size_t size) noexcept {
  size_t done = 0;
  while (done < size) {
    if (begin_ == end_) {
      // Large pieces need no detour over the buffer.
      if (size - done >= kBufferSize) {
        const size_t count = ReadDescriptor(out + done, size - done);
        if (count == 0) break;
        done += count;
        continue;
      }
      if (!Fill()) break;
    }
    const size_t count = std::min(size - done, end_ - begin_);
    std::memcpy(out + done, buffer_.get() + begin_, count);
    begin_ += count;
    done += count;
  }
  return done;
}

std::vector<uint8_t> InputFile::ReadAll() {
  std::vector<uint8_t> bytes;
  if (regular_size_ > 0) bytes.reserve(static_cast<size_t>(regular_size_));
  while (begin_ != end_ || Fill()) {
    bytes.insert(bytes.end(), buffer_.get() + begin_, buffer_.get() + end_);
    begin_ = end_;
  }
  ThrowIfFailed();
  return bytes;
}

void InputFile::ThrowIfFailed() const {
  if (error_ != 0) throw Failure(ExitCode::kUnreadable, std::strerror(error_));
}

uint64_t InputFile::Size() noexcept {
  if (regular_size_ >= 0) return static_cast<uint64_t>(regular_size_);
  do {
    begin_ = end_;
  } while (Fill());
  return taken_;
}

}  // namespace kmc::tools
