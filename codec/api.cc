// The C interface of kmc.h over the classes of the codec. Nothing is decided
// here: arguments are checked, options filled in, exceptions turned into results.
#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "codec/color_tree.h"
#include "codec/error_curve.h"
#include "codec/histogram.h"
#include "codec/image.h"
#include "codec/kmc.h"
#include "codec/quantize.h"
#include "codec/read.h"
#include "codec/threads.h"
#include "codec/write.h"
#include "format/container.h"
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
static_assert(static_cast<int>(kmc::ColorSpace::kLinear) == KMC_SPACE_LINEAR);
static_assert(static_cast<int>(kmc::ColorSpace::kOklab) == KMC_SPACE_OKLAB);
static_assert(static_cast<int>(kmc::Dithering::kFloydSteinberg) == KMC_DITHER_FLOYD_STEINBERG);
static_assert(static_cast<int>(kmc::Dithering::kOrdered) == KMC_DITHER_ORDERED);
static_assert(static_cast<int>(kmc::IndexCoding::kPacked) == KMC_CODING_PACKED);
static_assert(static_cast<int>(kmc::IndexCoding::kDeflate) == KMC_CODING_DEFLATE);
static_assert(static_cast<int>(kmc::IndexCoding::kFast) == KMC_CODING_FAST);
static_assert(static_cast<int>(kmc::IndexCoding::kMax) == KMC_CODING_MAX);

struct kmc_image {
  kmc::IndexedImage image;
};

struct kmc_bytes {
  std::vector<uint8_t> bytes;
};

struct kmc_report {
  kmc::QuantizeReport report;
};

