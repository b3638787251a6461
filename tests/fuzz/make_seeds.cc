// Writes valid inputs for every fuzz target, each into the folder of its
// target's name: files of all codings, shapes and kinds of metadata, made by the
// library itself, so that fuzzing begins behind the first checks. Always the same.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "codec/random.h"
#include "format/metadata.h"
#include "format/palette_coding.h"
#include "tests/fuzz/whole_file.h"

namespace kmc::fuzz {
namespace {

using Path = std::filesystem::path;

class Seeds {
 public:
  explicit Seeds(Path folder) : folder_(std::move(folder)) {}

  void Add(const std::string& target, const std::string& name, const Bytes& start, const Bytes& rest) const {
    std::filesystem::create_directories(folder_ / target);
    std::ofstream file(folder_ / target / name, std::ios::binary);
    for (const Bytes* part : {&start, &rest}) {
      file.write(reinterpret_cast<const char*>(part->data()), static_cast<std::streamsize>(part->size()));
    }
    KMC_PROMISE(file.flush());
  }

 private:
  Path folder_;
};

Bytes RandomBytes(size_t size, Random& random) {
  Bytes bytes(size);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.Next());
  return bytes;
}

struct Shape {
  uint32_t width, height, colors, tile;
  bool keep_order;
};

constexpr std::array<Shape, 10> kShapes = {{{1, 1, 1, 0, false},
                                            {3, 2, 2, 0, true},
                                            {17, 5, 3, 0, false},
                                            {40, 40, 16, 32, false},
                                            {1, 90, 5, 32, true},
                                            {90, 1, 7, 32, false},
                                            {64, 64, 60, 0, false},
                                            {48, 32, 256, 0, true},
                                            {40, 30, 300, 0, false},
                                            {70, 33, 1000, 32, true}}};

// Patches of one colour with repeats and noise, in the colours of the shape.
Image Draw(const Shape& shape, Random& random) {
  std::vector<uint8_t> palette;
  const bool translucent = random.Below(2);
  for (uint32_t i = 0; i < shape.colors; ++i) {
    for (int c = 0; c < 3; ++c) palette.push_back(static_cast<uint8_t>(random.Below(256)));
    palette.push_back(translucent ? static_cast<uint8_t>(random.Below(256)) : uint8_t{255});
  }
  std::vector<uint16_t> indices(size_t{shape.width} * shape.height);
  for (size_t i = 0; i < indices.size(); ++i) {
    const size_t patch = (i % shape.width / 8) + (i / shape.width / 8) * 3;
    indices[i] = static_cast<uint16_t>((random.Below(5) ? patch : random.Below(shape.colors)) % shape.colors);
  }
  Image image;
  KMC_PROMISE(kmc_image_create(shape.width, shape.height, palette.data(), shape.colors, indices.data(),
                               shape.keep_order, Out(image)) == KMC_OK);
  return image;
}

void Describe(kmc_image* image) {
  const std::string profile(300, 'p'), text("Title\0a text", 12), xmp = "<x:xmpmeta/>";
  const Bytes colorimetry = {2, 0xA0, 0x8D, 6, 1, 2, 3, 4, 5, 6, 7, 8};
  KMC_PROMISE(kmc_image_set_metadata(image, KMC_ICC, profile.data(), profile.size()) == KMC_OK);
  KMC_PROMISE(kmc_image_set_resolution(image, 2835, 2835, 1) == KMC_OK);
  KMC_PROMISE(kmc_image_set_metadata(image, KMC_EXIF, "MM\0*", 4) == KMC_OK);
  KMC_PROMISE(kmc_image_set_metadata(image, KMC_XMP, xmp.data(), xmp.size()) == KMC_OK);
  KMC_PROMISE(kmc_image_set_metadata(image, KMC_TEXT, text.data(), text.size()) == KMC_OK);
  KMC_PROMISE(kmc_image_set_metadata(image, KMC_COLORIMETRY, colorimetry.data(), colorimetry.size()) == KMC_OK);
}

Bytes Coded(const kmc_image* image, kmc_coding coding, uint32_t tile) {
  kmc_write_options options;
  kmc_write_options_init(&options);
  options.coding = coding;
  options.tile = tile;
  kmc::Bytes bytes;
  KMC_PROMISE(kmc_write(image, &options, nullptr, Out(bytes)) == KMC_OK);
  return CopyOf(bytes.get());
}

// For all targets that take a file, with what they take before it.
void AddFiles(const Seeds& seeds, Random& random) {
  for (const Shape& shape : kShapes) {
    const Image image = Draw(shape, random);
    if (random.Below(3) == 0) Describe(image.get());
    for (const kmc_coding coding : {KMC_CODING_PACKED, KMC_CODING_DEFLATE, KMC_CODING_FAST, KMC_CODING_MAX}) {
      const Bytes file = Coded(image.get(), coding, shape.tile);
      const std::string name = std::to_string(shape.width) + "x" + std::to_string(shape.height) + "-" +
                               std::to_string(shape.colors) + "-" + std::to_string(coding) + ".kmc";
      for (const char* target : {"container", "read"}) seeds.Add(target, name, {}, file);
      const auto half = [](uint32_t extent) { return static_cast<uint8_t>((extent + 1) / 2); };
      seeds.Add("region", name,
                {static_cast<uint8_t>(shape.width / 2), 0, static_cast<uint8_t>(shape.height / 2), 0, half(shape.width),
                 0, half(shape.height), 0},
                file);
      seeds.Add("salvage", name,
                {static_cast<uint8_t>(random.Next()), static_cast<uint8_t>(random.Below(2)),
                 static_cast<uint8_t>(random.Next()), static_cast<uint8_t>(random.Next())},
                file);
      seeds.Add("allocation", name,
                {static_cast<uint8_t>(random.Below(60)), 0, static_cast<uint8_t>(random.Below(60)), 0}, file);
    }
  }
}

void AddPalettes(const Seeds& seeds, Random& random) {
  for (const uint32_t colors : {1u, 2u, 5u, 16u, 60u, 256u, 700u}) {
    for (const bool keeps_order : {false, true}) {
      const Image image = Draw({colors, 1, colors, 0, keeps_order}, random);
      Palette palette;
      const uint8_t* color = kmc_image_palette(image.get());
      for (uint32_t i = 0; i < colors; ++i, color += 4)
        palette.colors.push_back({color[0], color[1], color[2], color[3]});
      palette.keeps_order = keeps_order;
      if (!keeps_order) std::sort(palette.colors.begin(), palette.colors.end(), CanonicalLess);
      Bytes payload;
      KMC_PROMISE(EncodePalette(palette, payload) == Status::kOk);
      seeds.Add("palette", std::to_string(colors) + (keeps_order ? "-ordered" : "-set"), {}, payload);
    }
  }
}

void AddMetadata(const Seeds& seeds, Random& random) {
  const Image image = Draw(kShapes[1], random);
  Describe(image.get());
  for (const kmc_metadata_kind kind : {KMC_ICC, KMC_RESOLUTION, KMC_EXIF, KMC_XMP, KMC_TEXT, KMC_COLORIMETRY}) {
    size_t size = 0;
    const auto* bytes = static_cast<const uint8_t*>(kmc_image_metadata(image.get(), kind, 0, &size));
    const Bytes content = kind == KMC_RESOLUTION ? ResolutionContent({true, 2835, 2835}) : Bytes(bytes, bytes + size);
    Bytes payload;
    KMC_PROMISE(EncodeMetadata({static_cast<MetadataKind>(kind), content}, payload) == Status::kOk);
    const Bytes start = {static_cast<uint8_t>(kind - 1), 0};
    seeds.Add("metadata", std::to_string(kind) + "-payload", start, payload);
    seeds.Add("metadata", std::to_string(kind) + "-content", start, content);
  }
}

// For targets that read their input as a list of decisions.
void AddDecisions(const Seeds& seeds, Random& random) {
  for (const char* target : {"packed", "deflate", "fast", "max", "round_trip", "api", "kernels"}) {
    for (const size_t size : {20u, 60u, 200u, 200u, 600u, 600u}) {
      seeds.Add(target, "random-" + std::to_string(size) + "-" + std::to_string(random.Below(1000)), {},
                RandomBytes(size, random));
    }
  }
}

}  // namespace
}  // namespace kmc::fuzz

int main(int argc, char** argv) {
  using namespace kmc::fuzz;
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  const Seeds seeds(argv[1]);
  kmc::Random random(1);
  AddFiles(seeds, random);
  AddPalettes(seeds, random);
  AddMetadata(seeds, random);
  AddDecisions(seeds, random);
  return 0;
}
