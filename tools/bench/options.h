// The command line of kmcbench.
#ifndef KMC_TOOLS_BENCH_OPTIONS_H_
#define KMC_TOOLS_BENCH_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tools/command_line.h"

namespace kmc::tools {

// What all formats have to keep, so that their sizes can be compared.
struct BenchTarget {
  enum Kind {
    kLossless,  // every pixel
    kColors,    // the picture of so many colours that kmc makes
    kPsnr,      // so many decibels
  };
  Kind kind = kLossless;
  double value = 0;  // colours or decibels

  std::string Title() const;
};

struct BenchOptions {
  InputOptions input;
  std::vector<BenchTarget> targets;
  std::vector<std::string> codings;  // of kmc
  std::vector<std::string> peers;    // by name; empty: all there are
  uint32_t effort = 5, threads = 1;
  std::string csv, html;  // file names, empty: none
  bool force = false, quiet = false;
};

// False if the program is to end with `exit_code`.
bool ParseOptions(int argc, char** argv, BenchOptions& options, int& exit_code);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_BENCH_OPTIONS_H_
