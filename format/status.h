// The one error type of the library. Its numbers are those of kmc_result in
// the public header and are never reused (codec/api.cc asserts that the two agree).
#ifndef KMC_FORMAT_STATUS_H_
#define KMC_FORMAT_STATUS_H_

namespace kmc {

// clang-format off
enum class [[nodiscard]] Status : int {
  kOk = 0,
  kInternal = 1,  // a defect of this library: no input may ever produce it
  kArgument = 2,
  kMemory = 3,
  kCancelled = 4,
  kLimit = 5,
  kForeign = 6,
  kVersion = 7,
  kTruncated = 8,
  kChecksum = 9,
  kInvalid = 10,
  kUnsupported = 11,
  kColors = 12,
  kTarget = 13,
};
// clang-format on

// One English sentence without a full stop; static storage.
const char* StatusText(Status status);

}  // namespace kmc

// Leaves the calling function with the status of `expression` unless it is kOk.
#define KMC_RETURN_IF_ERROR(expression)                                                                     \
  do {                                                                                                      \
    if (const ::kmc::Status kmc_status = (expression); kmc_status != ::kmc::Status::kOk) return kmc_status; \
  } while (false)

#endif  // KMC_FORMAT_STATUS_H_
