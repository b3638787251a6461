#include "tools/pnm_file.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "tools/exit_code.h"

namespace kmc::tools {
namespace {

constexpr uint64_t kMaxNumber = UINT32_MAX;
constexpr size_t kMaxLine = 1024;  // of a PAM header; more is no honest file

[[noreturn]] void Refuse(const std::string& cause) {
  throw Failure(ExitCode::kUnreadable, "is not a valid PNM image: " + cause);
}

[[noreturn]] void RefuseEnd(const InputFile& file) {
  file.ThrowIfFailed();
  Refuse("the file ends too early");
}

bool IsSpace(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// ---- header ----

enum class Raster { kText, kBits, kBytes };

struct PnmHeader {
  uint64_t width = 0, height = 0;
  uint32_t channels = 1;  // grey, grey and alpha, RGB, RGB and alpha
  uint32_t maxval = 1;
  Raster raster = Raster::kBytes;
  bool one_is_black = false;  // PBM only
};

// The next byte after white space and comments.
int GetBeyondSpace(InputFile& file) {
  for (;;) {
    int c = file.Get();
    if (c == '#') {
      do {
        c = file.Get();
      } while (c >= 0 && c != '\n' && c != '\r');
    }
    if (c < 0) RefuseEnd(file);
    if (!IsSpace(c)) return c;
  }
}

// A decimal number and the byte after it.
uint64_t GetNumber(InputFile& file) {
  int c = GetBeyondSpace(file);
  if (c < '0' || c > '9') Refuse("a number is missing");
  uint64_t number = 0;
  for (; c >= '0' && c <= '9'; c = file.Get()) {
    number = number * 10 + static_cast<uint64_t>(c - '0');
    if (number > kMaxNumber) Refuse("a number is too large");
  }
  if (c >= 0 && !IsSpace(c)) Refuse("a number is not one");
  return number;
}

PnmHeader ReadPlainHeader(InputFile& file, int digit) {
  PnmHeader header;
  const bool bitmap = digit == 1 || digit == 4;
  header.channels = digit == 3 || digit == 6 ? 3 : 1;
  header.raster = digit <= 3 ? Raster::kText : bitmap ? Raster::kBits : Raster::kBytes;
  header.one_is_black = bitmap;
  header.width = GetNumber(file);
  header.height = GetNumber(file);
  const uint64_t maxval = bitmap ? 1 : GetNumber(file);
  if (maxval == 0 || maxval > 65535) Refuse("maxval is not within 1 and 65535");
  header.maxval = static_cast<uint32_t>(maxval);
  return header;
}

std::string GetLine(InputFile& file) {
  std::string line;
  for (int c = file.Get(); c != '\n'; c = file.Get()) {
    if (c < 0) RefuseEnd(file);
    if (line.size() == kMaxLine) Refuse("a line of the header is too long");
    line += static_cast<char>(c);
  }
  return line;
}

void CheckTupleType(std::string_view type, uint64_t depth) {
  constexpr std::array<std::pair<std::string_view, uint64_t>, 6> kTypes = {{{"BLACKANDWHITE", 1},
                                                                            {"GRAYSCALE", 1},
                                                                            {"BLACKANDWHITE_ALPHA", 2},
                                                                            {"GRAYSCALE_ALPHA", 2},
                                                                            {"RGB", 3},
                                                                            {"RGB_ALPHA", 4}}};
  if (depth < 1 || depth > 4) Refuse(fmt::format("{} samples per pixel", depth));
  for (const auto& [known, known_depth] : kTypes) {
    if (type.empty() || (type == known && depth == known_depth)) return;
  }
  Refuse(fmt::format("unknown TUPLTYPE {} of depth {}", type, depth));
}

PnmHeader ReadPamHeader(InputFile& file) {
  uint64_t width = 0, height = 0, depth = 0, maxval = 0;
  std::string tuple_type;
  if (!GetLine(file).empty()) Refuse("P7 is not alone on its line");
  for (;;) {
    const std::string line = GetLine(file);
    const size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos || line[begin] == '#') continue;
    const size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    const std::string_view key(line.data() + begin, end - begin);
    if (key == "ENDHDR") break;
    const size_t value_begin = std::min(line.find_first_not_of(" \t\r", end), line.size());
    const size_t value_end = line.find_last_not_of(" \t\r") + 1;
    const std::string value = line.substr(value_begin, value_end - value_begin);
    const auto number = [&value] {
      if (value.empty() || value.size() > 9 || value.find_first_not_of("0123456789") != std::string::npos) {
        Refuse("a number is not one");
      }
      return std::stoull(value);
    };
    if (key == "WIDTH") {
      width = number();
    } else if (key == "HEIGHT") {
      height = number();
    } else if (key == "DEPTH") {
      depth = number();
    } else if (key == "MAXVAL") {
      maxval = number();
    } else if (key == "TUPLTYPE") {
      tuple_type = value;
    } else {
      Refuse(fmt::format("unknown header line {}", key));
    }
  }
  CheckTupleType(tuple_type, depth);
  if (maxval == 0 || maxval > 65535) Refuse("MAXVAL is not within 1 and 65535");
  return {width, height, static_cast<uint32_t>(depth), static_cast<uint32_t>(maxval), Raster::kBytes, false};
}

// ---- raster ----

class RowReader {
 public:
  RowReader(InputFile& file, const PnmHeader& header)
      : file_(file), header_(header), samples_(header.width * header.channels), scaled_(header.maxval + 1) {
    for (uint32_t i = 0; i <= header.maxval; ++i) {
      scaled_[i] = static_cast<uint8_t>((i * 255 + header.maxval / 2) / header.maxval);
    }
    if (header.one_is_black) scaled_ = {255, 0};
    if (header.raster == Raster::kBits) bytes_.resize((header.width + 7) / 8);
    if (header.raster == Raster::kBytes) bytes_.resize(samples_.size() * (header.maxval > 255 ? 2 : 1));
  }

