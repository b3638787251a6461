// The number of colours is that of which a quick palette has the error asked for.
#include "codec/color_count.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "codec/quantize.h"
#include "tests/unit/sample_images.h"

namespace kmc {
namespace {

constexpr uint64_t kSquaredLevel = 1 << 2 * kPointBits;

// Squared error a pixel of a quick palette.
double QuickErrorOf(const SampleImage& sample, uint32_t colors) {
  QuantizeOptions options;
  options.search.effort = 1;
  options.search.colors = colors;
  const Pixels pixels = sample.pixels();
  IndexedImage indexed;
  QuantizeReport report;
  Progress silent({});
  EXPECT_EQ(Quantize({&pixels, 1}, options, silent, {&indexed, 1}, report), Status::kOk);
  return static_cast<double>(report.cost) / (static_cast<double>(sample.width) * sample.height);
}

TEST(ColorsFor, AreThoseOfAQuickPaletteOfThatError) {
  for (const SampleImage& sample : {Photo(300, 200, 1), Photo(300, 200, 2), Gradient(200, 200)}) {
    for (const uint64_t level : {6, 12, 25, 50, 100}) {
      const uint64_t error = level * kSquaredLevel;
      const uint32_t colors = ColorsFor(sample.pixels(), {error, 0, 2, 4096}, 1);
      if (colors <= 8 || colors == 4096) continue;  // the ends of what is measured
      EXPECT_NEAR(QuickErrorOf(sample, colors) / static_cast<double>(error), 1, 0.25)
          << sample.name << ", error " << level << ", " << colors << " colours";
    }
  }
}

TEST(ColorsFor, AreMoreForLessError) {
  const SampleImage sample = Photo(300, 200);
  uint32_t before = UINT32_MAX;
  for (const uint64_t level : {3, 6, 12, 25, 50, 100, 200}) {
    const uint32_t colors = ColorsFor(sample.pixels(), {level * kSquaredLevel, 0, 2, 4096}, 1);
    EXPECT_LT(colors, before) << level;
    EXPECT_GE(colors, 2u);
    before = colors;
  }
}

TEST(ColorsFor, AreNoFewerThanTheLeast) {
  const SampleImage sample = Photo(96, 64);
  for (const uint32_t least : {2u, 20u, 77u}) {
    EXPECT_EQ(ColorsFor(sample.pixels(), {5000 * kSquaredLevel, 0, least, 100}, 1), std::max(least, 8u));
    EXPECT_GE(ColorsFor(sample.pixels(), {50 * kSquaredLevel, UINT64_MAX >> 20, least, 100}, 1), least);
  }
}

TEST(ColorsFor, AreOnlyThoseWorthTheirBytes) {
  const SampleImage sample = Photo(300, 200);
  uint32_t before = UINT32_MAX;
  for (const uint64_t worth : {200, 3000, 30000}) {
    const uint32_t colors = ColorsFor(sample.pixels(), {kSquaredLevel, worth * kSquaredLevel, 2, 4096}, 1);
    EXPECT_LT(colors, before) << worth;
    // As many again would take off less than they are worth.
    const double saved = (QuickErrorOf(sample, colors) - QuickErrorOf(sample, 2 * colors)) * 300 * 200;
    EXPECT_LT(saved, static_cast<double>(worth * kSquaredLevel * colors)) << worth;
    before = colors;
  }
}

TEST(ColorsFor, AreNeverMoreThanTheMost) {
  for (const SampleImage& sample : SampleImages(96, 64)) {
    for (const uint32_t most : {2u, 3u, 8u, 9u, 30u, 100u, 4096u}) {
      for (const uint64_t error : {uint64_t{0}, 5 * kSquaredLevel, 5000 * kSquaredLevel, UINT64_MAX >> 32}) {
        const uint32_t colors = ColorsFor(sample.pixels(), {error, 0, 2, most}, 1);
        EXPECT_GE(colors, 2u) << sample.name;
        EXPECT_LE(colors, most) << sample.name;
      }
    }
  }
}

TEST(ColorsFor, AreAllOfAnImageOfFewForNoError) {
  const uint32_t colors = ColorsFor(FewColors(96, 64, 40).pixels(), {0, 0, 2, 256}, 1);
  EXPECT_GE(colors, 40u);
  EXPECT_LE(colors, 64u);
}

TEST(ColorsFor, AreTheMostWhereNoNumberIsEnough) {
  EXPECT_EQ(ColorsFor(Noise(96, 64).pixels(), {kSquaredLevel, 0, 2, 100}, 1), 100u);
}

TEST(ColorsFor, AreTheSameWithAnyNumberOfThreads) {
  const SampleImage sample = Photo(300, 200);
  for (const uint64_t level : {6, 25, 100}) {
    EXPECT_EQ(ColorsFor(sample.pixels(), {level * kSquaredLevel, 0, 2, 1000}, 1),
              ColorsFor(sample.pixels(), {level * kSquaredLevel, 0, 2, 1000}, 5));
  }
}

}  // namespace
}  // namespace kmc
