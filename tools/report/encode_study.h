// What kmcenc's report page shows beside the file: the worst run, other numbers
// of colours, and what any number of them would cost.
#ifndef KMC_TOOLS_REPORT_ENCODE_STUDY_H_
#define KMC_TOOLS_REPORT_ENCODE_STUDY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "codec/kmc.hpp"
#include "tools/encode_options.h"
#include "tools/encode_report.h"
#include "tools/image_file.h"
#include "tools/progress_bar.h"

namespace kmc::tools {

// The picture in a number of colours.
struct StudiedImage {
  uint32_t colors = 0;  // asked for
  Image image;
  std::optional<uint32_t> run;  // of k-means
  double squared_error = 0;     // summed over the pixels
  uint64_t bytes = 0;           // of the file without metadata
  double milliseconds = 0;      // to choose the colours, map and code
};

// A number of colours by the options given: of restarts the best and the worst.
struct Study {
  StudiedImage best;
  std::optional<StudiedImage> worst;
  Report report;  // null: kmcenc's own, of the file, or none
};

struct EncodeStudy {
  std::vector<Study> studies;             // -k; the first is the file
  std::vector<StudiedImage> comparisons;  // --compare-k, searched by effort
  std::vector<double> curve;              // squared errors of 1, 2, .. colours, summed over the pixels
};

// `result.file` is what was written. Throws Failure.
EncodeStudy StudyEncoding(const Picture& picture, const EncodeOptions& options, const Result& result, ProgressBar& bar);

// The runs with the least, the middle and the largest cost.
struct NamedRuns {
  uint32_t best = 0, median = 0, worst = 0;
};
NamedRuns NamedRunsOf(const kmc_report* report);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_REPORT_ENCODE_STUDY_H_
