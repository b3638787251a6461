// kmcbench: how small and how fast kmc is beside other formats, on pictures of one's own.

#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tools/atomic_file.h"
#include "tools/bench/child_process.h"
#include "tools/bench/codec.h"
#include "tools/bench/options.h"
#include "tools/bench/output.h"
#include "tools/bench/peers.h"
#include "tools/bench/results.h"
#include "tools/exit_code.h"
#include "tools/input_file.h"
#include "tools/input_loop.h"
#include "tools/page/html_page.h"
#include "tools/picture_list.h"
#include "tools/progress_bar.h"
#include "tools/standard_output.h"

namespace kmc::tools {
namespace {

constexpr char kProgram[] = "kmcbench";

class Bench {
 public:
  explicit Bench(const BenchOptions& options) : options_(options), bar_(!options.quiet) {
    const PeerSearch peers = FindPeers(options.peers);
    for (const std::string& coding : options.codings) codecs_.push_back(MakeKmcCodec(coding, options));
    codecs_.push_back(MakePngCodec(options, folder_));
    for (const InstalledPeer& peer : peers.found) codecs_.push_back(MakePeerCodec(peer, options, folder_));
    results_.targets = options.targets;
    results_.missing = peers.missing;
    results_.threads = options.threads;
    for (const auto& codec : codecs_) {
      CodecHead& head = results_.codecs.emplace_back(CodecHead{codec->name(), codec->version(), {}});
      for (const BenchTarget& target : options.targets) head.settings.push_back(codec->Settings(target));
    }
  }

  const BenchResults& results() const { return results_; }

  // Measures each of the files; the exit code of the first that could not be read.
  int Run(const std::vector<std::string>& files) {
    InputOptions inputs = options_.input;
    inputs.inputs = files;
    all_ = static_cast<double>(files.size() * options_.targets.size() * codecs_.size());
    bar_.Begin("measuring");
    const int code = ForEachInput(kProgram, inputs, [this](const std::string& file) {
      const double before = done_;
      try {
        MeasurePicture(file);
      } catch (const Failure&) {
        results_.skipped.push_back(file);
        done_ = before + static_cast<double>(options_.targets.size() * codecs_.size());
        bar_.Clear();
        throw;
      }
    });
    bar_.Clear();
    return code;
  }

 private:
  void MeasurePicture(const std::string& file) {
    InputFile in(file);
    const Picture original =
        ReadPicture(in, {options_.input.limits.max_width, options_.input.limits.max_pixels, false});
    BenchedPicture picture;
    picture.name = file;
    picture.width = original.width;
    picture.height = original.height;
    picture.input_bytes = in.Size();
    for (size_t target = 0; target < options_.targets.size(); ++target) {
      const BenchTask task = MakeTask(original, options_.targets[target], options_);
      picture.is_opaque = task.is_opaque;
      std::vector<Measurement>& measured = picture.measured.emplace_back();
      for (size_t codec = 0; codec < codecs_.size(); ++codec) {
        const bool is_able = !results_.codecs[codec].settings[target].empty();
        measured.push_back(is_able ? codecs_[codec]->Measure(task) : Measurement{.failure = "cannot"});
        ProgressBar::Callback(&bar_, ++done_ / all_);
      }
    }
    results_.pictures.push_back(std::move(picture));
  }

  const BenchOptions& options_;
  const TemporaryFolder folder_;
  ProgressBar bar_;
  std::vector<std::unique_ptr<Codec>> codecs_;  // the first is what the others are compared with
  BenchResults results_;
  double done_ = 0, all_ = 1;  // of the measurements
};

void CheckOutputs(const BenchOptions& options) {
  for (const std::string& file : {options.csv, options.html}) {
    if (!file.empty()) const AtomicFile possible(file, options.force);
  }
}

void WriteResults(const BenchResults& results, const BenchOptions& options) {
  if (!options.csv.empty()) {
    AtomicFile file(options.csv, options.force);
    const std::string csv = CsvOf(results);
    file.Write(csv.data(), csv.size());
    file.Commit();
  }
  if (!options.html.empty()) WritePage(kBenchPage, PageDataOf(results), options.html, options.force);
  if (options.input.json) {
    for (const BenchedPicture& picture : results.pictures) PrintJson(JsonOf(results, picture));
    PrintJson(JsonOfSummaries(results));
  } else if (!options.quiet) {
    PrintLine(TableOf(results));
  }
}

int Main(int argc, char** argv) {
  BenchOptions options;
  int exit_code = 0;
  if (!ParseOptions(argc, argv, options, exit_code)) return exit_code;
  int measured = 0;
  // What concerns no input in particular is reported as if it were one.
  const InputOptions all = {{"all inputs"}, options.input.limits, false};
  const int code = ForEachInput(kProgram, all, [&](const std::string&) {
    CheckOutputs(options);
    const std::vector<std::string> files = ListPictures(options.input.inputs, kPictureExtensions);
    if (files.empty()) throw Failure(ExitCode::kUnreadable, "hold no pictures");
    Bench bench(options);
    measured = bench.Run(files);
    if (!bench.results().pictures.empty()) WriteResults(bench.results(), options);
  });
  return code != 0 ? code : measured;
}

}  // namespace
}  // namespace kmc::tools

int main(int argc, char** argv) { return kmc::tools::Main(argc, argv); }
