// Qt programs save .kmc files: palettes as they are, other pixels by quality, with metadata.
#include <QBuffer>
#include <QColorSpace>
#include <QImageReader>
#include <QImageWriter>
#include <QTemporaryDir>
#include <QtTest>

#include "plugins/qt/test/sample.h"

namespace kmc::qt {

class WriteTest : public QObject {
  Q_OBJECT

  static QByteArray Save(const QImage& image, int quality = -1) {
    QBuffer device;
    device.open(QIODevice::WriteOnly);
    QImageWriter writer(&device, "kmc");
    writer.setQuality(quality);
    return writer.write(image) ? device.data() : QByteArray();
  }

  static QImage Sample(uint32_t colors, Alpha alpha) { return Decoded(SampleFile(90, 70, colors, alpha)); }

  static QString Text(const QByteArray& file, uint32_t n) {
    const Image stored = Stored(file);
    size_t size = 0;
    const void* text = kmc_image_metadata(stored.get(), KMC_TEXT, n, &size);
    return text ? QString::fromUtf8(static_cast<const char*>(text), static_cast<int>(size)).replace(QChar(0), '=')
                : QString();
  }

 private Q_SLOTS:
  void QtKnowsTheFormat() {
    QVERIFY(QImageWriter::supportedImageFormats().contains("kmc"));
    QVERIFY(QImageWriter::supportedMimeTypes().contains("image/x-kmc"));
  }

  void EveryPixelFormatIsSaved_data() {
    QTest::addColumn<int>("format");
    for (int format = QImage::Format_Mono; format < QImage::NImageFormats; ++format) {
      QTest::addRow("%d", format) << format;
    }
  }

  void EveryPixelFormatIsSaved() {
    QFETCH(int, format);
    const QImage image = Sample(50, Alpha::kBinary).convertToFormat(static_cast<QImage::Format>(format));
    QVERIFY(!image.isNull());
    const QByteArray file = Save(image);
    QVERIFY(!file.isEmpty());
    QCOMPARE(Decoded(file), image.convertToFormat(QImage::Format_RGBA8888));
  }

  void PalettesStayAsTheyAre() {
    QImage image(4, 3, QImage::Format_Indexed8);
    image.setColorTable({qRgb(9, 9, 9), qRgba(1, 2, 3, 77), qRgb(9, 9, 9), qRgb(200, 0, 0), qRgba(5, 5, 5, 0)});
    for (int i = 0; i < 12; ++i) image.setPixel(i % 4, i / 4, static_cast<uint>(i % 4));  // entry 4 is not used
    const QByteArray file = Save(image);
    const QImage read = QImage::fromData(file);
    QCOMPARE(read.format(), QImage::Format_Indexed8);
    QCOMPARE(read.colorTable(), image.colorTable());
    QCOMPARE(Pixels(read), Pixels(image));
    QVERIFY(kmc_image_keeps_order(Stored(file).get()));
  }

  void IndicesBehindThePaletteAreSavedAsQtShowsThem() {
    QImage image(2, 1, QImage::Format_Indexed8);
    image.setColorTable({qRgb(9, 8, 7)});
    image.bits()[0] = 0;
    image.bits()[1] = 5;
    const QImage read = QImage::fromData(Save(image));
    QCOMPARE(read.size(), image.size());
    QCOMPARE(read.pixel(0, 0), qRgb(9, 8, 7));
  }

  void QualityIsTheNumberOfColours_data() {
    QTest::addColumn<int>("quality");
    QTest::addColumn<uint>("colors");
    const int rows[][2] = {{-1, 256}, {0, 2}, {14, 4}, {28, 8}, {50, 24}, {84, 128}, {98, 256}, {99, 256}, {100, 937}};
    for (const auto& row : rows) QTest::addRow("%d", row[0]) << row[0] << static_cast<uint>(row[1]);
  }

  void QualityIsTheNumberOfColours() {  // of a picture that has 937
    QFETCH(int, quality);
    QFETCH(uint, colors);
    QCOMPARE(kmc_image_colors(Stored(Save(Sample(1000, Alpha::kOpaque), quality)).get()), colors);
  }

  void ALowQualityShrinksPalettesToo() {
    const QImage image = QImage::fromData(SampleFile(90, 70, 100, Alpha::kOpaque));
    QCOMPARE(image.colorCount(), 100);
    QCOMPARE(kmc_image_colors(Stored(Save(image, 14)).get()), 4u);
    QCOMPARE(kmc_image_colors(Stored(Save(image, 90)).get()), 100u);
  }

