// Pieces of metadata, and the payloads of their sections.
#ifndef KMC_TESTS_SPEC_METADATA_SAMPLES_H_
#define KMC_TESTS_SPEC_METADATA_SAMPLES_H_

#include "tests/spec/file_builder.h"

namespace kmc::spec {

Bytes IccSample();   // a profile's header with an empty table of tags
Bytes ExifSample();  // one entry: orientation 1
Bytes XmpSample();
Bytes TextSample();

// Payloads of ICC, EXIF, XMP and text.
Bytes StoredBlob(const Bytes& content);
Bytes ZlibBlob(const Bytes& content);

}  // namespace kmc::spec

#endif  // KMC_TESTS_SPEC_METADATA_SAMPLES_H_