namespace kmc {
namespace {

// Runs f and turns what it throws into a result. No exception leaves the library.
template <class F>
kmc_result Guard(F&& f) {
  try {
    return static_cast<kmc_result>(f());
  } catch (const std::bad_alloc&) {
    return KMC_MEMORY;
  } catch (const std::length_error&) {  // a container of more bytes than can exist
    return KMC_MEMORY;
  } catch (...) {
    return KMC_INTERNAL;
  }
}

// Copies as much of a caller's sized struct as both sides know over the defaults.
template <class T>
T WithDefaults(const T* given, void (*init)(T*)) {
  T options;
  init(&options);
  if (given) {
    const size_t known = std::min(given->struct_size, sizeof(T));
    std::copy_n(reinterpret_cast<const uint8_t*>(given), known, reinterpret_cast<uint8_t*>(&options));
  }
  return options;
}

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

Status CheckedPixels(std::span<const kmc_pixels> images, const Limits& limits, std::vector<Pixels>& checked) {
  uint64_t total = 0;
  for (const kmc_pixels& image : images) {
    const bool valid = image.rgba && image.width > 0 && image.height > 0 && image.stride >= size_t{image.width} * 4;
    if (!valid) return Status::kArgument;
    if (!IsWithin(limits, image.width, image.height)) return Status::kLimit;
    total += uint64_t{image.width} * image.height;
    checked.push_back({image.rgba, image.stride, image.width, image.height});
  }
  return total <= UINT32_MAX ? Status::kOk : Status::kLimit;
}

// A cost as the public interface gives it.
double InSquaredLevels(uint64_t cost) { return static_cast<double>(cost) * kSquaredUnit; }

std::vector<Rgba> ColorsAt(const uint8_t* rgba, uint32_t count) {
  std::vector<Rgba> colors;
  for (uint32_t i = 0; i < count; ++i) colors.push_back(PixelAt(rgba, i));
  return colors;
}

// The given palette, fixed colours and levels; false if they break a rule.
bool CheckColors(const kmc_quantize_options& options, QuantizeOptions& checked) {
  if (options.palette) {
    if (options.palette_colors < 1 || options.palette_colors > kMaxColors) return false;
    checked.palette = ColorsAt(options.palette, options.palette_colors);
  }
  if (options.fixed) {
    if (options.fixed_colors > kMaxColors) return false;
    std::set<uint32_t> keys;
    for (const Rgba color : ColorsAt(options.fixed, options.fixed_colors)) {
      if (keys.insert(CanonicalKey(color)).second) checked.search.fixed.push_back(color);
    }
    if (checked.search.fixed.size() > options.colors) return false;
  }
  std::copy_n(options.levels, 4, checked.search.levels.begin());
  return std::all_of(options.levels, options.levels + 4, [](uint16_t levels) { return levels >= 2 && levels <= 256; });
}

std::optional<QuantizeOptions> CheckedOptions(const kmc_quantize_options* given, uint32_t threads) {
  const kmc_quantize_options options = WithDefaults(given, kmc_quantize_options_init);
  if (options.colors < 1 || options.colors > kMaxColors || options.effort < 1 || options.effort > 9) return {};
  if (options.iterations < 1) return {};
  if (options.seeding != KMC_SEEDING_KMEANSPP && options.seeding != KMC_SEEDING_RANDOM) return {};
  QuantizeOptions checked;
  checked.search.colors = options.colors;
  checked.search.effort = options.effort;
  checked.search.restarts = options.restarts;
  checked.search.iterations = options.iterations;
  checked.search.seeding = options.seeding == KMC_SEEDING_RANDOM ? Seeding::kAtRandom : Seeding::kByDistance;
  checked.search.seed = options.seed;
  checked.search.threads = threads;
  checked.lossless = options.lossless != 0;
  if (options.dither < KMC_DITHER_NONE || options.dither > KMC_DITHER_ORDERED) return {};
  if (options.dither_strength > 1000) return {};
  if (options.color_space < KMC_SPACE_SRGB || options.color_space > KMC_SPACE_OKLAB) return {};
  checked.search.space = static_cast<ColorSpace>(options.color_space);
  checked.dithering = static_cast<Dithering>(options.dither);
  checked.dither_strength = options.dither_strength;
  if (!CheckColors(options, checked)) return {};
  return checked;
}

std::optional<WriteOptions> CheckedOptions(const kmc_write_options* given, uint32_t threads) {
  const kmc_write_options options = WithDefaults(given, kmc_write_options_init);
  const bool coding_known =
      options.coding >= KMC_CODING_AUTO && options.coding <= KMC_CODING_MAX;
  const bool is_power = (options.tile & (options.tile - 1)) == 0;
  const bool tile_fits = options.tile == 0 || (is_power && options.tile >= 32 && options.tile <= 1u << 19);
  if (!coding_known || !tile_fits) return {};
  WriteOptions checked;
  if (options.coding != KMC_CODING_AUTO) checked.coding = static_cast<IndexCoding>(options.coding);
  checked.tile = options.tile;
  checked.threads = threads;
  return checked;
}

// The rows of the image's pixels through the palette.
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

void kmc_limits_init(kmc_limits* limits) {
  const kmc::Limits defaults;
  *limits = {sizeof(*limits), defaults.max_width, defaults.max_height, defaults.max_pixels, defaults.max_metadata};
}

void kmc_work_init(kmc_work* work) { *work = {sizeof(*work), 0, nullptr, nullptr, nullptr}; }

// ---- images -----------------------------------------------------------------

kmc_result kmc_image_create(uint32_t width, uint32_t height, const uint8_t* palette, uint32_t colors,
                            const uint16_t* indices, int keep_order, kmc_image** out) {
  if (width < 1 || height < 1 || width > kmc::kMaxExtent || height > kmc::kMaxExtent) return KMC_ARGUMENT;
  if (!palette || !indices || !out || colors < 1 || colors > kmc::kMaxColors) return KMC_ARGUMENT;
  const size_t pixels = size_t{width} * height;
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

// ---- pixels -> indexed image --------------------------------------------------

void kmc_quantize_options_init(kmc_quantize_options* options) {
  *options = {};
  options->struct_size = sizeof(*options);
  options->colors = 256;
  options->effort = 5;
  options->iterations = 10;
  options->seeding = KMC_SEEDING_KMEANSPP;
  options->seed = 1;
  std::fill_n(options->levels, 4, uint16_t{256});
  options->dither_strength = 1000;
}

kmc_result kmc_quantize(const uint8_t* rgba, size_t stride, uint32_t width, uint32_t height,
                        const kmc_quantize_options* given_options, const kmc_work* given_work, kmc_image** out,
                        kmc_report** report) {
  const kmc_pixels pixels{rgba, stride, width, height};
  return kmc_quantize_many(&pixels, 1, given_options, given_work, out, report);
}

kmc_result kmc_quantize_many(const kmc_pixels* images, uint32_t count, const kmc_quantize_options* given_options,
                             const kmc_work* given_work, kmc_image** out, kmc_report** report) {
  if (!images || !out || count < 1) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    const auto options = kmc::CheckedOptions(given_options, kmc::ThreadCount(work.threads));
    if (!options) return Status::kArgument;
    std::vector<kmc::Pixels> pixels;
    KMC_RETURN_IF_ERROR(kmc::CheckedPixels({images, count}, kmc::LimitsOf(work), pixels));
    kmc::Progress progress = kmc::ProgressOf(work);
    std::vector<kmc::IndexedImage> indexed(count);
    auto made = std::make_unique<kmc_report>();
    KMC_RETURN_IF_ERROR(kmc::Quantize(pixels, *options, progress, indexed, made->report));
    std::vector<std::unique_ptr<kmc_image>> handles;  // outputs are set when nothing can fail any more
    for (kmc::IndexedImage& image : indexed)
      handles.push_back(std::make_unique<kmc_image>(kmc_image{std::move(image)}));
    for (uint32_t i = 0; i < count; ++i) out[i] = handles[i].release();
    if (report) *report = made.release();
    return Status::kOk;
  });
}

void kmc_report_free(kmc_report* report) { delete report; }

double kmc_report_squared_error(const kmc_report* report) { return kmc::InSquaredLevels(report->report.cost); }
uint64_t kmc_report_source_colors(const kmc_report* report) { return report->report.source_colors; }
int kmc_report_exact(const kmc_report* report) { return report->report.exact; }
uint32_t kmc_report_runs(const kmc_report* report) { return static_cast<uint32_t>(report->report.runs.costs.size()); }
uint32_t kmc_report_best_run(const kmc_report* report) { return report->report.runs.best; }

double kmc_report_space_error(const kmc_report* report) { return kmc::InSquaredLevels(report->report.space_cost); }

double kmc_report_run_cost(const kmc_report* report, uint32_t run) {
  if (run >= kmc_report_runs(report)) return 0;
  return kmc::InSquaredLevels(report->report.runs.costs[run].back());
}

uint32_t kmc_report_iterations(const kmc_report* report, uint32_t run, double* costs, uint32_t capacity) {
  if (run >= kmc_report_runs(report)) return 0;
  const std::vector<uint64_t>& all = report->report.runs.costs[run];
  std::transform(all.begin(), all.begin() + static_cast<ptrdiff_t>(std::min<size_t>(capacity, all.size())), costs,
                 kmc::InSquaredLevels);
  return static_cast<uint32_t>(all.size());
}

double kmc_report_stage_ms(const kmc_report* report, uint32_t stage) {
  return stage < report->report.stage_ms.size() ? report->report.stage_ms[stage] : 0;
}

// ---- how many colours? ----------------------------------------------------------

kmc_result kmc_error_curve(const kmc_pixels* images, uint32_t count, const kmc_quantize_options* given_options,
                           const kmc_work* given_work, double* errors) {
  if (!images || !errors || count < 1) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    const uint32_t threads = kmc::ThreadCount(work.threads);
    const auto options = kmc::CheckedOptions(given_options, threads);
    if (!options || options->search.colors > kmc::kMaxCurveColors) return Status::kArgument;
    std::vector<kmc::Pixels> pixels;
    KMC_RETURN_IF_ERROR(kmc::CheckedPixels({images, count}, kmc::LimitsOf(work), pixels));
    kmc::Progress progress = kmc::ProgressOf(work);
    progress.BeginStage(0, 1);
    const std::unique_ptr<kmc::Histogram> histogram = kmc::Histogram::Build(pixels, threads);
    const kmc::ColorTree tree(histogram->colors(), histogram->counts(), options->search.space);
    const std::vector<uint64_t> curve = kmc::ErrorCurve(tree, options->search.colors, progress);
    if (progress.cancelled()) return Status::kCancelled;
    std::transform(curve.begin(), curve.end(), errors, kmc::InSquaredLevels);
    return Status::kOk;
  });
}

