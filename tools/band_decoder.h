// A .kmc file in memory, decoded in bands of whole rows of tiles: an image of any
// height takes no more memory than its file and one band.
#ifndef KMC_TOOLS_BAND_DECODER_H_
#define KMC_TOOLS_BAND_DECODER_H_

#include <cstdint>
#include <optional>
#include <span>

#include "codec/kmc.hpp"
#include "tools/image_file.h"
#include "tools/stopwatch.h"

namespace kmc::tools {

struct Region {
  uint32_t x = 0, y = 0, width = 0, height = 0;
};

enum class Banding {
  kOneBand,   // all is decoded at once: whoever sees the first row knows that all of them are intact
  kManyBands  // a later band may turn out to be damaged
};

class BandDecoder {
 public:
  // The whole image, if no region is wanted. Decodes the first band. `file` and what `work` points to must outlive
  // this. Throws Failure, as the bands do.
  BandDecoder(std::span<const uint8_t> file, const std::optional<Region>& wanted, Banding banding,
              const kmc_work& work);
  BandDecoder(const BandDecoder&) = delete;
  BandDecoder& operator=(const BandDecoder&) = delete;

  // Palette and metadata.
  kmc_image* head() const { return head_.get(); }
  // Of the region; to be asked for in their order.
  ImageBands Bands();
  // Spent on decoding so far.
  double milliseconds() const { return milliseconds_; }

 private:
  const kmc_image* BandFrom(uint32_t y);
  void Decode(uint32_t y);
  // The progress of a band as that of the region.
  static int Tell(void* decoder, double done);

  const std::span<const uint8_t> file_;
  kmc_work work_;
  const kmc_progress tell_;
  void* const user_;
  kmc_info info_ = {};
  Region region_;
  uint32_t band_rows_ = 0;
  Image head_, band_;
  uint32_t band_top_ = 0;  // in the region
  double milliseconds_ = 0;
};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BAND_DECODER_H_
