// Opaque pixels to the nearest of at most 256 opaque colours in sRGB, exactly
// and without a histogram: the colour cube is cut into cells, and a cell knows
// which colours can be nearest to something in it. Photos need one or two
// registers full of distances for a pixel.
#ifndef KMC_CODEC_DIRECT_MAPPING_H_
#define KMC_CODEC_DIRECT_MAPPING_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codec/color_space.h"
#include "codec/image.h"
#include "codec/kernels.h"
#include "codec/pixels.h"
#include "format/rgba.h"

namespace kmc {

// Cells are filled when a pixel first falls into them: one object to a thread.
class DirectMapper {
 public:
  static constexpr size_t kMaxColors = 256;

  // Opaque colours, at least 1.
  explicit DirectMapper(std::span<const Rgba> palette);

  // The indices of a row of pixels; false if one is not opaque.
  bool MapRow(const uint8_t* row, uint32_t width, uint8_t* indices);
  // Of all rows mapped, in units of kSquaredUnit.
  uint64_t SquaredError() const { return error_ << 2 * kPointBits; }

 private:
  // Cubes of 4 x 4 x 4 cells: candidates are picked for a cube first, then for its cells.
  static constexpr int kCubeBits = CellBlocks::kCellBits + 2;
  static constexpr uint32_t kCubes = CellBlocks::kCells >> 6;

  void Fill(const uint8_t* pixel);
  void Tighten(const uint8_t* pixel);

  std::vector<Rgba> palette_;
  CandidateList all_, useful_, part_;
  std::vector<std::optional<CandidateList>> cubes_;
  std::vector<CellBlocks> cells_;
  std::vector<ColorBlock> blocks_;
  uint64_t error_ = 0;
};

// Gives each image its plane and the palette's colours nearest to its pixels;
// returns the squared error in units of kSquaredUnit. Nothing if that cannot be
// done directly: there are too many colours, or not all are opaque.
std::optional<uint64_t> MapDirectly(std::span<const Pixels> images, std::span<const Rgba> palette, uint32_t threads,
                                    std::span<IndexedImage> indexed);

}  // namespace kmc

#endif  // KMC_CODEC_DIRECT_MAPPING_H_
