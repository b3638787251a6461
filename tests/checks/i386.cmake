# 32 bits, and of Debian's oldest processors: no SSE2, floating point by the x87.
set(architecture i386)
set(triplet i686-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)
