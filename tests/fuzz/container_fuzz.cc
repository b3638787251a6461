// The framing of a file: signature, header, sections, metadata.
#include "format/container.h"
#include "tests/fuzz/checksums.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/promise.h"

namespace kmc::fuzz {
namespace {

constexpr Limits kLimits = {1u << 12, 1u << 12, 1u << 20, 1u << 12};

void ExpectConsistent(const Container& container, size_t file_bytes) {
  const Header& header = container.header;
  KMC_PROMISE(header.width >= 1 && header.width <= kLimits.max_width);
  KMC_PROMISE(header.height >= 1 && header.height <= kLimits.max_height);
  KMC_PROMISE(uint64_t{header.width} * header.height <= kLimits.max_pixels);
  KMC_PROMISE(container.tiles.size() == header.Grid().count());
  KMC_PROMISE(!container.palette.colors.empty() && container.palette.colors.size() <= kMaxColors);
  uint64_t metadata = 0;
  for (const MetadataItem& item : container.metadata) {
    KMC_PROMISE(IsValidMetadata(item.kind, item.content));
    metadata += item.content.size();
  }
  KMC_PROMISE(metadata <= kLimits.max_metadata);
  const SectionSizes& sizes = container.sizes;
  KMC_PROMISE(sizes.header + sizes.palette + sizes.tiles + sizes.metadata + sizes.end_section == sizes.file);
  KMC_PROMISE(sizes.file <= file_bytes);
}

void Parse(const Bytes& file) {
  Container container;
  const Status status = ParseContainer(file, kLimits, container);
  KMC_PROMISE(status != Status::kInternal && status != Status::kArgument);
  KMC_PROMISE(StartsLikeKmc(file) || status != Status::kOk);
  if (status == Status::kOk) ExpectConsistent(container, file.size());
}

}  // namespace
}  // namespace kmc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  kmc::fuzz::AsItIsAndRepaired({data, data + size}, kmc::fuzz::Parse);
  return 0;
}
