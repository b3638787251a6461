#include "tools/image_file.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "fmt/format.h"
#include "tools/exit_code.h"
#include "tools/jpeg_file.h"
#include "tools/png_file.h"
#include "tools/pnm_file.h"
#include "tools/thousands.h"

namespace kmc::tools {
namespace {

bool IsKmc(std::span<const uint8_t> start) { return start.size() >= 5 && kmc_is_kmc(start.data(), start.size()); }

}  // namespace

Picture ReadPicture(InputFile& file, const ReadOptions& options) {
  const auto start = file.Peek(16);
  file.ThrowIfFailed();
  if (start.empty()) throw Failure(ExitCode::kUnreadable, "is empty");
  if (IsPng(start)) return ReadPng(file, options);
  if (IsJpeg(start)) return ReadJpeg(file, options);
  if (IsPnm(start)) return ReadPnm(file, options);
  if (IsKmc(start)) throw Failure(ExitCode::kUnreadable, "is a .kmc file already");
  throw Failure(ExitCode::kUnreadable, "is not a PNG, JPEG, PNM or PAM image");
}

std::optional<ImageFormat> FormatOfName(const std::string& name) {
  constexpr std::array<std::pair<std::string_view, ImageFormat>, 3> kExtensions = {
      {{".png", ImageFormat::kPng}, {".pam", ImageFormat::kPam}, {".ppm", ImageFormat::kPpm}}};
  std::string extension = name.substr(name.size() - std::min<size_t>(name.size(), 4));
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const auto& [known, format] : kExtensions) {
    if (extension == known) return format;
  }
  return std::nullopt;
}

void WriteImage(const ImageBands& image, const WriteOptions& options, AtomicFile& file,
                std::vector<std::string>& warnings) {
  switch (options.format) {
    case ImageFormat::kPng:
      return WritePng(image, options.png_level, file, warnings);
    case ImageFormat::kPam:
      return WritePam(image, file);
    case ImageFormat::kPpm:
      return WritePpm(image, file);
  }
}

void ForEachRow(const ImageBands& image, const std::function<void(const kmc_image* band, uint32_t y)>& write_row) {
  for (uint32_t top = 0; top < image.height;) {
    const kmc_image* const band = image.band_from(top);
    const uint32_t rows = kmc_image_height(band);
    for (uint32_t y = 0; y < rows; ++y) write_row(band, y);
    top += rows;
  }
}

void SetSize(uint64_t width, uint64_t height, const ReadOptions& options, Picture& picture) {
  if (width == 0 || height == 0) throw Failure(ExitCode::kUnreadable, "has no pixels");
  // The sides first, so that their product cannot wrap.
  if (width > options.max_side || height > options.max_side || width * height > options.max_pixels) {
    throw Failure(ExitCode::kLimit, fmt::format("{} x {} pixels are over the limit of {} a side, {} in all", width,
                                                height, WithCommas(options.max_side), WithCommas(options.max_pixels)));
  }
  picture.width = static_cast<uint32_t>(width);
  picture.height = static_cast<uint32_t>(height);
}

void AllocateRgba(Picture& picture) {
  picture.rgba = std::make_unique_for_overwrite<uint8_t[]>(size_t{4} * picture.width * picture.height);
}

}  // namespace kmc::tools
