// kmcbench's results as a table on the terminal, CSV, JSON and a page.
#ifndef KMC_TOOLS_BENCH_OUTPUT_H_
#define KMC_TOOLS_BENCH_OUTPUT_H_

#include <string>

#include "tools/bench/results.h"
#include "tools/json.h"

namespace kmc::tools {

std::string TableOf(const BenchResults& results);
std::string CsvOf(const BenchResults& results);
// A picture with all that was measured of it.
Json JsonOf(const BenchResults& results, const BenchedPicture& picture);
// Codecs, versions, settings, summaries, and what is missing or was skipped.
Json JsonOfSummaries(const BenchResults& results);
// For the page: the summaries and all pictures.
Json PageDataOf(const BenchResults& results);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BENCH_OUTPUT_H_
