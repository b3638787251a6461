#include "plugins/qt/handler.h"

#include <QIODevice>
#include <QVariant>
#include <algorithm>
#include <cmath>
#include <new>
#include <utility>

#include "plugins/qt/metadata.h"
#include "plugins/qt/pixels.h"

namespace kmc::qt {
namespace {

// Says why, as far as Qt has no words for it. False, for callers to return.
bool Fail(kmc_result result) {
  qWarning("kmc: %s", kmc_result_text(result));
  return false;
}

// 2 colours at 0, twice as many every 14 steps, 256 from 98 on; at 100 as many as the format can hold.
uint32_t ColorsOf(int quality) {
  constexpr uint32_t kDefault = 256, kMost = 65536;
  if (quality < 0) return kDefault;
  if (quality >= 100) return kMost;
  return std::min(kDefault, static_cast<uint32_t>(std::lround(std::exp2(1 + quality / 14.0))));
}

}  // namespace

// ---- reading ----

bool Handler::CanReadFrom(QIODevice& device) {
  const QByteArray start = device.peek(5);
  return kmc_is_kmc(start.constData(), start.size()) != 0;
}

bool Handler::canRead() const {
  if (!device() || !CanReadFrom(*device())) return false;
  setFormat("kmc");
  return true;
}

bool Handler::read(QImage* image) {
  if (!device() || !image) return false;
  try {
    return Decode(device()->readAll(), *image);
  } catch (const std::bad_alloc&) {
    return Fail(KMC_MEMORY);
  }
}

bool Handler::Decode(const QByteArray& file, QImage& image) {
  std::optional<Facts> facts = FactsOf(file);
  if (!facts) return false;
  QImage decoded;
  // Before the library allocates anything of that size: Qt knows how much the application allows.
  if (!Allocate(facts->size, facts->format, decoded)) return false;
  Image stored;
  const kmc_result result = kmc_read(file.constData(), file.size(), nullptr, Out(stored));
  if (result != KMC_OK) return Fail(result);
  CopyPixels(stored.get(), decoded);
  SetMetadata(stored.get(), decoded);
  image = std::move(decoded);
  facts_ = std::move(facts);
  return true;
}

// ---- what is known before ----

std::optional<Handler::Facts> Handler::FactsOf(const QByteArray& file) {
  kmc_info info = {};
  info.struct_size = sizeof(info);
  kmc_result result = kmc_read_info(file.constData(), file.size(), nullptr, &info);
  Image head;
  if (result == KMC_OK) result = kmc_read_head(file.constData(), file.size(), nullptr, Out(head));
  if (result != KMC_OK) {
    Fail(result);
    return {};
  }
  return Facts{QSize(static_cast<int>(info.width), static_cast<int>(info.height)),
               FormatOf(info.colors, info.has_alpha != 0), DescriptionOf(head.get())};
}

const Handler::Facts& Handler::LookedUp() const {
  if (!facts_) facts_ = device() ? FactsOf(device()->peek(device()->bytesAvailable())).value_or(Facts()) : Facts();
  return *facts_;
}

QSize Handler::PeekedSize() const {
  if (facts_) return facts_->size;
  constexpr int kEnough = 14;  // as kmc_read_size says
  uint32_t width = 0, height = 0;
  const QByteArray start = device() ? device()->peek(kEnough) : QByteArray();
  if (kmc_read_size(start.constData(), start.size(), nullptr, &width, &height) != KMC_OK) return {};
  return {static_cast<int>(width), static_cast<int>(height)};
}

bool Handler::supportsOption(ImageOption option) const {
  return option == Size || option == ImageFormat || option == Description || option == Quality;
}

QVariant Handler::option(ImageOption option) const {
  switch (option) {
    case Size:
      return PeekedSize();
    case ImageFormat:
      return LookedUp().format;
    case Description:
      return LookedUp().description;
    case Quality:
      return quality_;
    default:
      return {};
  }
}

void Handler::setOption(ImageOption option, const QVariant& value) {
  if (option == Quality) quality_ = value.toInt();
  if (option == Description) description_ = value.toString();
}

// ---- writing ----

bool Handler::write(const QImage& image) {
  if (!device() || image.isNull()) return false;
  try {
    Image stored;
    kmc_result result = Store(image, ColorsOf(quality_), stored);
    Bytes bytes;
    if (result == KMC_OK) result = AddMetadata(image, description_, stored.get());
    if (result == KMC_OK) result = kmc_write(stored.get(), nullptr, nullptr, Out(bytes));
    if (result != KMC_OK) return Fail(result);
    const auto size = static_cast<qint64>(kmc_bytes_size(bytes.get()));
    return device()->write(reinterpret_cast<const char*>(kmc_bytes_data(bytes.get())), size) == size;
  } catch (const std::bad_alloc&) {
    return Fail(KMC_MEMORY);
  }
}

}  // namespace kmc::qt