  void ReadRow(uint8_t* rgba) {
    if (file_.Read(bytes_.data(), bytes_.size()) != bytes_.size()) RefuseEnd(file_);
    for (size_t i = 0; i < samples_.size(); ++i) {
      const uint64_t sample = Sample(i);
      if (sample > header_.maxval) Refuse("a sample is larger than maxval");
      samples_[i] = scaled_[sample];
    }
    const uint32_t channels = header_.channels;
    const uint32_t green = channels >= 3 ? 1 : 0, blue = channels >= 3 ? 2 : 0;
    const bool has_alpha = channels % 2 == 0;
    for (const uint8_t* pixel = samples_.data(); pixel != samples_.data() + samples_.size(); pixel += channels) {
      *rgba++ = pixel[0];
      *rgba++ = pixel[green];
      *rgba++ = pixel[blue];
      *rgba++ = has_alpha ? pixel[channels - 1] : 255;
    }
  }

 private:
  uint64_t Sample(size_t i) {
    switch (header_.raster) {
      case Raster::kBits:
        return bytes_[i / 8] >> (7 - i % 8) & 1;
      case Raster::kBytes:
        return header_.maxval > 255 ? bytes_[2 * i] << 8 | bytes_[2 * i + 1] : bytes_[i];
      case Raster::kText:
        break;
    }
    // The digits of a plain PBM need no space between them.
    return header_.one_is_black ? static_cast<uint64_t>(GetBeyondSpace(file_) - '0') : GetNumber(file_);
  }

  InputFile& file_;
  const PnmHeader header_;
  std::vector<uint8_t> samples_;  // of one row, scaled
  std::vector<uint8_t> scaled_;   // by sample
  std::vector<uint8_t> bytes_;    // of one row, as stored; none for text
};

void WriteRows(const ImageBands& image, size_t channels, const std::string& header, AtomicFile& file) {
  const uint32_t width = image.width;
  const size_t stride = size_t{4} * width;
  std::vector<uint8_t> row(stride);
  file.Write(header.data(), header.size());
  ForEachRow(image, [&](const kmc_image* band, uint32_t y) {
    Check(kmc_image_rgba(band, 0, y, width, 1, row.data(), stride));
    for (size_t x = 1; channels == 3 && x < width; ++x) std::copy_n(&row[4 * x], 3, &row[3 * x]);
    if (!file.Write(row.data(), channels * width)) file.ThrowIfFailed();
  });
  file.ThrowIfFailed();
}

}  // namespace

bool IsPnm(std::span<const uint8_t> start) {
  return start.size() >= 3 && start[0] == 'P' && start[1] >= '1' && start[1] <= '7' &&
         (IsSpace(start[2]) || start[2] == '#');
}

Picture ReadPnm(InputFile& file, const ReadOptions& options) {
  file.Get();  // 'P'
  const int digit = file.Get() - '0';
  const PnmHeader header = digit == 7 ? ReadPamHeader(file) : ReadPlainHeader(file, digit);
  Picture picture;
  SetSize(header.width, header.height, options, picture);
  AllocateRgba(picture);
  RowReader reader(file, header);
  for (size_t y = 0; y < header.height; ++y) reader.ReadRow(&picture.rgba[4 * header.width * y]);
  if (header.maxval > 255) picture.warnings.emplace_back("16-bit samples are rounded to 8 bits");
  return picture;
}

void WritePam(const ImageBands& image, AtomicFile& file) {
  const bool has_alpha = kmc_image_has_alpha(image.head);
  const size_t channels = has_alpha ? 4 : 3;
  WriteRows(image, channels,
            fmt::format("P7\nWIDTH {}\nHEIGHT {}\nDEPTH {}\nMAXVAL 255\nTUPLTYPE {}\nENDHDR\n", image.width,
                        image.height, channels, has_alpha ? "RGB_ALPHA" : "RGB"),
            file);
}

void WritePpm(const ImageBands& image, AtomicFile& file) {
  WriteRows(image, 3, fmt::format("P6\n{} {}\n255\n", image.width, image.height), file);
}

}  // namespace kmc::tools
