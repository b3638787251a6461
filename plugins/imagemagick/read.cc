#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codec/kmc.hpp"
#include "plugins/imagemagick/coder.h"

namespace kmc_magick {
namespace {

constexpr uint32_t kMaxSide = 1 << 24;                  // of the format; ImageMagick has limits of its own
constexpr std::string_view kExifPrefix("Exif\0\0", 6);  // ImageMagick keeps EXIF as in a JPEG

struct Relinquish {
  void operator()(void* memory) const { RelinquishMagickMemory(memory); }
  void operator()(StringInfo* text) const { DestroyStringInfo(text); }
};

kmc_limits LimitsOf(uint64_t pixels) {
  kmc_limits limits;
  kmc_limits_init(&limits);
  limits.max_width = limits.max_height = kMaxSide;
  limits.max_pixels = pixels;
  return limits;
}

// Size and alpha.
void ReadHeader(const void* file, size_t size, Image* image) {
  const kmc_limits limits = LimitsOf(uint64_t{kMaxSide} * kMaxSide);
  kmc_work work;
  kmc_work_init(&work);
  work.limits = &limits;
  kmc_info info = {};
  info.struct_size = sizeof(info);
  Check(kmc_read_info(file, size, &work, &info));
  image->columns = info.width;
  image->rows = info.height;
  image->depth = 8;
  image->colors = info.colors;
  image->storage_class = info.colors <= MaxColormapSize ? PseudoClass : DirectClass;
  SetAlpha(image, info.has_alpha != 0);
}

void CopyPalette(const kmc_image* source, Image* image, ExceptionInfo* exception) {
  const uint8_t* palette = kmc_image_palette(source);
  if (!NewColormap(image, kmc_image_colors(source), exception)) {
    throw Failure(ResourceLimitError, "MemoryAllocationFailed");
  }
  for (uint32_t i = 0; i < kmc_image_colors(source); ++i, palette += 4) {
    image->colormap[i].red = ToQuantum(palette[0]);
    image->colormap[i].green = ToQuantum(palette[1]);
    image->colormap[i].blue = ToQuantum(palette[2]);
  }
}

void CopyPixels(const kmc_image* source, Image* image, ExceptionInfo* exception) {
  const auto width = static_cast<uint32_t>(image->columns), height = static_cast<uint32_t>(image->rows);
  const bool indexed = image->storage_class == PseudoClass;
  if (indexed) CopyPalette(source, image, exception);
  std::vector<uint16_t> indices(width);
  std::vector<uint8_t> rgba(4 * size_t{width});
  for (uint32_t y = 0; y < height; ++y) {
    if (indexed) {
      Check(kmc_image_indices16(source, 0, y, width, 1, indices.data(), 2 * size_t{width}));
      Require(WriteIndices(image, y, indices.data(), kmc_image_palette(source), exception));
    } else {
      Check(kmc_image_rgba(source, 0, y, width, 1, rgba.data(), rgba.size()));
      Require(WriteRgba(image, y, rgba.data(), exception));
    }
  }
}

void CopyProfile(const kmc_image* source, kmc_metadata_kind kind, const char* name, std::string_view prefix,
                 Image* image, ExceptionInfo* exception) {
  size_t size = 0;
  const void* bytes = kmc_image_metadata(source, kind, 0, &size);
  if (bytes == nullptr) return;
  std::string content(prefix);
  content.append(static_cast<const char*>(bytes), size);
  const std::unique_ptr<StringInfo, Relinquish> profile(BlobToStringInfo(content.data(), content.size()));
  if (!profile) throw Failure(ResourceLimitError, "MemoryAllocationFailed");
  SetProfile(image, name, profile.get(), exception);
}

void CopyMetadata(const kmc_image* source, Image* image, ExceptionInfo* exception) {
  uint32_t x = 0, y = 0;
  int metric = 0;
  if (kmc_image_resolution(source, &x, &y, &metric)) {
    ResolutionX(image) = metric ? x / 100.0 : x;
    ResolutionY(image) = metric ? y / 100.0 : y;
    image->units = metric ? PixelsPerCentimeterResolution : UndefinedResolution;
  }
  CopyProfile(source, KMC_ICC, "icc", {}, image, exception);
  CopyProfile(source, KMC_EXIF, "exif", kExifPrefix, image, exception);
  CopyProfile(source, KMC_XMP, "xmp", {}, image, exception);
  size_t size = 0;
  for (uint32_t n = 0; const void* bytes = kmc_image_metadata(source, KMC_TEXT, n, &size); ++n) {
    const std::string item(static_cast<const char*>(bytes), size);
    const size_t end = item.find('\0');
    const std::string keyword = item.substr(0, end) == "Comment" ? "comment" : item.substr(0, end);
    SetProperty(image, keyword.c_str(), item.substr(end + 1).c_str(), exception);
  }
}

}  // namespace

void ReadKmc(const ImageInfo* info, Image* image, ExceptionInfo* exception) {
  size_t size = 0;
  const std::unique_ptr<void, Relinquish> file(FileToBlob(info->filename, ~size_t{0}, &size, exception));
  Require(file != nullptr);
  ReadHeader(file.get(), size, image);
  Progress progress{image, "Load/Image"};
  const kmc_limits limits = LimitsOf(uint64_t{image->columns} * image->rows);
  kmc_work work = WorkOf(progress);
  work.limits = &limits;
  kmc::Image source;
  if (info->ping != MagickFalse) {
    Check(kmc_read_head(file.get(), size, &work, kmc::Out(source)));
  } else {
    Require(SetExtent(image, exception));  // this is where ImageMagick's limits are checked
    Check(kmc_read(file.get(), size, &work, kmc::Out(source)));
    CopyPixels(source.get(), image, exception);
  }
  CopyMetadata(source.get(), image, exception);
}

}  // namespace kmc_magick
