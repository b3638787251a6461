#include "tests/spec/tile_pseudo_code.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "tests/spec/text.h"

namespace kmc::spec {
namespace {

// ---- 11.4 ----

constexpr std::array<int32_t, 45> LOGISTIC = {1,     2,     3,     5,     8,     13,    22,    36,    60,     //
                                              98,    162,   267,   439,   720,   1179,  1921,  3108,  4971,   //
                                              7812,  11955, 17625, 24743, 32768, 40793, 47911, 53581, 57724,  //
                                              60565, 62428, 63615, 64357, 64816, 65097, 65269, 65374, 65438,  //
                                              65476, 65500, 65514, 65523, 65528, 65531, 65533, 65534, 65535};

}  // namespace

int32_t SquashOf(int32_t logit) {
  const int32_t at = (logit + 2816) / 128, rest = (logit + 2816) % 128;
  if (rest == 0) return LOGISTIC[at];
  return LOGISTIC[at] + ((LOGISTIC[at + 1] - LOGISTIC[at]) * rest) / 128;
}

const std::array<int32_t, 4096> STRETCH = [] {
  std::array<int32_t, 4096> stretch;
  for (int32_t p = 0; p < 4096; ++p) {
    stretch[p] = p == 0 ? -2816 : stretch[p - 1];
    while (SquashOf(stretch[p]) < 16 * p + 8) ++stretch[p];
  }
  return stretch;
}();

// ---- 11.5 ----

uint32_t StatePseudoCode::Next(uint32_t s, uint32_t bit) {
  static constexpr std::array<int32_t, 8> STATE_RATE = {39322, 24904, 17695, 13107, 9830, 7209, 4588, 2949};
  int32_t level = LevelOf(s);
  uint32_t learned = LearnedOf(s);
  int32_t p = SquashOf(LogitOf(s));
  if (bit == 1) {
    p = p + static_cast<int32_t>((int64_t{65535 - p} * STATE_RATE[learned]) >> 16);
    level = std::max((STRETCH[p >> 4] + 1542) / 12, level + 1);
  } else {
    p = p - static_cast<int32_t>((int64_t{p} * STATE_RATE[learned]) >> 16);
    level = std::min((STRETCH[p >> 4] + 1542) / 12, level - 1);
  }
  level = std::clamp(level, 0, 255);
  learned = std::min(learned + 1, 7u);
  return (learned & 4) << 8 | static_cast<uint32_t>(level) << 2 | (learned & 3);
}

// ---- 11.1 ----

TilePseudoCode::TilePseudoCode(const std::vector<Rgba>& palette, uint32_t width, uint32_t height, Bytes data)
    : K(static_cast<uint32_t>(palette.size())),
      w(width),
      h(height),
      range_(std::move(data)),
      stride(int64_t{w} + 5),
      CELLS(static_cast<size_t>(stride) * (size_t{h} + 2), 0),
      hashed(K <= 256 ? 6 : 4),
      cell_bits(K <= 256 ? 8 : 16),
      place_bits(std::clamp(std::max(Digits(uint64_t{w} * h), 4u) - 4, 8u, 15u)),
      PLACES(size_t{1} << place_bits) {
  for (const Rgba color : palette) samples_.push_back({color.r, color.g, color.b, color.a});
}

std::vector<uint32_t> TilePseudoCode::Decode() {
  if (K > 1) {
    BuildTree();
    for (y = 0; y < h; ++y) {
      BeginRow();
      DecodeRow();
      EndRow();
    }
  }
  std::vector<uint32_t> indices;
  for (y = 0; y < h; ++y) {
    for (x = 0; x < w; ++x) indices.push_back(CELLS[CellOf(x, y)]);
  }
  return indices;
}

void TilePseudoCode::BeginCell() {
  at = CellOf(x, y);
  position = uint64_t{y} * w + x;
  FindNeighbors();
}

void TilePseudoCode::EndCell(uint32_t index) {
  CELLS[at] = index;
  AdvanceMatch();
}

void TilePseudoCode::DecodeRow() {
  denied = 0;
  x = 0;
  while (x < w) {
    BeginCell();
    BeginPixel();
    uint32_t run = 0;
    if (denied == 0) run = PossibleRun();
    if (run > 0) {
      if (DecideRun(run) == 1) {
        EndPixel(a.W);
        x = x + 1;
        for (uint32_t i = 0; i < run - 1; ++i) {
          BeginCell();
          EndPixel(a.W);
          x = x + 1;
        }
        continue;
      }
      denied = run;
    }
    const uint32_t index = DecodeIndex();
    if (index == a.W && denied > 0) {
      denied = denied - 1;
    } else {
      denied = 0;
    }
    EndPixel(index);
    x = x + 1;
  }
}

uint32_t TilePseudoCode::PossibleRun() const {
  uint32_t run = std::min({FlatRun(), w - x, 32u});
  if (length > 0) {
    uint32_t count = 0;
    while (count < run && (from + count >= at || CELLS[from + count] == a.W)) count = count + 1;
    run = count;
  }
  if (run < 4) return 0;
  return run;
}

// ---- 11.2 ----

void TilePseudoCode::BuildTree() {
  order.resize(K);
  place_of.resize(K);
  channel.resize(K);
  threshold.resize(K);
  std::iota(order.begin(), order.end(), 0u);
  Part(0, K);
  for (uint32_t p = 0; p < K; ++p) place_of[order[p]] = p;
}

void TilePseudoCode::Part(uint32_t begin, uint32_t end) {
  if (end - begin < 2) return;
  uint32_t best = 0;
  int32_t largest_spread = -1;
  for (uint32_t c = 0; c < 4; ++c) {
    int32_t smallest = 255, largest = 0;
    for (uint32_t p = begin; p < end; ++p) {
      smallest = std::min(smallest, Sample(order[p], c));
      largest = std::max(largest, Sample(order[p], c));
    }
    if (largest - smallest > largest_spread) {
      largest_spread = largest - smallest;
      best = c;
    }
  }
  std::sort(order.begin() + begin, order.begin() + end,
            [&](uint32_t i, uint32_t j) { return std::pair(Sample(i, best), i) < std::pair(Sample(j, best), j); });
  const uint32_t middle = (begin + end + 1) / 2;
  channel[middle] = best;
  threshold[middle] = Sample(order[middle - 1], best) + Sample(order[middle], best);
  tree_ += Format("%5u  %3u  %6u  %7u  %9d ", begin, end, middle, best, threshold[middle]);
  for (uint32_t p = begin; p < end; ++p) tree_ += Format(" %u", order[p]);
  tree_ += "\n";
  Part(begin, middle);
  Part(middle, end);
}

// ---- 11.3 ----

void TilePseudoCode::BeginRow() {
  for (int64_t column = -3; column < 0; ++column) CELLS[CellOf(column, y)] = CELLS[CellOf(0, int64_t{y} - 1)];
}

void TilePseudoCode::EndRow() {
  for (int64_t column = w; column < int64_t{w} + 2; ++column)
    CELLS[CellOf(column, y)] = CELLS[CellOf(int64_t{w} - 1, y)];
  from = from + 5;
}

void TilePseudoCode::FindNeighbors() {
  const size_t above = at - static_cast<size_t>(stride), highest = above - static_cast<size_t>(stride);
  a.W = CELLS[at - 1];
  a.WW = CELLS[at - 2];
  a.WWW = CELLS[at - 3];
  a.N = CELLS[above];
  a.NW = CELLS[above - 1];
  a.NE = CELLS[above + 1];
  a.NEE = CELLS[above + 2];
  a.NWW = CELLS[above - 2];
  a.NWWW = CELLS[above - 3];
  a.NN = CELLS[highest];
  a.NNE = CELLS[highest + 1];
  a.NNEE = CELLS[highest + 2];
  a.NNW = CELLS[highest - 1];
  a.NNWW = CELLS[highest - 2];
}

// ---- 11.6 ----

uint32_t TilePseudoCode::Digits(uint64_t value) { return static_cast<uint32_t>(std::bit_width(value)); }

void TilePseudoCode::AdvanceMatch() {
  if (length > 0 && CELLS[from] == CELLS[at]) {
    length = length + 1;
    from = from + 1;
  } else {
    length = 0;
  }
  if (WorthRemembering(CELLS[at])) Remember(static_cast<uint32_t>(at + 1));
}

void TilePseudoCode::Remember(uint32_t next) {
  uint64_t key = 0;
  for (uint32_t i = 0; i < hashed; ++i) key = key + (uint64_t{CELLS[at - i]} << (cell_bits * i));
  const uint64_t hash = (key + 1) * 0x9E3779B97F4A7C15;
  Place& place = PLACES[static_cast<size_t>(hash >> (64 - place_bits))];
  const auto check = static_cast<uint32_t>(hash >> 16);
  if (length == 0 && place.next > 0 && place.check == check) {
    const uint32_t common = CommonBefore(place.next, next);
    if (common >= 6) {
      length = common;
      from = place.next;
    }
  }
  place.next = next;
  place.check = check;
}

uint32_t TilePseudoCode::CommonBefore(uint32_t place, uint32_t next) const {
  uint32_t count = 0;
  while (count < 32 && count < place && CELLS[place - 1 - count] == CELLS[next - 1 - count]) count = count + 1;
  return count;
}

// ---- 11.7 ----

uint32_t TilePseudoCode::DecodeIndex() {
  uint32_t guess = ForetoldIndex();
  uint32_t foretold = kNone;
  if (denied != 1) {
    if (guess != kNone) foretold = guess == a.W;
    if (DecideFlag(0, foretold) == 1) return a.W;
  }
  if (K == 2) return 1 - a.W;
  if (guess == a.W) guess = kNone;
  if (a.N != a.W) {
    foretold = kNone;
    if (guess != kNone) foretold = guess == a.N;
    if (DecideFlag(1, foretold) == 1) return a.N;
  }
  if (guess == a.N) guess = kNone;
  return DecodeRest(guess);
}

// ---- the lines of the document ----

std::string TilePseudoCode::TracePlace() { return Format("%3u  %u,%u", ++decisions_, x, y); }

std::string TilePseudoCode::LogisticTable() {
  std::string text;
  for (size_t i = 0; i < LOGISTIC.size(); ++i) text += Format("%5d%c", LOGISTIC[i], i % 9 == 8 ? '\n' : ' ');
  return text;
}

std::string TilePseudoCode::StretchRow() {
  std::string text = "| STRETCH[p] |";
  for (const size_t p : {0, 1, 2, 512, 1024, 2047, 2048, 3072, 3583, 4094, 4095}) text += Format(" %d |", STRETCH[p]);
  return text;
}

std::string TilePseudoCode::StretchSum() {
  return Format("all 4096 numbers is %d", std::accumulate(STRETCH.begin(), STRETCH.end(), 0));
}

std::string TilePseudoCode::NextStateRow(uint32_t bit) {
  std::string text = Format("| next_state(s, %u) |", bit);
  for (const uint32_t s : {0, 1, 512, 513, 514, 515, 1536, 1539, 2047})
    text += Format(" %u |", StatePseudoCode::Next(s, bit));
  return text;
}

std::string TilePseudoCode::NextStateSum() {
  uint32_t sum = 0;
  for (uint32_t s = 0; s < 2048; ++s) sum += StatePseudoCode::Next(s, 0) + StatePseudoCode::Next(s, 1);
  return Format("all 4096 of them is %u", sum);
}

}  // namespace kmc::spec
