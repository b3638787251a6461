#include "tests/spec/metadata_samples.h"

#include <algorithm>

#include "tests/spec/zlib_stream.h"

namespace kmc::spec {

Bytes IccSample() {
  Bytes profile(132, 0);
  const auto put = [&profile](size_t at, const Bytes& bytes) {
    std::copy(bytes.begin(), bytes.end(), profile.begin() + at);
  };
  put(3, {132});
  put(8, {4, 0x40});
  put(12, FromText("mntrRGB XYZ "));
  put(36, FromText("acsp"));
  put(68, FromHex("0000f6d6 00010000 0000d32d"));  // the illuminant D50
  return profile;
}

Bytes ExifSample() {
  return Join({FromText("II"), FromHex("2a00 08000000"),                // little-endian, directory at 8
               FromHex("0100 1201 0300 01000000 01000000 00000000")});  // one entry: orientation 1
}

Bytes XmpSample() {
  return FromText(
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:Rating=\"5\"/>"
      "</rdf:RDF></x:xmpmeta>");
}

Bytes TextSample() {
  return Join({FromText("Title"),
               {0},
               FromText("Gr\xC3\xBC\xC3\x9F"
                        "e, \xE2\x98\x83")});
}

Bytes StoredBlob(const Bytes& content) { return Join({Varint(static_cast<uint32_t>(content.size())), {0}, content}); }

Bytes ZlibBlob(const Bytes& content) {
  return Join({Varint(static_cast<uint32_t>(content.size())), {1}, Zlib(content)});
}

}  // namespace kmc::spec
