#include "codec/oklab.h"

#include "codec/linear_light.h"

namespace kmc {
namespace {

using Matrix = std::array<std::array<double, 3>, 3>;
using FixedMatrix = std::array<std::array<int64_t, 3>, 3>;

constexpr FixedMatrix Fixed(const Matrix& matrix) {
  FixedMatrix fixed{};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      const double scaled = matrix[row][column] * (1 << kOklabBits);
      fixed[row][column] = static_cast<int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
  }
  return fixed;
}

// The constants of the definition, for sRGB's primaries.
constexpr FixedMatrix kConesOfLight = Fixed({{{0.4122214708, 0.5363325363, 0.0514459929},
                                              {0.2119034982, 0.6806995451, 0.1073969566},
                                              {0.0883024619, 0.2817188376, 0.6299787005}}});
constexpr FixedMatrix kLabOfRoots = Fixed({{{0.2104542553, 0.7936177850, -0.0040720468},
                                            {1.9779984951, -2.4285922050, 0.4505937099},
                                            {0.0259040371, 0.7827717662, -0.8086757660}}});
constexpr FixedMatrix kRootsOfLab = Fixed(
    {{{1.0, 0.3963377774, 0.2158037573}, {1.0, -0.1055613458, -0.0638541728}, {1.0, -0.0894841775, -1.2914855480}}});
constexpr FixedMatrix kLightOfCones = Fixed({{{4.0767416621, -3.3077115913, 0.2309699292},
                                              {-1.2684380046, 2.6097574011, -0.3413193965},
                                              {-0.0041960863, -0.7034186147, 1.7076147010}}});

std::array<int64_t, 3> Multiply(const FixedMatrix& matrix, const std::array<int64_t, 3>& vector) {
  std::array<int64_t, 3> product;
  for (int row = 0; row < 3; ++row) {
    int64_t sum = int64_t{1} << (kOklabBits - 1);
    for (int column = 0; column < 3; ++column) sum += matrix[row][column] * vector[column];
    product[row] = sum >> kOklabBits;
  }
  return product;
}

// The root has 20 fractional bits, so its cube has 60; of light, 30 of them are known.
int64_t CubeRoot(int64_t light) {
  const auto cube = static_cast<uint64_t>(light) << (3 * kOklabBits - kLightBits);
  uint64_t root = 0;
  for (uint64_t bit = uint64_t{1} << kOklabBits; bit > 0; bit /= 2) {
    const uint64_t larger = root + bit;
    if (larger * larger * larger <= cube) root = larger;
  }
  return static_cast<int64_t>(root);
}

int64_t Cube(int64_t root) {
  const int64_t square = root * root >> kOklabBits;
  return square * root >> (2 * kOklabBits - kLightBits);
}

}  // namespace

Oklab OklabOfLight(const LinearRgb& light) {
  std::array<int64_t, 3> cones = Multiply(kConesOfLight, light);
  for (int64_t& cone : cones) cone = CubeRoot(cone);
  return Multiply(kLabOfRoots, cones);
}

LinearRgb LightOfOklab(const Oklab& lab) {
  std::array<int64_t, 3> cones = Multiply(kRootsOfLab, lab);
  for (int64_t& cone : cones) cone = Cube(cone);
  return Multiply(kLightOfCones, cones);
}

}  // namespace kmc
