#include "tools/page/html_page.h"

#include <zlib.h>

#include <initializer_list>
#include <new>
#include <vector>

#include "tools/atomic_file.h"
#include "tools/exit_code.h"

namespace kmc::tools {
namespace {

std::string Base64(std::span<const uint8_t> bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t j = i; j < i + 3; ++j) group = group << 8 | (j < bytes.size() ? bytes[j] : 0);
    for (int shift = 18; shift >= 0; shift -= 6) text += kDigits[group >> shift & 63];
  }
  for (size_t padding = (3 - bytes.size() % 3) % 3, i = 0; i < padding; ++i) text[text.size() - 1 - i] = '=';
  return text;
}

// JSON that no HTML parser takes for the end of its element.
std::string InScript(const Json& data) {
  std::string text;
  for (const char c : data.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

void CheckPage(const PageTemplate& page) {
  if (page.before.empty()) {
    throw Failure(ExitCode::kUsage, "this program was built without them, for npm was missing", "HTML pages");
  }
}

void WritePage(const PageTemplate& page, const Json& data, const std::string& path, bool force) {
  CheckPage(page);
  AtomicFile file(path, force);
  const std::string text = InScript(data);
  for (const std::string_view part : std::initializer_list<std::string_view>{page.before, text, page.behind}) {
    file.Write(part.data(), part.size());
  }
  file.Commit();
}

std::string PackedText(std::span<const uint8_t> bytes) {
  constexpr int kLevel = 6;
  uLongf size = compressBound(bytes.size());
  std::vector<uint8_t> packed(size);
  if (compress2(packed.data(), &size, bytes.data(), bytes.size(), kLevel) != Z_OK) throw std::bad_alloc();
  return Base64({packed.data(), size});
}

std::string PictureUrl(std::span<const uint8_t> png) { return "data:image/png;base64," + Base64(png); }

}  // namespace kmc::tools
