// Two ways to count. Opaque images of some size are sorted into cells of the
// colour cube by a counting sort: two passes over the pixels, no hashing, and
// the place of a colour among those of its cell is a population count. All
// others go through a hash table.
#include "codec/histogram.h"

#include <algorithm>
#include <array>
#include <bit>
#include <type_traits>

#include "codec/threads.h"
#include "format/palette_coding.h"

namespace kmc {
namespace {

// Below this many pixels, clearing the cells costs more than hashing.
constexpr uint64_t kMinPixelsForCells = 1 << 14;
// Stripes of rows, the unit of threading; fixed in pixels so that small images have one.
constexpr uint64_t kStripePixels = 1 << 20;

struct Stripes {
  uint32_t rows = 0;  // in each but the last
  uint32_t count = 0;
  uint32_t height = 0;

  // At most `limit` stripes.
  Stripes(const Pixels& pixels, uint32_t limit) : height(pixels.height) {
    const uint64_t wanted = uint64_t{pixels.width} * pixels.height / kStripePixels + 1;
    const auto stripes = static_cast<uint32_t>(std::min<uint64_t>({wanted, limit, pixels.height}));
    rows = (pixels.height + stripes - 1) / stripes;
    count = (pixels.height + rows - 1) / rows;
  }
  uint32_t Begin(size_t stripe) const { return static_cast<uint32_t>(stripe) * rows; }
  uint32_t End(size_t stripe) const { return std::min(height, Begin(stripe) + rows); }
};

// Bits 7..0 moved to bits 21, 18, .. 0.
constexpr std::array<uint32_t, 256> kSpread = [] {
  std::array<uint32_t, 256> spread{};
  for (uint32_t value = 0; value < 256; ++value) {
    for (uint32_t bit = 0; bit < 8; ++bit) spread[value] |= (value >> bit & 1) << (3 * bit);
  }
  return spread;
}();

// The canonical key of an opaque colour without its alpha bits.
uint32_t OpaqueKey(const uint8_t* pixel) { return kSpread[pixel[1]] << 2 | kSpread[pixel[0]] << 1 | kSpread[pixel[2]]; }

class CellHistogram final : public Histogram {
 public:
  // False if some pixel is not opaque: the histogram is then unusable.
  bool Count(const Pixels& pixels, uint32_t threads) {
    const Stripes stripes(pixels, threads);
    std::vector<std::vector<uint32_t>> ends(stripes.count);
    std::vector<char> opaque(stripes.count);
    ParallelFor(stripes.count, threads, [&](size_t i, uint32_t) {
      ends[i].resize(kCells);
      opaque[i] = CountCells(pixels, stripes.Begin(i), stripes.End(i), ends[i]);
    });
    if (std::find(opaque.begin(), opaque.end(), 0) != opaque.end()) return false;
    const std::vector<uint32_t> cell_ends = PlaceStripes(ends);
    std::vector<uint8_t> inner(size_t{pixels.width} * pixels.height);
    ParallelFor(stripes.count, threads,
                [&](size_t i, uint32_t) { SortIntoCells(pixels, stripes.Begin(i), stripes.End(i), ends[i], inner); });
    CollectColors(cell_ends, inner);
    return true;
  }

 private:
  static constexpr uint32_t kInnerBits = 6;  // the two lowest bits of each channel
  static constexpr uint32_t kCells = 1u << (24 - kInnerBits);

  // Of a cell's colours: the rank of the first, and which of the 64 there are.
  struct Cell {
    uint64_t present = 0;
    uint32_t first = 0;
  };

  static bool CountCells(const Pixels& pixels, uint32_t begin, uint32_t end, std::vector<uint32_t>& counts) {
    uint8_t alpha = 255;
    for (uint32_t y = begin; y < end && alpha == 255; ++y) {
      const uint8_t* pixel = pixels.Row(y);
      for (uint32_t x = 0; x < pixels.width; ++x, pixel += 4) {
        alpha &= pixel[3];
        ++counts[OpaqueKey(pixel) >> kInnerBits];
      }
    }
    return alpha == 255;
  }

  // Turns counts per stripe and cell into where each stripe writes its part of
  // each cell; returns where each cell ends.
  static std::vector<uint32_t> PlaceStripes(std::vector<std::vector<uint32_t>>& counts) {
    std::vector<uint32_t> cell_ends(kCells);
    uint32_t place = 0;
    for (uint32_t cell = 0; cell < kCells; ++cell) {
      for (auto& stripe : counts) {
        const uint32_t count = stripe[cell];
        stripe[cell] = place;
        place += count;
      }
      cell_ends[cell] = place;
    }
    return cell_ends;
  }

  static void SortIntoCells(const Pixels& pixels, uint32_t begin, uint32_t end, std::vector<uint32_t>& places,
                            std::vector<uint8_t>& inner) {
    for (uint32_t y = begin; y < end; ++y) {
      const uint8_t* pixel = pixels.Row(y);
      for (uint32_t x = 0; x < pixels.width; ++x, pixel += 4) {
        const uint32_t key = OpaqueKey(pixel);
        inner[places[key >> kInnerBits]++] = key & 63;
      }
    }
  }

