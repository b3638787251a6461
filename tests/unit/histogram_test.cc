// The histogram: both ways of counting agree with counting plainly, on any number of threads.
#include "codec/histogram.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "format/palette_coding.h"
#include "tests/unit/sample_images.h"

namespace kmc {
namespace {

struct Counted {
  Rgba color;
  uint32_t count = 0;
};

// By canonical key.
std::map<uint32_t, Counted> CountPlainly(const Pixels& pixels) {
  std::map<uint32_t, Counted> counts;
  for (uint32_t y = 0; y < pixels.height; ++y) {
    for (uint32_t x = 0; x < pixels.width; ++x) {
      const Rgba color = Visible(PixelAt(pixels.Row(y), x));
      Counted& counted = counts[CanonicalKey(color)];
      counted.color = color;
      ++counted.count;
    }
  }
  return counts;
}

void ExpectAsCountedPlainly(const Pixels& pixels, uint32_t threads) {
  const auto histogram = Histogram::Build(pixels, threads);
  const auto expected = CountPlainly(pixels);
  ASSERT_EQ(expected.size(), histogram->colors().size());
  ASSERT_EQ(expected.size(), histogram->counts().size());
  size_t rank = 0;
  for (const auto& [key, counted] : expected) {
    ASSERT_EQ(counted.color, histogram->colors()[rank]) << rank;
    ASSERT_EQ(counted.count, histogram->counts()[rank]) << rank;
    ++rank;
  }
}

// Labels that tell most ranks apart, so that a wrong rank is seen in the plane.
uint16_t LabelOf(size_t rank) { return static_cast<uint16_t>(rank * 2654435761u >> 8); }

void ExpectMapsEveryPixel(const Pixels& pixels, uint32_t threads) {
  const auto histogram = Histogram::Build(pixels, threads);
  std::map<uint32_t, uint16_t> label_of_key;
  std::vector<uint16_t> labels;
  for (size_t rank = 0; rank < histogram->colors().size(); ++rank) {
    labels.push_back(LabelOf(rank));
    label_of_key[CanonicalKey(histogram->colors()[rank])] = LabelOf(rank);
  }
  IndexPlane plane(pixels.width, pixels.height, 65536);
  histogram->Map(pixels, labels, threads, plane);
  size_t wrong = 0;
  plane.Visit([&](auto view) {
    for (uint32_t y = 0; y < pixels.height; ++y) {
      for (uint32_t x = 0; x < pixels.width; ++x) {
        wrong += view.Row(y)[x] != label_of_key[CanonicalKey(Visible(PixelAt(pixels.Row(y), x)))];
      }
    }
  });
  EXPECT_EQ(0u, wrong);
}

TEST(Histogram, CountsAsOneWouldPlainly) {
  // Fewer and more pixels than those from which cells are worth their while.
  for (const auto& [width, height] : {std::pair{1u, 1u}, {50u, 3u}, {127u, 129u}, {128u, 128u}, {301u, 111u}}) {
    for (const SampleImage& sample : SampleImages(width, height)) {
      SCOPED_TRACE(sample.name);
      for (uint32_t threads = 1; threads <= 4; ++threads) ExpectAsCountedPlainly(sample.pixels(), threads);
    }
  }
}

TEST(Histogram, MapsEveryPixelByItsColor) {
  for (const auto& [width, height] : {std::pair{1u, 1u}, {50u, 3u}, {150u, 130u}}) {
    for (const SampleImage& sample : SampleImages(width, height)) {
      SCOPED_TRACE(sample.name);
      ExpectMapsEveryPixel(sample.pixels(), 2);
    }
  }
}

TEST(Histogram, LargeImagesAreSharedAmongThreads) {
  SampleImage large = Photo(1100, 2100);  // several stripes of a megapixel, the last one shorter
  for (uint32_t threads = 1; threads <= 4; ++threads) ExpectAsCountedPlainly(large.pixels(), threads);
  ExpectMapsEveryPixel(large.pixels(), 3);
  large.rgba.back() = 254;  // the last pixel is translucent
  ExpectAsCountedPlainly(large.pixels(), 3);
}

TEST(Histogram, OneTranslucentPixelIsNotOverlooked) {
  for (const size_t place : {size_t{0}, size_t{5000}, size_t{160} * 130 - 1}) {
    SampleImage sample = Photo(160, 130);
    sample.rgba[place * 4 + 3] = 128;
    ExpectAsCountedPlainly(sample.pixels(), 2);
    ExpectMapsEveryPixel(sample.pixels(), 2);
  }
}

TEST(Histogram, FullyTransparentPixelsAreOneColor) {
  SampleImage sample = Noise(40, 40);
  for (size_t alpha = 3; alpha < sample.rgba.size(); alpha += 4) sample.rgba[alpha] = 0;
  const auto histogram = Histogram::Build(sample.pixels(), 1);
  ASSERT_EQ(1u, histogram->colors().size());
  EXPECT_EQ((Rgba{0, 0, 0, 0}), histogram->colors()[0]);
  EXPECT_EQ(1600u, histogram->counts()[0]);
}

TEST(Histogram, BytesBetweenRowsAreNotRead) {
  for (const auto& [width, height] : {std::pair{7u, 5u}, {140u, 125u}}) {
    const SampleImage sample = Noise(width, height);
    const size_t stride = sample.stride() + 12;
    std::vector<uint8_t> padded(stride * (height - 1) + sample.stride(), 77);
    for (uint32_t y = 0; y < height; ++y) {
      std::copy_n(sample.pixels().Row(y), sample.stride(), padded.data() + y * stride);
    }
    const Pixels pixels{padded.data(), stride, width, height};
    ExpectAsCountedPlainly(pixels, 2);
    ExpectMapsEveryPixel(pixels, 2);
  }
}

TEST(Histogram, AnyShapeIsCounted) {
  for (const auto& [width, height] : {std::pair{1u, 20000u}, {20000u, 1u}, {3u, 7000u}}) {
    const SampleImage sample = Photo(width, height);
    ExpectAsCountedPlainly(sample.pixels(), 4);
    ExpectMapsEveryPixel(sample.pixels(), 4);
  }
}

}  // namespace
}  // namespace kmc
