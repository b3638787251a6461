// The coder KMC of ImageMagick 6 and 7: what the module registers. It stays on
// public headers, so it asks for files instead of ImageMagick's own streams.
#include "plugins/imagemagick/coder.h"

#include <exception>

namespace {

using kmc_magick::Failure;
using kmc_magick::Reported;

// What goes wrong becomes an exception of ImageMagick.
template <class Work>
bool Succeeds(const char* filename, ExceptionInfo* exception, const Work& work) {
  try {
    work();
    return true;
  } catch (const Reported&) {
  } catch (const Failure& failure) {
    ThrowMagickException(exception, GetMagickModule(), failure.type(), failure.what(), "`%s'", filename);
  } catch (const std::exception& error) {
    ThrowMagickException(exception, GetMagickModule(), ResourceLimitError, error.what(), "`%s'", filename);
  }
  return false;
}

Image* Read(const ImageInfo* info, ExceptionInfo* exception) {
  Image* image = kmc_magick::NewImage(info, exception);
  if (image == nullptr) return nullptr;
  if (Succeeds(info->filename, exception, [&] { kmc_magick::ReadKmc(info, image, exception); })) return image;
  return DestroyImageList(image);
}

MagickBooleanType Write(const ImageInfo* info, Image* image, ExceptionInfo* exception) {
  const bool done = Succeeds(image->filename, exception, [&] { kmc_magick::WriteKmc(info, image, exception); });
  return done ? MagickTrue : MagickFalse;
}

MagickBooleanType IsKmc(const unsigned char* bytes, const size_t size) {
  return size >= 5 && kmc_is_kmc(bytes, size) ? MagickTrue : MagickFalse;
}

}  // namespace

extern "C" {

ModuleExport size_t RegisterKMCImage(void) {
#if KMC_IMAGEMAGICK == 7
  MagickInfo* entry = AcquireMagickInfo("KMC", "KMC", "k-means palette and losslessly coded indices");
  entry->encoder = Write;
#else
  MagickInfo* entry = SetMagickInfo("KMC");
  entry->description = ConstantString("k-means palette and losslessly coded indices");
  entry->magick_module = ConstantString("KMC");
  entry->encoder = [](const ImageInfo* info, Image* image) { return Write(info, image, &image->exception); };
#endif
  entry->decoder = Read;
  entry->magick = IsKmc;
  kmc_magick::SetFileOnly(entry);
  entry->mime_type = ConstantString("image/x-kmc");
  RegisterMagickInfo(entry);
  return MagickImageCoderSignature;
}

ModuleExport void UnregisterKMCImage(void) { UnregisterMagickInfo("KMC"); }

}  // extern "C"
