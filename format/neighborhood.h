// The pixels around the one that is coded, as far as they are known before it.
// Spec section "Neighbourhood".
//
//          nnww nnw  nn   nne  nnee
//     nwww nww  nw   n    ne   nee
//     www  ww   w    x
//
// Where a neighbour lies outside the tile, the margin has it (padded_tile.h).
#ifndef KMC_FORMAT_NEIGHBORHOOD_H_
#define KMC_FORMAT_NEIGHBORHOOD_H_

#include <cstddef>
#include <cstdint>

#include "format/index_plane.h"

namespace kmc {

struct Neighborhood {
  uint32_t w = 0, n = 0, nw = 0, ne = 0, ww = 0, nn = 0, nne = 0, www = 0, nww = 0, nee = 0;
  uint32_t nwww = 0, nnww = 0, nnw = 0, nnee = 0;
};

template <class T>
Neighborhood NeighborhoodAt(const T* at, size_t stride) {
  const T *above = at - stride, *highest = above - stride;
  return {at[-1], above[0],  above[-1], above[1],  at[-2],      highest[0],  highest[1],
          at[-3], above[-2], above[2],  above[-3], highest[-2], highest[-1], highest[2]};
}

}  // namespace kmc

#endif  // KMC_FORMAT_NEIGHBORHOOD_H_
