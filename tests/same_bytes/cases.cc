#include "tests/same_bytes/cases.h"

#include <array>
#include <stdexcept>
#include <utility>

#include "tests/spec/metadata_samples.h"

namespace kmc {
namespace {

std::string Numbered(std::string text, uint32_t number) { return text.append(std::to_string(number)); }

void Check(kmc_result result) {
  if (result != KMC_OK) throw std::runtime_error(kmc_result_text(result));
}

template <class Setting>
Case MakeCase(std::string name, std::vector<SampleImage> images, Setting set) {
  Case made{std::move(name), std::move(images), {}, {}, {}};
  kmc_quantize_options_init(&made.quantize);
  kmc_write_options_init(&made.write);
  made.quantize.colors = 60;
  set(made);
  return made;
}

void SetTarget(Case& one, kmc_goal goal, double value) {
  kmc_target_init(&one.target.emplace());
  one.target->goal = goal;
  one.target->value = value;
  one.quantize.colors = 256;
}

constexpr std::array<uint8_t, 12> kFixed = {200, 30, 40, 255, 0, 0, 0, 255, 10, 220, 90, 128};
constexpr std::array<uint8_t, 20> kPalette = {255, 255, 255, 255, 0,   0,   0, 255, 90, 90,
                                              90,  255, 255, 255, 255, 255, 0, 0,   0,  0};

// Most options do what they do on a few pixels too, and emulated processors are slow.
SampleImage SmallPhoto() { return Photo(64, 45); }
SampleImage LargerPhoto() { return Photo(140, 130); }

using CaseList = std::vector<Case>;

void AddEfforts(CaseList& cases) {
  for (uint32_t effort = 1; effort <= 9; ++effort) {
    cases.push_back(MakeCase(Numbered("photo, effort ", effort), {LargerPhoto()},
                             [&](Case& one) { one.quantize.effort = effort; }));
    cases.push_back(MakeCase(Numbered("translucent, effort ", effort), {Translucent(70, 50)},
                             [&](Case& one) { one.quantize.effort = effort; }));
  }
  // Large enough for a sample instead of a histogram, for counting by cells, and for several stripes of rows.
  cases.push_back(MakeCase("photo of samples", {Photo(400, 300)}, [](Case& one) { one.quantize.effort = 1; }));
  cases.push_back(MakeCase("photo of cells", {Photo(700, 500)}, [](Case& one) { one.quantize.effort = 2; }));
  cases.push_back(MakeCase("photo of stripes", {Photo(1500, 1500)}, [](Case& one) { one.quantize.effort = 2; }));
}

void AddColors(CaseList& cases) {
  for (const uint32_t colors : {1u, 2u, 3u, 17u, 256u, 257u, 700u, 1500u}) {
    cases.push_back(MakeCase(std::to_string(colors) + " colours of a photo", {LargerPhoto()}, [&](Case& one) {
      one.quantize.colors = colors;
      one.quantize.effort = 3;
    }));
  }
  cases.push_back(MakeCase("4500 colours of noise", {Noise(90, 90)}, [](Case& one) {
    one.quantize.colors = 4500;
    one.quantize.effort = 2;
  }));
  cases.push_back(MakeCase("noise", {Noise(130, 130)}, [](Case& one) { one.quantize.colors = 256; }));
  cases.push_back(MakeCase("gradient", {Gradient(300, 10)}, [](Case& one) { one.quantize.colors = 16; }));
  cases.push_back(MakeCase("few colours, all kept", {FewColors(100, 100, 50)}, [](Case&) {}));
  cases.push_back(MakeCase("one colour", {FewColors(33, 20, 1)}, [](Case&) {}));
  cases.push_back(MakeCase("a pixel", {Photo(1, 1)}, [](Case&) {}));
  cases.push_back(MakeCase("a column", {Photo(1, 700)}, [](Case&) {}));
  cases.push_back(MakeCase("lossless", {Translucent(80, 60)}, [](Case& one) {
    one.quantize.colors = 65536;
    one.quantize.lossless = 1;
  }));
  cases.push_back(MakeCase("one palette for two", {LargerPhoto(), Gradient(50, 60)}, [](Case&) {}));
  cases.push_back(MakeCase("as many colours as the elbow", {Photo(90, 80)}, [](Case& one) {
    one.quantize.colors = 200;
    one.counts_colors = true;
  }));
}

void AddSearches(CaseList& cases) {
  cases.push_back(MakeCase("restarts by k-means++", {SmallPhoto()}, [](Case& one) {
    one.quantize.colors = 12;
    one.quantize.restarts = 9;
  }));
  cases.push_back(MakeCase("restarts from random colours", {Translucent(130, 90)}, [](Case& one) {
    one.quantize.colors = 5;
    one.quantize.restarts = 10;
    one.quantize.iterations = 30;
    one.quantize.seeding = KMC_SEEDING_RANDOM;
    one.quantize.seed = UINT64_MAX - 3;
  }));
  cases.push_back(MakeCase("vivid", {SmallPhoto()}, [](Case& one) { one.quantize.vivid = 1; }));
  cases.push_back(MakeCase("fixed colours", {SmallPhoto()}, [](Case& one) {
    one.quantize.fixed = kFixed.data();
    one.quantize.fixed_colors = kFixed.size() / 4;
  }));
  cases.push_back(MakeCase("given palette", {Translucent(130, 90)}, [](Case& one) {
    one.quantize.palette = kPalette.data();
    one.quantize.palette_colors = kPalette.size() / 4;
  }));
  cases.push_back(MakeCase("levels of 5-6-5 bits", {SmallPhoto()}, [](Case& one) {
    one.quantize.levels[0] = one.quantize.levels[2] = 32;
    one.quantize.levels[1] = 64;
  }));
  for (const kmc_color_space space : {KMC_SPACE_LINEAR, KMC_SPACE_OKLAB}) {
    const std::string name = space == KMC_SPACE_LINEAR ? "linear light" : "OKLab";
    cases.push_back(MakeCase(name, {SmallPhoto()}, [&](Case& one) { one.quantize.color_space = space; }));
    cases.push_back(MakeCase("translucent in " + name, {Translucent(70, 50)},
                             [&](Case& one) { one.quantize.color_space = space; }));
    cases.push_back(MakeCase("diffusion in " + name, {SmallPhoto()}, [&](Case& one) {
      one.quantize.color_space = space;
      one.quantize.dither = KMC_DITHER_FLOYD_STEINBERG;
    }));
  }
  for (const uint32_t strength : {300u, 1000u}) {
    const std::string thousandths = Numbered(", ", strength);
    for (const auto& [name, dither] :
         {std::pair("diffusion", KMC_DITHER_FLOYD_STEINBERG), std::pair("blue noise", KMC_DITHER_ORDERED)}) {
      for (const SampleImage& image : {SmallPhoto(), Translucent(70, 50)}) {
        cases.push_back(MakeCase(name + (" of " + image.name) + thousandths, {image}, [&, dither = dither](Case& one) {
          one.quantize.colors = 12;
          one.quantize.dither = dither;
          one.quantize.dither_strength = strength;
        }));
      }
    }
  }
}

void AddTargets(CaseList& cases) {
  const auto add = [&](const char* kind, const SampleImage& image, kmc_goal goal, double value, uint32_t effort) {
    const std::string name = Numbered(kind, static_cast<uint32_t>(value)) + " of " + image.name;
    cases.push_back(MakeCase(Numbered(name + ", effort ", effort), {image}, [&](Case& one) {
      SetTarget(one, goal, value);
      one.quantize.effort = effort;
    }));
  };
  for (const uint32_t effort : {1u, 3u, 5u, 9u}) {
    const SampleImage photo = effort == 3 ? Photo(48, 40) : effort == 9 ? Photo(60, 52) : Photo(90, 70);
    add("PSNR ", photo, KMC_GOAL_PSNR, 34.1, effort);
    add("quality ", photo, KMC_GOAL_QUALITY, 70.3, effort);
    add("bytes ", photo, KMC_GOAL_BYTES, photo.width < 90 ? 800 : 2500, effort);
  }
  add("PSNR ", Photo(70, 60), KMC_GOAL_PSNR, 40, 5);
  add("PSNR ", Translucent(70, 50), KMC_GOAL_PSNR, 32, 5);
  add("quality ", Translucent(70, 50), KMC_GOAL_QUALITY, 80, 5);
  add("quality ", SmallPhoto(), KMC_GOAL_QUALITY, 100, 5);
  add("quality ", Gradient(90, 60), KMC_GOAL_QUALITY, 60, 5);
  cases.push_back(MakeCase("PSNR of tiles", {Photo(320, 130)}, [](Case& one) {
    SetTarget(one, KMC_GOAL_PSNR, 33);
    one.quantize.effort = 2;
    one.write.tile = 64;
  }));
  cases.push_back(MakeCase("quality of tiles with fixed colours", {Photo(150, 150)}, [](Case& one) {
    SetTarget(one, KMC_GOAL_QUALITY, 65);
    one.quantize.effort = 3;
    one.quantize.fixed = kFixed.data();
    one.quantize.fixed_colors = kFixed.size() / 4;
    one.write.tile = 64;
    one.write.coding = KMC_CODING_MAX;
  }));
}

void AddCodings(CaseList& cases) {
  for (const auto& [name, coding] : {std::pair("packed", KMC_CODING_PACKED), std::pair("deflate", KMC_CODING_DEFLATE),
                                     std::pair("fast", KMC_CODING_FAST), std::pair("max", KMC_CODING_MAX)}) {
    for (const uint32_t colors : {2u, 9u, 200u, 500u}) {
      cases.push_back(MakeCase(Numbered(name + std::string(", "), colors) + " colours", {SmallPhoto()},
                               [&, coding = coding](Case& one) {
                                 one.quantize.colors = colors;
                                 one.quantize.effort = 2;
                                 one.write.coding = coding;
                               }));
    }
    for (const uint32_t tile : {32u, 128u}) {
      cases.push_back(MakeCase(Numbered(name + std::string(" in tiles of "), tile),
                               {tile < 128 ? SmallPhoto() : Photo(300, 170)}, [&, coding = coding](Case& one) {
                                 one.quantize.effort = 1;
                                 one.write.coding = coding;
                                 one.write.tile = tile;
                               }));
    }
  }
  cases.push_back(MakeCase("metadata", {Photo(20, 20)}, [](Case& one) { one.has_metadata = true; }));
}

void AddMetadata(kmc_image* image) {
  const auto set = [image](kmc_metadata_kind kind, const spec::Bytes& bytes) {
    Check(kmc_image_set_metadata(image, kind, bytes.data(), bytes.size()));
  };
  set(KMC_ICC, spec::IccSample());
  set(KMC_EXIF, spec::ExifSample());
  set(KMC_XMP, spec::XmpSample());
  set(KMC_TEXT, spec::TextSample());
  spec::Bytes comment = {'C', 'o', 'm', 'm', 'e', 'n', 't', 0};
  comment.insert(comment.end(), 500, 'z');  // worth compressing
  set(KMC_TEXT, comment);
  Check(kmc_image_set_resolution(image, 11811, 5906, 1));
}

}  // namespace

uint64_t Case::Pixels() const {
  uint64_t pixels = 0;
  for (const SampleImage& image : images) pixels += uint64_t{image.width} * image.height;
  return pixels;
}

std::vector<uint8_t> Case::Encode(uint32_t threads) const {
  kmc_work work;
  kmc_work_init(&work);
  work.threads = threads;
  std::vector<kmc_pixels> pixels;
  for (const SampleImage& image : images) {
    pixels.push_back({image.rgba.data(), image.stride(), image.width, image.height});
  }
  const auto count = static_cast<uint32_t>(pixels.size());
  kmc_quantize_options options = quantize;
  if (counts_colors) {
    std::vector<double> errors(options.colors);
    Check(kmc_error_curve(pixels.data(), count, &options, &work, errors.data()));
    options.colors = kmc_elbow(errors.data(), options.colors);
  }
  std::vector<kmc_image*> made(count);
  Check(target ? kmc_quantize_to(pixels[0].rgba, pixels[0].stride, pixels[0].width, pixels[0].height, &*target,
                                 &options, &write, &work, made.data(), nullptr)
               : kmc_quantize_many(pixels.data(), count, &options, &work, made.data(), nullptr));
  const std::vector<Image> owned(made.begin(), made.end());
  std::vector<uint8_t> files;
  for (const Image& image : owned) {
    if (has_metadata) AddMetadata(image.get());
    Bytes file;
    Check(kmc_write(image.get(), &write, &work, Out(file)));
    files.insert(files.end(), kmc_bytes_data(file.get()), kmc_bytes_data(file.get()) + kmc_bytes_size(file.get()));
  }
  return files;
}

std::vector<Case> Cases() {
  CaseList cases;
  AddEfforts(cases);
  AddColors(cases);
  AddSearches(cases);
  AddTargets(cases);
  AddCodings(cases);
  return cases;
}

}  // namespace kmc
