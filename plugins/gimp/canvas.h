// A picture as GIMP holds it, in plain memory, and the ways between it and an
// image of libkmc. Indexed pictures stay indexed both ways, with the order of
// their colours and the unused ones.
#ifndef KMC_PLUGINS_GIMP_CANVAS_H_
#define KMC_PLUGINS_GIMP_CANVAS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "codec/kmc.hpp"
#include "plugins/gimp/export_options.h"
#include "plugins/gimp/progress.h"

namespace kmc::gimp {

enum class Layout {
  kIndexed,       // one byte: index
  kIndexedAlpha,  // two bytes: index, alpha
  kRgb,           // four bytes: R, G, B, 255
  kRgba,          // four bytes: R, G, B, A
};
constexpr bool IsIndexed(Layout layout) { return layout == Layout::kIndexed || layout == Layout::kIndexedAlpha; }
constexpr size_t PixelBytes(Layout layout) {
  return layout == Layout::kIndexed ? 1 : layout == Layout::kIndexedAlpha ? 2 : 4;
}

struct Canvas {
  Layout layout = Layout::kRgba;
  uint32_t width = 0, height = 0;
  std::vector<uint8_t> colormap;  // R, G, B of each colour; only if indexed
  std::vector<uint8_t> pixels;    // rows without padding
};

// If GIMP can hold the image as indexed: at most 256 colours, each opaque or
// fully transparent.
bool FitsColormap(const kmc_image* image);
Canvas CanvasOf(const kmc_image* image, bool indexed);

// Straight from the palette, shrunk so that no side is longer than `side`.
Canvas ThumbnailOf(const kmc_image* image, uint32_t side);

// An indexed canvas keeps its colours, whatever the options; of others, a
// palette is searched.
Image ImageOf(const Canvas& canvas, const ExportOptions& options, Progress& progress);

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_CANVAS_H_
