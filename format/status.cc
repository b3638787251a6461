#include "format/status.h"

namespace kmc {

const char* StatusText(Status status) {
  switch (status) {
    case Status::kOk:
      return "no error";
    case Status::kInternal:
      return "internal error: please report it";
    case Status::kArgument:
      return "an argument is out of its range";
    case Status::kMemory:
      return "not enough memory";
    case Status::kCancelled:
      return "cancelled";
    case Status::kLimit:
      return "the image is larger than the limits allow";
    case Status::kForeign:
      return "not a kmc file";
    case Status::kVersion:
      return "a version of the kmc format that is not known here";
    case Status::kTruncated:
      return "the file ends before the image does";
    case Status::kChecksum:
      return "the file is damaged: a checksum does not match";
    case Status::kInvalid:
      return "the file is damaged: it holds what the format forbids";
    case Status::kUnsupported:
      return "the file uses a feature that is not known here";
    case Status::kColors:
      return "the image has more colours than asked for";
    case Status::kTarget:
      return "the target cannot be reached with so many colours or bytes";
  }
  return "unknown error";
}

}  // namespace kmc
