#include "plugins/gimp/canvas.h"

#include <algorithm>
#include <array>
#include <optional>

#include "plugins/gimp/failure.h"

namespace kmc::gimp {
namespace {

constexpr uint32_t kMaxColormap = 256;  // of GIMP
constexpr uint8_t kOpaqueFrom = 128;    // GIMP's own threshold for the alpha of indexed pixels

struct Color {
  uint8_t r, g, b, a;
};

Layout LayoutOf(bool indexed, bool has_alpha) {
  if (indexed) return has_alpha ? Layout::kIndexedAlpha : Layout::kIndexed;
  return has_alpha ? Layout::kRgba : Layout::kRgb;
}

void CopyIndices(const kmc_image* image, Canvas& canvas) {
  const uint8_t* palette = kmc_image_palette(image);
  for (uint32_t i = 0; i < kmc_image_colors(image); ++i) {
    canvas.colormap.insert(canvas.colormap.end(), palette + 4 * i, palette + 4 * i + 3);
  }
  // With alpha, the indices come to lie in the back half and spread forwards.
  const size_t count = size_t{canvas.width} * canvas.height;
  const bool has_alpha = canvas.layout == Layout::kIndexedAlpha;
  uint8_t* indices = canvas.pixels.data() + (has_alpha ? count : 0);
  Check(kmc_image_indices8(image, 0, 0, canvas.width, canvas.height, indices, canvas.width));
  if (!has_alpha) return;
  for (size_t i = 0; i < count; ++i) {
    const uint8_t index = indices[i];
    canvas.pixels[2 * i] = index;
    canvas.pixels[2 * i + 1] = palette[4 * index + 3];
  }
}

// Which colours of a colour map occur opaque, and which transparent.
struct Uses {
  std::array<bool, kMaxColormap> opaque{}, clear{};
};

Uses CountUses(const Canvas& canvas) {
  Uses uses;
  const size_t step = PixelBytes(canvas.layout);
  for (size_t i = 0; i < canvas.pixels.size(); i += step) {
    const bool opaque = step == 1 || canvas.pixels[i + 1] >= kOpaqueFrom;
    (opaque ? uses.opaque : uses.clear)[canvas.pixels[i]] = true;
  }
  return uses;
}

// GIMP's alpha is of pixels, ours of colours. A colour that is only ever clear
// becomes a clear entry; one that occurs both ways stays opaque, and its clear
// pixels go to a clear entry that is there, else to a new one (or, so that GIMP
// can hold the colour map again, to the last unused of 256).
Image KeepColormap(const Canvas& canvas) {
  const Uses uses = CountUses(canvas);
  std::vector<Color> palette;
  for (size_t i = 0; i < canvas.colormap.size(); i += 3) {
    const size_t index = palette.size();
    const uint8_t alpha = uses.clear[index] && !uses.opaque[index] ? 0 : 255;
    palette.push_back({canvas.colormap[i], canvas.colormap[i + 1], canvas.colormap[i + 2], alpha});
  }
  const auto shared_clear_entry = [&]() -> size_t {
    for (size_t i = 0; i < palette.size(); ++i) {
      if (palette[i].a == 0) return i;
    }
    for (size_t i = palette.size(); palette.size() == kMaxColormap && i-- > 0;) {
      if (uses.opaque[i]) continue;
      palette[i] = {0, 0, 0, 0};
      return i;
    }
    palette.push_back({0, 0, 0, 0});
    return palette.size() - 1;
  };
  std::array<uint16_t, kMaxColormap> clear_index{};
  std::optional<size_t> shared;
  for (size_t i = 0; i < kMaxColormap; ++i) {
    if (uses.clear[i] && uses.opaque[i] && !shared) shared = shared_clear_entry();
    clear_index[i] = static_cast<uint16_t>(uses.opaque[i] ? shared.value_or(i) : i);
  }

  const size_t step = PixelBytes(canvas.layout);
  std::vector<uint16_t> indices;
  indices.reserve(canvas.pixels.size() / step);
  for (size_t i = 0; i < canvas.pixels.size(); i += step) {
    const uint8_t index = canvas.pixels[i];
    const bool opaque = step == 1 || canvas.pixels[i + 1] >= kOpaqueFrom;
    indices.push_back(opaque ? index : clear_index[index]);
  }
  Image image;
  Check(kmc_image_create(canvas.width, canvas.height, reinterpret_cast<const uint8_t*>(palette.data()),
                         static_cast<uint32_t>(palette.size()), indices.data(), 1, Out(image)));
  return image;
}

// The mean of a box of pixels, in which colours count by their alpha.
Color MeanOf(const std::vector<uint8_t>& rows, size_t stride, uint32_t left, uint32_t right, uint32_t height) {
  uint64_t sum[4] = {}, count = 0;
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = left; x < right; ++x, ++count) {
      const uint8_t* pixel = rows.data() + y * stride + 4 * size_t{x};
      for (int c = 0; c < 3; ++c) sum[c] += uint64_t{pixel[c]} * pixel[3];
      sum[3] += pixel[3];
    }
  }
  if (sum[3] == 0) return {0, 0, 0, 0};
  const auto mean = [](uint64_t total, uint64_t n) { return static_cast<uint8_t>((total + n / 2) / n); };
  return {mean(sum[0], sum[3]), mean(sum[1], sum[3]), mean(sum[2], sum[3]), mean(sum[3], count)};
}

}  // namespace

