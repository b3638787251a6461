#include "plugins/gimp/kmc_file.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "plugins/gimp/failure.h"

namespace kmc::gimp {
namespace {

constexpr double kMetresPerInch = 0.0254;
constexpr std::string_view kCommentKeyword = "Comment";  // as in PNG

[[noreturn]] void Fail(GError* error) {
  const Failure failure(error->message);
  g_error_free(error);
  throw failure;
}

}  // namespace

Image ReadFile(GFile* file, uint32_t max_side, Progress& progress) {
  char* contents = nullptr;
  gsize size = 0;
  GError* error = nullptr;
  if (!g_file_load_contents(file, nullptr, &contents, &size, nullptr, &error)) Fail(error);
  const std::unique_ptr<char, decltype(&g_free)> bytes(contents, g_free);
  kmc_limits limits;
  kmc_limits_init(&limits);
  limits.max_width = limits.max_height = max_side;
  kmc_work work = progress.Work();
  work.limits = &limits;
  Image image;
  Check(kmc_read(bytes.get(), size, &work, Out(image)));
  return image;
}

void WriteFile(const kmc_image* image, const ExportOptions& options, GFile* file, Progress& progress) {
  const kmc_write_options write = WriteOptionsOf(options);
  const kmc_work work = progress.Work();
  Bytes bytes;
  Check(kmc_write(image, &write, &work, Out(bytes)));
  GError* error = nullptr;
  if (!g_file_replace_contents(file, reinterpret_cast<const char*>(kmc_bytes_data(bytes.get())),
                               kmc_bytes_size(bytes.get()), nullptr, FALSE, G_FILE_CREATE_NONE, nullptr, nullptr,
                               &error)) {
    Fail(error);
  }
}

std::optional<Resolution> ResolutionOf(const kmc_image* image, double usual) {
  uint32_t x = 0, y = 0;
  int metric = 0;
  if (!kmc_image_resolution(image, &x, &y, &metric)) return std::nullopt;
  const double inch = metric ? kMetresPerInch : usual / std::min(x, y);
  return Resolution{x * inch, y * inch};
}

void SetResolution(kmc_image* image, Resolution resolution) {
  const auto per_metre = [](double per_inch) {
    return static_cast<uint32_t>(std::clamp(std::round(per_inch / kMetresPerInch), 1.0, 4e9));
  };
  Check(kmc_image_set_resolution(image, per_metre(resolution.x), per_metre(resolution.y), 1));
}

std::span<const uint8_t> MetadataOf(const kmc_image* image, kmc_metadata_kind kind) {
  size_t size = 0;
  const void* bytes = kmc_image_metadata(image, kind, 0, &size);
  if (bytes == nullptr) return {};
  return {static_cast<const uint8_t*>(bytes), size};
}

std::string CommentOf(const kmc_image* image) {
  size_t size = 0;
  for (uint32_t n = 0; const void* bytes = kmc_image_metadata(image, KMC_TEXT, n, &size); ++n) {
    const std::string_view item(static_cast<const char*>(bytes), size);
    const size_t end = item.find('\0');
    if (item.substr(0, end) == kCommentKeyword) return std::string(item.substr(end + 1));
  }
  return {};
}

void SetComment(kmc_image* image, std::string_view comment) {
  std::string item(kCommentKeyword);
  item.append(1, '\0').append(comment);
  Check(kmc_image_set_metadata(image, KMC_TEXT, item.data(), item.size()));
}

}  // namespace kmc::gimp
