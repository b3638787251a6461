#include "codec/direct_mapping.h"

#include <algorithm>
#include <array>
#include <atomic>

#include "codec/rounding.h"
#include "codec/threads.h"

namespace kmc {
namespace {

// Rows are dealt out to threads in bands of about so many pixels.
constexpr uint32_t kBandPixels = 1 << 17;

// Of a photo, most of which have one block.
constexpr size_t kUsualCells = 4096;

// The candidates of `in` for all opaque colours that share the pixel's bits above the lowest `bits`.
void FilterAround(const uint8_t* pixel, int bits, const CandidateList& in, CandidateList& out) {
  Point low, high;
  for (int c = 0; c < 3; ++c) {
    const int32_t first = pixel[c] >> bits << bits;
    low[c] = static_cast<int16_t>(first << kPointBits);
    high[c] = static_cast<int16_t>((first + (1 << bits) - 1) << kPointBits);
  }
  low[3] = high[3] = in.points.At(0)[3];  // opaque, as all of them
  FilterCandidates(low, high, in, out);
}

}  // namespace

DirectMapper::DirectMapper(std::span<const Rgba> palette)
    : palette_(palette.begin(), palette.end()),
      all_(palette.size()),
      useful_(palette.size()),
      part_(palette.size()),
      cubes_(kCubes),
      cells_(CellBlocks::kCells) {
  all_.SetAll(PointsOf(palette_, ColorSpace::kSrgb));
  blocks_.reserve(kUsualCells);
}

bool DirectMapper::MapRow(const uint8_t* row, uint32_t width, uint8_t* indices) {
  for (size_t x = 0;;) {
    x += MapOpaquePixels(row + 4 * x, width - x, cells_.data(), blocks_.data(), indices + x, error_);
    if (x == width) return true;
    // New cells often come several at a time.
    for (size_t i = x; i < std::min<size_t>(x + kMappedAtOnce, width); ++i) {
      const uint8_t* pixel = row + 4 * i;
      if (pixel[3] != 255) return false;
      if (cells_[CellBlocks::CellOf(pixel)].count == 0) Fill(pixel);
    }
  }
}

void DirectMapper::Fill(const uint8_t* pixel) {
  const auto cube_of = [](uint8_t channel) { return static_cast<uint32_t>(channel >> kCubeBits); };
  std::optional<CandidateList>& cube = cubes_[cube_of(pixel[0]) << 6 | cube_of(pixel[1]) << 3 | cube_of(pixel[2])];
  if (!cube) {
    FilterAround(pixel, kCubeBits, all_, useful_);
    cube = useful_.Trimmed();
  }
  FilterAround(pixel, CellBlocks::kCellBits, *cube, useful_);
  if (useful_.size > ColorBlock::kColors) Tighten(pixel);
  CellBlocks& cell = cells_[CellBlocks::CellOf(pixel)];
  cell.first = static_cast<uint32_t>(blocks_.size());
  for (size_t i = 0; i < useful_.size; ++i) {
    const size_t place = i % ColorBlock::kColors;
    if (place == 0) {
      std::fill_n(blocks_.emplace_back().red_green, ColorBlock::kColors, ColorBlock::kNoColor);
      ++cell.count;
    }
    const Rgba color = palette_[useful_.index[i]];
    blocks_.back().red_green[place] = PackPair(color.r, color.g);
    blocks_.back().blue_label[place] = PackPair(color.b, useful_.index[i]);
  }
}

// Leaves out candidates that are of no use in any octant of the pixel's cell:
// the smaller the box, the fewer stay without need.
void DirectMapper::Tighten(const uint8_t* pixel) {
  std::array<bool, kMaxColors> useful = {};
  for (int octant = 0; octant < 8; ++octant) {
    std::array<uint8_t, 3> corner;
    for (int c = 0; c < 3; ++c) {
      const int bit = 1 << (CellBlocks::kCellBits - 1), upper = octant >> c & 1;
      corner[c] = static_cast<uint8_t>((pixel[c] & ~bit) | upper * bit);
    }
    FilterAround(corner.data(), CellBlocks::kCellBits - 1, useful_, part_);
    for (size_t i = 0; i < part_.size; ++i) useful[part_.index[i]] = true;
  }
  size_t kept = 0;
  for (size_t i = 0; i < useful_.size; ++i) {
    if (useful[useful_.index[i]]) useful_.index[kept++] = useful_.index[i];
  }
  useful_.size = kept;
}

std::optional<uint64_t> MapDirectly(std::span<const Pixels> images, std::span<const Rgba> palette, uint32_t threads,
                                    std::span<IndexedImage> indexed) {
  const auto is_opaque = [](Rgba color) { return color.a == 255; };
  if (palette.size() > DirectMapper::kMaxColors || !std::all_of(palette.begin(), palette.end(), is_opaque)) return {};
  struct Band {
    size_t image;
    uint32_t begin, end;  // rows
  };
  std::vector<Band> bands;
  for (size_t i = 0; i < images.size(); ++i) {
    const uint32_t width = images[i].width, height = images[i].height, rows = kBandPixels / width + 1;
    indexed[i].plane = IndexPlane(width, height, static_cast<uint32_t>(palette.size()));
    for (uint32_t y = 0; y < height; y += std::min(rows, height - y)) {
      bands.push_back({i, y, y + std::min(rows, height - y)});
    }
  }
  std::vector<std::optional<DirectMapper>> mappers(std::min<size_t>(threads, bands.size()));
  std::atomic<bool> opaque = true;
  ParallelFor(bands.size(), threads, [&](size_t i, uint32_t worker) {
    const Band& band = bands[i];
    if (!mappers[worker]) mappers[worker].emplace(palette);
    indexed[band.image].plane.Visit([&](auto view) {
      for (uint32_t y = band.begin; y < band.end && opaque; ++y) {
        // Up to 256 colours an index is a byte.
        if (!mappers[worker]->MapRow(images[band.image].Row(y), view.width, reinterpret_cast<uint8_t*>(view.Row(y))))
          opaque = false;
      }
    });
  });
  if (!opaque) return {};
  uint64_t error = 0;
  for (const auto& mapper : mappers) error += mapper ? mapper->SquaredError() : 0;
  return error;
}

}  // namespace kmc
