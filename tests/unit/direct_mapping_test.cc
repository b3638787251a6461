// Mapping pixels without a histogram gives what trying all colours gives.
#include "codec/direct_mapping.h"

#include <gtest/gtest.h>

#include <string>

#include "codec/kernels.h"
#include "codec/random.h"
#include "tests/unit/sample_images.h"

namespace kmc {
namespace {

// `spread` levels of each channel from 255 down: few of them make ties and crowded cells.
std::vector<Rgba> RandomColors(size_t count, uint32_t spread, Random& random) {
  const auto channel = [&] { return static_cast<uint8_t>(255 - random.Below(spread)); };
  std::vector<Rgba> colors(count);
  for (Rgba& color : colors) color = {channel(), channel(), channel(), 255};
  return colors;
}

uint32_t Distance(Rgba x, Rgba y) { return SquaredDistance(PointOfColor(x), PointOfColor(y)); }

uint8_t NearestByTryingAll(const std::vector<Rgba>& palette, Rgba color) {
  size_t best = 0;
  for (size_t i = 1; i < palette.size(); ++i) {
    if (Distance(palette[i], color) < Distance(palette[best], color)) best = i;
  }
  return static_cast<uint8_t>(best);
}

struct Job {
  size_t colors;
  uint32_t spread;
};
class DirectMappingTest : public testing::TestWithParam<Job> {};

TEST_P(DirectMappingTest, FindsTheNearestColourOnEveryTarget) {
  Random random(GetParam().colors);
  const std::vector<Rgba> palette = RandomColors(GetParam().colors, GetParam().spread, random);
  for (const std::string& target : KernelTargets()) {
    SCOPED_TRACE(target);
    RestrictKernels(target);
    DirectMapper mapper(palette);
    uint64_t error = 0;
    for (uint32_t width = 1; width < 70; ++width) {
      const std::vector<Rgba> row = RandomColors(width, GetParam().spread, random);
      std::vector<uint8_t> indices(width);
      ASSERT_TRUE(mapper.MapRow(&row[0].r, width, indices.data()));
      for (uint32_t x = 0; x < width; ++x) {
        ASSERT_EQ(indices[x], NearestByTryingAll(palette, row[x]));
        error += Distance(row[x], palette[indices[x]]);
      }
    }
    EXPECT_EQ(mapper.SquaredError(), error);
  }
  RestrictKernels("");
}

INSTANTIATE_TEST_SUITE_P(Palettes, DirectMappingTest,
                         testing::Values(Job{1, 256}, Job{2, 256}, Job{8, 9}, Job{16, 256}, Job{256, 256}, Job{256, 24},
                                         Job{256, 7}),
                         [](const auto& job) {
                           return std::to_string(job.param.colors) + "ColoursOf" + std::to_string(job.param.spread) +
                                  "Levels";
                         });

TEST(DirectMapping, LeavesPixelsThatAreNotOpaqueToOthers) {
  Random random(1);
  const std::vector<Rgba> palette = RandomColors(8, 256, random);
  for (uint32_t width = 1; width < 40; ++width) {
    for (uint32_t translucent = 0; translucent < width; ++translucent) {
      std::vector<Rgba> row = RandomColors(width, 256, random);
      row[translucent].a = 254;
      std::vector<uint8_t> indices(width);
      EXPECT_FALSE(DirectMapper(palette).MapRow(&row[0].r, width, indices.data())) << translucent << " of " << width;
    }
  }
}

TEST(DirectMapping, LeavesPalettesItCannotUseToOthers) {
  const SampleImage photo = Photo(64, 64);
  const Pixels pixels = photo.pixels();
  IndexedImage indexed;
  Random random(1);
  std::vector<Rgba> palette = RandomColors(257, 256, random);
  EXPECT_FALSE(MapDirectly({&pixels, 1}, palette, 1, {&indexed, 1}));
  palette.resize(256);
  EXPECT_TRUE(MapDirectly({&pixels, 1}, palette, 1, {&indexed, 1}));
  palette[100].a = 0;
  EXPECT_FALSE(MapDirectly({&pixels, 1}, palette, 1, {&indexed, 1}));
}

TEST(DirectMapping, IsTheSameForAnyNumberOfThreads) {
  const SampleImage large = Photo(700, 500), narrow = Photo(3, 2000);
  const Pixels images[] = {large.pixels(), narrow.pixels()};
  Random random(1);
  const std::vector<Rgba> palette = RandomColors(200, 256, random);
  std::vector<IndexedImage> one(2), four(2);
  const auto error = MapDirectly(images, palette, 1, one);
  ASSERT_TRUE(error);
  EXPECT_EQ(MapDirectly(images, palette, 4, four), error);
  for (size_t i = 0; i < 2; ++i) {
    one[i].plane.Visit([&](auto view) {
      four[i].plane.Visit([&](auto other) {
        for (uint32_t y = 0; y < view.height; ++y) {
          EXPECT_TRUE(std::equal(view.Row(y), view.Row(y) + view.width, other.Row(y)))
              << "image " << i << ", row " << y;
        }
      });
    });
  }
}

}  // namespace
}  // namespace kmc
