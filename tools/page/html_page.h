// A page for people: an HTML file that holds its data, its pictures and its
// program, and asks the network for nothing.
#ifndef KMC_TOOLS_PAGE_HTML_PAGE_H_
#define KMC_TOOLS_PAGE_HTML_PAGE_H_

#include <cstdint>
#include <span>
#include <string>

#include "tools/json.h"
#include "tools/page/page_template.h"

namespace kmc::tools {

// Throws the Failure of a program that was built without its pages. To be asked before work is done for one.
void CheckPage(const PageTemplate& page);

// Overwrites what exists if `force`. Throws Failure, which names the file.
void WritePage(const PageTemplate& page, const Json& data, const std::string& path, bool force);

// Bytes as a page's program takes them (page/data.js): zlib's, then Base64.
std::string PackedText(std::span<const uint8_t> bytes);

// A picture as the page's <img> takes it. `png` is the content of a PNG file.
std::string PictureUrl(std::span<const uint8_t> png);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PAGE_HTML_PAGE_H_
