#include "codec/quantize.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "codec/color_tree.h"
#include "codec/histogram.h"
#include "codec/lloyd.h"
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
  for (size_t j = 0; j < palette.size(); ++j) entries.push_back({VisibleKey(palette[j]), static_cast<uint16_t>(j)});
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
uint64_t LabelNearest(const ColorTree& tree, const std::vector<Point>& points, uint32_t threads,
                      std::span<uint16_t> labels) {
  Assigner(tree, points.size(), threads).Label(points, labels);
  uint64_t cost = 0;
  for (uint32_t i = 0; i < tree.size(); ++i) {
    cost += uint64_t{tree.weights()[i]} * SquaredDistance(tree.points().At(i), points[labels[i]]);
  }
  return cost;
}

// The palette, and for each colour of the histogram the place of its nearest.
struct Choice {
  Palette palette;
  std::vector<uint16_t> labels;
  std::optional<ColorTree> tree;  // of the colours; none if the palette has them all
};

Status Choose(const Histogram& histogram, const QuantizeOptions& options, Progress& progress, Choice& choice,
              QuantizeReport& report) {
  const PaletteRules& rules = options.search;
  std::vector<Rgba>& colors = choice.palette.colors;
  choice.palette.keeps_order = !options.palette.empty() || !rules.fixed.empty();
  choice.labels.resize(histogram.colors().size());
  colors = options.palette.empty() ? AllColors(histogram, rules) : options.palette;
  report.exact = LabelExactly(histogram.colors(), colors, choice.labels);
  if (report.exact) return Status::kOk;
  if (options.lossless) return Status::kColors;
  const ColorTree& tree = choice.tree.emplace(histogram.colors(), histogram.counts(), rules.space);
  if (colors.empty()) colors = SearchPalette(tree, options.search, progress, report.runs).colors;
  if (progress.cancelled()) return Status::kCancelled;
  report.space_cost = LabelNearest(tree, PointsOf(colors, rules.space), options.search.threads, choice.labels);
  LabelExactly(histogram.colors(), colors, choice.labels);  // of colours that alpha makes all but equal
  return Status::kOk;
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
    indexed[i].palette = choice.palette;
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

}  // namespace

Status Quantize(std::span<const Pixels> images, const QuantizeOptions& options, Progress& progress,
                std::span<IndexedImage> indexed, QuantizeReport& report) {
  StageClock clock;

  progress.BeginStage(0, 0.1);
  const std::unique_ptr<Histogram> histogram = Histogram::Build(images, options.search.threads);
  report.source_colors = histogram->colors().size();
  report.stage_ms[0] = clock.Lap();

  progress.BeginStage(0.1, 0.9);
  if (progress.cancelled()) return Status::kCancelled;
  Choice choice;
  KMC_RETURN_IF_ERROR(Choose(*histogram, options, progress, choice, report));
  report.stage_ms[1] = clock.Lap();

  progress.BeginStage(0.9, 1);
  MapAll(*histogram, images, options, choice, progress, indexed, report);
  report.stage_ms[2] = clock.Lap();
  return progress.cancelled() ? Status::kCancelled : Status::kOk;
}

}  // namespace kmc
