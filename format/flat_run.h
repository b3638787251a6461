// Runs in flat areas, which `fast` and `max` tell with one decision: whether all
// of so many pixels have the index of w. Spec section "Decoding a tile".
#ifndef KMC_FORMAT_FLAT_RUN_H_
#define KMC_FORMAT_FLAT_RUN_H_

#include <algorithm>
#include <cstdint>

#include "format/match_model.h"

namespace kmc {

inline constexpr uint32_t kMinFlatRun = 4, kMaxFlatRun = 32;

// How many pixels from `cell` on may be told at once, of at most `equal` that have the index
// of w above them; 0 if it is not worth it.
template <class T>
uint32_t FlatRun(const MatchModel<T>& match, const T* cell, uint32_t equal) {
  const uint32_t run = match.ForetoldRun(cell, cell[-1], std::min(equal, kMaxFlatRun));
  return run >= kMinFlatRun ? run : 0;
}

// Whether all of them have it: what an encoder tells.
template <class T>
bool IsFlatRun(const T* cells, uint32_t run) {
  return std::all_of(cells, cells + run, [w = cells[-1]](T cell) { return cell == w; });
}

}  // namespace kmc

#endif  // KMC_FORMAT_FLAT_RUN_H_
