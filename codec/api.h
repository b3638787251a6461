// What the functions of kmc.h have in common: what the handles stand for, how
// exceptions become results, and what callers may leave out.
#ifndef KMC_CODEC_API_H_
#define KMC_CODEC_API_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "codec/image.h"
#include "codec/kmc.h"
#include "codec/pixels.h"
#include "codec/progress.h"
#include "codec/quantize.h"
#include "codec/salvage.h"
#include "codec/write.h"
#include "format/container.h"
#include "format/status.h"

struct kmc_image {
  kmc::IndexedImage image;
};

struct kmc_bytes {
  std::vector<uint8_t> bytes;
};

struct kmc_report {
  kmc::QuantizeReport report;
};

struct kmc_loss {
  kmc::LossReport loss;
};

namespace kmc {

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

// Fills a caller's struct of `struct_size` bytes with as much of the defaults as it holds, the rest with 0.
template <class T>
void InitSized(const T& defaults, T* options, size_t struct_size) {
  auto* const bytes = reinterpret_cast<uint8_t*>(options);
  std::fill_n(bytes, struct_size, uint8_t{0});
  std::copy_n(reinterpret_cast<const uint8_t*>(&defaults), std::min(struct_size, sizeof(T)), bytes);
  options->struct_size = struct_size;
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

// Nothing is a place for no bytes: an empty vector has no better one.
inline bool IsMissing(const void* bytes, size_t size) { return !bytes && size > 0; }

Limits LimitsOf(const kmc_work& work);
Progress ProgressOf(const kmc_work& work);
bool IsWithin(const Limits& limits, uint32_t width, uint32_t height);

// What callers give, with defaults filled in; nothing if it breaks a rule.
std::optional<QuantizeOptions> CheckedQuantizeOptions(const kmc_quantize_options* given, uint32_t threads);
std::optional<WriteOptions> CheckedWriteOptions(const kmc_write_options* given, uint32_t threads);
Status CheckedPixels(std::span<const kmc_pixels> images, const Limits& limits, std::vector<Pixels>& checked);

// The rectangle of the image's pixels, through the palette.
void FillRgba(const IndexedImage& image, const Rect& rect, uint8_t* out, size_t stride);

}  // namespace kmc

#endif  // KMC_CODEC_API_H_
