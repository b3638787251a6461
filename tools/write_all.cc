#include "tools/write_all.h"

#include <unistd.h>

#include <cerrno>

namespace kmc::tools {

int WriteAll(int descriptor, const void* bytes, size_t size) noexcept {
  const char* at = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t count = write(descriptor, at, size);
    if (count >= 0) {
      at += count;
      size -= static_cast<size_t>(count);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace kmc::tools
