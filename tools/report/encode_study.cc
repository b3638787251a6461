#include "tools/report/encode_study.h"

#include <algorithm>
#include <numeric>

#include "tools/command_line.h"
#include "tools/exit_code.h"
#include "tools/stopwatch.h"

namespace kmc::tools {
namespace {

// The error curve goes on for a while behind the colours that are shown.
constexpr uint32_t kLeastCurve = 64, kLargestCurve = 4096;

class Studies {
 public:
  Studies(const Picture& picture, const EncodeOptions& options, const kmc_work& work)
      : picture_(picture), options_(options), work_(work) {}

  Study OfFile(const Result& result) const {
    Study study;
    StudiedImage& best = study.best;
    best.colors = result.info.colors;
    Check(kmc_read(kmc_bytes_data(result.file.get()), kmc_bytes_size(result.file.get()), &work_, Out(best.image)));
    best.squared_error = result.squared_error;
    best.bytes = result.info.file_bytes - result.info.metadata_bytes;
    best.milliseconds = result.total_ms;
    const bool has_runs = result.report && kmc_report_runs(result.report.get()) > 0;
    if (has_runs) AddRuns(result.report.get(), options_.quantize, study);
    return study;
  }

  Study Of(uint32_t colors) const {
    kmc_quantize_options quantize = With(colors);
    Study study;
    study.best = Encoded(quantize, study.report);
    if (kmc_report_runs(study.report.get()) > 0) AddRuns(study.report.get(), quantize, study);
    return study;
  }

  StudiedImage ByEffort(uint32_t colors) const {
    kmc_quantize_options quantize = With(colors);
    quantize.restarts = 0;
    Report report;
    return Encoded(quantize, report);
  }

  std::vector<double> Curve(uint32_t most_colors) const {
    kmc_quantize_options quantize = options_.quantize;
    quantize.colors = std::clamp(2 * most_colors, kLeastCurve, kLargestCurve);
    std::vector<double> curve(quantize.colors);
    const kmc_pixels pixels = {picture_.rgba.get(), size_t{4} * picture_.width, picture_.width, picture_.height};
    Check(kmc_error_curve(&pixels, 1, &quantize, &work_, curve.data()));
    return curve;
  }

 private:
  kmc_quantize_options With(uint32_t colors) const {
    kmc_quantize_options quantize = options_.quantize;
    quantize.colors = colors;
    quantize.fixed_colors = std::min(quantize.fixed_colors, colors);
    quantize.lossless = 0;
    return quantize;
  }

  StudiedImage Encoded(const kmc_quantize_options& quantize, Report& report) const {
    Stopwatch stopwatch;
    StudiedImage studied;
    studied.colors = quantize.colors;
    Check(kmc_quantize(picture_.rgba.get(), size_t{4} * picture_.width, picture_.width, picture_.height, &quantize,
                       &work_, Out(studied.image), Out(report)));
    studied.squared_error = kmc_report_squared_error(report.get());
    Bytes file;
    Check(kmc_write(studied.image.get(), &options_.write, &work_, Out(file)));
    studied.bytes = kmc_bytes_size(file.get());
    studied.milliseconds = stopwatch.TotalMilliseconds();
    return studied;
  }

  // Run i starts from seed + i: so the worst one can be had again.
  void AddRuns(const kmc_report* report, kmc_quantize_options quantize, Study& study) const {
    const NamedRuns runs = NamedRunsOf(report);
    study.best.run = runs.best;
    if (kmc_report_run_cost(report, runs.worst) == kmc_report_run_cost(report, runs.best)) return;
    quantize.restarts = 1;
    quantize.seed += runs.worst;
    Report unused;
    study.worst = Encoded(quantize, unused);
    study.worst->run = runs.worst;
  }

  const Picture& picture_;
  const EncodeOptions& options_;
  const kmc_work& work_;
};

}  // namespace

EncodeStudy StudyEncoding(const Picture& picture, const EncodeOptions& options, const Result& result,
                          ProgressBar& bar) {
  bar.Begin("studying");
  const kmc_work work = WorkOf(options.output, options.input.limits, bar);
  const Studies studies(picture, options, work);
  EncodeStudy study;
  study.studies.push_back(studies.OfFile(result));
  for (const uint32_t colors : options.other_colors) study.studies.push_back(studies.Of(colors));
  for (const uint32_t colors : options.compared_colors) study.comparisons.push_back(studies.ByEffort(colors));
  study.curve = result.curve;  // of which --auto-k has taken the elbow
  for (double& error : study.curve) error *= result.Pixels();
  if (!study.curve.empty()) return study;
  uint32_t most = result.info.colors;
  for (const Study& one : study.studies) most = std::max(most, one.best.colors);
  for (const StudiedImage& one : study.comparisons) most = std::max(most, one.colors);
  if (most <= kLargestCurve) study.curve = studies.Curve(most);
  return study;
}

NamedRuns NamedRunsOf(const kmc_report* report) {
  std::vector<uint32_t> runs(kmc_report_runs(report));
  std::iota(runs.begin(), runs.end(), 0);
  std::ranges::stable_sort(runs, {}, [report](uint32_t run) { return kmc_report_run_cost(report, run); });
  return {runs.front(), runs[runs.size() / 2], runs.back()};
}

}  // namespace kmc::tools
