#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <numeric>
#include <string_view>

#include "tools/exit_code.h"
#include "tools/png_file.h"
#include "tools/png_guard.h"
#include "tools/utf8.h"

namespace kmc::tools {
namespace {

constexpr char kXmpKeyword[] = "XML:com.adobe.xmp";
constexpr uint32_t kMaxPngPalette = 256;

void WriteBytes(png_structp png, png_bytep bytes, size_t size) {
  auto* file = static_cast<AtomicFile*>(png_get_io_ptr(png));
  if (!file->Write(bytes, size)) png_error(png, "the file cannot be written");
}

void FlushNothing(png_structp) {}  // AtomicFile has its own buffer

class PngWriter {
 public:
  PngWriter(const ImageBands& image, AtomicFile& file, std::vector<std::string>& warnings)
      : image_(image),
        head_(image.head),
        palette_(kmc_image_palette(head_)),
        colors_(kmc_image_colors(head_)),
        width_(image.width),
        file_(file),
        messages_{warnings} {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &messages_, PngError, PngWarning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_write_struct(&png_, nullptr);
      throw std::bad_alloc();
    }
    png_set_write_fn(png_, &file_, WriteBytes, FlushNothing);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_option(png_, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
    png_set_benign_errors(png_, 1);  // metadata that libpng dislikes is left out with a warning
  }
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  void SetHeader(int level);
  void SetColorMetadata();
  void SetOtherMetadata();
  void WritePixels();

 private:
  template <typename Step>
  void Run(const Step& step) {
    if (Guarded(png_, step)) return;
    file_.ThrowIfFailed();
    throw Failure(ExitCode::kInternal, std::string("libpng: ") + messages_.error);
  }
  int ColorType() const;
  void SetPalette();
  void SetTexts(const std::vector<Text>& texts);
  template <typename FillRow>
  void WriteRows(size_t stride, const FillRow& fill_row);

