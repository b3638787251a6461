// The palette section: what decodes is coded to the very same bytes again, but
// for a flag that there is alpha where there is none.
#include "format/byte_reader.h"
#include "format/limits.h"
#include "format/palette_coding.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/promise.h"

namespace {

// The flag of the method, which stands behind the number of colours.
bool SaysAlpha(std::span<const uint8_t> payload) {
  kmc::ByteReader reader(payload);
  uint32_t last = 0;
  uint8_t method = 0;
  KMC_PROMISE(reader.ReadVarint(last) == kmc::Status::kOk && reader.ReadU8(method) == kmc::Status::kOk);
  return method & 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace kmc;
  const fuzz::Bytes payload(data, data + size);
  Palette palette;
  const Status status = DecodePalette(payload, palette);
  KMC_PROMISE(status == Status::kOk || status == Status::kTruncated || status == Status::kInvalid);
  if (status != Status::kOk) return 0;
  KMC_PROMISE(!palette.colors.empty() && palette.colors.size() <= kMaxColors);
  fuzz::Bytes again;
  KMC_PROMISE(EncodePalette(palette, again) == Status::kOk);
  if (palette.HasAlpha() || !SaysAlpha(payload)) KMC_PROMISE(again == payload);
  return 0;
}
