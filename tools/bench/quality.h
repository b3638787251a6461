// How near a decoded picture is to its original, and the smallest file that is near enough.
#ifndef KMC_TOOLS_BENCH_QUALITY_H_
#define KMC_TOOLS_BENCH_QUALITY_H_

#include <cstddef>
#include <cstdint>
#include <functional>

#include "tools/bench/codec.h"

namespace kmc::tools {

// Of RGBA pixels, as kmc_report_squared_error has it: summed over R, G, B; of
// translucent pixels, the mean of what is seen over black and over white.
double SquaredError(const uint8_t* a, const uint8_t* b, size_t pixels);

// The smallest of the qualities least..most with which the task's decibels are reached; a larger one never looks worse.
Measurement Smallest(const BenchTask& task, int least, int most, const std::function<Measurement(int)>& measure);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BENCH_QUALITY_H_
