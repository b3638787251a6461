#include "tests/spec/palette_pseudo_code.h"

#include <algorithm>
#include <cstdlib>

#include "tests/spec/text.h"
#include "tests/spec/tile_pseudo_code.h"

namespace kmc::spec {
namespace {

constexpr std::array<std::array<int32_t, 4>, 3> SPLITS = {
    {{-576, -576, -768, -768}, {-160, -288, -640, -640}, {0, 192, -288, -288}}};
constexpr std::array<int32_t, 6> kNeighborLogits = {384, 768, 576, 320, 64, 0};
constexpr std::array<int32_t, 6> kGreyLogits = {896, 512, 256, 128, 64, 0};

}  // namespace

PalettePseudoCode::PalettePseudoCode(Bytes data)
    : range_(std::move(data)),
      recent(32, {0, 0, 0, 0}),
      by_nearest({StartOf(kNeighborLogits), StartOf(kNeighborLogits)}),
      by_shifted(StartOf(kNeighborLogits)),
      by_green(StartOf(kGreyLogits)),
      by_red(StartOf(kGreyLogits)),
      trace_("  #  box  n  decision                      range             code                  p  bit  read\n") {
  for (uint32_t crowd = 0; crowd < 3; ++crowd) {
    for (uint32_t c = 0; c < 4; ++c) {
      for (int32_t known = 0; known < 8; ++known) {
        splits[crowd][c][static_cast<size_t>(known)] = Expecting(SPLITS[crowd][c] + 96 * known);
      }
    }
  }
  for (auto& row : weight) row.fill(1024);
}

uint32_t PalettePseudoCode::Box::ChannelOf() const {
  if (open[0] > 0) return 0;
  if (open[1] == open[3]) return 1;
  if (open[2] == open[3]) return 2;
  return 3;
}

PalettePseudoCode::Box PalettePseudoCode::Box::HalfOf(uint32_t bit) const {
  Box half = *this;
  const uint32_t c = ChannelOf();
  half.open[c] = half.open[c] - 1;
  half.low[c] = half.low[c] + static_cast<int32_t>(bit << half.open[c]);
  return half;
}

void PalettePseudoCode::AdaptiveBit::Update(uint32_t bit) {
  const auto rate = static_cast<int32_t>(Rate(seen));
  if (bit == 1) {
    p = p + ((65535 - p) * rate >> 15);
  } else {
    p = p - (p * rate >> 15);
  }
  if (seen < 23) seen = seen + 1;
}

PalettePseudoCode::AdaptiveBit PalettePseudoCode::Expecting(int32_t logit) { return {SquashOf(logit), 4}; }

PalettePseudoCode::Guesses PalettePseudoCode::StartOf(const std::array<int32_t, 6>& logits) {
  Guesses guesses;
  for (auto& [below, above] : guesses) {
    for (size_t ring = 0; ring < 6; ++ring) {
      below[ring] = Expecting(-logits[ring]);
      above[ring] = Expecting(logits[ring]);
    }
  }
  return guesses;
}

PalettePseudoCode::Opinion PalettePseudoCode::BitOf(Guesses& guesses, int32_t twice_guess, const Box& box) const {
  const uint32_t c = box.ChannelOf();
  const int32_t size = 1 << box.open[c];
  const int32_t offset = twice_guess - box.TwiceMiddle(c);
  const int32_t d = std::abs(offset);
  const size_t ring = 2 * d <= size ? 0 : d < size ? 1 : d < 2 * size ? 2 : d < 3 * size ? 3 : d < 6 * size ? 4 : 5;
  const size_t side = offset > 0 ? 1 : 0;
  return {&guesses[static_cast<size_t>(box.open[c] - 1)][side][ring],
          Format("%c%u", side == 1 ? '+' : '-', static_cast<uint32_t>(ring))};
}

std::array<PalettePseudoCode::Opinion, 6> PalettePseudoCode::OpinionsOn(const Box& box) {
  const uint32_t c = box.ChannelOf();
  const auto distance = [&](const std::array<int32_t, 4>& x) {
    int32_t sum = 0;
    for (uint32_t i = 1; i <= 3; ++i) {
      if (i != c) sum += std::max({box.low[i] - x[i], x[i] - (box.low[i] + (1 << box.open[i]) - 1), 0});
    }
    return sum;
  };
  const auto x = *std::min_element(recent.begin(), recent.end(),
                                   [&](const auto& one, const auto& other) { return distance(one) < distance(other); });
  const bool fits = distance(x) == 0;
  const auto prefix = static_cast<uint32_t>((256 + box.low[c]) >> box.open[c]);
  std::array<Opinion, 6> opinions;
  opinions[0] = BitOf(by_nearest[fits], 2 * x[c], box);
  opinions[0].name = Format("%u", fits ? 1u : 0u) + opinions[0].name;
  opinions[1] = {&prefixes[c][prefix], Format("%3u", prefix)};
  if (c >= 2) {
    opinions[3] = BitOf(by_shifted, 2 * x[c] + box.TwiceMiddle(1) - 2 * x[1], box);
    opinions[4] = BitOf(by_green, box.TwiceMiddle(1), box);
  }
  if (c == 3) opinions[5] = BitOf(by_red, box.TwiceMiddle(2), box);
  return opinions;
}

void PalettePseudoCode::DecodeBox(uint32_t n, const Box& box) {
  if (n == 0) return;
  if (box.open == std::array<int32_t, 4>{}) {
    colors_ += Format("(%d, %d, %d) x %u\n", box.low[2], box.low[1], box.low[3], n);
    recent.insert(recent.begin(), box.low);
    recent.pop_back();
    return;
  }
  const uint32_t lower = DecodeLower(n, box);
  DecodeBox(lower, box.HalfOf(0));
  DecodeBox(n - lower, box.HalfOf(1));
}

uint32_t PalettePseudoCode::DecodeLower(uint32_t n, const Box& box) {
  const uint32_t c = box.ChannelOf();
  node_ = Format(" %c%d  %1u", "AGRB"[c], box.open[c] - 1, n);
  if (n > 1) {
    const uint32_t crowd = n == 2 ? 0 : n <= 5 ? 1 : 2;
    AdaptiveBit& m = splits[crowd][c][static_cast<size_t>(8 - box.open[c])];
    const uint32_t bit = DecodeBit(m.p, Format("splits  %u", crowd));
    m.Update(bit);
    if (bit == 1) return 1 + DecodeUniform(n - 2);
  }
  return DecodeUpper(box) == 1 ? 0 : n;
}

uint32_t PalettePseudoCode::DecodeUpper(const Box& box) {
  const uint32_t c = box.ChannelOf();
  const std::array<Opinion, 6> opinions = OpinionsOn(box);
  std::array<int32_t, 6> input = {};
  int32_t sum = 0;
  std::string names;
  for (size_t i = 0; i < 6; ++i) {
    if (opinions[i].bit) input[i] = STRETCH[static_cast<size_t>(opinions[i].bit->p >> 4)];
    sum += weight[c][i] * input[i];
    if (i != 2) names += Format(" %3s", opinions[i].name.c_str());
  }
  const int32_t p = SquashOf(std::clamp(sum >> 12, -2816, 2816));
  const uint32_t bit = DecodeBit(p, "upper" + names);
  const int32_t step = (static_cast<int32_t>(bit << 16) - p) / 2;
  for (size_t i = 0; i < 6; ++i) {
    const int32_t change = (input[i] * step + 32768) >> 16;
    weight[c][i] = std::clamp(weight[c][i] + change, -31000, 31000);
    if (opinions[i].bit) opinions[i].bit->Update(bit);
  }
  return bit;
}

uint32_t PalettePseudoCode::DecodeUniform(uint32_t limit) {
  uint32_t first = 0, last = limit;
  while (first < last) {
    const uint32_t half = first + (last - first) / 2;
    const auto p = static_cast<int32_t>(((last - half) << 16) / (last - first + 1));
    if (DecodeBit(p, Format("uniform %u, %u", first, last))) {
      first = half + 1;
    } else {
      last = half;
    }
  }
  return first;
}

uint32_t PalettePseudoCode::DecodeBit(int32_t p, const std::string& decision) {
  const std::string before = Format("%016llx  %016llx  %5d", static_cast<unsigned long long>(range_.range()),
                                    static_cast<unsigned long long>(range_.code()), p);
  const uint64_t position = range_.position();
  const uint32_t bit = range_.DecodeBit(static_cast<uint32_t>(p));
  trace_ += Format("%3u  %s  %-28s  %s  %3u  %4u\n", ++line_, node_.c_str(), decision.c_str(), before.c_str(), bit,
                   static_cast<uint32_t>(range_.position() - position));
  return bit;
}

}  // namespace kmc::spec
