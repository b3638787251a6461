#include "tools/report/report_page.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tools/atomic_file.h"
#include "tools/input_loop.h"
#include "tools/page/html_page.h"
#include "tools/psnr.h"
#include "tools/target_options.h"
#include "tools/report/encode_study.h"
#include "tools/report/report_pixels.h"

namespace kmc::tools {
namespace {

// A plot has no more room: of more runs, evenly chosen ones and those with names.
constexpr uint32_t kMaxRuns = 5000, kMaxFallingRuns = 400;

// Six digits are more than a plot shows.
double Rounded(double value) { return std::stod(fmt::format("{:.6g}", value)); }

std::vector<uint32_t> SomeOf(uint32_t runs, uint32_t most, const NamedRuns& named) {
  std::vector<uint32_t> some;
  for (uint32_t i = 0; i < std::min(runs, most); ++i) {
    some.push_back(static_cast<uint32_t>(uint64_t{i} * runs / std::min(runs, most)));
  }
  some.insert(some.end(), {named.best, named.median, named.worst});
  std::sort(some.begin(), some.end());
  some.erase(std::unique(some.begin(), some.end()), some.end());
  return some;
}

Json JsonOfRuns(const kmc_report* report, double pixels) {
  const NamedRuns named = NamedRunsOf(report);
  Json json = {{"count", kmc_report_runs(report)}, {"best", named.best},
               {"median", named.median},           {"worst", named.worst},
               {"costs", Json::array()},           {"falling", Json::array()}};
  for (const uint32_t run : SomeOf(kmc_report_runs(report), kMaxRuns, named)) {
    json["costs"].push_back({run, Rounded(kmc_report_run_cost(report, run) / pixels)});
  }
  for (const uint32_t run : SomeOf(kmc_report_runs(report), kMaxFallingRuns, named)) {
    std::vector<double> costs(kmc_report_iterations(report, run, nullptr, 0));
    kmc_report_iterations(report, run, costs.data(), static_cast<uint32_t>(costs.size()));
    for (double& cost : costs) cost = Rounded(cost / pixels);
    json["falling"].push_back({{"run", run}, {"costs", costs}});
  }
  return json;
}

Json JsonOfPalette(const kmc_image* image, const ReportPixels& pixels) {
  const std::vector<uint32_t> shares = pixels.SharesOf(image);
  const uint8_t* color = kmc_image_palette(image);
  Json palette = Json::array();
  for (size_t i = 0; i < shares.size(); ++i, color += 4) {
    palette.push_back({color[0], color[1], color[2], color[3], shares[i]});
  }
  return palette;
}

class ReportPage {
 public:
  ReportPage(const Picture& picture, const EncodeOptions& options, const Result& result)
      : options_(options), result_(result), pixels_(picture) {}

  Json Of(const EncodeStudy& study, const kmc_work& work) const {
    Json json = {{"program", fmt::format("kmcenc {}", kmc_version())},
                 {"summary", Summary()},
                 {"settings", Settings()},
                 {"shown", {{"width", pixels_.width()}, {"height", pixels_.height()}, {"step", pixels_.step()}}},
                 {"original", PictureUrl(pixels_.OriginalPicture())},
                 {"points", pixels_.Points()},
                 {"images", Json::array()},
                 {"studies", Json::array()},
                 {"curve", Json::array()}};
    for (const Study& one : study.studies) AddStudy(one, json);
    for (const StudiedImage& one : study.comparisons) json["images"].push_back(ImageOf(one, "compared"));
    for (const double error : study.curve) json["curve"].push_back(Rounded(error / result_.Pixels()));
    if (!study.curve.empty()) {
      json["elbow"] = kmc_elbow(study.curve.data(), static_cast<uint32_t>(study.curve.size()));
    }
    json["bits"] = pixels_.BitsOf(result_.file.get(), work);
    return json;
  }

 private:
  // What --json says, without the runs, which are told with their study.
  Json Summary() const {
    Json json = JsonOf(result_);
    json.erase("runs");
    json.erase("error_curve");
    json["input"] = InputTitle(result_.input);
    json["output"] = OutputTitle(result_.output);
    return json;
  }

  Json Settings() const {
    if (options_.target) {
      return {{"wanted", DescribeTarget(options_)}, {"coding", options_.coding}, {"effort", options_.quantize.effort}};
    }
    Json json = {{"colour space", options_.space}, {"dithering", options_.dither}, {"coding", options_.coding}};
    const kmc_quantize_options& quantize = options_.quantize;
    if (quantize.restarts > 0) {
      json["restarts"] = quantize.restarts;
      json["iterations at most"] = quantize.iterations;
      json["first centroids"] = quantize.seeding == KMC_SEEDING_RANDOM ? "random" : "k-means++";
      json["seed"] = quantize.seed;
    } else {
      json["effort"] = quantize.effort;
    }
    if (quantize.vivid) json["vivid"] = true;
    return json;
  }

  Json ImageOf(const StudiedImage& studied, const std::string& role) const {
    const kmc_image* image = studied.image.get();
    const double error = studied.squared_error / result_.Pixels();
    return {{"role", role},
            {"asked", studied.colors},
            {"colors", kmc_image_colors(image)},
            {"run", studied.run ? Json(*studied.run) : Json(nullptr)},
            {"error", Rounded(error)},
            {"psnr", error > 0 ? Json(PsnrOf(error, 1)) : Json(nullptr)},
            {"bytes", studied.bytes},
            {"milliseconds", Rounded(studied.milliseconds)},
            {"picture", PictureUrl(pixels_.PictureOf(image))},
            {"palette", JsonOfPalette(image, pixels_)},
            {"labels", pixels_.LabelsOf(image)}};
  }
  // The study names its images by their places in the page's list.
  void AddStudy(const Study& study, Json& page) const {
    const kmc_report* report = study.report ? study.report.get() : result_.report.get();
    Json& images = page["images"];
    Json json = {{"colors", study.best.colors}, {"best", images.size()}};
    images.push_back(ImageOf(study.best, study.best.run ? "best" : "only"));
    if (study.worst) {
      json["worst"] = images.size();
      images.push_back(ImageOf(*study.worst, "worst"));
    }
    if (study.best.run) json["runs"] = JsonOfRuns(report, result_.Pixels());
    page["studies"].push_back(std::move(json));
  }

  const EncodeOptions& options_;
  const Result& result_;
  const ReportPixels pixels_;
};

}  // namespace

void CheckReportPage(const EncodeOptions& options) {
  if (options.report.empty()) return;
  CheckPage(kReportPage);
  const AtomicFile possible(options.report, options.output.force);
}

void WriteReportPage(const Picture& picture, const EncodeOptions& options, const Result& result) {
  ProgressBar bar(!options.output.quiet);
  const EncodeStudy study = StudyEncoding(picture, options, result, bar);
  const kmc_work work = WorkOf(options.output, options.input.limits, bar);
  bar.Begin("writing report");
  const Json json = ReportPage(picture, options, result).Of(study, work);
  WritePage(kReportPage, json, options.report, options.output.force);
}

}  // namespace kmc::tools
