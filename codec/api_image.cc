// The part of kmc.h about results, limits, images and their metadata.
#include <algorithm>
#include <memory>
#include <utility>

#include "codec/api.h"
#include "codec/pixels.h"
#include "format/palette_coding.h"

static_assert(static_cast<int>(kmc::Status::kOk) == KMC_OK);
static_assert(static_cast<int>(kmc::Status::kInternal) == KMC_INTERNAL);
static_assert(static_cast<int>(kmc::Status::kArgument) == KMC_ARGUMENT);
static_assert(static_cast<int>(kmc::Status::kMemory) == KMC_MEMORY);
static_assert(static_cast<int>(kmc::Status::kCancelled) == KMC_CANCELLED);
static_assert(static_cast<int>(kmc::Status::kLimit) == KMC_LIMIT);
static_assert(static_cast<int>(kmc::Status::kForeign) == KMC_FOREIGN);
static_assert(static_cast<int>(kmc::Status::kVersion) == KMC_VERSION);
static_assert(static_cast<int>(kmc::Status::kTruncated) == KMC_TRUNCATED);
static_assert(static_cast<int>(kmc::Status::kChecksum) == KMC_CHECKSUM);
static_assert(static_cast<int>(kmc::Status::kInvalid) == KMC_INVALID);
static_assert(static_cast<int>(kmc::Status::kUnsupported) == KMC_UNSUPPORTED);
static_assert(static_cast<int>(kmc::Status::kColors) == KMC_COLORS);
static_assert(static_cast<int>(kmc::Status::kTarget) == KMC_TARGET);

namespace kmc {

Limits LimitsOf(const kmc_work& work) {
  const kmc_limits given = WithDefaults(work.limits, kmc_limits_init);
  return {given.max_width, given.max_height, given.max_pixels, given.max_metadata};
}

Progress ProgressOf(const kmc_work& work) {
  if (!work.progress) return Progress({});
  return Progress([tell = work.progress, user = work.user](double done) { return tell(user, done) == 0; });
}

bool IsWithin(const Limits& limits, uint32_t width, uint32_t height) {
  const uint64_t pixels = uint64_t{width} * height;
  return width <= std::min(limits.max_width, kMaxExtent) && height <= std::min(limits.max_height, kMaxExtent) &&
         pixels <= limits.max_pixels && pixels <= UINT32_MAX;
}

void FillRgba(const IndexedImage& image, const Rect& rect, uint8_t* out, size_t stride) {
  image.plane.Visit(rect, [&](auto view) {
    for (uint32_t y = 0; y < rect.height; ++y) {
      uint8_t* pixel = out + y * stride;
      for (uint32_t x = 0; x < rect.width; ++x, pixel += 4) {
        const Rgba color = image.palette.colors[view.Row(y)[x]];
        pixel[0] = color.r;
        pixel[1] = color.g;
        pixel[2] = color.b;
        pixel[3] = color.a;
      }
    }
  });
}

namespace {

bool IsInside(const IndexedImage& image, const Rect& rect) {
  return uint64_t{rect.x} + rect.width <= image.plane.width() && uint64_t{rect.y} + rect.height <= image.plane.height();
}

template <class T>
kmc_result CopyIndices(const kmc_image* image, const Rect& rect, T* out, size_t stride) {
  if (!image || !out || !IsInside(image->image, rect)) return KMC_ARGUMENT;
  if (image->image.palette.colors.size() > size_t{1} << (8 * sizeof(T))) return KMC_ARGUMENT;
  image->image.plane.Visit(rect, [&](auto view) {
    for (uint32_t y = 0; y < rect.height; ++y) {
      T* row = reinterpret_cast<T*>(reinterpret_cast<uint8_t*>(out) + y * stride);
      std::copy_n(view.Row(y), rect.width, row);
    }
  });
  return KMC_OK;
}

MetadataItem* FindMetadata(IndexedImage& image, MetadataKind kind) {
  const auto found = std::find_if(image.metadata.begin(), image.metadata.end(),
                                  [&](const MetadataItem& item) { return item.kind == kind; });
  return found == image.metadata.end() ? nullptr : &*found;
}

}  // namespace
}  // namespace kmc

using kmc::Guard;
using kmc::Status;

// ---- results, work ----------------------------------------------------------

const char* kmc_result_text(kmc_result result) { return kmc::StatusText(static_cast<Status>(result)); }

const char* kmc_version(void) { return KMC_VERSION_STRING; }

void kmc_limits_init_sized(kmc_limits* limits, size_t struct_size) {
  const kmc::Limits defaults;
  kmc::InitSized({struct_size, defaults.max_width, defaults.max_height, defaults.max_pixels, defaults.max_metadata},
                 limits, struct_size);
}

void kmc_work_init_sized(kmc_work* work, size_t struct_size) {
  kmc::InitSized({struct_size, 0, nullptr, nullptr, nullptr}, work, struct_size);
}

// ---- images -----------------------------------------------------------------

