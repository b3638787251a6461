#include "codec/palette_search.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "codec/coreset.h"
#include "codec/lloyd.h"
#include "codec/random.h"
#include "codec/seeding.h"
#include "codec/swap_search.h"
#include "codec/threads.h"

namespace kmc {
namespace {

// ---- the textbook's procedure ---------------------------------------------------

constexpr int kTextbookPasses = 4;  // of rounding

std::vector<Point> Seeds(const ColorTree& tree, const SearchOptions& options, Random& random) {
  const auto seed = options.seeding == Seeding::kAtRandom ? SeedAtRandom : SeedByDistance;
  return seed(tree.points(), tree.weights(), options.colors, random, PointsOf(options.fixed, options.space));
}

// The best of several runs, each on one thread.
std::vector<Point> BestOfRestarts(const ColorTree& tree, const SearchOptions& options, Progress& progress,
                                  SearchRuns& runs) {
  struct Best {
    LloydRun run;
    uint32_t number = 0;
  };
  const uint32_t threads = std::min(options.threads, options.restarts);
  std::vector<Assigner> assigners;
  for (uint32_t i = 0; i < threads; ++i) assigners.emplace_back(tree, options.colors, 1);
  std::vector<Best> best(threads);
  runs.costs.resize(options.restarts);
  ParallelFor(options.restarts, threads, [&](size_t i, uint32_t worker) {
    if (progress.cancelled()) return;
    // A generator for each run, so that runs do not depend on who makes them.
    Random random(Random(options.seed + i).Next());
    LloydRun run =
        RunLloyd(assigners[worker], tree, Seeds(tree, options, random), options.iterations, options.fixed.size());
    runs.costs[i] = run.costs;
    if (best[worker].run.costs.empty() || run.cost() < best[worker].run.cost()) {
      best[worker] = {std::move(run), static_cast<uint32_t>(i)};
    }
    if (worker == 0) progress.Tell(static_cast<double>(i) / options.restarts);
  });
  // The least cost, and of equals the first run: whoever made it.
  const Best* winner = &best[0];
  for (const Best& candidate : best) {
    if (candidate.run.costs.empty()) continue;
    const bool better = winner->run.costs.empty() || candidate.run.cost() < winner->run.cost() ||
                        (candidate.run.cost() == winner->run.cost() && candidate.number < winner->number);
    if (better) winner = &candidate;
  }
  runs.best = winner->number;
  return winner->run.centroids;
}

// ---- a quick start --------------------------------------------------------------

// Cubes of the sample: of 8 levels, or of 4 or 2 if those are too few to choose centroids among.
constexpr int kQuickBits = 5, kMostQuickBits = 7;
constexpr size_t kQuickPointsPerColor = 5;
// Lloyd iterations: more where they cost less.
constexpr uint32_t kQuickIterations = 2, kQuickWork = 128;
constexpr uint32_t kMaxColorsForQuickSwaps = 64;

// ---- the search by effort -----------------------------------------------------

// What an effort adds to the one below. All efforts up to the one asked for are
// gone through, and the best of their palettes is kept: more effort never gives
// a larger error.
struct Stage {
  uint32_t density;          // of the coreset
  uint32_t patience;         // of the swap search
  uint32_t neighbors;        // of a cluster, to it
  uint32_t full_iterations;  // Lloyd iterations over all colours
  int rounding_passes;
};

constexpr std::array<Stage, 9> kStages = {{
    {512, 0, 8, 0, 1},
    {512, 2, 8, 1, 1},
    {512, 5, 8, 1, 1},
    {512, 10, 8, 2, 1},
    {512, 36, 8, 8, 2},
    {1024, 40, 12, 8, 4},
    {2048, 80, 12, 12, 4},
    {4096, 160, 12, 24, 4},
    {16384, 400, 12, 64, 8},
}};

constexpr uint32_t kFirstIterations = 4;  // Lloyd iterations on a coreset before swaps
// Above this many colours the tree's own cubes are good seeds, and swaps cost more than they bring.
constexpr uint32_t kMaxColorsForSwaps = 4096;

class EffortSearch {
 public:
  EffortSearch(const ColorTree& tree, const SearchOptions& options, std::vector<Point> start, Progress& progress)
      : tree_(tree),
        options_(options),
        progress_(progress),
        assigner_(tree, options.colors, options.threads),
        rounder_(tree, assigner_, options),
        start_(std::move(start)) {}

