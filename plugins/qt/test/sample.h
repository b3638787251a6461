// Pictures of every kind that matters to a viewer, as .kmc files and as the pixels that libkmc says they have.
#ifndef KMC_PLUGINS_QT_TEST_SAMPLE_H_
#define KMC_PLUGINS_QT_TEST_SAMPLE_H_

#include <QByteArray>
#include <QIODevice>
#include <QImage>
#include <cstdint>

#include "codec/kmc.hpp"

namespace kmc::qt {

enum class Alpha { kOpaque, kBinary, kPartial };

// At most `colors` colours, without loss; metadata can be added.
Image SampleImage(uint32_t width, uint32_t height, uint32_t colors, Alpha alpha);
QByteArray FileOf(const kmc_image* image);
QByteArray SampleFile(uint32_t width, uint32_t height, uint32_t colors, Alpha alpha);

// What libkmc decodes, as Format_RGBA8888.
QImage Decoded(const QByteArray& file);
// Any image in that format, without its colour space.
QImage Pixels(const QImage& image);
Image Stored(const QByteArray& file);

// An ICC profile of a colour space that is not sRGB.
QByteArray Icc();

// Bytes that come and go once, like those of a socket: no seek, no size.
class SequentialDevice : public QIODevice {
 public:
  explicit SequentialDevice(const QByteArray& start = {}) : bytes(start) {}
  bool isSequential() const override { return true; }
  qint64 bytesAvailable() const override { return bytes.size() + QIODevice::bytesAvailable(); }

  QByteArray bytes;  // still to be read, or written

 protected:
  qint64 readData(char* to, qint64 most) override;
  qint64 writeData(const char* from, qint64 size) override;
};

}  // namespace kmc::qt

#endif  // KMC_PLUGINS_QT_TEST_SAMPLE_H_
