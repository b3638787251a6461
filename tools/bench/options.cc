#include "tools/bench/options.h"

#include <algorithm>

#include "fmt/format.h"
#include "tools/bench/peers.h"
#include "tools/exit_code.h"
#include "tools/page/html_page.h"

namespace kmc::tools {
namespace {

constexpr uint32_t kMaxColors = 65536;

std::vector<std::string> PeerNames() {
  std::vector<std::string> names;
  for (const Peer& peer : AllPeers()) names.push_back(peer.name);
  return names;
}

CLI::Option* AddList(CommandLine& line, const std::string& names, const std::string& text, auto& list,
                     const std::string& help) {
  return line.Add(names, text, list, help)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace

std::string BenchTarget::Title() const {
  if (kind == kLossless) return "lossless";
  return kind == kColors ? fmt::format("{} colours", value) : fmt::format("{} dB", value);
}

bool ParseOptions(int argc, char** argv, BenchOptions& options, int& exit_code) {
  CommandLine line("kmcbench",
                   "Measures how small kmc and other formats make pictures: files, and folders with all that is\n"
                   "in them. Other formats are written by the programs that are there; what is missing is named.",
                   "[options] IN...");
  bool lossless = false;
  std::vector<uint32_t> colors;
  std::vector<double> decibels;
  line.AddInputs(options.input);
  line.BeginGroup("What all have to keep (several may be asked for)");
  line.AddFlag("--lossless", lossless, "Every pixel (default); kmc leaves out pictures of more than\n65536 colours");
  AddList(line, "-k,--colors", "N,...", colors,
          "The picture of N colours that kmc makes; pngquant makes\n"
          "one of its own")
      ->check(CLI::Range(1u, kMaxColors));
  AddList(line, "--psnr", "DB,...", decibels,
          "So many decibels; each codec is searched for its smallest\nfile that does")
      ->check(CLI::Range(1.0, 100.0));
  line.BeginGroup("Codecs");
  AddList(line, "--coding", "CODING,...", options.codings, "kmc's: packed, deflate, fast, max (default fast,max)")
      ->check(CLI::IsMember({"packed", "deflate", "fast", "max"}));
  line.Add("-e,--effort", "1..9", options.effort, "kmc's search for colours (default 5)")->check(CLI::Range(1, 9));
  AddList(line, "--peers", "NAME,...", options.peers,
          fmt::format("Only these, or none:\n{}", fmt::join(PeerNames(), ", ")))
      ->check([](const std::string& name) {
        const std::vector<std::string> names = PeerNames();
        const bool known = name == "none" || std::ranges::count(names, name) > 0;
        return known ? std::string() : fmt::format("there is no peer {}, but {}", name, fmt::join(names, ", "));
      });
  line.BeginGroup("Output");
  line.Add("--csv", "FILE", options.csv, "A row for every picture, codec and target");
  line.Add("--html", "FILE", options.html, "A page with tables and plots");
  line.AddFlag("-f,--force", options.force, "Overwrite what exists");
  line.BeginGroup("Work");
  line.Add("-j,--threads", "N", options.threads, "Threads of each codec that can use several (default 1)")
      ->check(CLI::Range(1, 1024));
  line.AddLimits(options.input);
  line.BeginGroup("Messages");
  line.AddJson(options.input);
  line.AddFlag("-q,--quiet", options.quiet, "Print nothing but errors and what was asked for");
  const auto check = [&] {
    if (lossless || (colors.empty() && decibels.empty())) options.targets.push_back({});
    for (const uint32_t count : colors) options.targets.push_back({BenchTarget::kColors, static_cast<double>(count)});
    for (const double psnr : decibels) options.targets.push_back({BenchTarget::kPsnr, psnr});
    if (options.codings.empty()) options.codings = {"fast", "max"};
    if (!options.html.empty()) CheckPage(kBenchPage);
  };
  return line.Parse(argc, argv, check, exit_code);
}

}  // namespace kmc::tools
