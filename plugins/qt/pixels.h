// Pixels of a QImage and of libkmc. Images of at most 256 colours are Format_Indexed8 with the palette as colour table,
// whose entries have alpha; others are Format_ARGB32, or Format_RGB32 if all pixels are opaque.
#ifndef KMC_PLUGINS_QT_PIXELS_H_
#define KMC_PLUGINS_QT_PIXELS_H_

#include <QImage>
#include <cstdint>

#include "codec/kmc.hpp"

namespace kmc::qt {

QImage::Format FormatOf(uint32_t colors, bool has_alpha);

// False if there is not enough memory, or more would be used than the application allows.
bool Allocate(QSize size, QImage::Format format, QImage& image);

// Into an image of the stored one's size and FormatOf it.
void CopyPixels(const kmc_image* stored, QImage& image);

// With at most so many colours. An image with a colour table of no more keeps it as it is, with its order.
kmc_result Store(const QImage& given, uint32_t colors, Image& stored);

}  // namespace kmc::qt

#endif  // KMC_PLUGINS_QT_PIXELS_H_