uint32_t kmc_elbow(const double* errors, uint32_t count) { return kmc::Elbow({errors, count}); }

// ---- indexed image <-> bytes --------------------------------------------------

const uint8_t* kmc_bytes_data(const kmc_bytes* bytes) { return bytes->bytes.data(); }
size_t kmc_bytes_size(const kmc_bytes* bytes) { return bytes->bytes.size(); }
void kmc_bytes_free(kmc_bytes* bytes) { delete bytes; }

void kmc_write_options_init(kmc_write_options* options) { *options = {sizeof(*options), KMC_CODING_AUTO, 0}; }

kmc_result kmc_write(const kmc_image* image, const kmc_write_options* given_options, const kmc_work* given_work,
                     kmc_bytes** out) {
  if (!image || !out) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    const auto options = kmc::CheckedOptions(given_options, kmc::ThreadCount(work.threads));
    if (!options) return Status::kArgument;
    kmc::Progress progress = kmc::ProgressOf(work);
    auto bytes = std::make_unique<kmc_bytes>();
    KMC_RETURN_IF_ERROR(kmc::WriteImage(image->image, *options, progress, bytes->bytes));
    *out = bytes.release();
    return Status::kOk;
  });
}

kmc_result kmc_read(const void* bytes, size_t size, const kmc_work* given_work, kmc_image** out) {
  if (!bytes || !out) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    kmc::Progress progress = kmc::ProgressOf(work);
    auto image = std::make_unique<kmc_image>();
    const std::span file(static_cast<const uint8_t*>(bytes), size);
    KMC_RETURN_IF_ERROR(
        kmc::ReadImage(file, kmc::LimitsOf(work), kmc::ThreadCount(work.threads), progress, image->image));
    *out = image.release();
    return Status::kOk;
  });
}

