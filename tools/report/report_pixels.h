// Pixels and colours as kmcenc's report page shows them: few enough for a page,
// and of different pictures always the same ones.
#ifndef KMC_TOOLS_REPORT_REPORT_PIXELS_H_
#define KMC_TOOLS_REPORT_REPORT_PIXELS_H_

#include <cstdint>
#include <vector>

#include "codec/kmc.h"
#include "tools/image_file.h"
#include "tools/json.h"

namespace kmc::tools {

// Of large pictures every n-th pixel of every n-th row. Nothing is blended, so
// that the colours stay those of the palette.
class ReportPixels {
 public:
  explicit ReportPixels(const Picture& picture);

  uint32_t step() const { return step_; }
  uint32_t width() const { return width_; }
  uint32_t height() const { return height_; }

  // Both are PNG files.
  std::vector<uint8_t> OriginalPicture() const;
  std::vector<uint8_t> PictureOf(const kmc_image* image) const;

  // The different colours of the original, at most a million of them: colours and how many pixels have each.
  Json Points() const;
  // For each of the points the palette index that its first pixel has in an image; one byte or two, little-endian.
  Json LabelsOf(const kmc_image* image) const;
  // How many pixels have each palette colour.
  std::vector<uint32_t> SharesOf(const kmc_image* image) const;

  // What each pixel of the file costs, a byte each, in units of 1 / `scale` bits.
  Json BitsOf(const kmc_bytes* file, const kmc_work& work) const;

 private:
  struct Point {
    uint32_t pixel;  // the first that has the colour
    uint32_t count;
  };

  void FindPoints();
  std::vector<uint16_t> IndicesOf(const kmc_image* image) const;

  const uint32_t full_width_, full_height_;
  uint32_t step_ = 1, width_ = 0, height_ = 0;
  std::vector<uint8_t> rgba_;
  std::vector<Point> points_;  // along a Z-order curve, so that neighbours lie near and pack well
  uint64_t colors_ = 0;
};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_REPORT_REPORT_PIXELS_H_
