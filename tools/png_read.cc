#include <algorithm>
#include <memory>
#include <new>
#include <string_view>

#include "tools/exit_code.h"
#include "tools/png_file.h"
#include "tools/png_guard.h"
#include "tools/utf8.h"

namespace kmc::tools {
namespace {

constexpr char kXmpKeyword[] = "XML:com.adobe.xmp";

// Bounds what compressed text can blow up to: so many chunks of so many bytes.
constexpr png_uint_32 kMaxTextChunks = 128;
constexpr png_alloc_size_t kMaxChunkBytes = 8'000'000;

void ReadBytes(png_structp png, png_bytep out, size_t size) {
  auto* file = static_cast<InputFile*>(png_get_io_ptr(png));
  if (file->Read(out, size) != size) png_error(png, "the file ends too early");
}

class PngReader {
 public:
  PngReader(InputFile& file, std::vector<std::string>& warnings) : file_(file), messages_{warnings} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &messages_, PngError, PngWarning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw std::bad_alloc();
    }
    png_set_read_fn(png_, &file_, ReadBytes);
    // Our own limits apply. A profile that is sRGB's stays a profile.
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_cache_max(png_, kMaxTextChunks);
    png_set_chunk_malloc_max(png_, kMaxChunkBytes);
    png_set_option(png_, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  void ReadHeader(const ReadOptions& options, Picture& picture) {
    Run([this] { png_read_info(png_, info_); });
    SetSize(png_get_image_width(png_, info_), png_get_image_height(png_, info_), options, picture);
    if (png_get_bit_depth(png_, info_) == 16) messages_.warnings.emplace_back("16-bit samples are rounded to 8 bits");
  }
  bool IsIndexed() const { return png_get_color_type(png_, info_) == PNG_COLOR_TYPE_PALETTE; }
  void ReadRgba(Picture& picture);
  void ReadIndexed(Picture& picture);
  void ReadColorMetadata(Metadata& metadata);
  void ReadOtherMetadata(Metadata& metadata);

 private:
  template <typename Step>
  void Run(const Step& step) {
    if (Guarded(png_, step)) return;
    file_.ThrowIfFailed();
    throw Failure(ExitCode::kUnreadable, std::string("is not a valid PNG: ") + messages_.error);
  }
  void ReadRows(uint8_t* rows, size_t stride, uint32_t height);
  void ReadTexts(Metadata& metadata);
  std::vector<uint8_t> ReadPalette();

  InputFile& file_;
  PngMessages messages_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

void PngReader::ReadRows(uint8_t* rows, size_t stride, uint32_t height) {
  const int passes = png_set_interlace_handling(png_);
  png_read_update_info(png_, info_);
  if (png_get_rowbytes(png_, info_) != stride) png_error(png_, "unexpected row size");
  for (int pass = 0; pass < passes; ++pass) {
    for (uint32_t y = 0; y < height; ++y) png_read_row(png_, rows + y * stride, nullptr);
  }
  png_read_end(png_, info_);
}

void PngReader::ReadRgba(Picture& picture) {
  AllocateRgba(picture);
  uint8_t* rgba = picture.rgba.get();
  Run([this, rgba, &picture] {
    png_set_expand(png_);
    png_set_scale_16(png_);
    png_set_gray_to_rgb(png_);
    png_set_add_alpha(png_, 255, PNG_FILLER_AFTER);
    ReadRows(rgba, size_t{4} * picture.width, picture.height);
  });
}

void PngReader::ReadIndexed(Picture& picture) {
  IndexedPixels indexed{ReadPalette(), {}};
  const size_t pixels = size_t{picture.width} * picture.height;
  const auto plane = std::make_unique_for_overwrite<uint8_t[]>(pixels);
  uint8_t* const indices = plane.get();
  Run([this, indices, &picture] {
    png_set_packing(png_);
    ReadRows(indices, picture.width, picture.height);
  });
  if (*std::max_element(indices, indices + pixels) >= indexed.palette.size() / 4) {
    throw Failure(ExitCode::kUnreadable, "is not a valid PNG: an index is beyond the palette");
  }
  indexed.indices.assign(indices, indices + pixels);
  picture.indexed = std::move(indexed);
}

std::vector<uint8_t> PngReader::ReadPalette() {
  png_colorp colors = nullptr;
  int count = 0;
  png_bytep alpha = nullptr;
  int alpha_count = 0;
  png_get_PLTE(png_, info_, &colors, &count);
  png_get_tRNS(png_, info_, &alpha, &alpha_count, nullptr);
  std::vector<uint8_t> palette;
  for (int i = 0; i < count; ++i) {
    const uint8_t a = i < alpha_count ? alpha[i] : 255;
    palette.insert(palette.end(), {colors[i].red, colors[i].green, colors[i].blue, a});
  }
  return palette;
}

// Before the pixels are read, because asking for transformations changes what libpng says of them.
void PngReader::ReadColorMetadata(Metadata& metadata) {
  png_charp name;
  png_bytep profile;
  int compression, intent;
  png_uint_32 size;
  if (png_get_iCCP(png_, info_, &name, &compression, &profile, &size)) metadata.icc.assign(profile, profile + size);

  png_fixed_point gamma = 0;
  png_fixed_point xy[8];
  const bool has_gamma = png_get_gAMA_fixed(png_, info_, &gamma) && gamma > 0;
  const bool has_primaries =
      png_get_cHRM_fixed(png_, info_, &xy[0], &xy[1], &xy[2], &xy[3], &xy[4], &xy[5], &xy[6], &xy[7]) &&
      std::ranges::min(xy) >= 0;
  if (png_get_sRGB(png_, info_, &intent)) {
    metadata.colorimetry = {Colorimetry::kSrgb, static_cast<uint8_t>(intent)};
  } else if (has_gamma) {
    const auto kind = has_primaries ? Colorimetry::kGammaAndPrimaries : Colorimetry::kGamma;
    metadata.colorimetry = {kind, 0, static_cast<uint32_t>(gamma)};
    if (has_primaries) std::ranges::copy(xy, metadata.colorimetry->primaries.begin());
  }
}

// After the pixels, because these chunks may follow them.
void PngReader::ReadOtherMetadata(Metadata& metadata) {
  Resolution resolution;
  int unit = 0;
  if (png_get_pHYs(png_, info_, &resolution.x, &resolution.y, &unit) && resolution.x > 0 && resolution.y > 0) {
    resolution.metric = unit == PNG_RESOLUTION_METER;
    metadata.resolution = resolution;
  }
  png_uint_32 size = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(png_, info_, &size, &exif)) metadata.exif.assign(exif, exif + size);
  ReadTexts(metadata);
}

void PngReader::ReadTexts(Metadata& metadata) {
  png_textp texts = nullptr;
  const int count = png_get_text(png_, info_, &texts, nullptr);
  for (int i = 0; i < count; ++i) {
    const bool international = texts[i].compression >= PNG_ITXT_COMPRESSION_NONE;
    const std::string_view text(texts[i].text, international ? texts[i].itxt_length : texts[i].text_length);
    if (international && std::string_view(texts[i].key) == kXmpKeyword && metadata.xmp.empty()) {
      metadata.xmp.assign(text.begin(), text.end());
    } else if (!international || IsUtf8(text)) {
      metadata.texts.push_back({Utf8OfLatin1(texts[i].key), international ? std::string(text) : Utf8OfLatin1(text)});
    } else {
      messages_.warnings.push_back("left out the text '" + Utf8OfLatin1(texts[i].key) + "', which is not UTF-8");
    }
  }
}

}  // namespace

bool IsPng(std::span<const uint8_t> start) { return start.size() >= 8 && png_sig_cmp(start.data(), 0, 8) == 0; }

Picture ReadPng(InputFile& file, const ReadOptions& options) {
  Picture picture;
  PngReader reader(file, picture.warnings);
  reader.ReadHeader(options, picture);
  reader.ReadColorMetadata(picture.metadata);
  if (options.keep_palette && reader.IsIndexed()) {
    reader.ReadIndexed(picture);
  } else {
    reader.ReadRgba(picture);
  }
  reader.ReadOtherMetadata(picture.metadata);
  return picture;
}

}  // namespace kmc::tools
