// The kernels as compiled for one SIMD target.
#ifndef KMC_CODEC_KERNEL_TABLE_H_
#define KMC_CODEC_KERNEL_TABLE_H_

#include "codec/kernels.h"

namespace kmc {

struct KernelTable {
  decltype(&FilterCandidates) filter_candidates;
  decltype(&FindNearest) find_nearest;
  decltype(&FindNearestTo) find_nearest_to;
  decltype(&FindNearestTwo) find_nearest_two;
  decltype(&LowerDistances) lower_distances;
  decltype(&MapOpaquePixels) map_opaque_pixels;
};

}  // namespace kmc

#endif  // KMC_CODEC_KERNEL_TABLE_H_
