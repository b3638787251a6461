// What is no good .kmc file gives no image, whatever it claims, and never more memory than the application allows.
#include <QBuffer>
#include <QDirIterator>
#include <QImageReader>
#include <QtTest>

#include "plugins/qt/test/sample.h"

namespace kmc::qt {

class DamageTest : public QObject {
  Q_OBJECT

  // Nothing, and no crash, from a random-access device and from a sequential one.
  static bool IsRefused(const QByteArray& file) {
    QBuffer random_access;
    random_access.setData(file);
    SequentialDevice sequential(file);
    for (QIODevice* device : {static_cast<QIODevice*>(&random_access), static_cast<QIODevice*>(&sequential)}) {
      device->open(QIODevice::ReadOnly);
      QImageReader reader(device, "kmc");
      reader.setDecideFormatFromContent(false);
      reader.size();
      reader.imageFormat();
      reader.textKeys();
      if (!reader.read().isNull()) return false;
      if (reader.error() == QImageReader::UnknownError) return false;
    }
    return true;
  }

 private Q_SLOTS:
  void initTestCase() {
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
  }
  void cleanupTestCase() { qInstallMessageHandler(nullptr); }

  void TruncatedFiles() {
    const QByteArray file = SampleFile(40, 30, 60, Alpha::kPartial);
    for (int size = 0; size < file.size(); ++size)
      QVERIFY2(IsRefused(file.left(size)), qPrintable(QString::number(size)));
  }

  void FlippedBits() {
    const QByteArray file = SampleFile(40, 30, 60, Alpha::kPartial);
    for (int bit = 0; bit < file.size() * 8; bit += 3) {
      QByteArray flipped = file;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      QVERIFY2(IsRefused(flipped), qPrintable(QString::number(bit)));
    }
  }

  void HugeDimensions() {
    const QByteArray huge = QByteArray::fromHex("8b4b4d4301ffffff07ffffff07ff0102");
    QVERIFY(IsRefused(huge));
    QBuffer device;
    device.setData(huge);
    device.open(QIODevice::ReadOnly);
    QVERIFY(!QImageReader(&device).size().isValid());
  }

  void OtherContentUnderOurName() {
    QImage image(5, 5, QImage::Format_RGB32);
    image.fill(Qt::red);
    QBuffer device;
    device.open(QIODevice::ReadWrite);
    QVERIFY(image.save(&device, "png"));
    QVERIFY(IsRefused(device.data()));
    QVERIFY(IsRefused("no picture at all"));
    device.seek(0);
    QCOMPARE(QImageReader(&device).read(), image);  // Qt finds out what it is
  }

  void FormatsAreNotClaimedOfOthers() {
    QBuffer device;
    device.setData("no picture at all");
    device.open(QIODevice::ReadOnly);
    QVERIFY(!QImageReader(&device).canRead());
    QCOMPARE(device.pos(), 0);
  }

#if QT_VERSION >= QT_VERSION_CHECK(6, 0, 0)
  void TheApplicationsLimitIsKept() {
    QImageReader::setAllocationLimit(1);  // MiB, at 4 bytes a pixel, whatever the format
    QVERIFY(IsRefused(SampleFile(600, 500, 5, Alpha::kOpaque)));
    QVERIFY(IsRefused(SampleFile(600, 500, 300, Alpha::kOpaque)));
    QVERIFY(!IsRefused(SampleFile(500, 500, 5, Alpha::kOpaque)));
    QVERIFY(!IsRefused(SampleFile(500, 500, 300, Alpha::kOpaque)));
    QImageReader::setAllocationLimit(128);
    QVERIFY(!IsRefused(SampleFile(600, 500, 5, Alpha::kOpaque)));
  }
#endif

  void Vectors() {
    for (const bool valid : {false, true}) {
      QDirIterator vectors(qEnvironmentVariable("KMC_VECTORS") + (valid ? "/valid" : "/invalid"), {"*.kmc"});
      int count = 0;
      for (; vectors.hasNext(); ++count) {
        const QString name = vectors.next();
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(IsRefused(bytes) != valid, qPrintable(name));
        if (valid) QCOMPARE(Pixels(QImage(name)), Decoded(bytes));
      }
      QVERIFY(count > 90);
    }
  }
};

}  // namespace kmc::qt

QTEST_GUILESS_MAIN(kmc::qt::DamageTest)
#include "damage_test.moc"
