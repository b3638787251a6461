// What kmcenc says of an image that it has encoded.
#ifndef KMC_TOOLS_ENCODE_REPORT_H_
#define KMC_TOOLS_ENCODE_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/kmc.hpp"
#include "tools/json.h"
#include "tools/psnr.h"

namespace kmc::tools {

// What became of one image, for those who want to know.
struct Result {
  std::string input, output;
  uint64_t source_colors = 0;  // 0: not counted
  bool exact = false;
  double squared_error = 0;  // summed over the pixels
  double space_error = 0;    // the same in the space of the search
  // Squared errors per pixel of 1, 2, .. colours, if --auto-k asked for them; of all images that share the palette.
  std::vector<double> curve;
  std::optional<double> quality;  // of kmc_image_quality, where a target was given
  Report report;       // null if the palette was kept
  kmc_info info = {};  // of the file written
  Bytes file;          // that itself, only if there is to be a report page
  uint64_t input_bytes = 0;
  double read_ms = 0, write_ms = 0, total_ms = 0;

  double Pixels() const { return static_cast<double>(info.width) * info.height; }
  double Psnr() const { return PsnrOf(squared_error, Pixels()); }
  double BitsPerPixel() const { return 8 * static_cast<double>(info.file_bytes) / Pixels(); }
  double StageMs(uint32_t stage) const { return report ? kmc_report_stage_ms(report.get(), stage) : 0; }
};

// In one line, on standard error.
void PrintSummary(const Result& result);
// Errors, runs of k-means and times, on standard error.
void PrintDetails(const Result& result);
Json JsonOf(const Result& result);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_ENCODE_REPORT_H_