  void CollectColors(const std::vector<uint32_t>& cell_ends, const std::vector<uint8_t>& inner) {
    cells_.resize(kCells);
    std::array<uint32_t, 64> counts{};
    for (uint32_t cell = 0, begin = 0; cell < kCells; begin = cell_ends[cell++]) {
      if (begin == cell_ends[cell]) continue;
      uint64_t present = 0;
      for (uint32_t i = begin; i < cell_ends[cell]; ++i) {
        ++counts[inner[i]];
        present |= uint64_t{1} << inner[i];
      }
      cells_[cell] = {present, static_cast<uint32_t>(colors_.size())};
      for (; present != 0; present &= present - 1) {
        const auto low = static_cast<uint32_t>(std::countr_zero(present));
        colors_.push_back(ColorOfKey(cell << kInnerBits | low));
        counts_.push_back(counts[low]);
        counts[low] = 0;
      }
    }
  }

  static Rgba ColorOfKey(uint32_t key) {
    Rgba color{0, 0, 0, 255};
    for (int bit = 7; bit >= 0; --bit) {
      color.g = static_cast<uint8_t>(color.g << 1 | (key >> (3 * bit + 2) & 1));
      color.r = static_cast<uint8_t>(color.r << 1 | (key >> (3 * bit + 1) & 1));
      color.b = static_cast<uint8_t>(color.b << 1 | (key >> (3 * bit) & 1));
    }
    return color;
  }

  void FindRanks(const uint8_t* pixel, uint32_t width, uint32_t* ranks) const override {
    for (uint32_t x = 0; x < width; ++x, pixel += 4) {
      const uint32_t key = OpaqueKey(pixel);
      const Cell& cell = cells_[key >> kInnerBits];
      const uint64_t before = cell.present & ((uint64_t{1} << (key & 63)) - 1);
      ranks[x] = cell.first + static_cast<uint32_t>(std::popcount(before));
    }
  }

  std::vector<Cell> cells_;
};

class HashHistogram final : public Histogram {
 public:
  void Count(const Pixels& pixels) {
    slots_.resize(1024);
    for (uint32_t y = 0; y < pixels.height; ++y) {
      const uint8_t* row = pixels.Row(y);
      for (uint32_t x = 0; x < pixels.width;) {
        const Rgba color = Visible(PixelAt(row, x));
        const uint32_t begin = x;
        while (++x < pixels.width && Visible(PixelAt(row, x)) == color) {
        }
        Add(color, x - begin);
      }
    }
    Sort();
  }

 private:
  struct Slot {
    Rgba color;
    uint32_t count = 0;  // pixels while counting, then 1 + rank; 0: empty
  };

  // The slot of a colour, or the empty one where it belongs. The table is never full.
  static size_t Find(const std::vector<Slot>& slots, Rgba color) {
    const size_t mask = slots.size() - 1;
    uint64_t hash = std::bit_cast<uint32_t>(color) * uint64_t{0x9E3779B97F4A7C15};
    size_t at = (hash ^ hash >> 32) & mask;
    while (slots[at].count != 0 && slots[at].color != color) at = (at + 1) & mask;
    return at;
  }

  void Add(Rgba color, uint32_t pixels) {
    Slot& slot = slots_[Find(slots_, color)];
    if (slot.count == 0) {
      slot.color = color;
      ++used_;
    }
    slot.count += pixels;
    if (used_ * 2 > slots_.size()) Grow();
  }

  void Grow() {
    std::vector<Slot> larger(slots_.size() * 2);
    for (const Slot& slot : slots_) {
      if (slot.count != 0) larger[Find(larger, slot.color)] = slot;
    }
    slots_ = std::move(larger);
  }

  void Sort() {
    struct Entry {
      uint32_t key;
      size_t slot;
    };
    std::vector<Entry> order;
    order.reserve(used_);
    for (size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].count != 0) order.push_back({CanonicalKey(slots_[i].color), i});
    }
    std::sort(order.begin(), order.end(), [](const Entry& x, const Entry& y) { return x.key < y.key; });
    for (const Entry& entry : order) {
      Slot& slot = slots_[entry.slot];
      colors_.push_back(slot.color);
      counts_.push_back(slot.count);
      slot.count = static_cast<uint32_t>(colors_.size());
    }
  }

  void FindRanks(const uint8_t* row, uint32_t width, uint32_t* ranks) const override {
    for (uint32_t x = 0; x < width;) {
      const Rgba color = Visible(PixelAt(row, x));
      const uint32_t rank = slots_[Find(slots_, color)].count - 1;
      do {
        ranks[x] = rank;
      } while (++x < width && Visible(PixelAt(row, x)) == color);
    }
  }

  std::vector<Slot> slots_;
  size_t used_ = 0;
};

}  // namespace

void Histogram::Map(const Pixels& pixels, std::span<const uint16_t> labels, uint32_t threads, IndexPlane& plane) const {
  const Stripes stripes(pixels, threads);
  ParallelFor(stripes.count, threads, [&](size_t i, uint32_t) {
    std::vector<uint32_t> ranks(pixels.width);
    plane.Visit([&](auto view) {
      using Index = std::remove_reference_t<decltype(*view.data)>;
      for (uint32_t y = stripes.Begin(i); y < stripes.End(i); ++y) {
        FindRanks(pixels.Row(y), pixels.width, ranks.data());
        Index* row = view.Row(y);
        for (uint32_t x = 0; x < pixels.width; ++x) row[x] = static_cast<Index>(labels[ranks[x]]);
      }
    });
  });
}

std::unique_ptr<Histogram> Histogram::Build(const Pixels& pixels, uint32_t threads) {
  if (uint64_t{pixels.width} * pixels.height >= kMinPixelsForCells) {
    auto cells = std::make_unique<CellHistogram>();
    if (cells->Count(pixels, threads)) return cells;
  }
  auto hash = std::make_unique<HashHistogram>();
  hash->Count(pixels);
  return hash;
}

}  // namespace kmc
