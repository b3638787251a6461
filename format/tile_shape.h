// How the indices around a pixel lie, whatever they are: which neighbours equal
// each other, and how long runs are. What goes on along a contour, in a texture or
// in a dithered area is told by that for all colours together. Spec section "Shape".
#ifndef KMC_FORMAT_TILE_SHAPE_H_
#define KMC_FORMAT_TILE_SHAPE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "format/padded_tile.h"

namespace kmc {

// Bits of Shape::equal. In a row, a pixel equals its left neighbour (Left); in a column,
// its upper one (Up). Columns are counted from the current pixel, rows from its own up.
namespace equal_bits {

constexpr uint64_t Bit(int place) { return uint64_t{1} << place; }
constexpr uint64_t Left0(int dx) { return Bit(24 - dx); }  // -1..-6
constexpr uint64_t Left1(int dx) { return Bit(6 - dx); }   // 6..-3
constexpr uint64_t Left2(int dx) { return Bit(13 - dx); }  // 3..-2
constexpr uint64_t Up0(int dx) { return Bit(30 - dx); }    // -1..-4
constexpr uint64_t Up1(int dx) { return Bit(19 - dx); }    // 3..-2
constexpr uint64_t Up2(int dx) { return Bit(23 - dx); }    // 1..-1
inline constexpr uint64_t kWIsN = Bit(35), kWIsNe = Bit(36);

}  // namespace equal_bits

struct Shape {
  uint64_t equal = 0;
  // How many pixels in a row have the index of w, to the left from w on; of n, to the right
  // from n on; of n, upwards from n on.
  uint32_t left_run = 1, right_run = 1, upper_run = 1;
  // The indices behind those runs.
  uint32_t before = 0, behind = 0, over = 0;
};

// Of the pixels of a tile in scan order.
template <class T>
class TileShape {
 public:
  explicit TileShape(PaddedTile<T>& tile)
      : tile_(tile), next_change_(tile.width()), upper_runs_(tile.width(), 1), over_(tile.width()) {
    for (auto& row : left_) row.assign(tile.width() + 2 * kMargin, 1);
    for (auto& row : up_) row.assign(tile.width() + 2 * kMargin, 1);
  }

  // After PaddedTile::FillLeft.
  void BeginRow(uint32_t y) {
    y_ = y;
    FindChangesAbove();
    if (y > 0) {
      std::rotate(left_.begin(), left_.end() - 1, left_.end());
      std::rotate(up_.begin(), up_.end() - 1, up_.end());
    }
    const uint8_t *left1 = Of(left_[1]), *left2 = Of(left_[2]), *up1 = Of(up_[1]), *up2 = Of(up_[2]);
    windows_ = {};
    for (int x = -4; x < 6; ++x) windows_.left1 = windows_.left1 << 1 | left1[x];
    for (int x = -3; x < 3; ++x) {
      windows_.left2 = windows_.left2 << 1 | left2[x];
      windows_.up1 = windows_.up1 << 1 | up1[x];
    }
    for (int x = -2; x < 1; ++x) windows_.up2 = windows_.up2 << 1 | up2[x];
    windows_.left0 = windows_.up0 = ~0u;
    left_run_ = 1;
    before_ = 0;
  }

  // To the pixel at column x, the next of the row.
  void MoveTo(uint32_t x) {
    windows_.left1 = (windows_.left1 << 1 | Of(left_[1])[x + 6]) & 1023;
    windows_.left2 = (windows_.left2 << 1 | Of(left_[2])[x + 3]) & 63;
    windows_.up1 = (windows_.up1 << 1 | Of(up_[1])[x + 3]) & 63;
    windows_.up2 = (windows_.up2 << 1 | Of(up_[2])[x + 1]) & 7;
  }
  // What lies around it.
  Shape Look(uint32_t x) const {
    const T *at = tile_.Row(y_) + x, *above = at - tile_.stride();
    Shape shape;
    shape.equal = windows_.left1 | windows_.left2 << 10 | windows_.up1 << 16 | windows_.up2 << 22 |
                  (windows_.left0 & 63) << 25 | uint64_t{windows_.up0 & 15} << 31 | uint64_t{at[-1] == above[0]} << 35 |
                  uint64_t{at[-1] == above[1]} << 36;
    shape.left_run = left_run_;
    shape.before = before_;
    shape.right_run = std::min(next_change_[x] - x, kMaxRun);
    shape.behind = *(above - x + next_change_[x]);
    shape.upper_run = upper_runs_[x];
    shape.over = over_[x];
    return shape;
  }

  // The index at column x has become known.
  void Advance(uint32_t x) {
    const T *at = tile_.Row(y_) + x, index = *at, w = at[-1], n = *(at - tile_.stride());
    const bool is_left = x == 0 || index == w, is_up = y_ == 0 || index == n;
    Of(left_[0])[x] = is_left;
    Of(up_[0])[x] = is_up;
    windows_.left0 = windows_.left0 << 1 | uint32_t{is_left};
    windows_.up0 = windows_.up0 << 1 | uint32_t{is_up};
    left_run_ = index == w ? std::min(left_run_ + 1, kMaxRun) : 1;
    if (index != w) before_ = w;
    upper_runs_[x] = static_cast<uint8_t>(index == n ? std::min(upper_runs_[x] + 1u, kMaxRun) : 1);
    if (index != n) over_[x] = n;
  }

 private:
  static constexpr uint32_t kMaxRun = 255;
  static constexpr size_t kMargin = 8;  // beside a row, where all is equal

  static uint8_t* Of(std::vector<uint8_t>& row) { return row.data() + kMargin; }

  // For each column of the row above the next one with another index; the width if there is none.
  void FindChangesAbove() {
    const T* above = tile_.Row(y_) - tile_.stride();
    uint32_t next = tile_.width();
    for (uint32_t x = tile_.width(); x-- > 0;) {
      if (x + 1 < tile_.width() && above[x + 1] != above[x]) next = x + 1;
      next_change_[x] = next;
    }
  }

  // What of rows is in Shape::equal, the newest column lowest; 0 is the current row.
  struct Windows {
    uint32_t left0 = 0, left1 = 0, left2 = 0, up0 = 0, up1 = 0, up2 = 0;
  };

  PaddedTile<T>& tile_;
  uint32_t y_ = 0;
  std::array<std::vector<uint8_t>, 3> left_, up_;  // by row: whether pixels equal their left and upper neighbours
  Windows windows_;
  std::vector<uint32_t> next_change_;
  uint32_t left_run_ = 1, before_ = 0;
  std::vector<uint8_t> upper_runs_;
  std::vector<T> over_;
};

}  // namespace kmc

#endif  // KMC_FORMAT_TILE_SHAPE_H_
