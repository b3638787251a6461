// zlib is not compiled with MemorySanitizer, which so takes what it writes for
// uninitialised. These stand before the two functions that write for us.
#include <sanitizer/msan_interface.h>
#include <zlib.h>

#include <cstddef>

extern "C" {
int __real_inflate(z_streamp stream, int flush);
int __real_deflate(z_streamp stream, int flush);
int __wrap_inflate(z_streamp stream, int flush);
int __wrap_deflate(z_streamp stream, int flush);
}

namespace {

int Initialising(int (*code)(z_streamp, int), z_streamp stream, int flush) {
  const Bytef* const begin = stream->next_out;
  const int result = code(stream, flush);
  __msan_unpoison(stream, sizeof(*stream));
  __msan_unpoison(begin, static_cast<size_t>(stream->next_out - begin));
  return result;
}

}  // namespace

int __wrap_inflate(z_streamp stream, int flush) { return Initialising(__real_inflate, stream, flush); }
int __wrap_deflate(z_streamp stream, int flush) { return Initialising(__real_deflate, stream, flush); }
