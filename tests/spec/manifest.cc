#include <initializer_list>

#include "format/byte_writer.h"
#include "tests/spec/sha256.h"
#include "tests/spec/vectors.h"

namespace kmc::spec {
namespace {

void Append(Rgba color, Bytes& out) { out.insert(out.end(), {color.r, color.g, color.b, color.a}); }

Bytes Pixels(const DecodedImage& image) {
  Bytes out;
  for (const uint16_t index : image.indices) Append(image.palette.colors[index], out);
  return out;
}

Bytes PaletteAndIndices(const DecodedImage& image) {
  Bytes out;
  for (const Rgba color : image.palette.colors) Append(color, out);
  for (const uint16_t index : image.indices) {
    WriteU8(static_cast<uint8_t>(index), out);
    WriteU8(static_cast<uint8_t>(index >> 8), out);
  }
  return out;
}

Bytes Metadata(const DecodedImage& image) {
  Bytes out;
  for (const MetadataItem& item : image.metadata) {
    WriteU8(static_cast<uint8_t>(0x80 + static_cast<uint8_t>(item.kind)), out);
    WriteU32(static_cast<uint32_t>(item.content.size()), out);
    WriteSpan(item.content, out);
  }
  return out;
}

std::string JoinByTabs(std::initializer_list<std::string> fields) {
  std::string line;
  for (const std::string& field : fields) line += (line.empty() ? "" : "\t") + field;
  return line;
}

// As the specification names results.
std::string ResultName(Status status) {
  switch (status) {
    case Status::kLimit:
      return "LIMIT";
    case Status::kForeign:
      return "FOREIGN";
    case Status::kVersion:
      return "VERSION";
    case Status::kTruncated:
      return "TRUNCATED";
    case Status::kChecksum:
      return "CHECKSUM";
    case Status::kInvalid:
      return "INVALID";
    case Status::kUnsupported:
      return "UNSUPPORTED";
    default:
      return "not a result of decoding";
  }
}

}  // namespace

const char kValidHeading[] = "name\twidth\theight\tcolours\torder\tpixels\tindexed\tmetadata\tdropped\tshows";
const char kInvalidHeading[] = "name\tresult\tsection\tbreaks";

std::string ManifestLine(const std::string& name, const DecodedImage& image, const std::string& shows) {
  return JoinByTabs({name, std::to_string(image.width), std::to_string(image.height),
                     std::to_string(image.palette.colors.size()), image.palette.keeps_order ? "kept" : "set",
                     Sha256(Pixels(image)), Sha256(PaletteAndIndices(image)),
                     image.metadata.empty() ? "-" : Sha256(Metadata(image)), std::to_string(image.dropped), shows});
}

std::string ManifestLine(const InvalidVector& vector) {
  return JoinByTabs({vector.name, ResultName(vector.result), vector.section, vector.breaks});
}

}  // namespace kmc::spec
