#include "tools/input_loop.h"

#include <exception>
#include <new>
#include <optional>

#include "fmt/format.h"
#include "tools/exit_code.h"
#include "tools/json.h"
#include "tools/utf8.h"

namespace kmc::tools {
namespace {

// Does the work; the failure in which it ended, if it did.
std::optional<Failure> Try(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const Failure& failure) {
    return failure;
  } catch (const std::bad_alloc&) {
    return Failure(ExitCode::kLimit, "not enough memory");
  } catch (const std::exception& error) {
    return Failure(ExitCode::kInternal, std::string("internal error: ") + error.what());
  }
}

void ReportSkipped(const std::string& input, const std::string& output, bool json, bool quiet) {
  if (json) {
    PrintJson({{"input", input}, {"output", output}, {"skipped", true}});
  } else if (!quiet) {
    fmt::print(stderr, "{} -> {}: exists already, skipped\n", InputTitle(input), output);
  }
}

}  // namespace

int ForEachInput(const std::string& program, const InputOptions& options,
                 const std::function<void(const std::string& input)>& work) {
  ExitCode first = ExitCode::kOk;
  bool stop = false;
  const auto report = [&](const std::string& input, const Failure& failure) {
    const std::string file = failure.file().empty() ? InputTitle(input) : failure.file();
    fmt::print(stderr, "{}: {}: {}\n", program, file, failure.what());
    if (first == ExitCode::kOk) first = failure.code();
    stop = failure.is_final();
  };
  for (const std::string& input : options.inputs) {
    auto failure = Try([&] { work(input); });
    if (failure) report(input, *failure);
    if (failure && options.json && !stop) {
      failure = Try([&] {
        PrintJson({{"input", input}, {"error", failure->what()}, {"exit_code", static_cast<int>(failure->code())}});
      });
      if (failure) report(input, *failure);
    }
    if (stop) break;
  }
  return static_cast<int>(first);
}

int ForEachInput(const std::string& program, const InputOptions& options, const OutputOptions& output,
                 const std::function<void(const std::string& input)>& work) {
  return ForEachInput(program, options, [&](const std::string& input) {
    try {
      work(input);
    } catch (const Failure& failure) {
      const bool skips = output.skip_existing && failure.code() == ExitCode::kExists && OutputExists(input, output);
      if (!skips) throw;
      ReportSkipped(input, failure.file(), options.json, output.quiet);
    }
  });
}

void PrintWarnings(const std::string& program, const std::string& input, const std::vector<std::string>& warnings) {
  constexpr size_t kMaxWarning = 300;  // may quote an input
  for (const std::string& warning : warnings) {
    fmt::print(stderr, "{}: {}: warning: {}\n", program, InputTitle(input), Printable(warning, kMaxWarning));
  }
}

std::string InputTitle(const std::string& input) { return input == "-" ? "standard input" : input; }

std::string OutputTitle(const std::string& output) { return output == "-" ? "standard output" : output; }

}  // namespace kmc::tools
