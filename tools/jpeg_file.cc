#include "tools/jpeg_file.h"

#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs it to come first
#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>

#include "tools/exif_orientation.h"
#include "tools/exit_code.h"

namespace kmc::tools {
namespace {

constexpr std::string_view kExifSignature("Exif\0\0", 6);
constexpr std::string_view kXmpSignature("http://ns.adobe.com/xap/1.0/\0", 29);

// A progressive file can ask for a pass over all coefficients by a few bytes;
// honest ones have about ten.
constexpr int kMaxScans = 200;

// ---- what libjpeg calls ----

// As with libpng, a failure ends in a longjmp, so steps hold no destructors.
struct JpegErrors {
  jpeg_error_mgr manager;  // first, so that libjpeg's pointer to it is one to this
  jmp_buf jump;
  std::vector<std::string>* warnings;
  char message[JMSG_LENGTH_MAX] = "";
};

[[noreturn]] void JpegError(j_common_ptr jpeg) {
  auto* errors = reinterpret_cast<JpegErrors*>(jpeg->err);
  errors->manager.format_message(jpeg, errors->message);
  longjmp(errors->jump, 1);  // NOLINT(cert-err52-cpp): libjpeg knows no other way
}

void JpegMessage(j_common_ptr jpeg, int level) {
  auto* errors = reinterpret_cast<JpegErrors*>(jpeg->err);
  if (level >= 0 || errors->manager.num_warnings++ > 0) return;  // traces; one warning tells enough
  char message[JMSG_LENGTH_MAX];
  errors->manager.format_message(jpeg, message);
  errors->warnings->emplace_back(message);
}

struct JpegSource {
  jpeg_source_mgr manager;  // first, as above
  InputFile* file;
  std::array<uint8_t, 16384> buffer;
};

boolean FillBuffer(j_decompress_ptr jpeg) {
  auto* source = reinterpret_cast<JpegSource*>(jpeg->src);
  const size_t size = source->file->Read(source->buffer.data(), source->buffer.size());
  if (size == 0) ERREXIT(jpeg, JERR_INPUT_EOF);
  source->manager.next_input_byte = source->buffer.data();
  source->manager.bytes_in_buffer = size;
  return TRUE;
}

void Skip(j_decompress_ptr jpeg, long count) {
  if (count <= 0) return;
  auto left = static_cast<size_t>(count);
  while (left > jpeg->src->bytes_in_buffer) {
    left -= jpeg->src->bytes_in_buffer;
    FillBuffer(jpeg);
  }
  jpeg->src->next_input_byte += left;
  jpeg->src->bytes_in_buffer -= left;
}

void LimitScans(j_common_ptr jpeg) {
  const auto* decompress = reinterpret_cast<j_decompress_ptr>(jpeg);
  if (decompress->input_scan_number > kMaxScans) ERREXIT(jpeg, JERR_BAD_PROGRESSION);
}

// ---- reading ----

class JpegReader {
 public:
  JpegReader(InputFile& file, std::vector<std::string>& warnings) : file_(file) {
    jpeg_.err = jpeg_std_error(&errors_.manager);
    errors_.manager.error_exit = JpegError;
    errors_.manager.emit_message = JpegMessage;
    errors_.warnings = &warnings;
    source_.file = &file;
    source_.manager.init_source = [](j_decompress_ptr) {};
    source_.manager.fill_input_buffer = FillBuffer;
    source_.manager.skip_input_data = Skip;
    source_.manager.resync_to_restart = jpeg_resync_to_restart;
    source_.manager.term_source = [](j_decompress_ptr) {};
    progress_.progress_monitor = LimitScans;
  }
  ~JpegReader() { jpeg_destroy_decompress(&jpeg_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  void ReadHeader();
  void ReadMetadata(Metadata& metadata);
  void ReadPixels(const Orientation& orientation, const ReadOptions& options, Picture& picture);

 private:
  template <typename Step>
  void Run(const Step& step) {
    if (setjmp(errors_.jump) == 0) return step();  // NOLINT(cert-err52-cpp)
    file_.ThrowIfFailed();
    throw Failure(ExitCode::kUnreadable, std::string("is not a valid JPEG: ") + errors_.message);
  }
  bool IsCmyk() const { return jpeg_.jpeg_color_space == JCS_CMYK || jpeg_.jpeg_color_space == JCS_YCCK; }
  void ReadIcc(Metadata& metadata);

  InputFile& file_;
  JpegErrors errors_ = {};
  JpegSource source_ = {};
  jpeg_progress_mgr progress_ = {};
  jpeg_decompress_struct jpeg_ = {};
};

void JpegReader::ReadHeader() {
  Run([this] {
    jpeg_create_decompress(&jpeg_);
    jpeg_.src = &source_.manager;
    jpeg_.progress = &progress_;
    for (const int marker : {JPEG_APP0 + 1, JPEG_APP0 + 2, int{JPEG_COM}}) jpeg_save_markers(&jpeg_, marker, 0xFFFF);
    jpeg_read_header(&jpeg_, TRUE);
  });
}

void JpegReader::ReadMetadata(Metadata& metadata) {
  for (const auto* marker = jpeg_.marker_list; marker != nullptr; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    const auto take_if = [&data](std::string_view signature, std::vector<uint8_t>& out) {
      if (out.empty() && data.starts_with(signature)) out.assign(data.begin() + signature.size(), data.end());
    };
    if (marker->marker != JPEG_APP0 + 1) continue;
    take_if(kExifSignature, metadata.exif);
    take_if(kXmpSignature, metadata.xmp);
  }
  ReadIcc(metadata);

  const bool has_density = jpeg_.saw_JFIF_marker && jpeg_.X_density > 0 && jpeg_.Y_density > 0;
  if (has_density && jpeg_.density_unit == 0 && jpeg_.X_density != jpeg_.Y_density) {
    metadata.resolution = {jpeg_.X_density, jpeg_.Y_density, false};
  } else if (has_density && (jpeg_.density_unit == 1 || jpeg_.density_unit == 2)) {
    const double per_metre = jpeg_.density_unit == 1 ? 1 / 0.0254 : 100;  // from inches, from centimetres
    metadata.resolution = {static_cast<uint32_t>(std::lround(jpeg_.X_density * per_metre)),
                           static_cast<uint32_t>(std::lround(jpeg_.Y_density * per_metre)), true};
  }
}

void JpegReader::ReadIcc(Metadata& metadata) {
  JOCTET* profile = nullptr;
  unsigned int size = 0;
  Run([&] { jpeg_read_icc_profile(&jpeg_, &profile, &size); });
  const std::unique_ptr<JOCTET, decltype(&free)> owner(profile, &free);
  if (profile == nullptr) return;
  if (IsCmyk()) {
    errors_.warnings->emplace_back("left out the CMYK profile, because pixels become RGB");
  } else {
    metadata.icc.assign(profile, profile + size);
  }
}

// In place. What Adobe writes is inverted: 255 is no ink.
void RgbaOfCmyk(uint8_t* row, size_t width, bool inverted) {
  const uint8_t flip = inverted ? 0 : 255;
  for (uint8_t* pixel = row; pixel != row + 4 * width; pixel += 4) {
    const int white = pixel[3] ^ flip;
    for (int i = 0; i < 3; ++i) pixel[i] = static_cast<uint8_t>(((pixel[i] ^ flip) * white + 127) / 255);
    pixel[3] = 255;
  }
}

void JpegReader::ReadPixels(const Orientation& orientation, const ReadOptions& options, Picture& picture) {
  SetSize(orientation.swap ? jpeg_.image_height : jpeg_.image_width,
          orientation.swap ? jpeg_.image_width : jpeg_.image_height, options, picture);
  AllocateRgba(picture);
  Run([this] {
    jpeg_.out_color_space = IsCmyk() ? JCS_CMYK : JCS_EXT_RGBA;
    jpeg_start_decompress(&jpeg_);
  });
  const size_t stored_width = jpeg_.output_width;
  std::vector<uint8_t> row(4 * stored_width);
  for (size_t y = 0; y < jpeg_.output_height; ++y) {
    uint8_t* rows[] = {row.data()};
    Run([&] { jpeg_read_scanlines(&jpeg_, rows, 1); });
    if (IsCmyk()) RgbaOfCmyk(row.data(), stored_width, jpeg_.saw_Adobe_marker);
    for (size_t x = 0; x < stored_width; ++x) {
      const size_t place = orientation.PlaceOf(x, y, picture.width, picture.height);
      std::copy_n(&row[4 * x], 4, &picture.rgba[4 * place]);
    }
  }
  Run([this] { jpeg_finish_decompress(&jpeg_); });
}

}  // namespace

bool IsJpeg(std::span<const uint8_t> start) {
  constexpr std::array<uint8_t, 3> kStart = {0xFF, 0xD8, 0xFF};
  return start.size() >= kStart.size() && std::equal(kStart.begin(), kStart.end(), start.begin());
}

Picture ReadJpeg(InputFile& file, const ReadOptions& options) {
  Picture picture;
  JpegReader reader(file, picture.warnings);
  reader.ReadHeader();
  reader.ReadMetadata(picture.metadata);
  const Orientation orientation = TakeOrientation(picture.metadata.exif);
  if (orientation.swap && picture.metadata.resolution) {
    std::swap(picture.metadata.resolution->x, picture.metadata.resolution->y);
  }
  reader.ReadPixels(orientation, options, picture);
  return picture;
}

}  // namespace kmc::tools
