#include "plugins/qt/metadata.h"

#include <QMap>
#include <QStringList>

#include "plugins/qt/color_space.h"

namespace kmc::qt {
namespace {

using Texts = QMap<QString, QString>;  // keyword -> text

// Under which Qt has the XMP packet of PNG files among the texts.
const char kXmpKeyword[] = "XML:com.adobe.xmp";

QByteArray Item(const kmc_image* stored, kmc_metadata_kind kind, uint32_t n = 0) {
  size_t size = 0;
  const void* item = kmc_image_metadata(stored, kind, n, &size);
  return item ? QByteArray(static_cast<const char*>(item), static_cast<int>(size)) : QByteArray();
}

kmc_result SetItem(kmc_image* stored, kmc_metadata_kind kind, const QByteArray& item) {
  return kmc_image_set_metadata(stored, kind, item.constData(), item.size());
}

// ---- texts ----

// Of several texts with one keyword the first counts.
Texts TextsOf(const kmc_image* stored) {
  Texts texts;
  for (uint32_t n = 0;; ++n) {
    const QByteArray both = Item(stored, KMC_TEXT, n);  // keyword, NUL, text
    if (both.isEmpty()) break;
    const auto end = both.indexOf('\0');
    const QString keyword = QString::fromUtf8(both.left(end));
    if (!texts.contains(keyword)) texts[keyword] = QString::fromUtf8(both.mid(end + 1));
  }
  const QByteArray xmp = Item(stored, KMC_XMP);
  if (!xmp.isEmpty()) texts[kXmpKeyword] = QString::fromUtf8(xmp);
  return texts;
}

// The inverse of DescriptionOf, made by QImageWriter::setText. A text without keyword is a "Description".
void AddDescription(const QString& description, Texts& texts) {
  for (const QString& text : description.split("\n\n")) {
    const auto colon = text.indexOf(':');
    if (text.trimmed().isEmpty()) continue;
    if (colon < 1 || text.indexOf(' ') < colon) {
      texts["Description"] = text.simplified();
    } else {
      texts[text.left(colon)] = text.mid(colon + 2).simplified();
    }
  }
}

kmc_result AddText(const QString& keyword, const QString& text, kmc_image* stored) {
  if (keyword == kXmpKeyword) return SetItem(stored, KMC_XMP, text.toUtf8());
  return SetItem(stored, KMC_TEXT, keyword.toUtf8() + '\0' + text.toUtf8());
}

// ---- resolution ----

void SetResolution(const kmc_image* stored, QImage& image) {
  uint32_t x = 0, y = 0;
  int metric = 0;
  if (!kmc_image_resolution(stored, &x, &y, &metric) || !metric) return;
  constexpr uint32_t kMost = 0x7FFFFFFF;
  if (x > kMost || y > kMost) return;
  image.setDotsPerMeterX(static_cast<int>(x));
  image.setDotsPerMeterY(static_cast<int>(y));
}

// Every QImage has a resolution. The one that Qt gives to new ones says nothing, and is not stored.
kmc_result AddResolution(const QImage& image, kmc_image* stored) {
  const QImage fresh(1, 1, QImage::Format_Indexed8);
  const int x = image.dotsPerMeterX(), y = image.dotsPerMeterY();
  if (x < 1 || y < 1 || (x == fresh.dotsPerMeterX() && y == fresh.dotsPerMeterY())) return KMC_OK;
  return kmc_image_set_resolution(stored, static_cast<uint32_t>(x), static_cast<uint32_t>(y), 1);
}

}  // namespace

QString DescriptionOf(const kmc_image* stored) {
  const Texts texts = TextsOf(stored);
  QStringList lines;
  for (auto text = texts.begin(); text != texts.end(); ++text) lines += text.key() + ": " + text.value();
  return lines.join("\n\n");
}

void SetMetadata(const kmc_image* stored, QImage& image) {
  const Texts texts = TextsOf(stored);
  for (auto text = texts.begin(); text != texts.end(); ++text) image.setText(text.key(), text.value());
  SetResolution(stored, image);
  image.setColorSpace(ColorSpaceOf(stored));
}

kmc_result AddMetadata(const QImage& image, const QString& description, kmc_image* stored) {
  Texts texts;
  for (const QString& keyword : image.textKeys()) texts[keyword] = image.text(keyword);
  AddDescription(description, texts);
  for (auto text = texts.begin(); text != texts.end(); ++text) {
    const kmc_result result = AddText(text.key(), text.value(), stored);
    if (result == KMC_INVALID) {
      qWarning("kmc: a text is left out, as its keyword has not 1 to 79 bytes: %s", qUtf8Printable(text.key()));
    } else if (result != KMC_OK) {
      return result;
    }
  }
  const kmc_result result = AddResolution(image, stored);
  return result == KMC_OK ? AddColorSpace(image.colorSpace(), stored) : result;
}

}  // namespace kmc::qt
