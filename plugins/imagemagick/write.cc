#include <sys/stat.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/kmc.hpp"
#include "plugins/imagemagick/coder.h"
#include "plugins/imagemagick/write_options.h"

namespace kmc_magick {
namespace {

constexpr size_t kMaxColors = 65536;
constexpr double kInchesPerMetre = 1 / 0.0254;
constexpr std::string_view kExifPrefix("Exif\0\0", 6);  // ImageMagick keeps EXIF as in a JPEG

// ---- pixels ----

// ImageMagick's alpha is of pixels, ours of colours. An entry of the colour map
// takes the alpha of the first pixel that uses it; other alphas of the same
// entry become new entries behind the colour map.
class Palette {
 public:
  explicit Palette(const Image* image) {
    for (size_t i = 0; i < image->colors; ++i) {
      const auto& color = image->colormap[i];
      Append(ToByte(color.red), ToByte(color.green), ToByte(color.blue), 255);
    }
    used_.resize(image->colors);
  }

  size_t size() const { return bytes_.size() / 4; }
  const uint8_t* bytes() const { return bytes_.data(); }

  uint16_t IndexOf(uint16_t index, uint8_t alpha) {
    uint8_t* entry = bytes_.data() + 4 * index;
    if (!used_[index]) {
      used_[index] = true;
      entry[3] = alpha;
    }
    if (entry[3] == alpha) return index;
    const auto [position, is_new] = others_.try_emplace({index, alpha}, static_cast<uint16_t>(size()));
    if (is_new) Append(entry[0], entry[1], entry[2], alpha);
    return position->second;
  }

 private:
  void Append(uint8_t r, uint8_t g, uint8_t b, uint8_t a) { bytes_.insert(bytes_.end(), {r, g, b, a}); }