int kmc_is_kmc(const void* bytes, size_t size) {
  return bytes && kmc::StartsLikeKmc({static_cast<const uint8_t*>(bytes), size});
}

kmc_result kmc_read_info(const void* bytes, size_t size, const kmc_work* given_work, kmc_info* info) {
  if (!bytes || !info || info->struct_size < sizeof(size_t)) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    kmc::Container container;
    const std::span file(static_cast<const uint8_t*>(bytes), size);
    KMC_RETURN_IF_ERROR(kmc::ParseContainer(file, kmc::LimitsOf(work), container));
    const kmc::TileGrid grid = container.header.Grid();
    kmc_info found = {};
    found.struct_size = info->struct_size;
    found.width = container.header.width;
    found.height = container.header.height;
    found.colors = static_cast<uint32_t>(container.palette.colors.size());
    found.has_alpha = container.palette.HasAlpha();
    found.keeps_order = container.palette.keeps_order;
    found.tile_width = grid.tile_width();
    found.tile_height = grid.tile_height();
    found.tiles = static_cast<uint32_t>(grid.count());
    for (const kmc::TileView& tile : container.tiles) {
      found.tiles_packed += tile.coding == KMC_CODING_PACKED;
      found.tiles_deflate += tile.coding == KMC_CODING_DEFLATE;
      found.tiles_fast += tile.coding == KMC_CODING_FAST;
      found.tiles_max += tile.coding == KMC_CODING_MAX;
    }
    found.header_bytes = container.sizes.header + container.sizes.end_section;
    found.palette_bytes = container.sizes.palette;
    found.index_bytes = container.sizes.tiles;
    found.metadata_bytes = container.sizes.metadata;
    found.file_bytes = container.sizes.file;
    found.dropped_metadata = container.dropped_metadata;
    std::copy_n(reinterpret_cast<const uint8_t*>(&found), std::min(info->struct_size, sizeof(found)),
                reinterpret_cast<uint8_t*>(info));
    return Status::kOk;
  });
}

// ---- in one call --------------------------------------------------------------

kmc_result kmc_encode_rgba(const uint8_t* rgba, size_t stride, uint32_t width, uint32_t height, uint32_t colors,
                           kmc_bytes** out) {
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  options.colors = colors;
  kmc_image* image = nullptr;
  const kmc_result quantized = kmc_quantize(rgba, stride, width, height, &options, nullptr, &image, nullptr);
  if (quantized != KMC_OK) return quantized;
  const kmc_result written = kmc_write(image, nullptr, nullptr, out);
  kmc_image_free(image);
  return written;
}

kmc_result kmc_decode_rgba(const void* bytes, size_t size, uint32_t* width, uint32_t* height, kmc_bytes** out) {
  if (!width || !height || !out) return KMC_ARGUMENT;
  kmc_image* image = nullptr;
  const kmc_result result = kmc_read(bytes, size, nullptr, &image);
  if (result != KMC_OK) return result;
  const std::unique_ptr<kmc_image> owned(image);
  return Guard([&] {
    auto pixels = std::make_unique<kmc_bytes>();
    const uint32_t columns = kmc_image_width(image), rows = kmc_image_height(image);
    pixels->bytes.resize(size_t{columns} * rows * 4);
    kmc::FillRgba(image->image, {0, 0, columns, rows}, pixels->bytes.data(), size_t{columns} * 4);
    *width = columns;
    *height = rows;
    *out = pixels.release();
    return Status::kOk;
  });
}
