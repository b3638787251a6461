#include "tools/bench/output.h"

#include <algorithm>

#include "fmt/format.h"
#include "tools/thousands.h"
#include "tools/utf8.h"

namespace kmc::tools {
namespace {

constexpr size_t kMaxName = 60;

std::string LastPart(const std::string& path) { return Printable(path.substr(path.rfind('/') + 1), kMaxName); }

std::string RowOf(const CodecHead& head, const CodecSummary& summary) {
  std::string row = fmt::format("  {:<12}{:>8}{:>15}{:>8.2f}", head.name, WithCommas(summary.pictures),
                                WithCommas(summary.bytes), summary.raw_ratio);
  if (const auto& against = summary.against_first) {
    row += fmt::format("{:>8.3f}{:>8.3f}{:>8.3f}{:>8.3f}", against->sum, against->geometric_mean, against->least,
                       against->most);
  } else {
    row += fmt::format("{:>8}{:>8}{:>8}{:>8}", "1", "1", "", "");
  }
  const std::string psnr = summary.psnr ? fmt::format("{:.2f}", *summary.psnr) : "exact";
  return row + fmt::format("{:>8}{:>10.2f}{:>10.2f}\n", psnr, summary.encode_speed, summary.decode_speed);
}

std::string TargetTable(const BenchResults& results, size_t target) {
  const std::string& first = results.codecs[0].name;
  std::string text =
      fmt::format("{}\n  {:<12}{:>8}{:>15}{:>8}{:>32}{:>8}{:>10}{:>10}\n", results.targets[target].Title(), "", "", "",
                  "raw /", "bytes / bytes of " + first + ":  ", "", "encode", "decode");
  text += fmt::format("  {:<12}{:>8}{:>15}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>10}{:>10}\n", "codec", "pictures", "bytes",
                      "bytes", "sum", "geomean", "least", "most", "dB", "MP/s", "MP/s");
  std::string worst;
  for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
    const CodecHead& head = results.codecs[codec];
    if (head.settings[target].empty()) continue;
    const CodecSummary summary = Summarise(results, target, codec);
    if (summary.pictures == 0) continue;
    text += RowOf(head, summary);
    const auto& against = summary.against_first;
    if (against && against->least < 1) {
      worst += fmt::format("  {} is smaller than {} by most on {} ({:.3f})\n", head.name, first,
                           LastPart(against->least_picture), against->least);
    }
  }
  return text + worst;
}

std::string HowTimed(const BenchResults& results) {
  return fmt::format(
      "{} thread{} each. kmc and png run in this process, the others as programs: their start and their files count. "
      "kmc and pngquant choose colours, the others are given them.",
      results.threads, results.threads == 1 ? "" : "s");
}

std::string SettingsText(const BenchResults& results) {
  std::string text = "codecs\n";
  for (const CodecHead& head : results.codecs) {
    std::vector<std::string> settings;
    for (const std::string& setting : head.settings) {
      if (!setting.empty() && std::ranges::count(settings, setting) == 0) settings.push_back(setting);
    }
    text += fmt::format("  {:<12}{}: {}\n", head.name, head.version, fmt::join(settings, "; "));
  }
  if (!results.missing.empty()) text += fmt::format("  not here: {}\n", fmt::join(results.missing, ", "));
  if (!results.skipped.empty()) text += fmt::format("  skipped: {} of the inputs\n", results.skipped.size());
  return text + fmt::format("  {}\n", HowTimed(results));
}

std::string Quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

Json JsonOf(const BenchedPicture& picture, const Measurement& measurement) {
  if (!measurement.done()) return {{"failure", measurement.failure}};
  const auto psnr = PsnrOf(picture, measurement);
  Json json = {{"bytes", measurement.bytes},
               {"psnr", psnr ? Json(*psnr) : Json(nullptr)},
               {"encode_ms", measurement.encode_ms},
               {"decode_ms", measurement.decode_ms}};
  if (!measurement.setting.empty()) json["setting"] = measurement.setting;
  return json;
}

Json JsonOf(const CodecSummary& summary) {
  Json json = {{"pictures", summary.pictures},
               {"failures", summary.failures},
               {"bytes", summary.bytes},
               {"raw_ratio", summary.raw_ratio},
               {"psnr", summary.psnr ? Json(*summary.psnr) : Json(nullptr)},
               {"encode_megapixels_per_second", summary.encode_speed},
               {"decode_megapixels_per_second", summary.decode_speed},
               {"against_first", nullptr}};
  if (const auto& against = summary.against_first) {
    json["against_first"] = {{"pictures", against->pictures},
                             {"sum", against->sum},
                             {"geometric_mean", against->geometric_mean},
                             {"least", against->least},
                             {"least_picture", against->least_picture},
                             {"most", against->most},
                             {"most_picture", against->most_picture}};
  }
  return json;
}

}  // namespace

