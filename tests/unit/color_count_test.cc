// The number of colours is that of which a quick palette has the error asked for.
#include "codec/color_count.h"

#include <gtest/gtest.h>

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

TEST(ColorsForError, AreThoseOfAQuickPaletteOfThatError) {
  for (const SampleImage& sample : {Photo(300, 200, 1), Photo(300, 200, 2), Gradient(200, 200)}) {
    for (const uint64_t level : {6, 12, 25, 50, 100}) {
      const uint64_t error = level * kSquaredLevel;
      const uint32_t colors = ColorsForError(sample.pixels(), error, 4096, 1);
      if (colors <= 8 || colors == 4096) continue;  // the ends of what is measured
      EXPECT_NEAR(QuickErrorOf(sample, colors) / static_cast<double>(error), 1, 0.25)
          << sample.name << ", error " << level << ", " << colors << " colours";
    }
  }
}

TEST(ColorsForError, AreMoreForLessError) {
  const SampleImage sample = Photo(300, 200);
  uint32_t before = UINT32_MAX;
  for (const uint64_t level : {3, 6, 12, 25, 50, 100, 200}) {
    const uint32_t colors = ColorsForError(sample.pixels(), level * kSquaredLevel, 4096, 1);
    EXPECT_LT(colors, before) << level;
    EXPECT_GE(colors, 2u);
    before = colors;
  }
}

TEST(ColorsForError, AreNeverMoreThanTheMost) {
  for (const SampleImage& sample : SampleImages(96, 64)) {
    for (const uint32_t most : {2u, 3u, 8u, 9u, 30u, 100u, 4096u}) {
      for (const uint64_t error : {uint64_t{0}, 5 * kSquaredLevel, 5000 * kSquaredLevel, UINT64_MAX >> 32}) {
        const uint32_t colors = ColorsForError(sample.pixels(), error, most, 1);
        EXPECT_GE(colors, 2u) << sample.name;
        EXPECT_LE(colors, most) << sample.name;
      }
    }
  }
}

TEST(ColorsForError, AreAllOfAnImageOfFewForNoError) {
  const uint32_t colors = ColorsForError(FewColors(96, 64, 40).pixels(), 0, 256, 1);
  EXPECT_GE(colors, 40u);
  EXPECT_LE(colors, 64u);
}

TEST(ColorsForError, AreTheMostWhereNoNumberIsEnough) {
  EXPECT_EQ(ColorsForError(Noise(96, 64).pixels(), kSquaredLevel, 100, 1), 100u);
}

TEST(ColorsForError, AreTheSameWithAnyNumberOfThreads) {
  const SampleImage sample = Photo(300, 200);
  for (const uint64_t level : {6, 25, 100}) {
    EXPECT_EQ(ColorsForError(sample.pixels(), level * kSquaredLevel, 1000, 1),
              ColorsForError(sample.pixels(), level * kSquaredLevel, 1000, 5));
  }
}

}  // namespace
}  // namespace kmc
