// kmcgallery: a page of pictures, from files and folders of .kmc files and of
// pictures that could become some.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "codec/kmc.hpp"
#include "fmt/format.h"
#include "tools/atomic_file.h"
#include "tools/command_line.h"
#include "tools/exit_code.h"
#include "tools/image_file.h"
#include "tools/input_file.h"
#include "tools/input_loop.h"
#include "tools/kmc_file.h"
#include "tools/page/html_page.h"
#include "tools/picture_list.h"
#include "tools/png_memory.h"
#include "tools/progress_bar.h"
#include "tools/psnr.h"
#include "tools/resize.h"
#include "tools/thousands.h"

namespace kmc::tools {
namespace {

constexpr char kProgram[] = "kmcgallery";
constexpr uint32_t kMaxShownColors = 256;  // of a palette, and what an indexed PNG can hold

struct Options {
  InputOptions input;
  OutputOptions output;
  std::string title;
  uint32_t colors = 256;
  uint32_t size = 640;
};

bool ParseOptions(int argc, char** argv, Options& options, int& exit_code) {
  CommandLine line(kProgram,
                   "Writes a page that shows the pictures of files and folders: .kmc files as they are, others as\n"
                   "the .kmc files that they would become.",
                   "[options] IN... -o PAGE.html");
  line.AddInputs(options.input);
  line.BeginGroup("Pictures");
  line.Add("-k,--colors", "N", options.colors, "Colours of those that are no .kmc files (default 256)")
      ->check(CLI::Range(1u, 65536u));
  line.Add("--size", "N", options.size, "Pixels of the longer side at most, as they are shown (default\n640)")
      ->check(CLI::Range(16u, 8192u));
  line.BeginGroup("Output");
  line.Add("-o,--output", "PAGE.html", options.output.output, "The page")->required();
  line.Add("--title", "TEXT", options.title, "Its title (default: the name of the first input)");
  line.AddFlag("-f,--force", options.output.force, "Overwrite what exists");
  line.BeginGroup("Work");
  line.AddThreads(options.output);
  line.AddLimits(options.input);
  line.BeginGroup("Messages");
  line.AddQuiet(options.output);
  const auto check = [&options] {
    if (options.output.output == "-") throw CLI::ValidationError("--output", "wants a file");
    CheckPage(kGalleryPage);
  };
  return line.Parse(argc, argv, check, exit_code);
}

class Gallery {
 public:
  explicit Gallery(const Options& options) : options_(options), bar_(!options.output.quiet) {
    kmc_work_init(&work_);
    work_.threads = options.output.threads;
    work_.limits = &options.input.limits;
    kmc_quantize_options_init(&quantize_);
  }

  // The exit code of the first file that could not be shown.
  int Add(const std::vector<std::string>& files) {
    InputOptions inputs = options_.input;
    inputs.inputs = files;
    bar_.Begin("reading pictures");
    double done = 0;
    const int code = ForEachInput(kProgram, inputs, [&](const std::string& file) {
      ProgressBar::Callback(&bar_, done++ / static_cast<double>(files.size()));
      try {
        cards_.push_back(CardOf(file));
      } catch (const Failure&) {
        bar_.Clear();
        throw;
      }
    });
    bar_.Clear();
    return code;
  }

  const Json& cards() const { return cards_; }

 private:
  Json CardOf(const std::string& file) const {
    InputFile in(file);
    const auto start = in.Peek(16);
    if (kmc_is_kmc(start.data(), start.size())) return CardOfKmc(file, in);
    return CardOfPicture(file, in);
  }

  Json CardOfKmc(const std::string& file, InputFile& in) const {
    const std::vector<uint8_t> bytes = ReadKmcFile(in);
    Image image;
    Check(kmc_read(bytes.data(), bytes.size(), &work_, Out(image)));
    return Card(file, image.get(), bytes.size());
  }

