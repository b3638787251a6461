// Reads and writes one image on a device, random-access or sequential.
//
// The size is told from the first bytes. Format and texts need the whole file,
// the pixels too; all but read() only peek at it.
#ifndef KMC_PLUGINS_QT_HANDLER_H_
#define KMC_PLUGINS_QT_HANDLER_H_

#include <QImage>
#include <QImageIOHandler>
#include <QString>
#include <optional>

#include "codec/kmc.hpp"

namespace kmc::qt {

class Handler : public QImageIOHandler {
 public:
  static bool CanReadFrom(QIODevice& device);

  bool canRead() const override;
  bool read(QImage* image) override;
  bool write(const QImage& image) override;
  QVariant option(ImageOption option) const override;
  void setOption(ImageOption option, const QVariant& value) override;
  bool supportsOption(ImageOption option) const override;

 private:
  // What is known of the file besides its pixels.
  struct Facts {
    QSize size;
    QImage::Format format = QImage::Format_Invalid;
    QString description;
  };

  static std::optional<Facts> FactsOf(const QByteArray& file);
  bool Decode(const QByteArray& file, QImage& image);
  QSize PeekedSize() const;
  const Facts& LookedUp() const;

  mutable std::optional<Facts> facts_;
  int quality_ = -1;     // 0..100; -1: the default
  QString description_;  // to be written
};

}  // namespace kmc::qt

#endif  // KMC_PLUGINS_QT_HANDLER_H_
