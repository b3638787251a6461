// The command line of kmcenc.
#ifndef KMC_TOOLS_ENCODE_OPTIONS_H_
#define KMC_TOOLS_ENCODE_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codec/kmc.h"
#include "tools/command_line.h"
#include "tools/palette_file.h"

namespace kmc::tools {

struct EncodeOptions {
  InputOptions input;
  OutputOptions output;
  std::optional<uint32_t> colors, restarts, iterations;
  std::vector<uint32_t> other_colors;     // of -k behind the first: for the report page
  std::vector<uint32_t> compared_colors;  // --compare-k
  std::optional<std::string> seeding;
  std::string palette_file;  // empty: none
  std::vector<std::string> fixed;
  std::optional<double> quality, psnr;
  std::string size;  // --size, empty: none
  std::string posterize, dither = "none", space = "srgb", coding = "auto";
  uint32_t max_width = UINT32_MAX, max_height = UINT32_MAX;
  bool auto_colors = false;
  bool lossless = false;
  bool vivid = false;
  bool keep_palette = false;
  bool shared_palette = false;
  bool verbose = false;
  std::string report;  // file name of the report page, empty: none
  RgbaColors fixed_colors;
  kmc_quantize_options quantize;  // what the library is told of them; may point to what is above
  kmc_write_options write;
  std::optional<kmc_target> target;
  bool keeps_few_colors = false;  // an image of at most 256 colours is kept exactly, whatever the target
};

// False if the program is to end with `exit_code`.
bool ParseOptions(int argc, char** argv, EncodeOptions& options, int& exit_code);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_ENCODE_OPTIONS_H_
