// What a user may ask when a picture is written: -quality and -define kmc:NAME=VALUE.
#ifndef KMC_PLUGINS_IMAGEMAGICK_WRITE_OPTIONS_H_
#define KMC_PLUGINS_IMAGEMAGICK_WRITE_OPTIONS_H_

#include "codec/kmc.h"
#include "plugins/imagemagick/magick_version.h"

namespace kmc_magick {

struct WriteOptions {
  kmc_quantize_options quantize;
  kmc_write_options write;
  bool colors_given = false;
};

// Throws a Failure that names the option that is wrong.
WriteOptions OptionsOf(const ImageInfo* info);

}  // namespace kmc_magick

#endif  // KMC_PLUGINS_IMAGEMAGICK_WRITE_OPTIONS_H_
