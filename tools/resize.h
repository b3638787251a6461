// Making pictures smaller.
#ifndef KMC_TOOLS_RESIZE_H_
#define KMC_TOOLS_RESIZE_H_

#include <cstdint>

#include "tools/image_file.h"

namespace kmc::tools {

// Shrinks the picture, keeping its proportions, until it is at most so wide and
// so high; it is left as it is if it is that already. It has RGBA pixels.
//
// Light is added up, not its 8-bit code, so that fine patterns keep their
// brightness, and premultiplied, so that what is transparent leaves no fringes.
// The filter is Catmull and Rom's cubic, stretched to the scale.
void ShrinkToFit(Picture& picture, uint32_t max_width, uint32_t max_height);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_RESIZE_H_
