// Each kind of metadata: its section's payload, and any content through both directions.
#include <algorithm>

#include "format/metadata.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/promise.h"

namespace kmc::fuzz {
namespace {

constexpr uint64_t kBudget = 1 << 16;

void Decode(MetadataKind kind, const Bytes& payload) {
  uint64_t budget = kBudget;
  MetadataItem item;
  const Status status = DecodeMetadata(kind, payload, budget, item);
  KMC_PROMISE(status != Status::kInternal && budget <= kBudget);
  if (status == Status::kOk)
    KMC_PROMISE(IsValidMetadata(kind, item.content) && item.content.size() <= kBudget - budget);
}

void CodeAndDecode(MetadataKind kind, const Bytes& content) {
  if (!IsValidMetadata(kind, content)) return;
  Bytes payload;
  KMC_PROMISE(EncodeMetadata({kind, content}, payload) == Status::kOk);
  uint64_t budget = content.size();
  MetadataItem item;
  KMC_PROMISE(DecodeMetadata(kind, payload, budget, item) == Status::kOk);
  KMC_PROMISE(item.kind == kind && item.content == content && budget == 0);
}

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  kmc::fuzz::FuzzInput input(data, size);
  const auto kind = static_cast<kmc::MetadataKind>(input.Between(1, 6));
  const kmc::fuzz::Bytes bytes = input.TakeAll();
  kmc::fuzz::Decode(kind, bytes);
  kmc::fuzz::CodeAndDecode(kind, bytes);
  return 0;
}
