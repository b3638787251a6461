// --json: one object per input and line on standard output.
#ifndef KMC_TOOLS_JSON_H_
#define KMC_TOOLS_JSON_H_

#include "nlohmann/json.hpp"

namespace kmc::tools {

using Json = nlohmann::ordered_json;

// Throws Failure if standard output cannot be written. Bytes that are not UTF-8
// (file names may hold any) become U+FFFD.
void PrintJson(const Json& json);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_JSON_H_
