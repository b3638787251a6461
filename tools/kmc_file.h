// A .kmc file in memory, as the library wants it.
#ifndef KMC_TOOLS_KMC_FILE_H_
#define KMC_TOOLS_KMC_FILE_H_

#include <cstdint>
#include <vector>

#include "tools/input_file.h"

namespace kmc::tools {

// The whole file; or only its first bytes if they show already that it is
// another kind of file, which may be endless; the library says what is wrong.
// Throws Failure.
std::vector<uint8_t> ReadKmcFile(InputFile& file);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_KMC_FILE_H_
