// What the command lines of all tools share: help, options, names of outputs.
#ifndef KMC_TOOLS_COMMAND_LINE_H_
#define KMC_TOOLS_COMMAND_LINE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "codec/kmc.h"
#include "tools/metadata.h"
#include "tools/progress_bar.h"

namespace kmc::tools {

// Of every tool.
struct InputOptions {
  std::vector<std::string> inputs;  // IN..., or those of --files0-from
  kmc_limits limits;
  bool json = false;
};

// Of the tools that write a file per input.
struct OutputOptions {
  std::string output;  // -o
  std::string folder;  // --outdir
  std::string extension;
  std::string strip = "none";
  uint32_t threads = 0;
  bool force = false;
  bool skip_existing = false;
  bool quiet = false;
};

class CommandLine {
 public:
  // `usage` is what follows the program's name in the first line of --help.
  CommandLine(const std::string& program, const std::string& description, const std::string& usage);

  // Options in the order and groups of --help. `text` stands for the value, as N in --colors N.
  CLI::Option* Add(const std::string& names, const std::string& text, auto& variable, const std::string& help) {
    return app_.add_option(names, variable, help)->option_text(text)->group(group_);
  }
  // As Add; `set` gets what was checked.
  CLI::Option* AddSetter(const std::string& names, const std::string& text,
                         const std::function<void(const std::string&)>& set, const std::string& help) {
    return app_.add_option_function<std::string>(names, set, help)->option_text(text)->group(group_);
  }
  CLI::Option* AddFlag(const std::string& names, bool& variable, const std::string& help) {
    return app_.add_flag(names, variable, help)->group(group_);
  }
  void BeginGroup(const std::string& name) { group_ = name; }

  void AddInputs(InputOptions& options);
  void AddLimits(InputOptions& options);
  void AddOutputs(OutputOptions& options);
  void AddStrip(OutputOptions& options);
  void AddThreads(OutputOptions& options);
  void AddQuiet(OutputOptions& options);
  void AddJson(InputOptions& options);

  // Reads the list of --files0-from as well. Ends the last group with help and version, parses, and calls `check`,
  // which may throw CLI::ValidationError. False if the program is to end with `exit_code`.
  bool Parse(int argc, char** argv, const std::function<void()>& check, int& exit_code);

 private:
  void TakeInputs();

  const std::string program_;
  std::string group_;
  InputOptions* inputs_ = nullptr;
  std::optional<std::string> name_list_;  // --files0-from
  CLI::App app_;
};

// Throws CLI::ValidationError if the options contradict each other.
void CheckOptions(const InputOptions& input, const OutputOptions& output);

Strip StripOf(const OutputOptions& options);

// `limits` and `bar` must outlive it.
kmc_work WorkOf(const OutputOptions& options, const kmc_limits& limits, ProgressBar& bar);

// Where the output for an input goes: -o, or the input's name with the
// extension replaced, beside it or in --outdir. Throws Failure if that is the
// input itself, which -f would replace and --skip-existing take for done.
std::string OutputNameOf(const std::string& input, const OutputOptions& options);

// Whether there is a file of that name already.
bool OutputExists(const std::string& input, const OutputOptions& options);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_COMMAND_LINE_H_
