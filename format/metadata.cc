#include "format/metadata.h"

#include <algorithm>

#include "format/byte_reader.h"
#include "format/byte_writer.h"
#include "format/deflate_coding.h"
#include "format/limits.h"

namespace kmc {
namespace {

enum BlobMethod : uint8_t { kStored = 0, kZlib = 1 };
enum ColorimetryKind : uint8_t { kSrgb = 0, kGamma = 1, kGammaAndPrimaries = 2 };

constexpr size_t kMaxKeyword = 79;  // as in PNG

// Kinds whose content is any bytes: stored with their size, compressed where that is smaller.
bool IsBlob(MetadataKind kind) { return kind != MetadataKind::kResolution && kind != MetadataKind::kColorimetry; }

bool IsValidText(std::span<const uint8_t> content) {
  const auto keyword_end = std::find(content.begin(), content.end(), 0);
  const auto keyword_size = static_cast<size_t>(keyword_end - content.begin());
  return keyword_end != content.end() && keyword_size >= 1 && keyword_size <= kMaxKeyword;
}

Status CheckColorimetry(std::span<const uint8_t> content) {
  ByteReader reader(content);
  uint8_t kind = 0;
  KMC_RETURN_IF_ERROR(reader.ReadU8(kind));
  if (kind == kSrgb) {
    uint8_t intent = 0;
    KMC_RETURN_IF_ERROR(reader.ReadU8(intent));
    if (intent > 3) return Status::kInvalid;
  } else if (kind == kGamma || kind == kGammaAndPrimaries) {
    uint32_t gamma = 0;
    KMC_RETURN_IF_ERROR(reader.ReadVarint(gamma));
    if (gamma == 0) return Status::kInvalid;
    for (int i = 0; kind == kGammaAndPrimaries && i < 8; ++i) {
      uint32_t coordinate = 0;
      KMC_RETURN_IF_ERROR(reader.ReadVarint(coordinate));
    }
  } else {
    return Status::kInvalid;
  }
  return reader.remaining() == 0 ? Status::kOk : Status::kInvalid;
}

}  // namespace

bool IsKnownMetadata(uint8_t kind) {
  return kind >= static_cast<uint8_t>(MetadataKind::kIcc) && kind <= static_cast<uint8_t>(MetadataKind::kColorimetry);
}

bool StandsBeforePixels(MetadataKind kind) {
  return kind == MetadataKind::kIcc || kind == MetadataKind::kResolution || kind == MetadataKind::kColorimetry;
}

bool IsValidMetadata(MetadataKind kind, std::span<const uint8_t> content) {
  switch (kind) {
    case MetadataKind::kText:
      return IsValidText(content);
    case MetadataKind::kResolution: {
      Resolution resolution;
      return ParseResolution(content, resolution) == Status::kOk;
    }
    case MetadataKind::kColorimetry:
      return CheckColorimetry(content) == Status::kOk;
    default:
      return !content.empty();
  }
}

std::vector<uint8_t> ResolutionContent(const Resolution& resolution) {
  std::vector<uint8_t> content;
  WriteU8(resolution.metric, content);
  WriteVarint(resolution.x, content);
  WriteVarint(resolution.y, content);
  return content;
}

Status ParseResolution(std::span<const uint8_t> content, Resolution& resolution) {
  ByteReader reader(content);
  uint8_t unit = 0;
  KMC_RETURN_IF_ERROR(reader.ReadU8(unit));
  KMC_RETURN_IF_ERROR(reader.ReadVarint(resolution.x));
  KMC_RETURN_IF_ERROR(reader.ReadVarint(resolution.y));
  resolution.metric = unit == 1;
  const bool valid = unit <= 1 && resolution.x > 0 && resolution.y > 0 && reader.remaining() == 0;
  return valid ? Status::kOk : Status::kInvalid;
}

Status EncodeMetadata(const MetadataItem& item, std::vector<uint8_t>& payload) {
  if (!IsBlob(item.kind)) {
    WriteSpan(item.content, payload);
    return Status::kOk;
  }
  std::vector<uint8_t> compressed;
  KMC_RETURN_IF_ERROR(Deflate(item.content, compressed));
  const bool stored = compressed.size() >= item.content.size();
  WriteVarint(static_cast<uint32_t>(item.content.size()), payload);
  WriteU8(stored ? kStored : kZlib, payload);
  WriteSpan(stored ? item.content : compressed, payload);
  return Status::kOk;
}

Status DecodeMetadata(MetadataKind kind, std::span<const uint8_t> payload, uint64_t& budget, MetadataItem& item) {
  item.kind = kind;
  ByteReader reader(payload);
  uint32_t size = static_cast<uint32_t>(std::min<size_t>(payload.size(), UINT32_MAX));
  uint8_t method = kStored;
  if (IsBlob(kind)) {
    KMC_RETURN_IF_ERROR(reader.ReadVarint(size));
    KMC_RETURN_IF_ERROR(reader.ReadU8(method));
  }
  if (size > kMaxMetadataItem) return Status::kInvalid;
  if (size > budget) return Status::kLimit;
  budget -= size;
  std::span<const uint8_t> data;
  KMC_RETURN_IF_ERROR(reader.ReadSpan(reader.remaining(), data));
  if (method == kStored) {
    if (data.size() != size) return Status::kInvalid;
    item.content.assign(data.begin(), data.end());
  } else if (method == kZlib) {
    if (!MayInflateTo(data.size(), size)) return Status::kInvalid;
    item.content.resize(size);
    KMC_RETURN_IF_ERROR(Inflate(data, item.content));
  } else {
    return Status::kInvalid;
  }
  return IsValidMetadata(kind, item.content) ? Status::kOk : Status::kInvalid;
}

}  // namespace kmc
