// The palette section: 1..65536 RGBA colours, as a set, and their order if it
// means something. Spec section "Palette".
#ifndef KMC_FORMAT_PALETTE_CODING_H_
#define KMC_FORMAT_PALETTE_CODING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/rgba.h"
#include "format/status.h"

namespace kmc {

// The order in which a set is stored: by the bits of alpha, green, red and blue
// interleaved, most significant first. Near colours get near indices.
// Opaque palettes keep the same order, as their alpha bits are all 1.
uint32_t CanonicalKey(Rgba color);
inline bool CanonicalLess(Rgba x, Rgba y) { return CanonicalKey(x) < CanonicalKey(y); }

struct Palette {
  std::vector<Rgba> colors;
  bool keeps_order = false;  // false: colours are in ascending order of CanonicalKey

  bool HasAlpha() const;
};

// Appends the payload of the palette section to out. kInternal if a palette
// that does not keep its order is not in canonical order.
Status EncodePalette(const Palette& palette, std::vector<uint8_t>& out);

Status DecodePalette(std::span<const uint8_t> payload, Palette& palette);

}  // namespace kmc

#endif  // KMC_FORMAT_PALETTE_CODING_H_
