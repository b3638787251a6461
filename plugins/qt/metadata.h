// Metadata of an image as Qt has them: colour space, dots per metre, texts.
#ifndef KMC_PLUGINS_QT_METADATA_H_
#define KMC_PLUGINS_QT_METADATA_H_

#include <QImage>
#include <QString>

#include "codec/kmc.h"

namespace kmc::qt {

// "KEYWORD: TEXT", an empty line between them, as QImageReader wants it.
QString DescriptionOf(const kmc_image* stored);

void SetMetadata(const kmc_image* stored, QImage& image);

// Those of the image, and the texts that QImageWriter was given.
kmc_result AddMetadata(const QImage& image, const QString& description, kmc_image* stored);

}  // namespace kmc::qt

#endif  // KMC_PLUGINS_QT_METADATA_H_
