// kmc's text is UTF-8; that of PNG is Latin-1 in some chunks.
#ifndef KMC_TOOLS_UTF8_H_
#define KMC_TOOLS_UTF8_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kmc::tools {

std::string Utf8OfLatin1(std::string_view latin1);

// Nothing if a character is beyond Latin-1 or the text is not UTF-8.
std::optional<std::string> Latin1OfUtf8(std::string_view utf8);

bool IsUtf8(std::string_view text);

// For a terminal: at most so many characters, spaces instead of control
// characters, and U+FFFD for what is not UTF-8.
std::string Printable(std::string_view text, size_t max_characters);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_UTF8_H_
