// One vocabulary for ImageMagick 6 and 7, which differ in where errors go, in
// whether alpha is opacity, and in how indices are reached.
#ifndef KMC_PLUGINS_IMAGEMAGICK_MAGICK_VERSION_H_
#define KMC_PLUGINS_IMAGEMAGICK_MAGICK_VERSION_H_

#if KMC_IMAGEMAGICK == 7
#include <MagickCore/MagickCore.h>
#else
#include <magick/MagickCore.h>
#endif

#include <cstddef>
#include <cstdint>

namespace kmc_magick {

inline Quantum ToQuantum(uint8_t byte) { return static_cast<Quantum>(byte * (QuantumRange / 255)); }
inline uint8_t ToByte(double quantum) { return static_cast<uint8_t>(quantum * 255 / QuantumRange + 0.5); }

#if KMC_IMAGEMAGICK == 7

inline void SetFileOnly(MagickInfo* entry) {
  entry->flags ^= CoderAdjoinFlag;
  entry->flags ^= CoderBlobSupportFlag;
}
inline Image* NewImage(const ImageInfo* info, ExceptionInfo* exception) { return AcquireImage(info, exception); }
inline bool SetExtent(Image* image, ExceptionInfo* exception) {
  return SetImageExtent(image, image->columns, image->rows, exception) != MagickFalse;
}
inline bool NewColormap(Image* image, size_t colors, ExceptionInfo* exception) {
  return AcquireImageColormap(image, colors, exception) != MagickFalse;
}
inline void SetAlpha(Image* image, bool has_alpha) {
  image->alpha_trait = has_alpha ? BlendPixelTrait : UndefinedPixelTrait;
}
inline bool HasAlpha(const Image* image) { return image->alpha_trait != UndefinedPixelTrait; }
inline bool TransformToSrgb(Image* image, ExceptionInfo* exception) {
  if (image->colorspace == sRGBColorspace || image->colorspace == GRAYColorspace) return true;
  return TransformImageColorspace(image, sRGBColorspace, exception) != MagickFalse;
}
inline void SetProfile(Image* image, const char* name, const StringInfo* profile, ExceptionInfo* exception) {
  SetImageProfile(image, name, profile, exception);
}
inline void SetProperty(Image* image, const char* name, const char* value, ExceptionInfo* exception) {
  SetImageProperty(image, name, value, exception);
}
inline const char* PropertyOf(const Image* image, const char* name, ExceptionInfo* exception) {
  return GetImageProperty(image, name, exception);
}
inline bool WriteRgba(Image* image, size_t y, const uint8_t* rgba, ExceptionInfo* exception) {
  return ImportImagePixels(image, 0, static_cast<ssize_t>(y), image->columns, 1, "RGBA", CharPixel, rgba, exception) !=
         MagickFalse;
}
inline void FillFilename(const ImageInfo* info, Image* image, const char* pattern, char* name,
                         ExceptionInfo* exception) {
  InterpretImageFilename(info, image, pattern, static_cast<int>(image->scene), name, exception);
}
inline double& ResolutionX(Image* image) { return image->resolution.x; }
inline double& ResolutionY(Image* image) { return image->resolution.y; }

// A row of indices, and the colours and alphas that go with them.
inline bool WriteIndices(Image* image, size_t y, const uint16_t* indices, const uint8_t* palette,
                         ExceptionInfo* exception) {
  Quantum* pixel = QueueAuthenticPixels(image, 0, static_cast<ssize_t>(y), image->columns, 1, exception);
  if (pixel == nullptr) return false;
  for (size_t x = 0; x < image->columns; ++x, pixel += GetPixelChannels(image)) {
    SetPixelIndex(image, static_cast<Quantum>(indices[x]), pixel);
    SetPixelViaPixelInfo(image, image->colormap + indices[x], pixel);
    SetPixelAlpha(image, ToQuantum(palette[4 * indices[x] + 3]), pixel);
  }
  return SyncAuthenticPixels(image, exception) != MagickFalse;
}
inline bool ReadIndices(const Image* image, size_t y, uint16_t* indices, uint8_t* alphas, ExceptionInfo* exception) {
  const Quantum* pixel = GetVirtualPixels(image, 0, static_cast<ssize_t>(y), image->columns, 1, exception);
  if (pixel == nullptr) return false;
  for (size_t x = 0; x < image->columns; ++x, pixel += GetPixelChannels(image)) {
    indices[x] = static_cast<uint16_t>(GetPixelIndex(image, pixel));
    alphas[x] = HasAlpha(image) ? ToByte(GetPixelAlpha(image, pixel)) : 255;
  }
  return true;
}

#else

inline void SetFileOnly(MagickInfo* entry) {
  entry->adjoin = MagickFalse;
  entry->blob_support = MagickFalse;
}
inline Image* NewImage(const ImageInfo* info, ExceptionInfo*) { return AcquireImage(info); }
inline bool SetExtent(Image* image, ExceptionInfo* exception) {
  if (SetImageExtent(image, image->columns, image->rows) != MagickFalse) return true;
  InheritException(exception, &image->exception);
  return false;
}
inline bool NewColormap(Image* image, size_t colors, ExceptionInfo*) {
  return AcquireImageColormap(image, colors) != MagickFalse;
}
inline void SetAlpha(Image* image, bool has_alpha) { image->matte = has_alpha ? MagickTrue : MagickFalse; }
inline bool HasAlpha(const Image* image) { return image->matte != MagickFalse; }
inline bool TransformToSrgb(Image* image, ExceptionInfo*) {
  if (image->colorspace == sRGBColorspace || image->colorspace == GRAYColorspace) return true;
  return TransformImageColorspace(image, sRGBColorspace) != MagickFalse;
}
inline void SetProfile(Image* image, const char* name, const StringInfo* profile, ExceptionInfo*) {
  SetImageProfile(image, name, profile);
}
inline void SetProperty(Image* image, const char* name, const char* value, ExceptionInfo*) {
  SetImageProperty(image, name, value);
}
inline const char* PropertyOf(const Image* image, const char* name, ExceptionInfo*) {
  return GetImageProperty(image, name);
}
inline bool WriteRgba(Image* image, size_t y, const uint8_t* rgba, ExceptionInfo*) {
  return ImportImagePixels(image, 0, static_cast<ssize_t>(y), image->columns, 1, "RGBA", CharPixel, rgba) !=
         MagickFalse;
}
inline void FillFilename(const ImageInfo* info, Image* image, const char* pattern, char* name, ExceptionInfo*) {
  InterpretImageFilename(info, image, pattern, static_cast<int>(image->scene), name);
}
inline double& ResolutionX(Image* image) { return image->x_resolution; }
inline double& ResolutionY(Image* image) { return image->y_resolution; }

// A row of indices, and the colours and alphas that go with them.
inline bool WriteIndices(Image* image, size_t y, const uint16_t* indices, const uint8_t* palette,
                         ExceptionInfo* exception) {
  PixelPacket* pixels = QueueAuthenticPixels(image, 0, static_cast<ssize_t>(y), image->columns, 1, exception);
  if (pixels == nullptr) return false;
  IndexPacket* queue = GetAuthenticIndexQueue(image);
  for (size_t x = 0; x < image->columns; ++x) {
    queue[x] = indices[x];
    pixels[x] = image->colormap[indices[x]];
    SetPixelAlpha(pixels + x, ToQuantum(palette[4 * indices[x] + 3]));
  }
  return SyncAuthenticPixels(image, exception) != MagickFalse;
}
inline bool ReadIndices(const Image* image, size_t y, uint16_t* indices, uint8_t* alphas, ExceptionInfo* exception) {
  const PixelPacket* pixels = GetVirtualPixels(image, 0, static_cast<ssize_t>(y), image->columns, 1, exception);
  if (pixels == nullptr) return false;
  const IndexPacket* queue = GetVirtualIndexQueue(image);
  for (size_t x = 0; x < image->columns; ++x) {
    indices[x] = static_cast<uint16_t>(queue[x]);
    alphas[x] = HasAlpha(image) ? ToByte(GetPixelAlpha(pixels + x)) : 255;
  }
  return true;
}

#endif

}  // namespace kmc_magick

#endif  // KMC_PLUGINS_IMAGEMAGICK_MAGICK_VERSION_H_