  const ImageBands& image_;
  const kmc_image* const head_;
  const uint8_t* const palette_;
  const uint32_t colors_, width_;
  AtomicFile& file_;
  PngMessages messages_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::array<uint8_t, kMaxPngPalette> place_ = {};  // of each colour in the PNG's palette
};

// PNG allows a grey profile in grey images only, and others in coloured ones only.
bool IsGrayProfile(std::span<const uint8_t> icc) {
  constexpr std::string_view kGray = "GRAY";
  return icc.size() >= 20 && std::equal(kGray.begin(), kGray.end(), icc.begin() + 16);
}

bool IsGray(const uint8_t* palette, uint32_t colors) {
  for (const uint8_t* color = palette; color != palette + size_t{4} * colors; color += 4) {
    if (color[0] != color[1] || color[0] != color[2]) return false;
  }
  return true;
}

int PngWriter::ColorType() const {
  const bool has_alpha = kmc_image_has_alpha(head_);
  if (IsGrayProfile(BytesOf(head_, KMC_ICC)) && IsGray(palette_, colors_)) {
    return has_alpha ? PNG_COLOR_TYPE_GRAY_ALPHA : PNG_COLOR_TYPE_GRAY;
  }
  if (colors_ <= kMaxPngPalette) return PNG_COLOR_TYPE_PALETTE;
  return has_alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB;
}

void PngWriter::SetHeader(int level) {
  const int color_type = ColorType();
  const bool indexed = color_type == PNG_COLOR_TYPE_PALETTE;
  const int depth = !indexed || colors_ > 16 ? 8 : colors_ > 4 ? 4 : colors_ > 2 ? 2 : 1;
  Run([&] {
    png_set_compression_level(png_, level);
    png_set_IHDR(png_, info_, width_, image_.height, depth, color_type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE,
                 PNG_FILTER_TYPE_BASE);
  });
  if (indexed) SetPalette();
}

// tRNS holds one byte per palette entry up to the last translucent one. So
// these come first, unless the order of the palette has a meaning.
void PngWriter::SetPalette() {
  std::array<uint8_t, kMaxPngPalette> order;
  std::iota(order.begin(), order.end(), uint8_t{0});
  const auto translucent = [this](uint8_t i) { return palette_[4 * i + 3] < 255; };
  if (!kmc_image_keeps_order(head_)) std::stable_partition(order.begin(), order.begin() + colors_, translucent);

  std::array<png_color, kMaxPngPalette> colors;
  std::array<uint8_t, kMaxPngPalette> alpha;
  int alpha_count = 0;
  for (uint32_t i = 0; i < colors_; ++i) {
    const uint8_t* color = palette_ + size_t{4} * order[i];
    place_[order[i]] = static_cast<uint8_t>(i);
    colors[i] = {color[0], color[1], color[2]};
    alpha[i] = color[3];
    if (color[3] < 255) alpha_count = static_cast<int>(i) + 1;
  }
  Run([&] {
    png_set_PLTE(png_, info_, colors.data(), static_cast<int>(colors_));
    if (alpha_count > 0) png_set_tRNS(png_, info_, alpha.data(), alpha_count, nullptr);
  });
}

void PngWriter::SetColorMetadata() {
  const auto icc = BytesOf(head_, KMC_ICC);
  const auto colorimetry = ColorimetryOf(head_);
  Run([&] {
    if (colorimetry && colorimetry->kind == Colorimetry::kSrgb) {
      png_set_sRGB(png_, info_, colorimetry->intent);
    } else if (colorimetry) {
      png_set_gAMA_fixed(png_, info_, static_cast<png_fixed_point>(colorimetry->gamma));
    }
    if (colorimetry && colorimetry->kind == Colorimetry::kGammaAndPrimaries) {
      png_fixed_point xy[8];
      std::ranges::copy(colorimetry->primaries, xy);
      png_set_cHRM_fixed(png_, info_, xy[0], xy[1], xy[2], xy[3], xy[4], xy[5], xy[6], xy[7]);
    }
    if (!icc.empty()) {
      png_set_iCCP(png_, info_, "ICC profile", PNG_COMPRESSION_TYPE_BASE, icc.data(),
                   static_cast<png_uint_32>(icc.size()));
    }
  });
}

void PngWriter::SetOtherMetadata() {
  const auto exif = BytesOf(head_, KMC_EXIF);
  const auto resolution = ResolutionOf(head_);
  Run([&] {
    if (resolution) {
      png_set_pHYs(png_, info_, resolution->x, resolution->y,
                   resolution->metric ? PNG_RESOLUTION_METER : PNG_RESOLUTION_UNKNOWN);
    }
    if (!exif.empty()) {
      png_set_eXIf_1(png_, info_, static_cast<png_uint_32>(exif.size()), const_cast<png_bytep>(exif.data()));
    }
  });
  SetTexts(TextsOf(head_));
}

// 1..79 printable characters of Latin-1, without spaces at the ends or in a row.
bool IsPngKeyword(std::string_view keyword) {
  const auto printable = [](unsigned char c) { return (c >= 32 && c < 127) || c > 160; };
  return !keyword.empty() && keyword.size() <= 79 && std::ranges::all_of(keyword, printable) &&
         keyword.front() != ' ' && keyword.back() != ' ' && keyword.find("  ") == std::string_view::npos;
}

// Text goes to tEXt if Latin-1 suffices, else to iTXt; keywords are Latin-1 always.
void PngWriter::SetTexts(const std::vector<Text>& texts) {
  std::vector<std::array<std::string, 2>> strings;  // keyword and text, kept alive for libpng
  std::vector<png_text> chunks;
  strings.reserve(texts.size() + 1);
  const auto add = [&](int compression, std::string keyword, std::string text) {
    const auto& [key, content] = strings.emplace_back(std::array{std::move(keyword), std::move(text)});
    png_text chunk = {};
    chunk.compression = compression;
    chunk.key = const_cast<png_charp>(key.c_str());
    chunk.text = const_cast<png_charp>(content.c_str());
    chunks.push_back(chunk);
  };
  const auto xmp = BytesOf(head_, KMC_XMP);
  if (!xmp.empty()) add(PNG_ITXT_COMPRESSION_NONE, kXmpKeyword, {xmp.begin(), xmp.end()});
  for (const Text& text : texts) {
    const auto keyword = Latin1OfUtf8(text.keyword);
    const auto latin1 = Latin1OfUtf8(text.text);
    const bool valid = IsUtf8(text.text) && text.text.find('\0') == std::string::npos;
    if (!valid || !keyword || !IsPngKeyword(*keyword)) {
      messages_.warnings.push_back("left out the text '" + text.keyword + "', which PNG cannot hold");
    } else if (latin1) {
      add(PNG_TEXT_COMPRESSION_NONE, *keyword, *latin1);
    } else {
      add(PNG_ITXT_COMPRESSION_NONE, *keyword, text.text);
    }
  }
  Run([&] { png_set_text(png_, info_, chunks.data(), static_cast<int>(chunks.size())); });
}

template <typename FillRow>
void PngWriter::WriteRows(size_t stride, const FillRow& fill_row) {
  const auto buffer = std::make_unique<uint8_t[]>(stride);
  uint8_t* const row = buffer.get();
  ForEachRow(image_, [&](const kmc_image* band, uint32_t y) {
    fill_row(band, y, row);
    Run([this, row] { png_write_row(png_, row); });
  });
  Run([this] { png_write_end(png_, nullptr); });  // with info_, libpng writes eXIf once more
}

void PngWriter::WritePixels() {
  const int color_type = png_get_color_type(png_, info_);
  Run([&] {
    png_write_info(png_, info_);
    png_set_packing(png_);                                                            // of indices
    if (color_type == PNG_COLOR_TYPE_RGB) png_set_filler(png_, 0, PNG_FILLER_AFTER);  // drops alpha
  });
  if (color_type == PNG_COLOR_TYPE_PALETTE) {
    return WriteRows(width_, [this](const kmc_image* band, uint32_t y, uint8_t* row) {
      Check(kmc_image_indices8(band, 0, y, width_, 1, row, width_));
      std::transform(row, row + width_, row, [this](uint8_t index) { return place_[index]; });
    });
  }
  const size_t stride = size_t{4} * width_;
  if (color_type & PNG_COLOR_MASK_COLOR) {
    return WriteRows(stride, [this, stride](const kmc_image* band, uint32_t y, uint8_t* row) {
      Check(kmc_image_rgba(band, 0, y, width_, 1, row, stride));
    });
  }
  const size_t channels = color_type & PNG_COLOR_MASK_ALPHA ? 2 : 1;
  WriteRows(stride, [this, stride, channels](const kmc_image* band, uint32_t y, uint8_t* row) {
    Check(kmc_image_rgba(band, 0, y, width_, 1, row, stride));
    for (size_t x = 0; x < width_; ++x) {
      const uint8_t gray = row[4 * x], alpha = row[4 * x + 3];
      row[channels * x] = gray;
      if (channels == 2) row[2 * x + 1] = alpha;
    }
  });
}

}  // namespace

void WritePng(const ImageBands& image, int level, AtomicFile& file, std::vector<std::string>& warnings) {
  PngWriter writer(image, file, warnings);
  writer.SetHeader(level);
  writer.SetColorMetadata();
  writer.SetOtherMetadata();
  writer.WritePixels();
}

}  // namespace kmc::tools
