// Image files of other formats: what kmcenc reads and kmcdec writes.
#ifndef KMC_TOOLS_IMAGE_FILE_H_
#define KMC_TOOLS_IMAGE_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "codec/kmc.h"
#include "tools/atomic_file.h"
#include "tools/input_file.h"
#include "tools/metadata.h"

namespace kmc::tools {

struct IndexedPixels {
  std::vector<uint8_t> palette;  // RGBA
  std::vector<uint16_t> indices;
};

struct Picture {
  uint32_t width = 0, height = 0;
  std::unique_ptr<uint8_t[]> rgba;       // rows without padding; null if `indexed` holds the pixels
  std::optional<IndexedPixels> indexed;  // only if ReadOptions::keep_palette
  Metadata metadata;
  std::vector<std::string> warnings;  // one sentence each about what could not be kept
};

struct ReadOptions {
  uint32_t max_side = 0;
  uint64_t max_pixels = 0;
  bool keep_palette = false;  // of an indexed PNG, palette and indices instead of RGBA
};

// Reads PNG, JPEG, PNM or PAM, told apart by their first bytes. Samples become 8 bits. Throws Failure.
Picture ReadPicture(InputFile& file, const ReadOptions& options);

enum class ImageFormat { kPng, kPam, kPpm };

// By the extension of a file name.
std::optional<ImageFormat> FormatOfName(const std::string& name);

struct WriteOptions {
  ImageFormat format = ImageFormat::kPng;
  int png_level = 6;  // zlib's 0..9
};

// An image that is handed over in bands of whole rows, from top to bottom, so
// that it need not be in memory all at once.
struct ImageBands {
  const kmc_image* head = nullptr;  // palette and metadata
  uint32_t width = 0, height = 0;
  // The band that begins with row y, of one row at least; it stays until the next is asked for.
  std::function<const kmc_image*(uint32_t y)> band_from;
};

// Throws Failure; adds sentences about metadata that the format cannot hold to `warnings`.
void WriteImage(const ImageBands& image, const WriteOptions& options, AtomicFile& file,
                std::vector<std::string>& warnings);

// ---- for the readers ----

// Throws Failure if the size is none or over the limits.
void SetSize(uint64_t width, uint64_t height, const ReadOptions& options, Picture& picture);
// Makes room for the pixels, which are not initialised: a file that promises
// many and holds few then costs few.
void AllocateRgba(Picture& picture);

// ---- for the writers ----

// Calls write_row(band, y) for each row of the image; y counts from the top of the band.
void ForEachRow(const ImageBands& image, const std::function<void(const kmc_image* band, uint32_t y)>& write_row);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_IMAGE_FILE_H_
