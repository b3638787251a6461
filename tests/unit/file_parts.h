// A file in parts, the header and then every section, so that tests can change, repeat and drop them.
#ifndef KMC_TESTS_UNIT_FILE_PARTS_H_
#define KMC_TESTS_UNIT_FILE_PARTS_H_

#include <vector>

#include "tests/unit/public_calls.h"

namespace kmc {

using FileParts = std::vector<FileBytes>;

// Of a file whose header has eight bytes: a width and a height of one byte each.
FileParts PartsOf(const FileBytes& file);
FileBytes Joined(const FileParts& parts);

}  // namespace kmc

#endif  // KMC_TESTS_UNIT_FILE_PARTS_H_
