#include "plugins/qt/pixels.h"

#include <QImageIOHandler>
#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace kmc::qt {
namespace {

constexpr size_t kRgba = 4;  // bytes of a pixel

QRgb RgbOf(const uint8_t* rgba) { return qRgba(rgba[0], rgba[1], rgba[2], rgba[3]); }

std::vector<uint8_t> PaletteOf(const QImage& image) {
  std::vector<uint8_t> palette;
  for (const QRgb color : image.colorTable()) {
    for (const int sample : {qRed(color), qGreen(color), qBlue(color), qAlpha(color)}) {
      palette.push_back(static_cast<uint8_t>(sample));
    }
  }
  return palette;
}

kmc_result StoreIndexed(const QImage& image, Image& stored) {
  const auto width = static_cast<uint32_t>(image.width()), height = static_cast<uint32_t>(image.height());
  std::vector<uint16_t> indices;
  indices.reserve(size_t{width} * height);
  for (int y = 0; y < image.height(); ++y) {
    const uchar* row = image.constScanLine(y);
    indices.insert(indices.end(), row, row + width);
  }
  const std::vector<uint8_t> palette = PaletteOf(image);
  return kmc_image_create(width, height, palette.data(), static_cast<uint32_t>(image.colorCount()), indices.data(), 1,
                          Out(stored));
}

kmc_result StoreQuantized(const QImage& image, uint32_t colors, Image& stored) {
  const QImage rgba = image.convertToFormat(QImage::Format_RGBA8888);
  if (rgba.isNull()) return KMC_MEMORY;
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  options.colors = colors;
  return kmc_quantize(rgba.constBits(), rgba.bytesPerLine(), static_cast<uint32_t>(rgba.width()),
                      static_cast<uint32_t>(rgba.height()), &options, nullptr, Out(stored), nullptr);
}

}  // namespace

QImage::Format FormatOf(uint32_t colors, bool has_alpha) {
  if (colors <= 256) return QImage::Format_Indexed8;
  return has_alpha ? QImage::Format_ARGB32 : QImage::Format_RGB32;
}

bool Allocate(QSize size, QImage::Format format, QImage& image) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
  return QImageIOHandler::allocateImage(size, format, &image);
#else
  image = QImage(size, format);
  return !image.isNull();
#endif
}

void CopyPixels(const kmc_image* stored, QImage& image) {
  const uint32_t width = kmc_image_width(stored), height = kmc_image_height(stored);
  if (image.format() == QImage::Format_Indexed8) {
    QVector<QRgb> table;
    for (uint32_t i = 0; i < kmc_image_colors(stored); ++i) table.append(RgbOf(kmc_image_palette(stored) + i * kRgba));
    image.setColorTable(table);
    kmc_image_indices8(stored, 0, 0, width, height, image.bits(), image.bytesPerLine());
    return;
  }
  std::vector<uint8_t> row(width * kRgba);
  for (uint32_t y = 0; y < height; ++y) {
    kmc_image_rgba(stored, 0, y, width, 1, row.data(), row.size());
    auto* to = reinterpret_cast<QRgb*>(image.scanLine(static_cast<int>(y)));
    for (size_t x = 0; x < width; ++x) to[x] = RgbOf(&row[x * kRgba]);
  }
}

kmc_result Store(const QImage& given, uint32_t colors, Image& stored) {
  const bool bits = given.format() == QImage::Format_Mono || given.format() == QImage::Format_MonoLSB;
  const QImage image = bits ? given.convertToFormat(QImage::Format_Indexed8) : given;
  if (image.format() == QImage::Format_Indexed8 && static_cast<uint32_t>(image.colorCount()) <= colors) {
    const kmc_result result = StoreIndexed(image, stored);
    // Refused if the table is empty or pixels point behind it; Qt then knows what their colours are.
    if (result != KMC_ARGUMENT) return result;
  }
  return StoreQuantized(image, colors, stored);
}

}  // namespace kmc::qt
