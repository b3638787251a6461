#include "plugins/qt/test/sample.h"

#include <QColorSpace>
#include <algorithm>
#include <cstring>
#include <vector>

namespace kmc::qt {

Image SampleImage(uint32_t width, uint32_t height, uint32_t colors, Alpha alpha) {
  std::vector<uint8_t> pixels(size_t{4} * width * height);
  for (uint32_t i = 0; i < width * height; ++i) {
    const uint32_t x = i % width, y = i / width, color = (x * 7 + y * 13 + x * y) % colors;
    uint8_t* pixel = &pixels[size_t{4} * i];
    pixel[0] = static_cast<uint8_t>(color & 255);
    pixel[1] = static_cast<uint8_t>(color >> 8);
    pixel[2] = static_cast<uint8_t>(200 - color % 200);
    pixel[3] = 255;
    if (alpha == Alpha::kPartial) pixel[3] = static_cast<uint8_t>(60 + color % 190);
    if (alpha != Alpha::kOpaque && color % 3 == 0) std::memset(pixel, 0, 4);  // what cannot be seen is one colour
  }
  kmc_quantize_options options;
  kmc_quantize_options_init(&options);
  options.colors = 65536;
  options.lossless = 1;
  Image image;
  kmc_quantize(pixels.data(), size_t{4} * width, width, height, &options, nullptr, Out(image), nullptr);
  return image;
}

QByteArray FileOf(const kmc_image* image) {
  Bytes bytes;
  kmc_write(image, nullptr, nullptr, Out(bytes));
  return {reinterpret_cast<const char*>(kmc_bytes_data(bytes.get())), static_cast<int>(kmc_bytes_size(bytes.get()))};
}

QByteArray SampleFile(uint32_t width, uint32_t height, uint32_t colors, Alpha alpha) {
  return FileOf(SampleImage(width, height, colors, alpha).get());
}

QImage Decoded(const QByteArray& file) {
  const Image stored = Stored(file);
  const uint32_t width = kmc_image_width(stored.get()), height = kmc_image_height(stored.get());
  QImage image(static_cast<int>(width), static_cast<int>(height), QImage::Format_RGBA8888);
  kmc_image_rgba(stored.get(), 0, 0, width, height, image.bits(), image.bytesPerLine());
  return image;
}

QImage Pixels(const QImage& image) {
  QImage pixels = image.convertToFormat(QImage::Format_RGBA8888);
  pixels.setColorSpace(QColorSpace());
  return pixels;
}

Image Stored(const QByteArray& file) {
  Image image;
  kmc_read(file.constData(), file.size(), nullptr, Out(image));
  return image;
}

QByteArray Icc() { return QColorSpace(QColorSpace::AdobeRgb).iccProfile(); }

qint64 SequentialDevice::readData(char* to, qint64 most) {
  const qint64 size = std::min<qint64>(most, bytes.size());
  std::copy_n(bytes.constData(), size, to);
  bytes.remove(0, static_cast<int>(size));
  return size;
}

qint64 SequentialDevice::writeData(const char* from, qint64 size) {
  bytes.append(from, static_cast<int>(size));
  return size;
}

}  // namespace kmc::qt
