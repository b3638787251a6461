// Two ways to count. Opaque images of some size are sorted into cells of the
// colour cube by a counting sort: two passes over the pixels, no hashing, and
// the place of a colour among those of its cell is a population count. All
// others go through a hash table.
#include "codec/histogram.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <mutex>
#include <type_traits>
#include <utility>

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

  size_t count() const { return static_cast<size_t>((total_ + rows_ - 1) / rows_); }

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

// The cells of the colour cube are 8 levels wide; there are 8 x 8 x 8 colours in
// each. Both are numbered red first while pixels are counted, which takes but
// shifts, and in the order of the canonical key when colours are collected.
constexpr int kCellBits = 5, kInnerBits = 3;  // of a channel
constexpr uint32_t kCells = 1 << 3 * kCellBits, kInner = 1 << 3 * kInnerBits;

uint32_t CellOf(const uint8_t* pixel) {
  return static_cast<uint32_t>(pixel[0] >> kInnerBits | pixel[1] >> kInnerBits << kCellBits |
                               pixel[2] >> kInnerBits << 2 * kCellBits);
}

uint32_t InnerOf(const uint8_t* pixel) {
  return static_cast<uint32_t>((pixel[0] & 7) | (pixel[1] & 7) << kInnerBits | (pixel[2] & 7) << 2 * kInnerBits);
}

// Bits 4..0 moved to bits 12, 9, .. 0.
constexpr std::array<uint16_t, 32> kSpread = [] {
  std::array<uint16_t, 32> spread{};
  for (uint32_t value = 0; value < 32; ++value) {
    for (uint32_t bit = 0; bit < 5; ++bit) spread[value] |= static_cast<uint16_t>((value >> bit & 1) << (3 * bit));
  }
  return spread;
}();

// From the number of a cell, or of a colour in its cell, to its place in canonical order.
constexpr uint32_t PlaceOf(uint32_t number, int bits) {
  const uint32_t mask = (1u << bits) - 1;
  return kSpread[number & mask] << 1 | kSpread[number >> bits & mask] << 2 | kSpread[number >> 2 * bits];
}

constexpr std::array<uint16_t, kInner> kInnerPlaces = [] {
  std::array<uint16_t, kInner> places{};
  for (uint32_t i = 0; i < kInner; ++i) places[i] = static_cast<uint16_t>(PlaceOf(i, kInnerBits));
  return places;
}();

