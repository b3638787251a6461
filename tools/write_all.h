// write() until all is written.
#ifndef KMC_TOOLS_WRITE_ALL_H_
#define KMC_TOOLS_WRITE_ALL_H_

#include <cstddef>

namespace kmc::tools {

// 0, or errno of the write that failed. Bytes that the descriptor takes at once go to it in one call.
int WriteAll(int descriptor, const void* bytes, size_t size) noexcept;

}  // namespace kmc::tools

#endif  // KMC_TOOLS_WRITE_ALL_H_
