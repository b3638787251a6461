// Qt programs open .kmc files: from files, random-access and sequential devices, with palette and metadata.
#include <QBuffer>
#include <QColorSpace>
#include <QImageReader>
#include <QTemporaryDir>
#include <QtTest>

#include "plugins/qt/test/sample.h"

namespace kmc::qt {

class ReadTest : public QObject {
  Q_OBJECT

  static QColorSpace SpaceWith(kmc_metadata_kind kind, const QByteArray& content) {
    const Image image = SampleImage(8, 8, 4, Alpha::kOpaque);
    if (kmc_image_set_metadata(image.get(), kind, content.constData(), content.size()) != KMC_OK) return {};
    return QImage::fromData(FileOf(image.get())).colorSpace();
  }

 private Q_SLOTS:
  void QtKnowsTheFormat() {
    QVERIFY(QImageReader::supportedImageFormats().contains("kmc"));
    QVERIFY(QImageReader::supportedMimeTypes().contains("image/x-kmc"));
    QCOMPARE(QImageReader::imageFormatsForMimeType("image/x-kmc"), QList<QByteArray>{"kmc"});
  }

  void ReadsEveryKind_data() {
    QTest::addColumn<uint>("width");
    QTest::addColumn<uint>("height");
    QTest::addColumn<uint>("colors");
    QTest::addColumn<int>("alpha");
    QTest::addColumn<int>("format");
    const auto add = [](const char* name, uint width, uint height, uint colors, Alpha alpha, QImage::Format format) {
      QTest::newRow(name) << width << height << colors << static_cast<int>(alpha) << static_cast<int>(format);
    };
    add("opaque", 61, 37, 200, Alpha::kOpaque, QImage::Format_Indexed8);
    add("binary alpha", 61, 37, 20, Alpha::kBinary, QImage::Format_Indexed8);
    add("partial alpha", 61, 37, 200, Alpha::kPartial, QImage::Format_Indexed8);
    add("256 colours", 61, 37, 256, Alpha::kOpaque, QImage::Format_Indexed8);
    add("1000 colours", 90, 70, 1000, Alpha::kOpaque, QImage::Format_RGB32);
    add("1000 colours, alpha", 90, 70, 1000, Alpha::kPartial, QImage::Format_ARGB32);
    add("one pixel", 1, 1, 1, Alpha::kOpaque, QImage::Format_Indexed8);
    add("one invisible pixel", 1, 1, 1, Alpha::kBinary, QImage::Format_Indexed8);
    add("16384 wide", 16384, 3, 256, Alpha::kOpaque, QImage::Format_Indexed8);
  }

  void ReadsEveryKind() {
    QFETCH(uint, width);
    QFETCH(uint, height);
    QFETCH(uint, colors);
    QFETCH(int, alpha);
    QFETCH(int, format);
    const QByteArray file = SampleFile(width, height, colors, static_cast<Alpha>(alpha));
    QBuffer random_access;
    random_access.setData(file);
    SequentialDevice sequential(file);
    for (QIODevice* device : {static_cast<QIODevice*>(&random_access), static_cast<QIODevice*>(&sequential)}) {
      QVERIFY(device->open(QIODevice::ReadOnly));
      QImageReader reader(device);  // by content
      QVERIFY(reader.canRead());
      QCOMPARE(reader.format(), QByteArray("kmc"));
      QCOMPARE(reader.size(), QSize(int(width), int(height)));
      QCOMPARE(int(reader.imageFormat()), format);
      QVERIFY2(device->isSequential() || device->pos() == 0, "what asks must not read");
      const QImage image = reader.read();
      QVERIFY2(!image.isNull(), qPrintable(reader.errorString()));
      QCOMPARE(int(image.format()), format);
      QCOMPARE(Pixels(image), Decoded(file));
      QCOMPARE(reader.size(), image.size());
      QVERIFY(!reader.canRead());
    }
  }

  void OpensByNameAndByContent() {
    const QTemporaryDir folder;
    const QByteArray bytes = SampleFile(20, 10, 7, Alpha::kOpaque);
    for (const char* name : {"picture.kmc", "picture", "picture.png"}) {
      QFile file(folder.filePath(name));
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(bytes);
      file.close();
      QImageReader reader(file.fileName());
      reader.setDecideFormatFromContent(true);
      QCOMPARE(reader.read().size(), QSize(20, 10));
    }
    QCOMPARE(QImage(folder.filePath("picture.kmc")).size(), QSize(20, 10));
    QCOMPARE(QImage(folder.filePath("picture")).size(), QSize(20, 10));
  }

  void KeepsThePalette() {
    const Image stored = SampleImage(61, 37, 200, Alpha::kPartial);
    const QByteArray file = FileOf(stored.get());
    const Image read = Stored(file);
    const QImage image = QImage::fromData(file);
    QCOMPARE(uint(image.colorCount()), kmc_image_colors(read.get()));
    for (int i = 0; i < image.colorCount(); ++i) {
      const uint8_t* entry = kmc_image_palette(read.get()) + size_t{4} * static_cast<uint>(i);
      QCOMPARE(image.color(i), qRgba(entry[0], entry[1], entry[2], entry[3]));
    }
  }

  void ScalesAsAsked() {
    QBuffer device;
    device.setData(SampleFile(60, 40, 300, Alpha::kOpaque));
    device.open(QIODevice::ReadOnly);
    QImageReader reader(&device);
    reader.setScaledSize(QSize(30, 20));
    QCOMPARE(reader.read().size(), QSize(30, 20));
  }