  RoundedPalette Run() {
    const bool swaps = options_.colors > 1 && options_.colors <= kMaxColorsForSwaps;
    if (!start_.empty()) best_ = rounder_.Round(start_, 1);
    if (!swaps) centroids_ = SeedByCubes();
    for (uint32_t effort = 1; effort <= options_.effort && !progress_.cancelled(); ++effort) {
      const Stage& stage = kStages[effort - 1];
      if (effort == 1 && !start_.empty()) continue;
      if (swaps) Swap(stage);
      Settle(stage);
      progress_.Tell(static_cast<double>(1u << effort) / static_cast<double>(1u << options_.effort));
    }
    return std::move(best_);
  }

 private:
  // Goes on with the search on the coreset; a denser one starts from the best centroids so far.
  void Swap(const Stage& stage) {
    if (stage.density != density_) {
      density_ = stage.density;
      coreset_.emplace(tree_, CoresetSize(density_, options_.colors));
      if (centroids_.empty()) {
        Random random(options_.seed);
        centroids_ = SeedByDistance(coreset_->points(), coreset_->weights(), options_.colors, random,
                                    PointsOf(options_.fixed, options_.space));
      }
      search_.emplace(*coreset_, std::move(centroids_), pinned(), stage.neighbors);
      search_->Iterate(kFirstIterations);
    }
    search_->TrySwaps(stage.patience);
    centroids_ = search_->centroids();
  }

  // Lloyd iterations over all colours, then rounding.
  void Settle(const Stage& stage) {
    if (stage.full_iterations > 0) {
      centroids_ = RunLloyd(assigner_, tree_, std::move(centroids_), stage.full_iterations, pinned()).centroids;
    }
    RoundedPalette palette = rounder_.Round(centroids_, stage.rounding_passes);
    if (palette.cost < best_.cost) best_ = std::move(palette);
  }

  // The fixed colours, then one seed in each of as many cubes of the tree.
  std::vector<Point> SeedByCubes() {
    const Coreset cubes(tree_, options_.colors);
    std::vector<Point> seeds = PointsOf(options_.fixed, options_.space);
    for (size_t i = 0; seeds.size() < options_.colors; ++i) seeds.push_back(cubes.points().At(i));
    return seeds;
  }

  size_t pinned() const { return options_.fixed.size(); }

  const ColorTree& tree_;
  const SearchOptions& options_;
  Progress& progress_;
  Assigner assigner_;
  Rounder rounder_;
  std::vector<Point> start_, centroids_;
  RoundedPalette best_;
  uint32_t density_ = 0;  // of the coreset, 0 before there is one
  std::optional<Coreset> coreset_;
  std::optional<SwapSearch> search_;
};

}  // namespace

std::vector<Point> QuickCentroids(std::span<const Pixels> images, const SearchOptions& options) {
  const bool simple = options.space == ColorSpace::kSrgb && options.restarts == 0 && options.fixed.empty();
  if (!simple || options.colors < 2) return {};
  const size_t enough = kQuickPointsPerColor * options.colors;
  std::optional<Coreset> sample;
  for (int bits = kQuickBits; bits <= kMostQuickBits && (!sample || sample->size() < enough); ++bits) {
    sample = Coreset::OfSample(images, bits);
    if (!sample) return {};
  }
  if (sample->size() < enough) return {};
  WeightedSum all;
  for (size_t i = 0; i < sample->size(); ++i) all.Add(sample->sum(i));
  SwapSearch search(*sample, {all.Mean()});
  search.Grow(options.colors);
  if (search.centroids().size() < options.colors) return {};
  search.Iterate(std::max(kQuickIterations, kQuickWork / options.colors));
  if (options.colors <= kMaxColorsForQuickSwaps) search.TrySwaps(1);
  return search.centroids();
}

RoundedPalette SearchPalette(const ColorTree& tree, const SearchOptions& asked, std::vector<Point> start,
                             Progress& progress, SearchRuns& runs) {
  SearchOptions options = asked;
  options.colors = static_cast<uint32_t>(std::min<size_t>(asked.colors, asked.fixed.size() + tree.size()));
  if (options.colors == options.fixed.size()) return {options.fixed, 0};
  if (options.restarts == 0) return EffortSearch(tree, options, std::move(start), progress).Run();
  const std::vector<Point> centroids = BestOfRestarts(tree, options, progress, runs);
  if (progress.cancelled()) return {};
  Assigner assigner(tree, options.colors, options.threads);
  return Rounder(tree, assigner, options).Round(centroids, kTextbookPasses);
}

}  // namespace kmc
