// The two directions of the coder, and how they fail.
#ifndef KMC_PLUGINS_IMAGEMAGICK_CODER_H_
#define KMC_PLUGINS_IMAGEMAGICK_CODER_H_

#include <algorithm>
#include <stdexcept>
#include <string>

#include "codec/kmc.h"
#include "plugins/imagemagick/magick_version.h"

namespace kmc_magick {

// Caught before it reaches C. What ImageMagick has reported already is thrown
// as Reported, and not reported twice.
class Failure : public std::runtime_error {
 public:
  Failure(ExceptionType type, const std::string& text) : std::runtime_error(text), type_(type) {}
  ExceptionType type() const { return type_; }

 private:
  ExceptionType type_;
};
struct Reported {};

inline void Check(kmc_result result) {
  if (result == KMC_OK) return;
  if (result == KMC_CANCELLED) throw Reported();
  const bool of_resources = result == KMC_MEMORY || result == KMC_LIMIT;
  throw Failure(of_resources ? ResourceLimitError : CorruptImageError, kmc_result_text(result));
}
inline void Require(bool done) {
  if (!done) throw Reported();
}

constexpr MagickSizeType kMaxThreads = 256;  // whatever ImageMagick's limit says

// A call's progress, told as a share of the steps of an image. Lives as long as the call.
struct Progress {
  const Image* image;
  const char* tag;
};
inline kmc_work WorkOf(Progress& progress) {
  kmc_work work;
  kmc_work_init(&work);
  work.threads = static_cast<uint32_t>(std::min<MagickSizeType>(GetMagickResourceLimit(ThreadResource), kMaxThreads));
  work.user = &progress;
  work.progress = [](void* user, double done) {
    const auto* p = static_cast<const Progress*>(user);
    return SetImageProgress(p->image, p->tag, static_cast<MagickOffsetType>(99 * done), 100) == MagickFalse ? 1 : 0;
  };
  return work;
}

// Fills `image` from the file that `info` names.
void ReadKmc(const ImageInfo* info, Image* image, ExceptionInfo* exception);
// Writes `image` to the file that it names.
void WriteKmc(const ImageInfo* info, Image* image, ExceptionInfo* exception);

}  // namespace kmc_magick

#endif  // KMC_PLUGINS_IMAGEMAGICK_CODER_H_
