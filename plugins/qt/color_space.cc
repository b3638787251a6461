#include "plugins/qt/color_space.h"

#include <QByteArray>
#include <QPointF>
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kmc::qt {
namespace {

// How sections of colorimetry begin. Of kSrgb nothing more matters; of the others numbers follow.
enum ColorimetryKind : uint8_t { kSrgb = 0, kGamma = 1, kGammaAndPrimaries = 2 };

// Numbers of 7 bits a byte, which stand for 100,000ths. The library has checked their form.
std::vector<double> NumbersOf(const uint8_t* bytes, size_t size) {
  std::vector<double> numbers;
  uint64_t number = 0;
  int shift = 0;
  for (size_t i = 0; i < size; ++i) {
    number |= uint64_t{bytes[i] & 127u} << shift;
    shift += 7;
    if (bytes[i] < 128) {
      numbers.push_back(static_cast<double>(number) / 100'000);
      number = 0;
      shift = 0;
    }
  }
  return numbers;
}

// Files can claim anything. White of a real colour space is a mixture of its primaries, and lies in their triangle.
bool AreReal(const std::array<QPointF, 4>& white_red_green_blue) {
  constexpr double kLeast = 1e-4;  // twice the area of the triangle of white and two primaries
  const auto& [white, red, green, blue] = white_red_green_blue;
  const auto side = [white = white](const QPointF& a, const QPointF& b) {
    return (b.x() - a.x()) * (white.y() - a.y()) - (b.y() - a.y()) * (white.x() - a.x());
  };
  const auto [least, most] = std::minmax({side(red, green), side(green, blue), side(blue, red)});
  return least > kLeast || most < -kLeast;
}

QColorSpace ColorSpaceOfColorimetry(const uint8_t* colorimetry, size_t size) {
  if (colorimetry[0] == kSrgb) return {QColorSpace::SRgb};
  const std::vector<double> numbers = NumbersOf(colorimetry + 1, size - 1);
  const auto gamma = static_cast<float>(1 / numbers[0]);  // the file has that of encoding
  if (gamma < 0.1f || gamma > 10) return {};
  if (colorimetry[0] == kGamma) return {QColorSpace::Primaries::SRgb, gamma};
  std::array<QPointF, 4> points;
  for (size_t i = 0; i < points.size(); ++i) points[i] = QPointF(numbers[1 + 2 * i], numbers[2 + 2 * i]);
  if (!AreReal(points)) return {};
  return {points[0], points[1], points[2], points[3], QColorSpace::TransferFunction::Gamma, gamma};
}

}  // namespace

QColorSpace ColorSpaceOf(const kmc_image* stored) {
  QColorSpace space;
  size_t size = 0;
  if (const void* icc = kmc_image_metadata(stored, KMC_ICC, 0, &size)) {
    space = QColorSpace::fromIccProfile({static_cast<const char*>(icc), static_cast<int>(size)});
  }
  if (space.isValid()) return space;
  if (const void* colorimetry = kmc_image_metadata(stored, KMC_COLORIMETRY, 0, &size)) {
    space = ColorSpaceOfColorimetry(static_cast<const uint8_t*>(colorimetry), size);
  }
  return space.isValid() ? space : QColorSpace(QColorSpace::SRgb);
}

kmc_result AddColorSpace(const QColorSpace& space, kmc_image* stored) {
  if (!space.isValid() || space == QColorSpace(QColorSpace::SRgb)) return KMC_OK;
  const QByteArray icc = space.iccProfile();
  return kmc_image_set_metadata(stored, KMC_ICC, icc.constData(), icc.size());
}

}  // namespace kmc::qt
