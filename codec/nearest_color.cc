#include "codec/nearest_color.h"

namespace kmc {

NearestColor::NearestColor(std::span<const Point> palette)
    : all_(palette.size()), useful_(palette.size()), cells_(size_t{1} << 4 * kCellBits) {
  all_.SetAll(palette);
}

uint16_t NearestColor::Find(const Point& point) {
  size_t number = 0;
  for (int c = 0; c < 4; ++c) number = number << kCellBits | static_cast<size_t>(point[c] >> kShift);
  std::unique_ptr<CandidateList>& cell = cells_[number];
  if (!cell) Fill(point, cell);
  const size_t place = cell->size == 1 ? 0 : FindNearestTo(point, *cell);
  return static_cast<uint16_t>(cell->index[place]);
}

// The candidates of the cell in which the point lies.
void NearestColor::Fill(const Point& point, std::unique_ptr<CandidateList>& cell) {
  Point low, high;
  for (int c = 0; c < 4; ++c) {
    low[c] = static_cast<int16_t>(point[c] >> kShift << kShift);
    high[c] = static_cast<int16_t>(low[c] + (1 << kShift) - 1);
  }
  FilterCandidates(low, high, all_, useful_);
  cell = std::make_unique<CandidateList>(useful_.Trimmed());
}

}  // namespace kmc
