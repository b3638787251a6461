#include "tools/name_list.h"

#include <climits>
#include <utility>

#include "fmt/format.h"
#include "tools/exit_code.h"
#include "tools/input_file.h"
#include "tools/input_loop.h"

namespace kmc::tools {
namespace {

// Throws Failure if the name cannot be that of an input.
void CheckName(const std::string& name, const std::string& list) {
  if (name.empty()) throw Failure(ExitCode::kUsage, "holds an empty name");
  if (name == "-" && list == "-") throw Failure(ExitCode::kUsage, "holds the name -, but is the list itself");
}

std::vector<std::string> ReadNames(InputFile& in, const std::string& list) {
  std::vector<std::string> names;
  std::string name;
  int byte;
  do {
    byte = in.Get();
    if (byte > 0) {
      name += static_cast<char>(byte);
      // No file has so long a name, and the list may be endless.
      if (name.size() < PATH_MAX) continue;
      throw Failure(ExitCode::kUsage,
                    fmt::format("holds a name of more than {} bytes; a NUL ends each, not a line feed", PATH_MAX - 1));
    }
    if (byte < 0 && name.empty()) break;
    CheckName(name, list);
    names.push_back(std::exchange(name, {}));
  } while (byte >= 0);
  in.ThrowIfFailed();
  return names;
}

}  // namespace

std::vector<std::string> ReadNameList(const std::string& list) {
  try {
    InputFile in(list);
    return ReadNames(in, list);
  } catch (const Failure& failure) {
    throw Failure(ExitCode::kUsage, failure.what(), InputTitle(list));
  }
}

}  // namespace kmc::tools
