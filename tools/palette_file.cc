#include "tools/palette_file.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <unordered_set>

#include "fmt/format.h"
#include "tools/exit_code.h"
#include "tools/image_file.h"
#include "tools/input_file.h"

namespace kmc::tools {
namespace {

constexpr size_t kMaxColors = 65536;
constexpr size_t kMaxTextSize = 1 << 24;  // of honest palettes, some 4 MB
constexpr size_t kActSize = 768;          // 256 colours of three bytes
constexpr size_t kActSizeWithCount = 772;

constexpr std::string_view kGimpStart = "GIMP Palette";
constexpr std::string_view kJascStart = "JASC-PAL";

[[noreturn]] void Refuse(const std::string& cause) { throw Failure(ExitCode::kUnreadable, cause); }

// ---- text ----

// The lines of a text, without their ends.
std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find_first_of("\r\n");
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// The next number 0..255 of a line; false if there is none.
bool TakeByte(std::string_view& line, uint8_t& byte) {
  line = Trimmed(line);
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), byte);
  if (error != std::errc()) return false;
  line.remove_prefix(static_cast<size_t>(end - line.data()));
  return true;
}

// Lines of three decimal numbers, after which other words may follow.
RgbaColors ReadDecimalColors(const std::vector<std::string_view>& lines, size_t first) {
  RgbaColors colors;
  for (size_t i = first; i < lines.size(); ++i) {
    std::string_view line = Trimmed(lines[i]);
    if (line.empty() || line.front() == '#') continue;
    uint8_t r, g, b;
    if (!TakeByte(line, r) || !TakeByte(line, g) || !TakeByte(line, b)) {
      Refuse(fmt::format("is not a valid palette: line {} is no colour", i + 1));
    }
    colors.insert(colors.end(), {r, g, b, 255});
  }
  return colors;
}

RgbaColors ReadGimp(const std::vector<std::string_view>& lines) {
  size_t first = 1;
  while (first < lines.size() && (lines[first].starts_with("Name:") || lines[first].starts_with("Columns:"))) ++first;
  return ReadDecimalColors(lines, first);
}

// After the first line come a version and the number of colours.
RgbaColors ReadJasc(std::vector<std::string_view> lines) {
  std::erase_if(lines, [](std::string_view line) { return Trimmed(line).empty(); });
  return ReadDecimalColors(lines, 3);
}

RgbaColors ReadHex(const std::vector<std::string_view>& lines) {
  RgbaColors colors;
  for (const std::string_view line : lines) {
    const std::string_view text = Trimmed(line);
    // A comment, as some programs write them, is a semicolon first.
    if (text.empty() || text.front() == ';') continue;
    if (!AppendHexColor(text, colors)) Refuse("is neither an image nor a palette of a kind that kmcenc knows");
  }
  return colors;
}

// ---- bytes ----

// With 772 bytes, the number of colours comes after them.
RgbaColors ReadAct(const std::vector<uint8_t>& bytes) {
  size_t count = 256;
  if (bytes.size() == kActSizeWithCount) {
    const size_t stored = static_cast<size_t>(bytes[768]) << 8 | bytes[769];
    if (stored >= 1 && stored <= 256) count = stored;
  }
  RgbaColors colors;
  for (size_t i = 0; i < count; ++i)
    colors.insert(colors.end(), {bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2], 255});
  return colors;
}

RgbaColors DifferentColors(const Picture& picture) {
  RgbaColors colors;
  std::unordered_set<uint32_t> seen;
  const uint8_t* end = picture.rgba.get() + size_t{4} * picture.width * picture.height;
  for (const uint8_t* pixel = picture.rgba.get(); pixel < end; pixel += 4) {
    uint32_t color;
    std::memcpy(&color, pixel, sizeof(color));
    if (!seen.insert(color).second) continue;
    if (seen.size() > kMaxColors) Refuse("has more than 65536 colours, too many for a palette");
    colors.insert(colors.end(), pixel, pixel + 4);
  }
  return colors;
}

bool IsPicture(InputFile& file) {
  const auto start = file.Peek(3);
  if (start.size() < 3) return false;
  const bool is_pnm = start[0] == 'P' && start[1] >= '1' && start[1] <= '7' && start[2] <= ' ';
  return start[0] == 0x89 || start[0] == 0xFF || is_pnm;
}

RgbaColors ReadColors(InputFile& file, const kmc_limits& limits) {
  if (IsPicture(file)) {
    Picture picture = ReadPicture(file, {limits.max_width, limits.max_pixels, true});
    return picture.indexed ? std::move(picture.indexed->palette) : DifferentColors(picture);
  }
  if (file.Size() > kMaxTextSize) Refuse("is too large for a palette");
  const std::vector<uint8_t> bytes = file.ReadAll();
  file.ThrowIfFailed();
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::vector<std::string_view> lines = LinesOf(text);
  if (text.starts_with(kGimpStart)) return ReadGimp(lines);
  if (text.starts_with(kJascStart)) return ReadJasc(lines);
  if (bytes.size() == kActSize || bytes.size() == kActSizeWithCount) return ReadAct(bytes);
  return ReadHex(lines);
}

}  // namespace

bool AppendHexColor(std::string_view text, RgbaColors& colors) {
  if (text.starts_with('#')) text.remove_prefix(1);
  if (text.size() != 6 && text.size() != 8) return false;
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  if (text.size() == 6) value = value << 8 | 0xFF;
  for (const int shift : {24, 16, 8, 0}) colors.push_back(static_cast<uint8_t>(value >> shift));
  return true;
}

RgbaColors ReadPaletteFile(const std::string& path, const kmc_limits& limits) try {
  InputFile file(path);
  RgbaColors colors = ReadColors(file, limits);
  if (colors.empty()) Refuse("has no colours");
  if (colors.size() > 4 * kMaxColors) Refuse("has more than 65536 colours, too many for a palette");
  return colors;
} catch (const Failure& failure) {
  throw Failure(failure.code(), failure.what(), path);
}

}  // namespace kmc::tools
