#include "codec/row_search.h"

#include <algorithm>

#include "codec/price.h"

namespace kmc {
namespace {

// What rows below are guessed to pay: for an index like the one above, and for
// another; in the second row below, for another. They count for so much less
// than what is known, as they can still be chosen otherwise.
constexpr uint32_t kLikeAbove = kPricePerBit, kUnlikeAbove = 6 * kPricePerBit, kUnlikeFarAbove = 4 * kPricePerBit;
constexpr uint32_t kTrust = 154, kFarTrust = 128;  // in 1/256
constexpr uint32_t InPart(uint32_t price, uint32_t trust) {
  return static_cast<uint32_t>(uint64_t{price} * trust >> 8);
}

// Paths that cost so much more than the cheapest are given up: for less, that one gets to any index.
constexpr uint32_t kSlack = 24 * kPricePerBit;

constexpr uint32_t kMaxErrorPrice = 1u << 30;  // of which three fit into 32 bits

// More than any distance: a transparent pixel shall stay transparent and an opaque one opaque if
// there is a colour for it.
constexpr uint32_t kOpacityChanged = 1u << 30;

// Errors beyond so many levels are edges, which diffusion would smear.
constexpr int32_t kMaxError = 24 << kPointBits;

}  // namespace

template <class T>
RowSearch<T>::RowSearch(const TradePalette& palette, const NearColors& near, PaddedTile<T>& tile, FastTile<T>& model,
                        const RowSearchOptions& options)
    : palette_(palette),
      near_(near),
      tile_(tile),
      model_(model),
      options_(options),
      seen_(palette.points.size()),
      steps_(size_t{tile.width()} * kMaxPaths),
      carried_(options.diffusion > 0 ? tile.width() : 0),
      carried_on_(carried_.size()) {}

template <class T>
void RowSearch<T>::Choose(uint32_t y, std::span<const SourceRow* const> rows) {
  if (model_.IsSmall()) {
    ChooseRow<true>(y, rows);
  } else {
    ChooseRow<false>(y, rows);
  }
}

template <class T>
template <bool kSmall>
void RowSearch<T>::ChooseRow(uint32_t y, std::span<const SourceRow* const> rows) {
  T* row = tile_.Row(y);
  above_ = row - tile_.stride();
  row_begin_ = static_cast<uint32_t>(row - tile_.cells());
  const MatchModel<T>& match = model_.match();
  Path start;
  start.index = row[-1];
  start.left = row[-2];
  start.flat = row[-2] == row[-3];
  start.match = match.length() > 0 ? match.from() : 0;
  start.length = match.length();
  start.key = MatchModel<T>::KeyAt(row - 1);
  paths_ = {start};
  for (uint32_t x = 0; x < tile_.width(); ++x) {
    MakeOffers<kSmall>(x, *rows[0]);
    FindCandidates(x, *rows[0]);
    TakeOffers<kSmall>(x, rows);
    KeepCheapest();
    for (size_t i = 0; i < paths_.size(); ++i) steps_[x * kMaxPaths + i] = {paths_[i].index, paths_[i].back};
  }
  TraceBack(row);
  if (options_.diffusion > 0) PassErrorsOn(row, *rows[0]);
}

template <class T>
template <bool kSmall>
void RowSearch<T>::MakeOffers(uint32_t x, const SourceRow& row) {
  using Learning = typename FastTile<T>::Learning;
  const uint32_t n = above_[x], nw = above_[static_cast<ptrdiff_t>(x) - 1], ne = above_[x + 1];
  for (size_t i = 0; i < paths_.size(); ++i) {
    const Path& path = paths_[i];
    Offer& offer = offers_[i];
    const bool known = path.match > 0 && path.match < row_begin_;
    using Foretold = typename FastTile<T>::Foretold;
    const Foretold foretold = known ? Foretold{path.length, tile_.cells()[path.match]} : Foretold{};
    offer.context =
        model_.template ContextAt<kSmall>(x, {path.index, n, nw, ne}, path.index == path.left, path.flat, foretold);
    BothPrices is_w, is_n;
    model_.template CodeIsW<Learning::kNo>(is_w, offer.context, 0);
    offer.left = path.cost + is_w.if_one;
    offer.other = offer.upper = path.cost + is_w.if_zero;
    if (palette_.points.size() > 2 && n != path.index) {
      model_.template CodeIsN<Learning::kNo>(is_n, offer.context, 0);
      offer.upper = offer.other + is_n.if_one;
      offer.other += is_n.if_zero;
    }
    offer.target = options_.diffusion > 0 ? TargetAt(x, row, path.error) : row.points[x];
  }
}

// The indices of all paths, of neighbours and foretold ones, and near colours.
template <class T>
void RowSearch<T>::FindCandidates(uint32_t x, const SourceRow& row) {
  candidates_.clear();
  ++pixel_;
  const auto add = [&](uint32_t index) {
    if (seen_[index] == pixel_) return;
    seen_[index] = pixel_;
    candidates_.push_back(static_cast<uint16_t>(index));
  };
  const NearColors::List near = near_.Near(row.points[x], row.nearest[x]);
  for (uint32_t i = 0; i < near.size; ++i) add(near.index[i]);
  for (const Path& path : paths_) add(path.index);
  add(above_[x]);
  add(above_[x + 1]);
  add(above_[static_cast<ptrdiff_t>(x) - 1]);
  for (size_t i = 0; i < paths_.size(); ++i) {
    if (offers_[i].context.foretold.known()) add(offers_[i].context.foretold.index);
  }
}

template <class T>
template <bool kSmall>
void RowSearch<T>::TakeOffers(uint32_t x, std::span<const SourceRow* const> rows) {
  using Learning = typename FastTile<T>::Learning;
  const SourceRow& row = *rows[0];
  const bool one_target = options_.diffusion == 0;
  const uint32_t n = above_[x];
  uint32_t least = UINT32_MAX - kSlack;
  next_.clear();
  for (const uint32_t index : candidates_) {
    uint32_t always = PriceBelow(x, rows, index);
    if (one_target) always += ErrorPrice(row.points[x], row.opacity[x], row.exchange[x], index);
    uint32_t best = UINT32_MAX;
    size_t from = 0;
    for (size_t i = 0; i < paths_.size(); ++i) {
      const Offer& offer = offers_[i];
      uint32_t cost = always + (index == paths_[i].index ? offer.left : index == n ? offer.upper : offer.other);
      if (cost >= best || cost > least + kSlack) continue;
      if (!one_target) cost += ErrorPrice(offer.target, row.opacity[x], row.exchange[x], index);
      if (cost < best && palette_.points.size() > 2 && index != paths_[i].index && index != n) {
        PriceMeter meter;
        model_.template CodePlace<kSmall, Learning::kNo>(meter, offer.context, index);
        cost += static_cast<uint32_t>(meter.price());
      }
      if (cost >= best) continue;
      best = cost;
      from = i;
    }
    if (best == UINT32_MAX) continue;
    least = std::min(least, best);
    Extend(paths_[from], static_cast<uint8_t>(from), index, best, offers_[from]);
  }
}

template <class T>
void RowSearch<T>::Extend(const Path& from, uint8_t back, uint32_t index, uint32_t cost, const Offer& offer) {
  Path& path = next_.emplace_back();
  path.cost = cost;
  path.index = static_cast<T>(index);
  path.left = from.index;
  path.flat = from.index == from.left;
  path.back = back;
  path.key = MatchModel<T>::KeyWith(from.key, index);
  const auto& foretold = offer.context.foretold;
  if (foretold.known() && foretold.index == index) {
    path.match = from.match + 1;
    path.length = foretold.length + 1;
  } else if (model_.IsRemembered(index, offer.context.around.w, offer.context.around.n)) {
    path.match = model_.match().Find(path.key);
    path.length = MatchModel<T>::kMinLength;
  }
  if (options_.diffusion == 0) return;
  for (size_t c = 0; c < 4; ++c) {
    path.error[c] =
        static_cast<int16_t>(std::clamp(offer.target[c] - palette_.points[index][c], -kMaxError, kMaxError));
  }
}

// In order of their cost, which is counted from the least of them.
template <class T>
void RowSearch<T>::KeepCheapest() {
  const auto cheaper = [](const Path& x, const Path& y) {
    return x.cost != y.cost ? x.cost < y.cost : x.index < y.index;
  };
  const size_t kept = std::min<size_t>(next_.size(), options_.paths);
  std::partial_sort(next_.begin(), next_.begin() + static_cast<ptrdiff_t>(kept), next_.end(), cheaper);
  next_.resize(kept);
  const uint32_t least = next_[0].cost;
  while (next_.back().cost > least + kSlack) next_.pop_back();
  for (Path& path : next_) path.cost -= least;
  paths_.swap(next_);
}

template <class T>
void RowSearch<T>::TraceBack(T* row) {
  size_t path = 0;
  for (size_t x = tile_.width(); x-- > 0;) {
    const Step& step = steps_[x * kMaxPaths + path];
    row[x] = step.index;
    path = step.back;
  }
}

// Three, five and one sixteenth of each error to the row below.
template <class T>
void RowSearch<T>::PassErrorsOn(const T* row, const SourceRow& source) {
  for (auto& sums : carried_on_) sums = {};
  Point error = {};
  for (uint32_t x = 0; x < tile_.width(); ++x) {
    const Point target = TargetAt(x, source, error);
    for (size_t c = 0; c < 4; ++c) {
      const int32_t missed = std::clamp(target[c] - palette_.points[row[x]][c], -kMaxError, kMaxError);
      error[c] = static_cast<int16_t>(missed);
      if (x > 0) carried_on_[x - 1][c] += 3 * missed;
      carried_on_[x][c] += 5 * missed;
      if (x + 1 < tile_.width()) carried_on_[x + 1][c] += missed;
    }
  }
  carried_.swap(carried_on_);
}

// The colour wanted where the pixel on the left missed its own by `error`: seven sixteenths of that come in.
template <class T>
Point RowSearch<T>::TargetAt(uint32_t x, const SourceRow& row, const Point& error) const {
  Point target;
  for (size_t c = 0; c < 4; ++c) {
    const int32_t due = (carried_[x][c] + 7 * error[c]) * static_cast<int32_t>(options_.diffusion) / (16 * 64);
    target[c] = static_cast<int16_t>(row.points[x][c] + due);
  }
  return target;
}

template <class T>
uint32_t RowSearch<T>::ErrorPrice(const Point& target, Opacity opacity, uint32_t exchange, uint32_t index) const {
  const uint64_t changed = opacity != palette_.opacity[index] ? kOpacityChanged : 0;
  const uint64_t price = (SquaredDistance(target, palette_.points[index]) + changed) * exchange >> kExchangeBits;
  return static_cast<uint32_t>(std::min<uint64_t>(price, kMaxErrorPrice));
}

// What the two pixels below would pay for having this index above them: each has
// the choice between the same index and the colour nearest to it.
template <class T>
uint32_t RowSearch<T>::PriceBelow(uint32_t x, std::span<const SourceRow* const> rows, uint32_t index) const {
  if (rows.size() < 2) return 0;
  const auto like = [&](const SourceRow& row) {
    return ErrorPrice(row.points[x], row.opacity[x], row.exchange[x], index) + kLikeAbove;
  };
  uint32_t same = like(*rows[1]), other = rows[1]->nearest_price[x] + kUnlikeAbove;
  if (rows.size() > 2) {
    const uint32_t far_nearest = rows[2]->nearest_price[x];
    same += InPart(std::min(like(*rows[2]), far_nearest + kUnlikeAbove), kFarTrust);
    other += InPart(far_nearest + kUnlikeFarAbove, kFarTrust);
  }
  return InPart(std::min(same, other), kTrust);
}

template class RowSearch<uint8_t>;
template class RowSearch<uint16_t>;

}  // namespace kmc
