#include "codec/quantize.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "codec/color_tree.h"
#include "codec/direct_mapping.h"
#include "codec/histogram.h"
#include "codec/lloyd.h"
#include "codec/vivid.h"
#include "format/palette_coding.h"

namespace kmc {
namespace {

class StageClock {
 public:
  // Milliseconds since the last call.
  double Lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double, std::milli> lap = now - last_;
    last_ = now;
    return lap.count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

uint32_t VisibleKey(Rgba color) { return CanonicalKey(Visible(color)); }

// The fixed colours and then all others of the images; none if they are too
// many or one may not be in a palette.
std::vector<Rgba> AllColors(const Histogram& histogram, const PaletteRules& rules) {
  std::set<uint32_t> fixed;
  for (const Rgba color : rules.fixed) fixed.insert(VisibleKey(color));
  std::vector<Rgba> colors = rules.fixed;
  for (const Rgba color : histogram.colors()) {
    if (fixed.contains(CanonicalKey(color))) continue;
    if (colors.size() == rules.colors || rules.Posterized(color) != color) return {};
    colors.push_back(color);
  }
  return colors;
}

// Labels the colours of the images that are in the palette with their place in
// it; true if that is all of them.
bool LabelExactly(std::span<const Rgba> source, std::span<const Rgba> palette, std::span<uint16_t> labels) {
  std::vector<std::pair<uint32_t, uint16_t>> entries;  // by key, of equal colours the first
  for (size_t j = 0; j < palette.size(); ++j) entries.emplace_back(VisibleKey(palette[j]), static_cast<uint16_t>(j));
  std::sort(entries.begin(), entries.end());
  size_t found = 0;
  auto entry = entries.begin();
  for (size_t i = 0; i < source.size(); ++i) {
    const uint32_t key = CanonicalKey(source[i]);
    while (entry != entries.end() && entry->first < key) ++entry;
    if (entry == entries.end() || entry->first != key) continue;
    labels[i] = entry->second;
    ++found;
  }
  return found == source.size();
}

// Labels all with the nearest colour of the palette; returns the squared error.
uint64_t LabelNearest(const ColorTree& tree, std::span<const uint32_t> counts, const std::vector<Point>& points,
                      uint32_t threads, std::span<uint16_t> labels) {
  Assigner(tree, points.size(), threads).Label(points, labels);
  uint64_t cost = 0;
  for (uint32_t i = 0; i < tree.size(); ++i) {
    cost += uint64_t{counts[i]} * SquaredDistance(tree.points().At(i), points[labels[i]]);
  }
  return cost;
}

struct Choice {
  Palette palette;
  std::optional<ColorTree> tree;  // of the histogram's colours; none if the palette has them all
  std::vector<uint16_t> labels;   // for each of them the place of its nearest; set then, else by LabelAll
};

Status Choose(const Histogram& histogram, const QuantizeOptions& options, std::vector<Point> start, Progress& progress,
              Choice& choice, QuantizeReport& report) {
  const PaletteRules& rules = options.search;
  std::vector<Rgba>& colors = choice.palette.colors;
  choice.palette.keeps_order = !options.palette.empty() || !rules.fixed.empty();
  choice.labels.resize(histogram.colors().size());
  colors = options.palette.empty() ? AllColors(histogram, rules) : options.palette;
  report.exact = LabelExactly(histogram.colors(), colors, choice.labels);
  if (report.exact) return Status::kOk;
  if (options.lossless) return Status::kColors;
  std::vector<uint32_t> weights;
  if (options.vivid) weights = VividWeights(histogram.colors(), histogram.counts());
  const ColorTree& tree =
      choice.tree.emplace(histogram.colors(), options.vivid ? weights : histogram.counts(), rules.space);
  if (colors.empty()) colors = SearchPalette(tree, options.search, std::move(start), progress, report.runs).colors;
  return progress.cancelled() ? Status::kCancelled : Status::kOk;
}

// The labels of a palette that does not have all colours; returns the squared error.
uint64_t LabelAll(const Histogram& histogram, const QuantizeOptions& options, Choice& choice) {
  const std::vector<Rgba>& colors = choice.palette.colors;
  const uint64_t cost = LabelNearest(*choice.tree, histogram.counts(), PointsOf(colors, options.search.space),
                                     options.search.threads, choice.labels);
  LabelExactly(histogram.colors(), colors, choice.labels);  // of colours that alpha makes all but equal
  return cost;
}

bool AllUsed(std::span<const IndexedImage> indexed, size_t colors) {
  std::vector<char> used(colors);
  size_t unused = colors;
  for (const IndexedImage& image : indexed) {
    image.plane.Visit([&](auto view) {
      for (uint32_t y = 0; y < view.height && unused > 0; ++y) {
        const auto* row = view.Row(y);
        for (uint32_t x = 0; x < view.width; ++x) unused -= !std::exchange(used[row[x]], 1);
      }
    });
  }
  return unused == 0;
}

void Dither(const ColorMap& map, const Pixels& image, const QuantizeOptions& options, IndexPlane& plane) {
  if (options.dithering == Dithering::kFloydSteinberg) {
    DitherFloydSteinberg(map, image, options.dither_strength, plane);
  } else {
    DitherOrdered(map, image, options.dither_strength, options.search.threads, plane);
  }
}

PointPairs PairsOf(std::span<const Rgba> colors) {
  PointPairs pairs(colors.size());
  for (size_t i = 0; i < colors.size(); ++i) pairs.Set(i, PointOfColor(colors[i]));
  return pairs;
}

// The images' planes of indices; if pixels change, and not each to the nearest
// in sRGB, what that costs.
void MapAll(const Histogram& histogram, std::span<const Pixels> images, const QuantizeOptions& options,
            const Choice& choice, Progress& progress, std::span<IndexedImage> indexed, QuantizeReport& report) {
  const uint32_t threads = options.search.threads;
  const ColorSpace space = options.search.space;
  const bool dithers = choice.tree && options.dithering != Dithering::kNone;
  const bool measures = dithers || (choice.tree && space != ColorSpace::kSrgb);
  const std::vector<Rgba>& colors = choice.palette.colors;
  const std::vector<Point> palette = PointsOf(colors, space), srgb_palette = PointsOf(colors, ColorSpace::kSrgb);
  const PointPairs srgb_points = measures ? PairsOf(histogram.colors()) : PointPairs();
  report.cost = report.space_cost;
  if (measures) report.cost = report.space_cost = 0;
  for (size_t i = 0; i < images.size() && !progress.cancelled(); ++i) {
    IndexPlane& plane = indexed[i].plane;
    plane = IndexPlane(images[i].width, images[i].height, static_cast<uint32_t>(colors.size()));
    if (dithers) {
      const ColorMap map{histogram, choice.tree->points(), choice.labels, palette, PointOfColor(Rgba(), space)[3]};
      Dither(map, images[i], options, plane);
    } else {
      histogram.Map(images[i], choice.labels, threads, plane);
    }
    if (measures) {
      report.cost += SquaredError(histogram, srgb_points, srgb_palette, images[i], threads, plane);
      report.space_cost += SquaredError(histogram, choice.tree->points(), palette, images[i], threads, plane);
    }
    progress.Tell(static_cast<double>(i + 1) / static_cast<double>(images.size()));
  }
}

// False, and nothing but planes changed, if the colours at `start` are not a
// palette of as many colours as asked, each of them the nearest of some pixel.
bool QuantizeQuickly(std::span<const Pixels> images, const QuantizeOptions& options, std::span<const Point> start,
                     std::span<IndexedImage> indexed, QuantizeReport& report) {
  if (start.empty() || options.lossless || options.dithering != Dithering::kNone) return false;
  std::vector<Rgba> colors;
  for (const Point& point : start) colors.push_back(options.search.Posterized(ColorOfPoint(point)));
  std::sort(colors.begin(), colors.end(), CanonicalLess);
  if (std::adjacent_find(colors.begin(), colors.end()) != colors.end()) return false;
  const std::optional<uint64_t> cost = MapDirectly(images, colors, options.search.threads, indexed);
  if (!cost || !AllUsed(indexed, colors.size())) return false;
  for (IndexedImage& image : indexed) image.palette = {colors, false};
  report.cost = report.space_cost = *cost;
  return true;
}

}  // namespace

Status Quantize(std::span<const Pixels> images, const QuantizeOptions& options, Progress& progress,
                std::span<IndexedImage> indexed, QuantizeReport& report) {
  StageClock clock;

  progress.BeginStage(0, 0.1);
  if (progress.cancelled()) return Status::kCancelled;
  std::vector<Point> start;
  if (options.palette.empty() && !options.vivid) start = QuickCentroids(images, options.search);
  report.stage_ms[1] = clock.Lap();
  if (options.search.effort == 1 && QuantizeQuickly(images, options, start, indexed, report)) {
    report.stage_ms[2] = clock.Lap();
    progress.BeginStage(1, 1);
    return progress.cancelled() ? Status::kCancelled : Status::kOk;
  }
  const std::unique_ptr<Histogram> histogram = Histogram::Build(images, options.search.threads);
  report.source_colors = histogram->colors().size();
  report.stage_ms[0] = clock.Lap();

  progress.BeginStage(0.1, 0.9);
  if (progress.cancelled()) return Status::kCancelled;
  Choice choice;
  KMC_RETURN_IF_ERROR(Choose(*histogram, options, std::move(start), progress, choice, report));
  report.stage_ms[1] += clock.Lap();

  progress.BeginStage(0.9, 1);
  const bool to_nearest = options.dithering == Dithering::kNone && options.search.space == ColorSpace::kSrgb;
  std::optional<uint64_t> cost;
  if (choice.tree && to_nearest) cost = MapDirectly(images, choice.palette.colors, options.search.threads, indexed);
  if (cost) {
    report.cost = report.space_cost = *cost;
  } else {
    if (choice.tree) report.space_cost = LabelAll(*histogram, options, choice);
    MapAll(*histogram, images, options, choice, progress, indexed, report);
  }
  for (IndexedImage& image : indexed) image.palette = choice.palette;
  report.stage_ms[2] = clock.Lap();
  return progress.cancelled() ? Status::kCancelled : Status::kOk;
}

}  // namespace kmc