// The other way.
template <uint32_t size, int bits>
constexpr std::array<uint16_t, size> NumbersInOrder() {
  std::array<uint16_t, size> numbers{};
  for (uint32_t i = 0; i < size; ++i) numbers[PlaceOf(i, bits)] = static_cast<uint16_t>(i);
  return numbers;
}
constexpr std::array<uint16_t, kCells> kCellsInOrder = NumbersInOrder<kCells, kCellBits>();
constexpr std::array<uint16_t, kInner> kInnerInOrder = NumbersInOrder<kInner, kInnerBits>();

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
    const std::vector<uint32_t> begins = PlaceStripes(ends);
    const std::unique_ptr<uint16_t[]> inner(new uint16_t[static_cast<size_t>(pixels)]);  // written before it is read
    ParallelFor(stripes.count(), threads, [&](size_t i, uint32_t) { SortIntoCells(stripes, i, ends[i], inner.get()); });
    CollectColors(begins, inner.get(), threads);
    return true;
  }

 private:
  static constexpr uint32_t kWords = kInner / 64;  // of a set of a cell's colours

  // The colours of a run of cells.
  struct Collected {
    std::vector<Rgba> colors;
    std::vector<uint32_t> counts;
  };

  static bool CountCells(const Stripes& stripes, size_t stripe, std::vector<uint32_t>& counts) {
    uint8_t alpha = 255;
    stripes.ForRows(stripe, [&](const Pixels& image, uint32_t y) {
      const uint8_t* pixel = image.Row(y);
      for (uint32_t x = 0; x < image.width; ++x, pixel += 4) {
        alpha &= pixel[3];
        ++counts[CellOf(pixel)];
      }
      return alpha == 255;
    });
    return alpha == 255;
  }

  // Turns counts per stripe and cell into where each stripe writes its part of
  // each cell; returns where each cell begins, in canonical order, and the end.
  static std::vector<uint32_t> PlaceStripes(std::vector<std::vector<uint32_t>>& counts) {
    std::vector<uint32_t> begins;
    begins.reserve(kCells + 1);
    uint32_t place = 0;
    for (const uint16_t cell : kCellsInOrder) {
      begins.push_back(place);
      for (auto& stripe : counts) place += std::exchange(stripe[cell], place);
    }
    begins.push_back(place);
    return begins;
  }

  static void SortIntoCells(const Stripes& stripes, size_t stripe, std::vector<uint32_t>& places, uint16_t* inner) {
    stripes.ForRows(stripe, [&](const Pixels& image, uint32_t y) {
      const uint8_t* pixel = image.Row(y);
      for (uint32_t x = 0; x < image.width; ++x, pixel += 4)
        inner[places[CellOf(pixel)]++] = kInnerPlaces[InnerOf(pixel)];
      return true;
    });
  }

  void CollectColors(const std::vector<uint32_t>& begins, const uint16_t* inner, uint32_t threads) {
    std::vector<Collected> parts(threads > 1 ? kParts : 1);
    const auto cells = static_cast<uint32_t>(kCells / parts.size());
    ParallelFor(parts.size(), threads, [&](size_t i, uint32_t) {
      const auto first = static_cast<uint32_t>(i * cells);
      Collect(begins, inner, first, first + cells, parts[i]);
    });
    colors_ = std::move(parts[0].colors);
    counts_ = std::move(parts[0].counts);
    for (size_t i = 1; i < parts.size(); ++i) {
      colors_.insert(colors_.end(), parts[i].colors.begin(), parts[i].colors.end());
      counts_.insert(counts_.end(), parts[i].counts.begin(), parts[i].counts.end());
    }
  }

  static void Collect(const std::vector<uint32_t>& begins, const uint16_t* inner, uint32_t first_cell,
                      uint32_t end_cell, Collected& part) {
    std::array<uint32_t, kInner> counts{};
    // Memory that is not needed is not touched, and growing would touch more.
    const size_t pixels = begins[end_cell] - begins[first_cell];
    part.colors.reserve(std::min(pixels, kUsualColors));
    part.counts.reserve(std::min(pixels, kUsualColors));
    for (uint32_t cell = first_cell; cell < end_cell; ++cell) {
      if (begins[cell] == begins[cell + 1]) continue;
      std::array<uint64_t, kWords> present{};
      for (uint32_t i = begins[cell]; i < begins[cell + 1]; ++i) {
        ++counts[inner[i]];
        present[inner[i] / 64] |= uint64_t{1} << inner[i] % 64;
      }
      for (uint32_t word = 0; word < kWords; ++word) {
        for (uint64_t left = present[word]; left != 0; left &= left - 1) {
          const uint32_t place = 64 * word + static_cast<uint32_t>(std::countr_zero(left));
          part.colors.push_back(ColorAt(kCellsInOrder[cell], kInnerInOrder[place]));
          part.counts.push_back(std::exchange(counts[place], 0));
        }
      }
    }
  }

  static Rgba ColorAt(uint32_t cell, uint32_t inner) {
    const auto channel = [&](int c) {
      const uint32_t high = cell >> (c * kCellBits) & 31, low = inner >> (c * kInnerBits) & 7;
      return static_cast<uint8_t>(high << kInnerBits | low);
    };
    return {channel(0), channel(1), channel(2), 255};
  }

  void FindRanks(const uint8_t* pixel, uint32_t width, uint32_t* ranks) const override {
    std::call_once(indexed_, [this] { IndexColors(); });
    for (uint32_t x = 0; x < width; ++x, pixel += 4) {
      const uint32_t place = kInnerPlaces[InnerOf(pixel)];
      const Word& word = words_[words_of_cell_[CellOf(pixel)] + place / 64];
      ranks[x] = word.first + static_cast<uint32_t>(std::popcount(word.present & ((uint64_t{1} << place % 64) - 1)));
    }
  }

  // Makes what FindRanks looks up; often nobody asks for ranks.
  void IndexColors() const {
    words_of_cell_.resize(kCells);
    uint32_t cell = kCells;
    for (uint32_t rank = 0; rank < colors_.size(); ++rank) {
      const uint8_t* color = &colors_[rank].r;
      if (cell != CellOf(color)) {
        cell = CellOf(color);
        words_of_cell_[cell] = static_cast<uint32_t>(words_.size());
        words_.resize(words_.size() + kWords);
      }
      const uint32_t place = kInnerPlaces[InnerOf(color)];
      Word& word = words_[words_of_cell_[cell] + place / 64];
      if (word.present == 0) word.first = rank;
      word.present |= uint64_t{1} << place % 64;
    }
  }

  static constexpr size_t kParts = 64;             // for threads to share
  static constexpr size_t kUsualColors = 1 << 17;  // of a photo, at most

  // Of 64 places of a cell: which have a colour, and the rank of the first.
  struct Word {
    uint64_t present = 0;
    uint32_t first = 0;
  };
  mutable std::once_flag indexed_;
  mutable std::vector<Word> words_;  // of the cells that have colours
  mutable std::vector<uint32_t> words_of_cell_;
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
    uint32_t key;
    std::memcpy(&key, &color, sizeof(key));
    const uint64_t hash = key * uint64_t{0x9E3779B97F4A7C15};
    size_t at = static_cast<size_t>(hash ^ hash >> 32) & mask;
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