std::string TableOf(const BenchResults& results) {
  std::string text;
  for (size_t target = 0; target < results.targets.size(); ++target) text += TargetTable(results, target) + "\n";
  text += SettingsText(results);
  text.pop_back();
  return text;
}

std::string CsvOf(const BenchResults& results) {
  std::string csv =
      "picture,width,height,input_bytes,raw_bytes,target,codec,version,setting,bytes,psnr,encode_ms,decode_ms,"
      "failure\n";
  for (const BenchedPicture& picture : results.pictures) {
    for (size_t target = 0; target < results.targets.size(); ++target) {
      for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
        const CodecHead& head = results.codecs[codec];
        if (head.settings[target].empty()) continue;
        const Measurement& one = picture.measured[target][codec];
        const auto psnr = PsnrOf(picture, one);
        csv += fmt::format("{},{},{},{},{},{},{},{},{},", Quoted(picture.name), picture.width, picture.height,
                           picture.input_bytes, picture.RawBytes(), results.targets[target].Title(), head.name,
                           head.version, Quoted(one.setting));
        csv += one.done() ? fmt::format("{},{},{:.3f},{:.3f},\n", one.bytes, psnr ? fmt::format("{:.4f}", *psnr) : "",
                                        one.encode_ms, one.decode_ms)
                          : fmt::format(",,,,{}\n", Quoted(one.failure));
      }
    }
  }
  return csv;
}

Json JsonOf(const BenchResults& results, const BenchedPicture& picture) {
  Json json = {{"input", picture.name},           {"width", picture.width},
               {"height", picture.height},        {"input_bytes", picture.input_bytes},
               {"raw_bytes", picture.RawBytes()}, {"measured", Json::array()}};
  for (size_t target = 0; target < results.targets.size(); ++target) {
    for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
      if (results.codecs[codec].settings[target].empty()) continue;
      Json one = {{"target", results.targets[target].Title()}, {"codec", results.codecs[codec].name}};
      one.update(JsonOf(picture, picture.measured[target][codec]));
      json["measured"].push_back(std::move(one));
    }
  }
  return json;
}

Json JsonOfSummaries(const BenchResults& results) {
  Json json = {{"program", fmt::format("kmcbench {}", kmc_version())},
               {"timing", HowTimed(results)},
               {"pictures", results.pictures.size()},
               {"missing", results.missing},
               {"skipped", results.skipped},
               {"summaries", Json::array()}};
  for (size_t target = 0; target < results.targets.size(); ++target) {
    for (size_t codec = 0; codec < results.codecs.size(); ++codec) {
      const CodecHead& head = results.codecs[codec];
      if (head.settings[target].empty()) continue;
      Json one = {{"target", results.targets[target].Title()},
                  {"codec", head.name},
                  {"version", head.version},
                  {"settings", head.settings[target]}};
      one.update(JsonOf(Summarise(results, target, codec)));
      json["summaries"].push_back(std::move(one));
    }
  }
  return json;
}

Json PageDataOf(const BenchResults& results) {
  Json json = JsonOfSummaries(results);
  json["first"] = results.codecs[0].name;
  json["images"] = Json::array();
  for (const BenchedPicture& picture : results.pictures) json["images"].push_back(JsonOf(results, picture));
  return json;
}

}  // namespace kmc::tools