  Json CardOfPicture(const std::string& file, InputFile& in) const {
    const Picture picture = ReadPicture(in, {options_.input.limits.max_width, options_.input.limits.max_pixels, false});
    kmc_quantize_options quantize = quantize_;
    quantize.colors = options_.colors;
    Image image;
    Report report;
    Check(kmc_quantize(picture.rgba.get(), size_t{4} * picture.width, picture.width, picture.height, &quantize, &work_,
                       Out(image), Out(report)));
    Bytes bytes;
    Check(kmc_write(image.get(), nullptr, &work_, Out(bytes)));
    Json card = Card(file, image.get(), kmc_bytes_size(bytes.get()));
    const double error = kmc_report_squared_error(report.get());
    card["input_bytes"] = in.Size();
    card["psnr"] = error > 0 ? Json(PsnrOf(error, static_cast<double>(picture.width) * picture.height)) : Json(nullptr);
    return card;
  }

  Json Card(const std::string& file, const kmc_image* image, uint64_t bytes) const {
    Json palette = Json::array();
    const uint8_t* color = kmc_image_palette(image);
    for (uint32_t i = 0; i < std::min(kmc_image_colors(image), kMaxShownColors); ++i, color += 4) {
      palette.push_back({color[0], color[1], color[2], color[3]});
    }
    return {{"name", InputTitle(file)},
            {"width", kmc_image_width(image)},
            {"height", kmc_image_height(image)},
            {"colors", kmc_image_colors(image)},
            {"bytes", bytes},
            {"palette", palette},
            {"picture", PictureUrl(Thumbnail(image))}};
  }

  // As PNG; one that had to be shrunk gets 256 colours of its own, so that pages stay small.
  std::vector<uint8_t> Thumbnail(const kmc_image* image) const {
    const uint32_t width = kmc_image_width(image), height = kmc_image_height(image);
    if (width <= options_.size && height <= options_.size && kmc_image_colors(image) <= kMaxShownColors) {
      return Indexed(image);
    }
    Picture picture;
    picture.width = width;
    picture.height = height;
    AllocateRgba(picture);
    Check(kmc_image_rgba(image, 0, 0, width, height, picture.rgba.get(), size_t{4} * width));
    ShrinkToFit(picture, options_.size, options_.size);
    Image shrunk;
    Check(kmc_quantize(picture.rgba.get(), size_t{4} * picture.width, picture.width, picture.height, &quantize_, &work_,
                       Out(shrunk), nullptr));
    return Indexed(shrunk.get());
  }

  static std::vector<uint8_t> Indexed(const kmc_image* image) {
    const uint32_t width = kmc_image_width(image), height = kmc_image_height(image);
    std::vector<uint8_t> indices(size_t{width} * height);
    Check(kmc_image_indices8(image, 0, 0, width, height, indices.data(), width));
    return EncodePng(width, height, {kmc_image_palette(image), size_t{4} * kmc_image_colors(image)}, indices.data());
  }

  const Options& options_;
  ProgressBar bar_;
  kmc_work work_;
  kmc_quantize_options quantize_;
  Json cards_ = Json::array();
};

std::string TitleOf(const Options& options) {
  if (!options.title.empty()) return options.title;
  std::string name = options.input.inputs[0];
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  return name.substr(name.rfind('/') + 1);
}

int Main(int argc, char** argv) {
  Options options;
  int exit_code = 0;
  if (!ParseOptions(argc, argv, options, exit_code)) return exit_code;
  int shown = 0;
  const InputOptions all = {{"all inputs"}, options.input.limits, false};
  const int code = ForEachInput(kProgram, all, [&](const std::string&) {
    { const AtomicFile possible(options.output.output, options.output.force); }
    std::vector<std::string> extensions = kPictureExtensions;
    extensions.emplace_back(".kmc");
    const std::vector<std::string> files = ListPictures(options.input.inputs, extensions);
    if (files.empty()) throw Failure(ExitCode::kUnreadable, "hold no pictures");
    Gallery gallery(options);
    shown = gallery.Add(files);
    if (gallery.cards().empty()) return;
    const Json page = {{"program", fmt::format("{} {}", kProgram, kmc_version())},
                       {"title", TitleOf(options)},
                       {"pictures", gallery.cards()}};
    WritePage(kGalleryPage, page, options.output.output, options.output.force);
    if (!options.output.quiet) {
      fmt::print(stderr, "{}: {} picture{}\n", options.output.output, WithCommas(gallery.cards().size()),
                 gallery.cards().size() == 1 ? "" : "s");
    }
  });
  return code != 0 ? code : shown;
}

}  // namespace
}  // namespace kmc::tools

int main(int argc, char** argv) { return kmc::tools::Main(argc, argv); }
