// The colour space of an image: the first that it has and Qt can use of an ICC profile, colorimetry (gamma and
// primaries, as PNG files have them), and sRGB. See spec/kmc.md, sections 5.2 and 12.5.
#ifndef KMC_PLUGINS_QT_COLOR_SPACE_H_
#define KMC_PLUGINS_QT_COLOR_SPACE_H_

#include <QColorSpace>

#include "codec/kmc.h"

namespace kmc::qt {

QColorSpace ColorSpaceOf(const kmc_image* stored);

// As a profile; sRGB needs none.
kmc_result AddColorSpace(const QColorSpace& space, kmc_image* stored);

}  // namespace kmc::qt

#endif  // KMC_PLUGINS_QT_COLOR_SPACE_H_
