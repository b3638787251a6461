#include "tools/kmc_file.h"

#include "codec/kmc.h"
#include "tools/exit_code.h"

namespace kmc::tools {

std::vector<uint8_t> ReadKmcFile(InputFile& file) {
  const auto start = file.Peek(16);
  file.ThrowIfFailed();
  if (start.empty()) throw Failure(ExitCode::kDamaged, "is empty");
  if (start.size() >= 5 && !kmc_is_kmc(start.data(), start.size())) return {start.begin(), start.end()};
  return file.ReadAll();
}

}  // namespace kmc::tools
