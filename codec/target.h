// Pixels -> the indexed image that is asked for by its result: fewest bytes for a
// quality, or the best quality for so many bytes. The number of colours, the
// palette and the plane are found by trades (trade.h) at different lambdas.
#ifndef KMC_CODEC_TARGET_H_
#define KMC_CODEC_TARGET_H_

#include <cstdint>

#include "codec/image.h"
#include "codec/pixels.h"
#include "codec/progress.h"
#include "codec/quantize.h"
#include "codec/write.h"
#include "format/status.h"

namespace kmc {

enum class Goal { kPsnr, kQuality, kBytes };

struct Target {
  Goal goal = Goal::kPsnr;
  // Of kPsnr decibels over red, green and blue (of alpha too, where pixels are
  // translucent), of kQuality 0..100 (visible_quality.h), in thousandths;
  // of kBytes those of the file without metadata.
  uint64_t value = 0;
};

// More are of no use: what they save in error they cost in bytes.
inline constexpr uint32_t kMaxTargetColors = 4096;

// `options` give the largest number of colours (of which kMaxTargetColors at
// most are used), the effort, and a given palette, fixed colours and levels;
// nothing else of them counts. `write` says how the image will be written.
// kTarget if the target is out of reach. report.quality is set.
Status QuantizeTo(const Pixels& image, const Target& target, const QuantizeOptions& options, const WriteOptions& write,
                  Progress& progress, IndexedImage& indexed, QuantizeReport& report);

}  // namespace kmc

#endif  // KMC_CODEC_TARGET_H_