bool FitsColormap(const kmc_image* image) {
  const uint32_t colors = kmc_image_colors(image);
  const uint8_t* palette = kmc_image_palette(image);
  if (colors > kMaxColormap) return false;
  for (uint32_t i = 0; i < colors; ++i) {
    if (palette[4 * i + 3] != 0 && palette[4 * i + 3] != 255) return false;
  }
  return true;
}

Canvas CanvasOf(const kmc_image* image, bool indexed) {
  Canvas canvas;
  canvas.layout = LayoutOf(indexed, kmc_image_has_alpha(image) != 0);
  canvas.width = kmc_image_width(image);
  canvas.height = kmc_image_height(image);
  const size_t row_bytes = canvas.width * PixelBytes(canvas.layout);
  canvas.pixels.resize(row_bytes * canvas.height);
  if (IsIndexed(canvas.layout)) {
    CopyIndices(image, canvas);
  } else {
    Check(kmc_image_rgba(image, 0, 0, canvas.width, canvas.height, canvas.pixels.data(), row_bytes));
  }
  return canvas;
}

Canvas ThumbnailOf(const kmc_image* image, uint32_t side) {
  const uint32_t width = kmc_image_width(image), height = kmc_image_height(image);
  const uint32_t longest = std::max({width, height, side});
  const auto shrink = [&](uint64_t length) {
    return static_cast<uint32_t>(std::max<uint64_t>(1, length * side / longest));
  };
  Canvas canvas{Layout::kRgba, shrink(width), shrink(height), {}, {}};
  const size_t stride = 4 * size_t{width};
  std::vector<uint8_t> rows;
  const auto edge = [](uint64_t i, uint64_t from, uint64_t to) { return static_cast<uint32_t>(i * from / to); };
  for (uint32_t y = 0; y < canvas.height; ++y) {
    const uint32_t top = edge(y, height, canvas.height), bottom = edge(y + 1, height, canvas.height);
    rows.resize(stride * (bottom - top));
    Check(kmc_image_rgba(image, 0, top, width, bottom - top, rows.data(), stride));
    for (uint32_t x = 0; x < canvas.width; ++x) {
      const uint32_t left = edge(x, width, canvas.width), right = edge(x + 1, width, canvas.width);
      const Color mean = MeanOf(rows, stride, left, right, bottom - top);
      canvas.pixels.insert(canvas.pixels.end(), {mean.r, mean.g, mean.b, mean.a});
    }
  }
  return canvas;
}

Image ImageOf(const Canvas& canvas, const ExportOptions& options, Progress& progress) {
  if (IsIndexed(canvas.layout)) return KeepColormap(canvas);
  const kmc_quantize_options quantize = QuantizeOptionsOf(options);
  const kmc_work work = progress.Work();
  Image image;
  Check(kmc_quantize(canvas.pixels.data(), 4 * size_t{canvas.width}, canvas.width, canvas.height, &quantize, &work,
                     Out(image), nullptr));
  return image;
}

}  // namespace kmc::gimp
