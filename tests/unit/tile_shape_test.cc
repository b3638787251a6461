// What is equal around a pixel and how far runs go is what the indices say, at every pixel of a tile.
#include "format/tile_shape.h"

#include <gtest/gtest.h>

#include "codec/random.h"

namespace kmc {
namespace {

constexpr uint32_t kWidth = 17, kHeight = 23;

// Few colours in patches, so that much is equal and much is not.
PaddedTile<uint8_t> PatchyTile() {
  PaddedTile<uint8_t> tile(kWidth, kHeight);
  Random random(7);
  for (uint32_t y = 0; y < kHeight; ++y) {
    for (uint32_t x = 0; x < kWidth; ++x) {
      uint8_t& index = tile.Row(y)[x];
      index = static_cast<uint8_t>(random.Below(3u));
      if (x > 0 && random.Below(3u) > 0) index = tile.Row(y)[x - 1];
      if (y > 0 && random.Below(2u) > 0) index = tile.Row(y - 1)[x];
    }
  }
  return tile;
}

class TileShapeTest : public testing::Test {
 protected:
  // Calls check(x, y, shape) at each pixel.
  template <class F>
  void AtEachPixel(F&& check) {
    TileShape<uint8_t> shape(tile_);
    for (uint32_t y = 0; y < kHeight; ++y) {
      tile_.FillLeft(y);
      shape.BeginRow(y);
      for (uint32_t x = 0; x < kWidth; ++x) {
        shape.MoveTo(x);
        check(static_cast<int>(x), static_cast<int>(y), shape.Look(x));
        shape.Advance(x);
      }
      tile_.FillRight(y);
    }
  }
  int At(int x, int y) { return tile_.Row(static_cast<uint32_t>(y))[x]; }
  bool Left(int x, int y) { return y < 0 || x < 1 || x >= int{kWidth} || At(x, y) == At(x - 1, y); }
  bool Up(int x, int y) { return y < 1 || x < 0 || x >= int{kWidth} || At(x, y) == At(x, y - 1); }

  PaddedTile<uint8_t> tile_ = PatchyTile();
};

TEST_F(TileShapeTest, EachBitIsWhatItsNameSays) {
  using namespace equal_bits;
  AtEachPixel([&](int x, int y, const Shape& shape) {
    const auto expect = [&](bool equal, uint64_t bit, int dx, int row) {
      ASSERT_EQ(equal, (shape.equal & bit) != 0) << x << ',' << y << " column " << dx << " row " << row;
    };
    for (int dx = -6; dx <= -1; ++dx) expect(Left(x + dx, y), Left0(dx), dx, 0);
    for (int dx = -3; dx <= 6; ++dx) expect(Left(x + dx, y - 1), Left1(dx), dx, 1);
    for (int dx = -2; dx <= 3; ++dx) expect(Left(x + dx, y - 2), Left2(dx), dx, 2);
    for (int dx = -4; dx <= -1; ++dx) expect(Up(x + dx, y), Up0(dx), dx, 0);
    for (int dx = -2; dx <= 3; ++dx) expect(Up(x + dx, y - 1), Up1(dx), dx, 1);
    for (int dx = -1; dx <= 1; ++dx) expect(Up(x + dx, y - 2), Up2(dx), dx, 2);
    ASSERT_EQ(0u, shape.equal >> 37);
  });
}

TEST_F(TileShapeTest, RunsEndWhereAnotherIndexIs) {
  AtEachPixel([&](int x, int y, const Shape& shape) {
    if (y == 0) return;
    int right = 1, up = 1, left = 1;
    while (x + right < int{kWidth} && At(x + right, y - 1) == At(x, y - 1)) ++right;
    while (y - 1 - up >= 0 && At(x, y - 1 - up) == At(x, y - 1)) ++up;
    while (x - 1 - left >= 0 && At(x - 1 - left, y) == At(x - 1, y)) ++left;
    ASSERT_EQ(static_cast<uint32_t>(right), shape.right_run) << x << ',' << y;
    if (x + right < int{kWidth}) {
      ASSERT_EQ(static_cast<uint32_t>(At(x + right, y - 1)), shape.behind);
    }
    if (y - 1 - up >= 0) {
      ASSERT_EQ(static_cast<uint32_t>(up), shape.upper_run) << x << ',' << y;
      ASSERT_EQ(static_cast<uint32_t>(At(x, y - 1 - up)), shape.over);
    }
    if (x - 1 - left >= 0) {
      ASSERT_EQ(static_cast<uint32_t>(left), shape.left_run) << x << ',' << y;
      ASSERT_EQ(static_cast<uint32_t>(At(x - 1 - left, y)), shape.before);
    }
  });
}

}  // namespace
}  // namespace kmc
