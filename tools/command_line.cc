#include "tools/command_line.h"

#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>

#include "fmt/format.h"
#include "tools/exit_code.h"
#include "tools/name_list.h"
#include "tools/standard_output.h"

namespace kmc::tools {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kMaxSide = 1 << 24;  // of the format

// Usage, description, groups in the order in which they began, exit codes.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) { column_width(32); }

  std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
    std::string text = fmt::format("{}\n{}\n", usage_, app->get_description());
    for (const std::string& group : app->get_groups()) {
      const auto options = app->get_options(
          [&group](const CLI::Option* option) { return option->nonpositional() && option->get_group() == group; });
      if (!options.empty()) text += make_group(group, false, options);
    }
    return text + "\n" + app->get_footer();
  }
  std::string make_option_name(const CLI::Option* option, bool) const override {
    return CLI::detail::join(CLI::detail::split_up(option->get_name(false, true), ','), ", ");
  }

 private:
  const std::string usage_;
};

std::string NameOutput(const std::string& input, const OutputOptions& options) {
  if (!options.output.empty()) return options.output;
  if (input == "-") return "-";
  const bool dotted = options.extension.find('.') != std::string::npos;  // "-small.kmc" is fine, "kmc" means ".kmc"
  fs::path path(input);
  path.replace_filename(path.stem().native() + (dotted ? "" : ".") + options.extension);
  return options.folder.empty() ? path.native() : (options.folder / path.filename()).native();
}

}  // namespace

CommandLine::CommandLine(const std::string& program, const std::string& description, const std::string& usage)
    : program_(program), app_(description, program) {
  app_.formatter(std::make_shared<HelpFormatter>(fmt::format("Usage: {} {}", program, usage)));
  app_.footer(kExitCodeHelp);
  app_.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app_.set_help_flag();  // comes last; see Parse
}

void CommandLine::AddInputs(InputOptions& options) {
  kmc_limits_init(&options.limits);
  inputs_ = &options;
  app_.add_option("IN", options.inputs)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  BeginGroup("Input");
  Add("--files0-from", "FILE", name_list_,
      "Take the names of inputs from FILE instead of IN, each\n"
      "ended by a NUL, as find -print0 does; - is standard input");
}

void CommandLine::AddLimits(InputOptions& options) {
  const auto set = [&options](uint64_t pixels) {
    options.limits.max_pixels = pixels;
    options.limits.max_width = options.limits.max_height = static_cast<uint32_t>(std::min<uint64_t>(pixels, kMaxSide));
  };
  app_.add_option_function<uint64_t>("--max-pixels", set,
                                     fmt::format("Refuse larger images (default {})", options.limits.max_pixels))
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 48))
      ->option_text("N")
      ->group(group_);
}

void CommandLine::AddOutputs(OutputOptions& options) {
  Add("-o,--output", "OUT", options.output, "Write to OUT; - is standard output");
  Add("--outdir", "DIR", options.folder, "Write into the folder DIR instead of beside the input");
  Add("--ext", "EXT", options.extension, "Replace the input's extension by EXT");
  AddFlag("-f,--force", options.force, "Overwrite what exists");
  AddFlag("--skip-existing", options.skip_existing,
          "Leave inputs alone whose output exists (code 0), so that\n"
          "a batch that was broken off can be run again");
}

void CommandLine::AddStrip(OutputOptions& options) {
  Add("--strip", "all|safe|none", options.strip,
      "Metadata to drop (default none): safe keeps what changes\n"
      "how the picture looks (ICC profile, colorimetry,\n"
      "resolution) and drops EXIF, XMP and text")
      ->check(CLI::IsMember({"all", "safe", "none"}));
}

void CommandLine::AddThreads(OutputOptions& options) {
  Add("-j,--threads", "N", options.threads, "Threads to use; 0 (default): one per processor")
      ->check(CLI::Range(0, 1024));
}

void CommandLine::AddQuiet(OutputOptions& options) { AddFlag("-q,--quiet", options.quiet, "Print nothing but errors"); }

void CommandLine::AddJson(InputOptions& options) {
  AddFlag("--json", options.json, "Print one JSON object per input to standard output");
}

bool CommandLine::Parse(int argc, char** argv, const std::function<void()>& check, int& exit_code) {
  // A closed pipe and a limit to the size of files are write errors like others.
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  app_.set_version_flag("-V,--version", fmt::format("{} {}", program_, kmc_version()), "Print the version")
      ->group(group_);
  app_.set_help_flag("-h,--help", "Print this text")->group(group_);
  try {
    try {
      app_.parse(argc, argv);
      TakeInputs();
      check();
      return true;
    } catch (const CLI::CallForHelp&) {
      PrintLine(app_.help());
    } catch (const CLI::CallForVersion& version) {
      PrintLine(version.what());
    }
    exit_code = static_cast<int>(ExitCode::kOk);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "{0}: {1} (see {0} --help)\n", program_, error.what());
    exit_code = static_cast<int>(ExitCode::kUsage);
  } catch (const Failure& failure) {
    fmt::print(stderr, "{}: {}: {}\n", program_, failure.file(), failure.what());
    exit_code = static_cast<int>(failure.code());
  }
  return false;
}

void CommandLine::TakeInputs() {
  if (!name_list_) {
    if (inputs_->inputs.empty()) throw CLI::RequiredError("IN");
    return;
  }
  if (!inputs_->inputs.empty()) throw CLI::ValidationError("--files0-from", "does not go with inputs named by IN");
  inputs_->inputs = ReadNameList(*name_list_);
}

void CheckOptions(const InputOptions& input, const OutputOptions& output) {
  if (!output.output.empty() && input.inputs.size() > 1) {
    throw CLI::ValidationError("-o takes one input; --outdir is for several");
  }
  if (!output.output.empty() && !output.folder.empty()) {
    throw CLI::ValidationError("-o and --outdir exclude each other");
  }
  if (output.force && output.skip_existing) throw CLI::ValidationError("-f and --skip-existing exclude each other");
  if (output.extension.find('/') != std::string::npos) throw CLI::ValidationError("--ext takes no path");
  const bool to_standard_output =
      output.output == "-" || (output.output.empty() && std::ranges::count(input.inputs, "-") > 0);
  if (input.json && to_standard_output) {
    throw CLI::ValidationError("--json and the image cannot both go to standard output");
  }
}

Strip StripOf(const OutputOptions& options) {
  return options.strip == "all" ? Strip::kAll : options.strip == "safe" ? Strip::kSafe : Strip::kNone;
}

kmc_work WorkOf(const OutputOptions& options, const kmc_limits& limits, ProgressBar& bar) {
  kmc_work work;
  kmc_work_init(&work);
  work.threads = options.threads;
  work.limits = &limits;
  work.progress = ProgressBar::Callback;
  work.user = &bar;
  return work;
}

std::string OutputNameOf(const std::string& input, const OutputOptions& options) {
  std::string output = NameOutput(input, options);
  std::error_code error;
  const bool may_exist = options.force || options.skip_existing;
  if (may_exist && input != "-" && output != "-" && fs::equivalent(input, output, error)) {
    throw Failure(ExitCode::kUsage, "is the input itself", output);
  }
  return output;
}

bool OutputExists(const std::string& input, const OutputOptions& options) {
  std::error_code error;
  return fs::is_regular_file(NameOutput(input, options), error);
}

}  // namespace kmc::tools
