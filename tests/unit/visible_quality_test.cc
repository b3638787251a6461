// Quality falls with what an eye sees of errors, and only with that.
#include "codec/visible_quality.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "codec/random.h"
#include "tests/unit/sample_images.h"

namespace kmc {
namespace {

// The image whose pixels are color(x, y): of as many palette colours as pixels.
IndexedImage Shown(uint32_t width, uint32_t height, const std::function<Rgba(uint32_t, uint32_t)>& color) {
  IndexedImage image;
  image.plane = IndexPlane(width, height, 65536);
  image.plane.Visit([&](auto view) {
    for (uint32_t i = 0; i < width * height; ++i) {
      view.Row(i / width)[i % width] = static_cast<std::remove_reference_t<decltype(*view.data)>>(i);
      image.palette.colors.push_back(color(i % width, i / width));
    }
  });
  return image;
}

Rgba Brighter(Rgba color, int by) {
  const auto level = [by](uint8_t value) { return static_cast<uint8_t>(std::clamp(value + by, 0, 255)); };
  return {level(color.r), level(color.g), level(color.b), color.a};
}

int64_t QualityOf(const SampleImage& sample, const std::function<Rgba(uint32_t, uint32_t)>& color) {
  const Rect all{0, 0, sample.width, sample.height};
  return VisibleQuality(sample.pixels(), Shown(sample.width, sample.height, color), {&all, 1}, 1);
}

SampleImage Flat(uint32_t side, uint8_t grey) {
  SampleImage sample{"flat", side, side, std::vector<uint8_t>(size_t{side} * side * 4, grey)};
  for (size_t i = 3; i < sample.rgba.size(); i += 4) sample.rgba[i] = 255;
  return sample;
}

// Flat on the left, noise of mid-greys on the right.
SampleImage HalfNoise(uint32_t side) {
  SampleImage sample = Flat(side, 120);
  Random random(1);
  for (uint32_t i = 0; i < side * side; ++i) {
    const auto grey = static_cast<uint8_t>(40 + random.Below(2) * 160);
    if (i % side >= side / 2) std::fill_n(&sample.rgba[size_t{i} * 4], 3, grey);
  }
  return sample;
}

TEST(VisibleQuality, OfTheSameImageIsPerfect) {
  for (const SampleImage& sample : SampleImages(61, 43)) {
    EXPECT_EQ(QualityOf(sample, [&](uint32_t x, uint32_t y) { return sample.At(x, y); }), kPerfectQuality);
  }
  const SampleImage dot = Flat(1, 9);
  EXPECT_EQ(QualityOf(dot, [](uint32_t, uint32_t) { return Rgba{9, 9, 9}; }), kPerfectQuality);
}

TEST(VisibleQuality, IsThePowerOfTheMeanErrorThatIsStated) {
  const SampleImage sample = Flat(32, 100);
  for (const int by : {1, 2, 5, 20, 100}) {
    const int64_t quality = QualityOf(sample, [&](uint32_t x, uint32_t y) { return Brighter(sample.At(x, y), by); });
    EXPECT_NEAR(static_cast<double>(quality) / 1000, 100 - 43.1 * std::pow(by * by, 0.425), 0.05) << by;
  }
}

TEST(VisibleQuality, FallsAsErrorsGrow) {
  const SampleImage sample = HalfNoise(64);
  int64_t before = kPerfectQuality;
  for (const int by : {1, 2, 3, 5, 9, 20, 50}) {
    const int64_t quality = QualityOf(sample, [&](uint32_t x, uint32_t y) { return Brighter(sample.At(x, y), by); });
    EXPECT_LT(quality, before) << by;
    before = quality;
  }
}

TEST(VisibleQuality, HidesErrorsInTexture) {
  const SampleImage sample = HalfNoise(64);
  const auto with_error_from = [&](uint32_t left) {
    return QualityOf(sample, [&](uint32_t x, uint32_t y) {
      return Brighter(sample.At(x, y), x >= left && x < left + 16 && y >= 8 && y < 40 ? 4 : 0);
    });
  };
  EXPECT_GT(with_error_from(40), with_error_from(8) + 5000);
}

TEST(VisibleQuality, LooksAtTheMeanOfDitheredAreas) {
  const SampleImage sample = Flat(64, 100);
  const int64_t dithered =
      QualityOf(sample, [&](uint32_t x, uint32_t y) { return Brighter(sample.At(x, y), (x + y) % 2 ? 10 : -10); });
  const int64_t shifted = QualityOf(sample, [&](uint32_t x, uint32_t y) { return Brighter(sample.At(x, y), 1); });
  EXPECT_GT(dithered, shifted + 20000);
}

TEST(VisibleQuality, CountsHueForLessThanLightness) {
  const SampleImage sample = Flat(32, 100);
  const int64_t hue = QualityOf(sample, [](uint32_t, uint32_t) { return Rgba{130, 85, 98}; });
  const int64_t lightness = QualityOf(sample, [](uint32_t, uint32_t) { return Rgba{119, 119, 119}; });  // as far away
  EXPECT_LT(hue, kPerfectQuality - 50000);
  EXPECT_GT(hue, lightness + 100000);
}

TEST(VisibleQuality, SeesWrongAlpha) {
  const SampleImage sample = Flat(32, 128);
  const int64_t faint = QualityOf(sample, [](uint32_t, uint32_t) { return Rgba{128, 128, 128, 250}; });
  const int64_t gone = QualityOf(sample, [](uint32_t, uint32_t) { return Rgba{128, 128, 128, 0}; });
  EXPECT_LT(faint, kPerfectQuality - 10000);
  EXPECT_LT(gone, faint);
}

TEST(VisibleQuality, OfAllTilesIsNearThatOfTheWhole) {
  const SampleImage sample = Photo(190, 130);
  const IndexedImage image =
      Shown(190, 130, [&](uint32_t x, uint32_t y) { return Brighter(sample.At(x, y), (x / 9 + y / 7) % 4 == 0); });
  const Rect all{0, 0, 190, 130};
  const TileGrid grid(190, 130, TileGrid::SquareTileByte(64));
  std::vector<Rect> tiles;
  for (uint64_t i = 0; i < grid.count(); ++i) tiles.push_back(grid.Tile(i));
  ASSERT_EQ(tiles.size(), 9u);
  const int64_t whole = VisibleQuality(sample.pixels(), image, {&all, 1}, 1);
  const int64_t parts = VisibleQuality(sample.pixels(), image, tiles, 1);
  EXPECT_LT(whole, 95000);
  EXPECT_NEAR(static_cast<double>(parts), static_cast<double>(whole), 1000);
  EXPECT_EQ(parts, VisibleQuality(sample.pixels(), image, tiles, 4));
}

TEST(VisibleQuality, OfATileIsThatOfItsPixelsAlone) {
  const SampleImage sample = Photo(64, 64);
  const auto right = [&](uint32_t x, uint32_t y) { return Brighter(sample.At(x, y), x >= 32 ? 2 : 0); };
  const IndexedImage image = Shown(64, 64, right);
  const Rect good{0, 0, 32, 64}, bad{32, 0, 32, 64};
  EXPECT_EQ(VisibleQuality(sample.pixels(), image, {&good, 1}, 1), kPerfectQuality);
  EXPECT_LT(VisibleQuality(sample.pixels(), image, {&bad, 1}, 1), QualityOf(sample, right));
}

}  // namespace
}  // namespace kmc