  void QualityHundredIsExact() {
    const QImage image = Sample(1000, Alpha::kPartial);
    QCOMPARE(Decoded(Save(image, 100)), image);
  }

  void SixteenThousandWide() {
    const QImage image = Decoded(SampleFile(16384, 2, 200, Alpha::kOpaque));
    QCOMPARE(Decoded(Save(image)), image);
  }

  void ProfilesAreKeptToTheByte() {
    QImage image = Sample(5, Alpha::kOpaque);
    image.setColorSpace(QColorSpace(QColorSpace::AdobeRgb));
    const Image stored = Stored(Save(image));
    size_t size = 0;
    const void* icc = kmc_image_metadata(stored.get(), KMC_ICC, 0, &size);
    QCOMPARE(QByteArray(static_cast<const char*>(icc), static_cast<int>(size)), Icc());
  }

  void SrgbIsNotStored() {
    QImage image = Sample(5, Alpha::kOpaque);
    image.setColorSpace(QColorSpace(QColorSpace::SRgb));
    QVERIFY(!kmc_image_metadata(Stored(Save(image)).get(), KMC_ICC, 0, nullptr));
  }

  void ResolutionIsStoredIfItIsNotTheDefault() {
    QImage image = Sample(5, Alpha::kOpaque);
    QVERIFY(!kmc_image_resolution(Stored(Save(image)).get(), nullptr, nullptr, nullptr));
    image.setDotsPerMeterX(11811);
    uint32_t x = 0, y = 0;
    int metric = 0;
    QVERIFY(kmc_image_resolution(Stored(Save(image)).get(), &x, &y, &metric));
    QCOMPARE(x, 11811u);
    QCOMPARE(int(y), image.dotsPerMeterY());
    QCOMPARE(metric, 1);
  }

  void TextsOfImageAndWriterAreStored() {
    QImage image = Sample(5, Alpha::kOpaque);
    image.setText("Author", "Somebody");
    image.setText("Title", "K\u00FCste: two\n\nparagraphs");
    image.setText("XML:com.adobe.xmp", "<x/>");
    QBuffer device;
    device.open(QIODevice::WriteOnly);
    QImageWriter writer(&device, "kmc");
    writer.setText("Comment", "by: the writer");
    writer.setText("Author", "Another");
    QVERIFY(writer.write(image));
    const Image stored = Stored(device.data());
    QCOMPARE(Text(device.data(), 0), QString("Author=Another"));
    QCOMPARE(Text(device.data(), 1), QString("Comment=by: the writer"));
    QCOMPARE(Text(device.data(), 2), QString("Title=K\u00FCste: two\n\nparagraphs"));
    QVERIFY(Text(device.data(), 3).isEmpty());
    size_t size = 0;
    const void* xmp = kmc_image_metadata(stored.get(), KMC_XMP, 0, &size);
    QCOMPARE(QByteArray(static_cast<const char*>(xmp), static_cast<int>(size)), QByteArray("<x/>"));
  }

  void AKeywordThatIsTooLongCostsItsTextOnly() {
    QImage image = Sample(5, Alpha::kOpaque);
    image.setText(QString(80, 'k'), "lost");
    image.setText("kept", "text");
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("left out"));
    const QByteArray file = Save(image);
    QCOMPARE(Text(file, 0), QString("kept=text"));
    QVERIFY(Text(file, 1).isEmpty());
  }

  void SequentialDevicesTakeIt() {
    SequentialDevice device;
    QVERIFY(device.open(QIODevice::WriteOnly));
    QVERIFY(QImageWriter(&device, "kmc").write(Sample(5, Alpha::kOpaque)));
    QCOMPARE(Decoded(device.bytes), Sample(5, Alpha::kOpaque));
  }

  void FilesAreSavedByName() {
    const QTemporaryDir folder;
    const QString name = folder.filePath("picture.kmc");
    const QImage image = Sample(200, Alpha::kPartial);
    QVERIFY(image.save(name));
    QCOMPARE(Pixels(QImage(name)), image);
  }

  void ADeviceThatTakesNothingIsAnError() {
    struct : QIODevice {
      qint64 readData(char*, qint64) override { return -1; }
      qint64 writeData(const char*, qint64) override { return -1; }
    } full;
    full.open(QIODevice::WriteOnly);
    QVERIFY(!QImageWriter(&full, "kmc").write(Sample(5, Alpha::kOpaque)));
  }
};

}  // namespace kmc::qt

QTEST_GUILESS_MAIN(kmc::qt::WriteTest)
#include "write_test.moc"
