// The pixels around the one that is coded, as far as they are known before it.
// Spec section "Neighbourhood".
//
//         nn  nne
//    nww  nw  n   ne  nee
//    www  ww  w   x
//
// Where a neighbour lies outside the tile, one nearer by stands in.
#ifndef KMC_FORMAT_NEIGHBORHOOD_H_
#define KMC_FORMAT_NEIGHBORHOOD_H_

#include <cstddef>
#include <cstdint>

#include "format/index_plane.h"

namespace kmc {

struct Neighborhood {
  uint32_t w = 0, n = 0, nw = 0, ne = 0, ww = 0, nn = 0, nne = 0, www = 0, nww = 0, nee = 0;
};

template <class T>
Neighborhood NeighborhoodAt(const IndexView<T>& view, uint32_t x, uint32_t y) {
  const T* at = view.Row(y) + x;
  const auto stride = static_cast<ptrdiff_t>(view.stride);
  const uint32_t right = view.width - 1 - x;
  // Far from the edges, as nearly always, all are there.
  if (x > 2 && right > 1 && y > 1) {
    const T *above = at - stride, *highest = above - stride;
    return {at[-1], above[0], above[-1], above[1], at[-2], highest[0], highest[1], at[-3], above[-2], above[2]};
  }
  Neighborhood a;
  a.w = x > 0 ? at[-1] : y > 0 ? at[-stride] : 0;
  a.n = y > 0 ? at[-stride] : a.w;
  a.nw = x > 0 && y > 0 ? at[-stride - 1] : a.n;
  a.ne = right > 0 && y > 0 ? at[1 - stride] : a.n;
  a.ww = x > 1 ? at[-2] : a.w;
  a.nn = y > 1 ? at[-2 * stride] : a.n;
  a.nne = right > 0 && y > 1 ? at[1 - 2 * stride] : a.ne;
  a.www = x > 2 ? at[-3] : a.ww;
  a.nww = x > 1 && y > 0 ? at[-stride - 2] : a.nw;
  a.nee = right > 1 && y > 0 ? at[2 - stride] : a.ne;
  return a;
}

}  // namespace kmc

#endif  // KMC_FORMAT_NEIGHBORHOOD_H_
