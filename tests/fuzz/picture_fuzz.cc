// PNG, JPEG, PNM and PAM files as kmcenc reads them, and palette files.
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <string>

#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/promise.h"
#include "tools/exit_code.h"
#include "tools/image_file.h"
#include "tools/palette_file.h"

namespace kmc::fuzz {
namespace {

using tools::ExitCode;
using tools::Failure;

constexpr tools::ReadOptions kOptions = {1u << 12, 1u << 16, false};

// Writes the CRC of every chunk of a PNG file, as far as chunks can be followed.
void RepairPng(Bytes& file) {
  constexpr size_t kSignature = 8, kIntro = 8, kCrcSize = 4;  // of a chunk: length and type, and what ends it
  for (size_t begin = kSignature; begin < file.size() && file.size() - begin >= kIntro + kCrcSize;) {
    const auto rest = std::span(file).subspan(begin);
    const size_t length = size_t{rest[0]} << 24 | size_t{rest[1]} << 16 | size_t{rest[2]} << 8 | rest[3];
    if (length > rest.size() - kIntro - kCrcSize) return;
    const uLong crc = crc32_z(0, &rest[4], 4 + length);
    for (size_t i = 0; i < kCrcSize; ++i) rest[kIntro + length + i] = static_cast<uint8_t>(crc >> (24 - 8 * i));
    begin += kIntro + length + kCrcSize;
  }
}

// A file that lives in memory and has a name.
class MemoryFile {
 public:
  MemoryFile(const Bytes& content, const char* extension) : descriptor_(memfd_create("picture", 0)) {
    KMC_PROMISE(descriptor_ >= 0);
    KMC_PROMISE(write(descriptor_, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    // Kinds of palette files are told apart by their extensions too.
    path_ = "/proc/self/fd/" + std::to_string(descriptor_);
    link_ = "/tmp/kmc-fuzz-" + std::to_string(getpid()) + extension;
    unlink(link_.c_str());
    KMC_PROMISE(symlink(path_.c_str(), link_.c_str()) == 0);
  }
  ~MemoryFile() {
    unlink(link_.c_str());
    close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  const std::string& path() const { return link_; }

 private:
  int descriptor_;
  std::string path_, link_;
};

// What bad input may be answered with.
void ExpectFailure(const Failure& failure) {
  KMC_PROMISE(failure.code() == ExitCode::kUnreadable || failure.code() == ExitCode::kLimit);
  KMC_PROMISE(failure.what()[0] != '\0');
}

void ReadAsPicture(const std::string& path, bool keep_palette) {
  tools::ReadOptions options = kOptions;
  options.keep_palette = keep_palette;
  try {
    tools::InputFile file(path);
    const tools::Picture picture = tools::ReadPicture(file, options);
    KMC_PROMISE(picture.width >= 1 && picture.height >= 1);
    KMC_PROMISE(uint64_t{picture.width} * picture.height <= options.max_pixels);
    KMC_PROMISE(picture.rgba || picture.indexed);
    if (!picture.indexed) return;
    const auto& [palette, indices] = *picture.indexed;
    KMC_PROMISE(indices.size() == size_t{picture.width} * picture.height);
    for (const uint16_t index : indices) KMC_PROMISE(index < palette.size() / 4);
  } catch (const Failure& failure) {
    ExpectFailure(failure);
  }
}

void ReadAsPalette(const std::string& path) {
  kmc_limits limits;
  kmc_limits_init(&limits);
  limits.max_width = limits.max_height = kOptions.max_side;
  limits.max_pixels = kOptions.max_pixels;
  try {
    const tools::RgbaColors colors = tools::ReadPaletteFile(path, limits);
    KMC_PROMISE(!colors.empty() && colors.size() % 4 == 0 && colors.size() / 4 <= 65536);
  } catch (const Failure& failure) {
    ExpectFailure(failure);
  }
}

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kmc::fuzz;
  constexpr const char* kExtensions[] = {".png", ".gpl", ".pal", ".act", ".hex"};
  FuzzInput input(data, size);
  const char* const extension = kExtensions[input.Byte() % std::size(kExtensions)];
  Bytes content = input.TakeAll();
  if (content.size() > 4 && content[1] == 'P' && content[2] == 'N') RepairPng(content);
  const MemoryFile file(content, extension);
  ReadAsPicture(file.path(), false);
  ReadAsPicture(file.path(), true);
  ReadAsPalette(file.path());
  return 0;
}
