// The test vectors of the specification, as the generator makes them and the
// test reads them back.
#ifndef KMC_TESTS_SPEC_VECTORS_H_
#define KMC_TESTS_SPEC_VECTORS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "format/metadata.h"
#include "format/palette_coding.h"
#include "format/status.h"
#include "tests/spec/file_builder.h"

namespace kmc::spec {

// What a decoder must get out of a file.
struct DecodedImage {
  uint32_t width = 0, height = 0;
  Palette palette;
  std::vector<uint16_t> indices;
  std::vector<MetadataItem> metadata;
  uint32_t dropped = 0;  // ancillary sections that break their own rules
};

struct ValidVector {
  std::string name;
  std::string shows;
  DecodedImage image;
  Bytes file;
};

struct InvalidVector {
  std::string name;
  Status result;
  std::string section;  // of the specification, that states the rule
  std::string breaks;
  Bytes file;
};

std::vector<ValidVector> ValidVectors();
std::vector<ValidVector> ValidModelledVectors();  // those of ValidVectors that are coded with `fast` and `max`
std::vector<ValidVector> ValidMetadataVectors();  // those that show metadata
std::vector<InvalidVector> InvalidVectors();

// A line of valid/manifest.tsv or invalid/manifest.tsv: fields by tabs, without a newline.
extern const char kValidHeading[];
extern const char kInvalidHeading[];
std::string ManifestLine(const std::string& name, const DecodedImage& image, const std::string& shows);
std::string ManifestLine(const InvalidVector& vector);

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_VECTORS_H_
