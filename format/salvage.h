// What is left of a damaged file: sections that prove themselves by their CRC,
// wherever they stand. Spec appendix F.
//
// Where the framing is broken, a section may begin at any byte. That costs no
// more than a constant per byte of the file, whatever its bytes are: no place is
// looked at twice, and the CRC of a section takes as long for any length that
// the bytes at that place pretend (format/part_crcs.h).
#ifndef KMC_FORMAT_SALVAGE_H_
#define KMC_FORMAT_SALVAGE_H_

#include <cstdint>
#include <span>

#include "format/container.h"
#include "format/limits.h"
#include "format/status.h"

namespace kmc {

// What stood between the sections that were found.
struct Gaps {
  uint64_t skipped_bytes = 0;
  bool ends_early = false;  // no end section follows the last section that was found
};

// For a file that ParseContainer refuses. Header and palette must be whole, for
// the palette has no CRC of its own; else the failure is that of ParseContainer.
// `container.tiles` gets a view for each tile of the grid, empty where the tile
// was not found. Of several sections of one tile the first is kept.
Status SalvageContainer(std::span<const uint8_t> bytes, const Limits& limits, Container& container, Gaps& gaps);

}  // namespace kmc

#endif  // KMC_FORMAT_SALVAGE_H_
