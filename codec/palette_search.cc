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
#include "format/palette_coding.h"

namespace kmc {
namespace {

// ---- the textbook's procedure ---------------------------------------------------

std::vector<Point> Seeds(const ColorTree& tree, const SearchOptions& options, Random& random) {
  return options.seeding == Seeding::kAtRandom ? SeedAtRandom(tree.points(), tree.weights(), options.colors, random)
                                               : SeedByDistance(tree.points(), tree.weights(), options.colors, random);
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
    LloydRun run = RunLloyd(assigners[worker], tree, Seeds(tree, options, random), options.iterations);
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

// ---- rounding to 8 bits ---------------------------------------------------------

// The error of a cluster whose points are all shown as `color`.
uint64_t CostAs(const Moments& cluster, const Point& color) {
  int64_t cost = static_cast<int64_t>(cluster.squares);
  for (int c = 0; c < 4; ++c) {
    cost += color[c] * (static_cast<int64_t>(cluster.weight) * color[c] - 2 * cluster.sum[c]);
  }
  return static_cast<uint64_t>(cost);
}

void SortAndUnite(std::vector<Rgba>& colors) {
  std::sort(colors.begin(), colors.end(), [](Rgba x, Rgba y) { return CanonicalKey(x) < CanonicalKey(y); });
  colors.erase(std::unique(colors.begin(), colors.end()), colors.end());
}

// A palette of different 8-bit colours and what it costs.
struct Candidate {
  std::vector<Rgba> colors;
  uint64_t cost = UINT64_MAX;
};

std::vector<Point> PointsOf(const std::vector<Rgba>& colors) {
  std::vector<Point> points;
  points.reserve(colors.size());
  for (const Rgba color : colors) points.push_back(PointOfColor(color));
  return points;
}

// Rounds the centroids; then, in further passes, the means of the clusters of
// the rounded ones, while that lowers the cost.
Candidate Round(Assigner& assigner, const std::vector<Point>& centroids, int passes) {
  Candidate best;
  std::vector<Rgba> colors;
  for (const Point& centroid : centroids) colors.push_back(ColorOfPoint(centroid));
  std::vector<Moments> sums(centroids.size());
  for (int pass = 0; pass < passes; ++pass) {
    SortAndUnite(colors);
    const std::vector<Point> points = PointsOf(colors);
    assigner.Sum(points, sums);
    uint64_t cost = 0;
    for (size_t j = 0; j < points.size(); ++j) cost += CostAs(sums[j], points[j]);
    if (cost >= best.cost) break;
    best = {colors, cost};
    for (size_t j = 0; j < colors.size(); ++j) {
      if (sums[j].weight > 0) colors[j] = ColorOfPoint(sums[j].Mean());
    }
  }
  return best;
}

RoundedPalette WithLabels(const ColorTree& tree, Assigner& assigner, Candidate candidate) {
  RoundedPalette palette{std::move(candidate.colors), std::vector<uint16_t>(tree.size()), candidate.cost};
  assigner.Label(PointsOf(palette.colors), palette.labels);
  return palette;
}

// ---- the search by effort -----------------------------------------------------

// What an effort adds to the one below. All efforts up to the one asked for are
// gone through, and the best of their palettes is kept: more effort never gives
// a larger error.
struct Stage {
  uint32_t density;          // size of the coreset: density x sqrt(colours)
  uint32_t patience;         // of the swap search
  uint32_t full_iterations;  // Lloyd iterations over all colours
  int rounding_passes;
};

constexpr std::array<Stage, 9> kStages = {{
    {512, 0, 0, 1},
    {512, 2, 1, 1},
    {512, 5, 1, 1},
    {512, 10, 2, 1},
    {512, 30, 6, 2},
    {1024, 40, 8, 4},
    {2048, 80, 12, 4},
    {4096, 160, 24, 4},
    {16384, 400, 64, 8},
}};

constexpr uint32_t kFirstIterations = 4;  // Lloyd iterations on a coreset before swaps
// Above this many colours the tree's own cubes are good seeds, and swaps cost more than they bring.
constexpr uint32_t kMaxColorsForSwaps = 4096;

size_t CoresetSize(uint32_t density, uint32_t colors) {
  uint32_t root = 1;
  while (root * root < colors) ++root;
  return std::max<size_t>(size_t{density} * root, 2 * size_t{colors});
}

class EffortSearch {
 public:
  EffortSearch(const ColorTree& tree, const SearchOptions& options, Progress& progress)
      : tree_(tree), options_(options), progress_(progress), assigner_(tree, options.colors, options.threads) {}

  RoundedPalette Run() {
    const bool swaps = options_.colors > 1 && options_.colors <= kMaxColorsForSwaps;
    if (!swaps) centroids_ = SeedByCubes();
    for (uint32_t effort = 1; effort <= options_.effort && !progress_.cancelled(); ++effort) {
      const Stage& stage = kStages[effort - 1];
      if (swaps) Swap(stage);
      Settle(stage);
      progress_.Tell(static_cast<double>(1u << effort) / static_cast<double>(1u << options_.effort));
    }
    return WithLabels(tree_, assigner_, std::move(best_));
  }

 private:
  // Goes on with the search on the coreset; a denser one starts from the best centroids so far.
  void Swap(const Stage& stage) {
    if (stage.density != density_) {
      density_ = stage.density;
      coreset_.emplace(tree_, CoresetSize(density_, options_.colors));
      if (centroids_.empty()) {
        Random random(options_.seed);
        centroids_ = SeedByDistance(coreset_->points(), coreset_->weights(), options_.colors, random);
      }
      search_.emplace(*coreset_, std::move(centroids_));
      search_->Iterate(kFirstIterations);
    }
    search_->TrySwaps(stage.patience);
    centroids_ = search_->centroids();
  }

  // Lloyd iterations over all colours, then rounding.
  void Settle(const Stage& stage) {
    if (stage.full_iterations > 0) {
      centroids_ = RunLloyd(assigner_, tree_, std::move(centroids_), stage.full_iterations).centroids;
    }
    Candidate candidate = Round(assigner_, centroids_, stage.rounding_passes);
    if (candidate.cost < best_.cost) best_ = std::move(candidate);
  }

  // One seed in each of as many cubes of the tree.
  std::vector<Point> SeedByCubes() {
    const Coreset cubes(tree_, options_.colors);
    std::vector<Point> seeds;
    for (size_t i = 0; i < options_.colors; ++i) seeds.push_back(cubes.points().At(i));
    return seeds;
  }

  const ColorTree& tree_;
  const SearchOptions& options_;
  Progress& progress_;
  Assigner assigner_;
  std::vector<Point> centroids_;
  Candidate best_;
  uint32_t density_ = 0;  // of the coreset, 0 before there is one
  std::optional<Coreset> coreset_;
  std::optional<SwapSearch> search_;
};

}  // namespace

RoundedPalette SearchPalette(const ColorTree& tree, const SearchOptions& options, Progress& progress,
                             SearchRuns& runs) {
  if (options.restarts == 0) return EffortSearch(tree, options, progress).Run();
  Assigner assigner(tree, options.colors, options.threads);
  return WithLabels(tree, assigner, Round(assigner, BestOfRestarts(tree, options, progress, runs), 4));
}

}  // namespace kmc
