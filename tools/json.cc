#include "tools/json.h"

#include <string>

#include "tools/standard_output.h"

namespace kmc::tools {

void PrintJson(const Json& json) { PrintLine(json.dump(-1, ' ', false, Json::error_handler_t::replace)); }

}  // namespace kmc::tools
