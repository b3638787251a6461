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

// The rows of all images, one after another, cut into stripes of as many rows.
class Stripes {
 public:
  // At most `limit` stripes.
  Stripes(std::span<const Pixels> images, uint32_t limit) : images_(images) {
    uint64_t pixels = 0;
    for (const Pixels& image : images) {
      pixels += uint64_t{image.width} * image.height;
      total_ += image.height;
    }
    const uint64_t wanted = std::min<uint64_t>({pixels / kStripePixels + 1, limit, total_});
    rows_ = (total_ + wanted - 1) / wanted;
  }

  size_t count() const { return (total_ + rows_ - 1) / rows_; }

  // Calls f(image, y) for the rows of a stripe, in order, while it returns true.
  template <class F>
  void ForRows(size_t stripe, F&& f) const {
    const uint64_t begin = stripe * rows_, end = std::min(total_, begin + rows_);
    uint64_t first = 0;  // of the image's rows
    for (const Pixels& image : images_) {
      const uint64_t last = first + image.height;
      for (uint64_t y = std::max(begin, first); y < std::min(end, last); ++y) {
        if (!f(image, static_cast<uint32_t>(y - first))) return;
      }
      first = last;
    }
  }

 private:
  std::span<const Pixels> images_;
  uint64_t rows_ = 0;   // in each stripe but the last
  uint64_t total_ = 0;  // in all of them
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
  bool Count(const Stripes& stripes, uint64_t pixels, uint32_t threads) {
    std::vector<std::vector<uint32_t>> ends(stripes.count());
    std::vector<char> opaque(stripes.count());
    ParallelFor(stripes.count(), threads, [&](size_t i, uint32_t) {
      ends[i].resize(kCells);
      opaque[i] = CountCells(stripes, i, ends[i]);
    });
    if (std::find(opaque.begin(), opaque.end(), 0) != opaque.end()) return false;
    const std::vector<uint32_t> cell_ends = PlaceStripes(ends);
    std::vector<uint8_t> inner(pixels);
    ParallelFor(stripes.count(), threads, [&](size_t i, uint32_t) { SortIntoCells(stripes, i, ends[i], inner); });
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

  static bool CountCells(const Stripes& stripes, size_t stripe, std::vector<uint32_t>& counts) {
    uint8_t alpha = 255;
    stripes.ForRows(stripe, [&](const Pixels& image, uint32_t y) {
      const uint8_t* pixel = image.Row(y);
      for (uint32_t x = 0; x < image.width; ++x, pixel += 4) {
        alpha &= pixel[3];
        ++counts[OpaqueKey(pixel) >> kInnerBits];
      }
      return alpha == 255;
    });
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

  static void SortIntoCells(const Stripes& stripes, size_t stripe, std::vector<uint32_t>& places,
                            std::vector<uint8_t>& inner) {
    stripes.ForRows(stripe, [&](const Pixels& image, uint32_t y) {
      const uint8_t* pixel = image.Row(y);
      for (uint32_t x = 0; x < image.width; ++x, pixel += 4) {
        const uint32_t key = OpaqueKey(pixel);
        inner[places[key >> kInnerBits]++] = key & 63;
      }
      return true;
    });
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
  void Count(std::span<const Pixels> images) {
    slots_.resize(1024);
    for (const Pixels& image : images) {
      for (uint32_t y = 0; y < image.height; ++y) CountRow(image.Row(y), image.width);
    }
    Sort();
  }

 private:
  struct Slot {
    Rgba color;
    uint32_t count = 0;  // pixels while counting, then 1 + rank; 0: empty
  };

  void CountRow(const uint8_t* row, uint32_t width) {
    for (uint32_t x = 0; x < width;) {
      const Rgba color = Visible(PixelAt(row, x));
      const uint32_t begin = x;
      while (++x < width && Visible(PixelAt(row, x)) == color) {
      }
      Add(color, x - begin);
    }
  }

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

void Histogram::ForRows(const Pixels& image, uint32_t threads, const RowTask& task) const {
  const Stripes stripes({&image, 1}, threads);
  ParallelFor(stripes.count(), threads, [&](size_t i, uint32_t) {
    std::vector<uint32_t> ranks(image.width);
    stripes.ForRows(i, [&](const Pixels&, uint32_t y) {
      FindRanks(image.Row(y), image.width, ranks.data());
      task(y, ranks);
      return true;
    });
  });
}

void Histogram::Map(const Pixels& image, std::span<const uint16_t> labels, uint32_t threads, IndexPlane& plane) const {
  ForRows(image, threads, [&](uint32_t y, std::span<const uint32_t> ranks) {
    plane.Visit([&](auto view) {
      using Index = std::remove_reference_t<decltype(*view.data)>;
      std::transform(ranks.begin(), ranks.end(), view.Row(y),
                     [&](uint32_t rank) { return static_cast<Index>(labels[rank]); });
    });
  });
}

std::unique_ptr<Histogram> Histogram::Build(std::span<const Pixels> images, uint32_t threads) {
  uint64_t pixels = 0;
  for (const Pixels& image : images) pixels += uint64_t{image.width} * image.height;
  if (pixels >= kMinPixelsForCells) {
    auto cells = std::make_unique<CellHistogram>();
    if (cells->Count(Stripes(images, threads), pixels, threads)) return cells;
  }
  auto hash = std::make_unique<HashHistogram>();
  hash->Count(images);
  return hash;
}

}  // namespace kmc
