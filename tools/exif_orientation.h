// The orientation that a camera notes in EXIF data instead of turning the pixels.
#ifndef KMC_TOOLS_EXIF_ORIENTATION_H_
#define KMC_TOOLS_EXIF_ORIENTATION_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace kmc::tools {

// Where the pixels of a stored image go in the upright one.
struct Orientation {
  bool swap = false;                    // rows become columns
  bool flip_x = false, flip_y = false;  // of the upright image

  // Of the pixel stored at x, y; width and height are those of the upright image.
  size_t PlaceOf(size_t x, size_t y, size_t width, size_t height) const {
    const size_t upright_x = swap ? y : x;
    const size_t upright_y = swap ? x : y;
    return (flip_y ? height - 1 - upright_y : upright_y) * width + (flip_x ? width - 1 - upright_x : upright_x);
  }
};

// Reads the orientation from a TIFF structure and sets it to upright there, for
// a caller who turns the pixels. Upright if there is none or the data is broken.
Orientation TakeOrientation(std::span<uint8_t> exif);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_EXIF_ORIENTATION_H_