kmc_result kmc_image_create(uint32_t width, uint32_t height, const uint8_t* palette, uint32_t colors,
                            const uint16_t* indices, int keep_order, kmc_image** out) {
  if (width < 1 || height < 1 || width > kmc::kMaxExtent || height > kmc::kMaxExtent) return KMC_ARGUMENT;
  if (!palette || !indices || !out || colors < 1 || colors > kmc::kMaxColors) return KMC_ARGUMENT;
  const uint64_t pixels = uint64_t{width} * height;
  if (pixels > SIZE_MAX / sizeof(*indices)) return KMC_MEMORY;  // nor can a caller have so many
  if (*std::max_element(indices, indices + pixels) >= colors) return KMC_ARGUMENT;
  return Guard([&] {
    auto created = std::make_unique<kmc_image>();
    kmc::IndexedImage& image = created->image;
    image.palette.keeps_order = keep_order != 0;
    for (uint32_t i = 0; i < colors; ++i) {
      const uint8_t* entry = palette + size_t{4} * i;
      image.palette.colors.push_back({entry[0], entry[1], entry[2], entry[3]});
    }
    image.plane = kmc::IndexPlane(width, height, colors);
    image.plane.Visit([&](auto view) {
      using Index = std::remove_reference_t<decltype(*view.data)>;
      std::transform(indices, indices + pixels, view.data, [](uint16_t index) { return static_cast<Index>(index); });
    });
    *out = created.release();
    return Status::kOk;
  });
}

void kmc_image_free(kmc_image* image) { delete image; }

uint32_t kmc_image_width(const kmc_image* image) { return image->image.plane.width(); }
uint32_t kmc_image_height(const kmc_image* image) { return image->image.plane.height(); }
uint32_t kmc_image_colors(const kmc_image* image) { return static_cast<uint32_t>(image->image.palette.colors.size()); }
const uint8_t* kmc_image_palette(const kmc_image* image) {
  return reinterpret_cast<const uint8_t*>(image->image.palette.colors.data());
}
int kmc_image_has_alpha(const kmc_image* image) { return image->image.palette.HasAlpha(); }
int kmc_image_keeps_order(const kmc_image* image) { return image->image.palette.keeps_order; }

kmc_result kmc_image_indices8(const kmc_image* image, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                              uint8_t* out, size_t stride) {
  return kmc::CopyIndices(image, {x, y, width, height}, out, stride);
}

kmc_result kmc_image_indices16(const kmc_image* image, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                               uint16_t* out, size_t stride) {
  return kmc::CopyIndices(image, {x, y, width, height}, out, stride);
}

kmc_result kmc_image_rgba(const kmc_image* image, uint32_t x, uint32_t y, uint32_t width, uint32_t height, uint8_t* out,
                          size_t stride) {
  const kmc::Rect rect{x, y, width, height};
  if (!image || !out || !kmc::IsInside(image->image, rect)) return KMC_ARGUMENT;
  kmc::FillRgba(image->image, rect, out, stride);
  return KMC_OK;
}

// ---- metadata ---------------------------------------------------------------

kmc_result kmc_image_set_metadata(kmc_image* image, kmc_metadata_kind kind, const void* bytes, size_t size) {
  if (!image || (!bytes && size > 0) || size > kmc::kMaxMetadataItem) return KMC_ARGUMENT;
  if (kind < KMC_ICC || kind > KMC_COLORIMETRY) return KMC_ARGUMENT;
  return Guard([&] {
    const auto known = static_cast<kmc::MetadataKind>(kind);
    std::vector<kmc::MetadataItem>& items = image->image.metadata;
    if (size == 0) {
      std::erase_if(items, [&](const kmc::MetadataItem& item) { return item.kind == known; });
      return Status::kOk;
    }
    const auto* begin = static_cast<const uint8_t*>(bytes);
    kmc::MetadataItem item{known, {begin, begin + size}};
    if (!kmc::IsValidMetadata(known, item.content)) return Status::kInvalid;
    kmc::MetadataItem* old = kind == KMC_TEXT ? nullptr : kmc::FindMetadata(image->image, known);
    if (old) {
      *old = std::move(item);
    } else {
      items.push_back(std::move(item));
    }
    return Status::kOk;
  });
}

const void* kmc_image_metadata(const kmc_image* image, kmc_metadata_kind kind, uint32_t n, size_t* size) {
  for (const kmc::MetadataItem& item : image->image.metadata) {
    if (static_cast<int>(item.kind) != kind || n-- > 0) continue;
    if (size) *size = item.content.size();
    return item.content.data();
  }
  return nullptr;
}

kmc_result kmc_image_set_resolution(kmc_image* image, uint32_t x, uint32_t y, int metric) {
  if (x == 0 && y == 0) return kmc_image_set_metadata(image, KMC_RESOLUTION, nullptr, 0);
  return Guard([&] {
    const std::vector<uint8_t> content = kmc::ResolutionContent({metric != 0, x, y});
    return static_cast<Status>(kmc_image_set_metadata(image, KMC_RESOLUTION, content.data(), content.size()));
  });
}

int kmc_image_resolution(const kmc_image* image, uint32_t* x, uint32_t* y, int* metric) {
  size_t size = 0;
  const auto* content = static_cast<const uint8_t*>(kmc_image_metadata(image, KMC_RESOLUTION, 0, &size));
  kmc::Resolution resolution;
  if (!content || kmc::ParseResolution({content, size}, resolution) != Status::kOk) return 0;
  if (x) *x = resolution.x;
  if (y) *y = resolution.y;
  if (metric) *metric = resolution.metric;
  return 1;
}
