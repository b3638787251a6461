// Targets that cannot be reached, palettes that are not free, and images at the edge of what there is.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/public_calls.h"

namespace kmc {
namespace {

kmc_result Make(const SampleImage& sample, const kmc_target& target, const kmc_quantize_options& options, Image& image,
                const kmc_work& work = WorkOn(1)) {
  Report report;
  const kmc_result result = kmc_quantize_to(sample.rgba.data(), sample.stride(), sample.width, sample.height, &target,
                                            &options, nullptr, &work, Out(image), Out(report));
  EXPECT_EQ(result == KMC_OK, image != nullptr);
  EXPECT_EQ(result == KMC_OK, report != nullptr);
  return result;
}

kmc_result ResultOf(const SampleImage& sample, kmc_goal goal, double value, uint32_t colors = 256) {
  Image image;
  return Make(sample, TargetOf(goal, value), QuantizeTo(colors), image);
}

SampleImage OneColor(uint32_t width, uint32_t height, Rgba color) {
  SampleImage sample{"one colour", width, height, {}};
  for (uint32_t i = 0; i < width * height; ++i) {
    for (const uint8_t value : {color.r, color.g, color.b, color.a}) sample.rgba.push_back(value);
  }
  return sample;
}

TEST(Target, OutOfReachIsRefused) {
  const SampleImage sample = Photo(96, 64);
  EXPECT_EQ(KMC_TARGET, ResultOf(sample, KMC_GOAL_PSNR, 45, 8));
  EXPECT_EQ(KMC_TARGET, ResultOf(sample, KMC_GOAL_QUALITY, 95, 8));
  EXPECT_EQ(KMC_TARGET, ResultOf(sample, KMC_GOAL_PSNR, 45, 1));
  EXPECT_EQ(KMC_TARGET, ResultOf(sample, KMC_GOAL_BYTES, 1));
  EXPECT_EQ(KMC_TARGET, ResultOf(sample, KMC_GOAL_BYTES, 20));
  EXPECT_EQ(KMC_OK, ResultOf(sample, KMC_GOAL_PSNR, 5, 1));
}

TEST(Target, NeverTakesMoreColoursThanAllowed) {
  const SampleImage sample = Photo(128, 96);
  for (const uint32_t colors : {2u, 7u, 40u}) {
    for (const kmc_target& target : {TargetOf(KMC_GOAL_PSNR, 15), TargetOf(KMC_GOAL_BYTES, 3000)}) {
      Image image;
      ASSERT_EQ(KMC_OK, Make(sample, target, QuantizeTo(colors), image)) << colors;
      EXPECT_LE(kmc_image_colors(image.get()), colors);
    }
  }
}

TEST(Target, KeepsAGivenPaletteInItsOrder) {
  const SampleImage sample = Photo(96, 64);
  std::vector<Rgba> palette = PaletteOf(QuantizeSample(sample, QuantizeTo(20)).image.get());
  std::reverse(palette.begin(), palette.end());
  palette.push_back({255, 0, 255, 255});  // of no use
  kmc_quantize_options options = QuantizeTo(256);
  options.palette = &palette[0].r;
  options.palette_colors = static_cast<uint32_t>(palette.size());
  for (const kmc_target& target :
       {TargetOf(KMC_GOAL_PSNR, 20), TargetOf(KMC_GOAL_QUALITY, 0), TargetOf(KMC_GOAL_BYTES, 600)}) {
    Image image;
    const kmc_result result = Make(sample, target, options, image);
    ASSERT_EQ(KMC_OK, result) << target.goal;
    EXPECT_EQ(PaletteOf(image.get()), palette);
    EXPECT_EQ(PaletteOf(Read(Write(image.get())).get()), palette);
  }
}

TEST(Target, PutsFixedColoursFirstAndKeepsLevels) {
  const SampleImage sample = Photo(96, 64);
  const std::vector<Rgba> fixed = {{255, 0, 255, 255}, {1, 2, 3, 255}};
  kmc_quantize_options options = QuantizeTo(256);
  options.fixed = &fixed[0].r;
  options.fixed_colors = 2;
  for (uint16_t& levels : options.levels) levels = 18;
  for (const kmc_target& target : {TargetOf(KMC_GOAL_PSNR, 24), TargetOf(KMC_GOAL_BYTES, 500)}) {
    Image image;
    ASSERT_EQ(KMC_OK, Make(sample, target, options, image)) << target.goal;
    const std::vector<Rgba> palette = PaletteOf(image.get());
    ASSERT_GT(palette.size(), 2u);
    for (size_t i = 0; i < palette.size(); ++i) {
      const int off = palette[i].r % 15 + palette[i].g % 15 + palette[i].b % 15;
      EXPECT_TRUE(i < 2 ? palette[i] == fixed[i] : off == 0) << i;
    }
  }
}

TEST(Target, OfOneColourIsExact) {
  for (const Rgba color : {Rgba{12, 200, 7, 255}, Rgba{0, 0, 0, 0}, Rgba{10, 20, 30, 77}}) {
    for (const auto& [width, height] : {std::pair{1u, 1u}, {40u, 1u}, {1u, 40u}, {33u, 20u}}) {
      const SampleImage sample = OneColor(width, height, color);
      for (const kmc_target& target : {TargetOf(KMC_GOAL_PSNR, 60), TargetOf(KMC_GOAL_QUALITY, 75),
                                       TargetOf(KMC_GOAL_QUALITY, 100), TargetOf(KMC_GOAL_BYTES, 100)}) {
        Image image;
        ASSERT_EQ(KMC_OK, Make(sample, target, QuantizeTo(16), image)) << target.goal;
        EXPECT_EQ(PaletteOf(image.get()), std::vector<Rgba>{color});
      }
    }
  }
}

TEST(Target, OfNarrowAndTranslucentImagesIsReached) {
  for (const SampleImage& sample : {Photo(300, 1), Photo(1, 300), Photo(3, 100), Translucent(96, 64), Photo(2, 1)}) {
    Image quality, size;
    ASSERT_EQ(KMC_OK, Make(sample, TargetOf(KMC_GOAL_QUALITY, 60), QuantizeTo(256), quality)) << sample.width;
    double found = 0;
    EXPECT_EQ(KMC_OK, kmc_image_quality(quality.get(), sample.rgba.data(), sample.stride(), &found));
    EXPECT_GE(found, 60) << sample.width;
    ASSERT_EQ(KMC_OK, Make(sample, TargetOf(KMC_GOAL_BYTES, 400), QuantizeTo(256), size)) << sample.width;
    EXPECT_LE(Write(size.get()).size(), 400u) << sample.width;
  }
}

TEST(Target, GivesTheSameImageWithAnyNumberOfThreads) {
  const SampleImage sample = Photo(160, 120);
  for (const kmc_target& target :
       {TargetOf(KMC_GOAL_PSNR, 33), TargetOf(KMC_GOAL_QUALITY, 60), TargetOf(KMC_GOAL_BYTES, 1500)}) {
    Image one, four;
    ASSERT_EQ(KMC_OK, Make(sample, target, QuantizeTo(256), one, WorkOn(1)));
    ASSERT_EQ(KMC_OK, Make(sample, target, QuantizeTo(256), four, WorkOn(4)));
    EXPECT_TRUE(Write(one.get()) == Write(four.get())) << target.goal;
  }
}

TEST(Target, CanBeStopped) {
  struct Listener {
    size_t told = 0, stop_at = 0;
    double last = 0;
    bool grows = true;
  };
  const SampleImage sample = Photo(96, 64);
  kmc_work work = WorkOn(1);
  work.progress = [](void* user, double done) {
    auto* listener = static_cast<Listener*>(user);
    listener->grows &= done >= listener->last && done <= 1;
    listener->last = done;
    return listener->told++ == listener->stop_at ? 1 : 0;
  };
  for (const kmc_target& target : {TargetOf(KMC_GOAL_PSNR, 30), TargetOf(KMC_GOAL_QUALITY, 50),
                                   TargetOf(KMC_GOAL_BYTES, 900), TargetOf(KMC_GOAL_QUALITY, 100)}) {
    Listener all{0, SIZE_MAX};
    work.user = &all;
    Image image;
    ASSERT_EQ(KMC_OK, Make(sample, target, QuantizeTo(64), image, work));
    EXPECT_TRUE(all.grows);
    ASSERT_GT(all.told, 0u);
    for (size_t stop_at = 0; stop_at < all.told; ++stop_at) {
      Listener listener{0, stop_at};
      work.user = &listener;
      Image none;
      EXPECT_EQ(KMC_CANCELLED, Make(sample, target, QuantizeTo(64), none, work)) << target.goal << ", " << stop_at;
    }
  }
}

TEST(TargetRules, OneColourHasAnyPsnrAndCanBeCancelled) {
  const SampleImage sample = OneColor(8, 8, {10, 200, 30, 255});
  EXPECT_EQ(KMC_OK, ResultOf(sample, KMC_GOAL_PSNR, 100));
  kmc_work work = WorkOn(1);
  work.progress = [](void*, double) { return 1; };
  Image image;
  EXPECT_EQ(KMC_CANCELLED, Make(sample, TargetOf(KMC_GOAL_QUALITY, 75), QuantizeTo(16), image, work));
}

}  // namespace
}  // namespace kmc
