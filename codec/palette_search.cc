#include "codec/palette_search.h"

#include <algorithm>

#include "codec/random.h"
#include "codec/seeding.h"
#include "codec/threads.h"
#include "format/palette_coding.h"

namespace kmc {
namespace {

std::vector<Point> Seeds(const ColorTree& tree, const SearchOptions& options, Random& random) {
  return options.seeding == Seeding::kAtRandom ? SeedAtRandom(tree, options.colors, random)
                                               : SeedByDistance(tree, options.colors, random);
}

// The textbook's procedure: the best of several runs, each on one thread.
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

std::vector<Point> SearchByEffort(const ColorTree& tree, const SearchOptions& options, Progress&) {
  Assigner assigner(tree, options.colors, options.threads);
  Random random(options.seed);
  return RunLloyd(assigner, tree, SeedByDistance(tree, options.colors, random), 4 * options.effort).centroids;
}

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

}  // namespace

std::vector<Point> SearchCentroids(const ColorTree& tree, const SearchOptions& options, Progress& progress,
                                   SearchRuns& runs) {
  if (options.restarts > 0) return BestOfRestarts(tree, options, progress, runs);
  return SearchByEffort(tree, options, progress);
}

RoundedPalette RoundPalette(const ColorTree& tree, Assigner& assigner, const std::vector<Point>& centroids) {
  constexpr int kMaxPasses = 4;
  RoundedPalette best;
  best.cost = UINT64_MAX;
  std::vector<Rgba> colors;
  for (const Point& centroid : centroids) colors.push_back(ColorOfPoint(centroid));
  std::vector<Moments> sums(centroids.size());
  std::vector<Point> points;
  for (int pass = 0; pass < kMaxPasses; ++pass) {
    SortAndUnite(colors);
    points.clear();
    for (const Rgba color : colors) points.push_back(PointOfColor(color));
    assigner.Sum(points, sums);
    uint64_t cost = 0;
    for (size_t j = 0; j < points.size(); ++j) cost += CostAs(sums[j], points[j]);
    if (cost >= best.cost) break;
    best.cost = cost;
    best.colors = colors;
    for (size_t j = 0; j < colors.size(); ++j) {
      if (sums[j].weight > 0) colors[j] = ColorOfPoint(sums[j].Mean());
    }
  }
  points.clear();
  for (const Rgba color : best.colors) points.push_back(PointOfColor(color));
  best.labels.resize(tree.size());
  assigner.Label(points, best.labels);
  return best;
}

}  // namespace kmc
