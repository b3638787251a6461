// Errors of libpng. A failed call of libpng ends in a longjmp, which may not
// skip a destructor. So all calls that can fail are made within steps, small
// functions whose frames hold no object that has one.
#ifndef KMC_TOOLS_PNG_GUARD_H_
#define KMC_TOOLS_PNG_GUARD_H_

#include <png.h>

#include <csetjmp>
#include <string>
#include <vector>

namespace kmc::tools {

// libpng's error_ptr; must outlive the png_struct.
struct PngMessages {
  std::vector<std::string>& warnings;
  char error[256] = "";
};

[[noreturn]] inline void PngError(png_structp png, png_const_charp text) {
  auto* messages = static_cast<PngMessages*>(png_get_error_ptr(png));
  std::snprintf(messages->error, sizeof(messages->error), "%s", text);
  png_longjmp(png, 1);
}

inline void PngWarning(png_structp png, png_const_charp text) {
  constexpr size_t kEnough = 8;  // a hostile file can cause one per chunk
  auto* messages = static_cast<PngMessages*>(png_get_error_ptr(png));
  if (messages->warnings.size() < kEnough) messages->warnings.emplace_back(text);
}

// False if libpng failed, and the message is in PngMessages::error.
template <typename Step>
[[nodiscard]] bool Guarded(png_structp png, const Step& step) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;  // NOLINT(cert-err52-cpp): libpng knows no other way
  step();
  return true;
}

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PNG_GUARD_H_
