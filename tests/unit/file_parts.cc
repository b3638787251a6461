#include "tests/unit/file_parts.h"

#include <gtest/gtest.h>

#include "format/sections.h"

namespace kmc {

FileParts PartsOf(const FileBytes& file) {
  ByteReader reader(file);
  std::span<const uint8_t> header;
  EXPECT_EQ(Status::kOk, reader.ReadSpan(8, header));
  FileParts parts = {{header.begin(), header.end()}};
  while (reader.remaining() > 0) {
    Section section;
    EXPECT_EQ(Status::kOk, ReadSection(file, reader, section));
    parts.emplace_back(section.whole.begin(), section.whole.end());
  }
  return parts;
}

FileBytes Joined(const FileParts& parts) {
  FileBytes file;
  for (const FileBytes& part : parts) file.insert(file.end(), part.begin(), part.end());
  return file;
}

}  // namespace kmc