  std::vector<uint8_t> bytes_;
  std::vector<bool> used_;  // of the colour map
  std::map<std::pair<uint16_t, uint8_t>, uint16_t> others_;
};

// The colour map as it is, or nothing if its alphas make too many colours.
kmc::Image KeepColormap(const Image* image, ExceptionInfo* exception) {
  Palette palette(image);
  const size_t width = image->columns;
  std::vector<uint16_t> indices(width * image->rows);
  std::vector<uint8_t> alphas(width);
  for (size_t y = 0; y < image->rows; ++y) {
    uint16_t* row = indices.data() + width * y;
    Require(ReadIndices(image, y, row, alphas.data(), exception));
    for (size_t x = 0; x < width; ++x) {
      if (row[x] >= image->colors) throw Failure(CorruptImageError, "InvalidColormapIndex");
      row[x] = palette.IndexOf(row[x], alphas[x]);
      if (palette.size() > kMaxColors) return nullptr;
    }
  }
  kmc::Image result;
  Check(kmc_image_create(static_cast<uint32_t>(width), static_cast<uint32_t>(image->rows), palette.bytes(),
                         static_cast<uint32_t>(palette.size()), indices.data(), 1, kmc::Out(result)));
  return result;
}

kmc::Image Quantize(const Image* image, const kmc_quantize_options& options, const kmc_work& work,
                    ExceptionInfo* exception) {
  std::vector<uint8_t> rgba(4 * image->columns * image->rows);
  Require(ExportImagePixels(image, 0, 0, image->columns, image->rows, "RGBA", CharPixel, rgba.data(), exception) !=
          MagickFalse);
  kmc::Image result;
  Check(kmc_quantize(rgba.data(), 4 * image->columns, static_cast<uint32_t>(image->columns),
                     static_cast<uint32_t>(image->rows), &options, &work, kmc::Out(result), nullptr));
  return result;
}

// ---- metadata; what is not valid is left out ----

void CopyResolution(Image* image, kmc_image* target) {
  const double x = ResolutionX(image), y = ResolutionY(image);
  const double scale = image->units == PixelsPerInchResolution         ? kInchesPerMetre
                       : image->units == PixelsPerCentimeterResolution ? 100
                                                                       : 1;
  const auto fits = [scale](double value) {
    return value * scale >= 0.5 && value * scale < std::numeric_limits<uint32_t>::max();
  };
  if (!fits(x) || !fits(y)) return;
  const bool metric = image->units != UndefinedResolution;
  if (!metric && x == y) return;  // says nothing
  kmc_image_set_resolution(target, static_cast<uint32_t>(std::lround(x * scale)),
                           static_cast<uint32_t>(std::lround(y * scale)), metric);
}

void CopyProfile(const Image* image, const char* name, std::string_view prefix, kmc_metadata_kind kind,
                 kmc_image* target) {
  const StringInfo* profile = GetImageProfile(image, name);
  if (profile == nullptr) return;
  std::string_view bytes(reinterpret_cast<const char*>(GetStringInfoDatum(profile)), GetStringInfoLength(profile));
  if (bytes.starts_with(prefix)) bytes.remove_prefix(prefix.size());
  if (!bytes.empty()) kmc_image_set_metadata(target, kind, bytes.data(), bytes.size());
}

void CopyMetadata(Image* image, kmc_image* target, ExceptionInfo* exception) {
  CopyResolution(image, target);
  CopyProfile(image, "icc", {}, KMC_ICC, target);
  CopyProfile(image, "exif", kExifPrefix, KMC_EXIF, target);
  CopyProfile(image, "xmp", {}, KMC_XMP, target);
  if (const char* comment = PropertyOf(image, "comment", exception)) {
    std::string item("Comment");
    item.append(1, '\0').append(comment);
    kmc_image_set_metadata(target, KMC_TEXT, item.data(), item.size());
  }
}

// ---- the file ----

// Several pictures become several files: NAME-SCENE.EXTENSION, unless the user
// has said where the number goes (NAME-%02d.EXTENSION).
void NumberFile(const ImageInfo* info, Image* image, ExceptionInfo* exception) {
  if (info->adjoin != MagickFalse) return;
  char name[MagickPathExtent];
  FillFilename(info, image, image->filename, name, exception);
  const bool has_siblings = GetPreviousImageInList(image) != nullptr || GetNextImageInList(image) != nullptr;
  if (std::strcmp(name, image->filename) == 0 && has_siblings) {
    char root[MagickPathExtent], extension[MagickPathExtent];
    GetPathComponent(image->filename, RootPath, root);
    GetPathComponent(image->filename, ExtensionPath, extension);
    const std::string numbered = std::string(root) + "-" + std::to_string(image->scene) + "." + extension;
    CopyMagickString(name, numbered.c_str(), MagickPathExtent);
  }
  CopyMagickString(image->filename, name, MagickPathExtent);
}

bool IsRegular(const char* name) {
  struct stat status;
  return stat(name, &status) == 0 && S_ISREG(status.st_mode);
}

void WriteFile(const char* name, const kmc_bytes* bytes) {
  const bool to_standard_output = std::strcmp(name, "-") == 0;
  FILE* file = to_standard_output ? stdout : std::fopen(name, "wb");
  if (file == nullptr) throw Failure(FileOpenError, std::string("cannot be written: ") + std::strerror(errno));
  bool done = std::fwrite(kmc_bytes_data(bytes), 1, kmc_bytes_size(bytes), file) == kmc_bytes_size(bytes);
  done = std::fflush(file) == 0 && done;
  const int error = errno;
  if (!to_standard_output) std::fclose(file);
  if (done) return;
  if (!to_standard_output && IsRegular(name)) std::remove(name);
  throw Failure(FileOpenError, std::string("cannot be written: ") + std::strerror(error));
}

}  // namespace

void WriteKmc(const ImageInfo* info, Image* image, ExceptionInfo* exception) {
  const WriteOptions options = OptionsOf(info);
  NumberFile(info, image, exception);
  Require(TransformToSrgb(image, exception));
  Progress progress{image, "Save/Image"};
  const kmc_work work = WorkOf(progress);

  kmc::Image result;
  const bool too_many = options.colors_given && image->colors > options.quantize.colors;
  if (image->storage_class == PseudoClass && !too_many) result = KeepColormap(image, exception);
  if (!result) result = Quantize(image, options.quantize, work, exception);
  CopyMetadata(image, result.get(), exception);

  kmc::Bytes bytes;
  Check(kmc_write(result.get(), &options.write, &work, kmc::Out(bytes)));
  WriteFile(image->filename, bytes.get());
}

}  // namespace kmc_magick