  void WithoutAProfileIsSrgb() {
    QCOMPARE(QImage::fromData(SampleFile(8, 8, 4, Alpha::kOpaque)).colorSpace(), QColorSpace(QColorSpace::SRgb));
  }

  void ReadsTheProfile() { QCOMPARE(SpaceWith(KMC_ICC, Icc()), QColorSpace(QColorSpace::AdobeRgb)); }

  void ReadsColorimetry() {
    const QByteArray gamma = QByteArray::fromHex("8fe302");  // 45455
    QCOMPARE(SpaceWith(KMC_COLORIMETRY, QByteArray("\0\3", 2)), QColorSpace(QColorSpace::SRgb));
    const QColorSpace with_gamma = SpaceWith(KMC_COLORIMETRY, "\1" + gamma);
    QCOMPARE(with_gamma.transferFunction(), QColorSpace::TransferFunction::Gamma);
    QCOMPARE(with_gamma.primaries(), QColorSpace::Primaries::SRgb);
    QVERIFY(qAbs(with_gamma.gamma() - 2.2f) < 0.001f);
    // White, red, green and blue of Adobe RGB.
    const QByteArray adobe = QByteArray::fromHex(
        "a6f401"
        "848102"
        "80f403"
        "e88102"
        "88a401"
        "d8aa04"
        "9875"
        "f02e");
    const QColorSpace wide = SpaceWith(KMC_COLORIMETRY, "\2" + gamma + adobe);
    const QRgb seen = wide.transformationToColorSpace(QColorSpace::SRgb).map(qRgb(100, 150, 200));
    const QRgb same =
        QColorSpace(QColorSpace::AdobeRgb).transformationToColorSpace(QColorSpace::SRgb).map(qRgb(100, 150, 200));
    QVERIFY(seen != qRgb(100, 150, 200));
    QVERIFY(qAbs(qRed(seen) - qRed(same)) <= 1 && qAbs(qGreen(seen) - qGreen(same)) <= 1);
    QVERIFY(qAbs(qBlue(seen) - qBlue(same)) <= 1);
  }

  void WhatMakesNoSenseIsLeftOut() {
    const QByteArray gamma = QByteArray::fromHex("8fe302"), most = QByteArray::fromHex("ffffffff0f");
    const QColorSpace srgb(QColorSpace::SRgb);
    QCOMPARE(SpaceWith(KMC_ICC, "no profile"), srgb);
    QCOMPARE(SpaceWith(KMC_COLORIMETRY, QByteArray("\1\1")), srgb);  // a gamma of 100,000
    QCOMPARE(SpaceWith(KMC_COLORIMETRY, "\1" + most), srgb);
    QCOMPARE(SpaceWith(KMC_COLORIMETRY, "\2" + gamma + QByteArray(8, '\1')), srgb);  // primaries that are equal
    QCOMPARE(SpaceWith(KMC_COLORIMETRY, "\2" + gamma + QByteArray(8, '\0')), srgb);
    QCOMPARE(SpaceWith(KMC_COLORIMETRY, "\2" + gamma + most.repeated(8)), srgb);
  }

  void ReadsTheResolution() {
    const Image image = SampleImage(8, 8, 4, Alpha::kOpaque);
    QCOMPARE(kmc_image_set_resolution(image.get(), 11811, 5906, 1), KMC_OK);
    const QImage read = QImage::fromData(FileOf(image.get()));
    QCOMPARE(read.dotsPerMeterX(), 11811);
    QCOMPARE(read.dotsPerMeterY(), 5906);
  }

  void ARatioIsNoResolution() {
    const Image image = SampleImage(8, 8, 4, Alpha::kOpaque);
    QCOMPARE(kmc_image_set_resolution(image.get(), 2, 1, 0), KMC_OK);
    const QImage read = QImage::fromData(FileOf(image.get())), fresh(1, 1, QImage::Format_RGB32);
    QCOMPARE(read.dotsPerMeterX(), fresh.dotsPerMeterX());
    QCOMPARE(read.dotsPerMeterY(), fresh.dotsPerMeterY());
  }

  void ReadsTexts() {
    const Image image = SampleImage(8, 8, 4, Alpha::kOpaque);
    for (const QByteArray& text : {QByteArray("Title\0K\xC3\xBCste", 12), QByteArray("Author\0Somebody", 15),
                                   QByteArray("Title\0another", 13)}) {
      QCOMPARE(kmc_image_set_metadata(image.get(), KMC_TEXT, text.constData(), text.size()), KMC_OK);
    }
    QCOMPARE(kmc_image_set_metadata(image.get(), KMC_XMP, "<x/>", 4), KMC_OK);
    QBuffer device;
    device.setData(FileOf(image.get()));
    device.open(QIODevice::ReadOnly);
    QImageReader reader(&device);
    QCOMPARE(reader.text("Title"), QString("K\u00FCste"));  // before the pixels
    QCOMPARE(reader.text("Author"), QString("Somebody"));
    const QImage read = reader.read();
    QCOMPARE(read.text("Title"), QString("K\u00FCste"));
    QCOMPARE(read.text("XML:com.adobe.xmp"), QString("<x/>"));
    QCOMPARE(read.textKeys().size(), 3);
  }
};

}  // namespace kmc::qt

QTEST_GUILESS_MAIN(kmc::qt::ReadTest)
#include "read_test.moc"
