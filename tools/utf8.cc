#include "tools/utf8.h"

#include <cstdint>

namespace kmc::tools {
namespace {

constexpr char32_t kNotUtf8 = 0xFFFFFFFF;

// Takes one character off the front of `text`, which is not empty. Overlong
// forms, surrogates and what lies beyond U+10FFFF are not UTF-8.
char32_t TakeUtf8(std::string_view& text) {
  const auto first = static_cast<uint8_t>(text[0]);
  const size_t size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (size == 0 || text.size() < size) return kNotUtf8;
  char32_t character = size == 1 ? first : first & (0x7F >> size);
  for (size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if ((byte & 0xC0) != 0x80) return kNotUtf8;
    character = character << 6 | (byte & 0x3F);
  }
  const bool overlong = (size == 3 && character < 0x800) || (size == 4 && character < 0x10000);
  const bool surrogate = character >= 0xD800 && character < 0xE000;
  if (overlong || surrogate || character > 0x10FFFF) return kNotUtf8;
  text.remove_prefix(size);
  return character;
}

}  // namespace

std::string Utf8OfLatin1(std::string_view latin1) {
  std::string utf8;
  utf8.reserve(latin1.size());
  for (const char c : latin1) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0 | byte >> 6);
      utf8 += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return utf8;
}

std::optional<std::string> Latin1OfUtf8(std::string_view utf8) {
  std::string latin1;
  while (!utf8.empty()) {
    const char32_t character = TakeUtf8(utf8);
    if (character > 0xFF) return std::nullopt;
    latin1 += static_cast<char>(character);
  }
  return latin1;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    if (TakeUtf8(text) == kNotUtf8) return false;
  }
  return true;
}

std::string Printable(std::string_view text, size_t max_characters) {
  std::string printable;
  for (; !text.empty() && max_characters > 0; --max_characters) {
    const std::string_view before = text;
    const char32_t character = TakeUtf8(text);
    if (character == kNotUtf8) {
      text.remove_prefix(1);
      printable += "\uFFFD";
    } else if (character < 0x20 || (character >= 0x7F && character < 0xA0)) {
      printable += ' ';
    } else {
      printable += before.substr(0, before.size() - text.size());
    }
  }
  return printable + (text.empty() ? "" : "...");
}

}  // namespace kmc::tools
