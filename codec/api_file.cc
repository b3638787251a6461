// The part of kmc.h about bytes, and the functions that go a whole way in one call.
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "codec/api.h"
#include "codec/pixel_bits.h"
#include "codec/read.h"
#include "codec/threads.h"
#include "codec/write.h"
#include "format/container.h"

static_assert(static_cast<int>(kmc::IndexCoding::kPacked) == KMC_CODING_PACKED);
static_assert(static_cast<int>(kmc::IndexCoding::kDeflate) == KMC_CODING_DEFLATE);
static_assert(static_cast<int>(kmc::IndexCoding::kFast) == KMC_CODING_FAST);
static_assert(static_cast<int>(kmc::IndexCoding::kMax) == KMC_CODING_MAX);

namespace kmc {
namespace {

Status Parse(const void* bytes, size_t size, const kmc_work* work, Container& container) {
  const std::span file(static_cast<const uint8_t*>(bytes), size);
  return ParseContainer(file, LimitsOf(WithDefaults(work, kmc_work_init)), container);
}

kmc_result Read(const void* bytes, size_t size, const std::optional<Rect>& region, const kmc_work* given_work,
                kmc_image** out) {
  if (IsMissing(bytes, size) || !out) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = WithDefaults(given_work, kmc_work_init);
    Progress progress = ProgressOf(work);
    auto image = std::make_unique<kmc_image>();
    const std::span file(static_cast<const uint8_t*>(bytes), size);
    KMC_RETURN_IF_ERROR(ReadImage(file, region, LimitsOf(work), ThreadCount(work.threads), progress, image->image));
    *out = image.release();
    return Status::kOk;
  });
}

}  // namespace

std::optional<WriteOptions> CheckedWriteOptions(const kmc_write_options* given, uint32_t threads) {
  const kmc_write_options options = WithDefaults(given, kmc_write_options_init);
  const bool coding_known = options.coding >= KMC_CODING_AUTO && options.coding <= KMC_CODING_MAX;
  const bool is_power = (options.tile & (options.tile - 1)) == 0;
  const bool tile_fits = options.tile == 0 || (is_power && options.tile >= 32 && options.tile <= 1u << 19);
  if (!coding_known || !tile_fits) return {};
  WriteOptions checked;
  if (options.coding != KMC_CODING_AUTO) checked.coding = static_cast<IndexCoding>(options.coding);
  checked.tile = options.tile;
  checked.threads = threads;
  return checked;
}

}  // namespace kmc

using kmc::Guard;
using kmc::Status;

// ---- indexed image <-> bytes --------------------------------------------------

const uint8_t* kmc_bytes_data(const kmc_bytes* bytes) { return bytes->bytes.data(); }
size_t kmc_bytes_size(const kmc_bytes* bytes) { return bytes->bytes.size(); }
void kmc_bytes_free(kmc_bytes* bytes) { delete bytes; }

void kmc_write_options_init_sized(kmc_write_options* options, size_t struct_size) {
  kmc::InitSized({struct_size, KMC_CODING_AUTO, 0}, options, struct_size);
}

kmc_result kmc_write(const kmc_image* image, const kmc_write_options* given_options, const kmc_work* given_work,
                     kmc_bytes** out) {
  if (!image || !out || image->image.plane.width() == 0) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    const auto options = kmc::CheckedWriteOptions(given_options, kmc::ThreadCount(work.threads));
    if (!options) return Status::kArgument;
    kmc::Progress progress = kmc::ProgressOf(work);
    auto bytes = std::make_unique<kmc_bytes>();
    KMC_RETURN_IF_ERROR(kmc::WriteImage(image->image, *options, progress, bytes->bytes));
    *out = bytes.release();
    return Status::kOk;
  });
}

kmc_result kmc_read(const void* bytes, size_t size, const kmc_work* work, kmc_image** out) {
  return kmc::Read(bytes, size, {}, work, out);
}

kmc_result kmc_read_region(const void* bytes, size_t size, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                           const kmc_work* work, kmc_image** out) {
  if (width > UINT32_MAX - x || height > UINT32_MAX - y) return KMC_ARGUMENT;
  return kmc::Read(bytes, size, kmc::Rect{x, y, width, height}, work, out);
}

kmc_result kmc_read_head(const void* bytes, size_t size, const kmc_work* work, kmc_image** out) {
  if (kmc::IsMissing(bytes, size) || !out) return KMC_ARGUMENT;
  return Guard([&] {
    kmc::Container container;
    KMC_RETURN_IF_ERROR(kmc::Parse(bytes, size, work, container));
    auto head = std::make_unique<kmc_image>();
    head->image.palette = std::move(container.palette);
    head->image.metadata = std::move(container.metadata);
    *out = head.release();
    return Status::kOk;
  });
}

kmc_result kmc_read_size(const void* bytes, size_t size, const kmc_work* work, uint32_t* width, uint32_t* height) {
  constexpr size_t kLongestHead = 4 + 1 + 4 + 4 + 1;  // signature, version, width, height, tile byte
  if (kmc::IsMissing(bytes, size) || !width || !height) return KMC_ARGUMENT;
  return Guard([&] {
    kmc::Container container;
    const Status status = kmc::Parse(bytes, std::min(size, kLongestHead), work, container);
    if (container.sizes.header == 0) return status;  // else the header was whole and good, whatever follows it
    *width = container.header.width;
    *height = container.header.height;
    return Status::kOk;
  });
}

int kmc_is_kmc(const void* bytes, size_t size) {
  return bytes && kmc::StartsLikeKmc({static_cast<const uint8_t*>(bytes), size});
}

kmc_result kmc_read_info(const void* bytes, size_t size, const kmc_work* work, kmc_info* info) {
  if (kmc::IsMissing(bytes, size) || !info || info->struct_size < sizeof(size_t)) return KMC_ARGUMENT;
  return Guard([&] {
    kmc::Container container;
    KMC_RETURN_IF_ERROR(kmc::Parse(bytes, size, work, container));
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

kmc_result kmc_read_pixel_bits(const void* bytes, size_t size, const kmc_work* given_work, float* bits,
                               size_t capacity) {
  if (kmc::IsMissing(bytes, size) || !bits) return KMC_ARGUMENT;
  return Guard([&] {
    const kmc_work work = kmc::WithDefaults(given_work, kmc_work_init);
    kmc::Progress progress = kmc::ProgressOf(work);
    const std::span file(static_cast<const uint8_t*>(bytes), size);
    std::vector<float> measured;
    KMC_RETURN_IF_ERROR(
        kmc::MeasurePixels(file, kmc::LimitsOf(work), kmc::ThreadCount(work.threads), progress, measured));
    if (measured.size() > capacity) return Status::kArgument;
    std::copy(measured.begin(), measured.end(), bits);
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
