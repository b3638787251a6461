// Runs a fuzz target once on each of the files that are named, folders
// included; for compilers without a fuzzer, valgrind and everyday tests. Tells
// which of them took longest for its size.
#include <dirent.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

// Ends with NUL. Not a std::string, and files are read by C: parts of the C++ library that are not compiled with
// MemorySanitizer would disturb it.
using Path = std::vector<char>;

Path Joined(const Path& folder, const char* name) {
  Path path = folder;
  path.back() = '/';
  path.insert(path.end(), name, name + std::strlen(name) + 1);
  return path;
}

std::vector<Path> FilesIn(const Path& path) {
  DIR* const folder = opendir(path.data());
  if (!folder) return {path};
  std::vector<Path> files;
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] == '.') continue;
    for (const Path& file : FilesIn(Joined(path, entry->d_name))) files.push_back(file);
  }
  closedir(folder);
  return files;
}

// In memory of exactly its size, so that a sanitizer sees the first byte read behind the end.
std::vector<uint8_t> Content(const Path& path) {
  FILE* const file = std::fopen(path.data(), "rb");
  if (!file) {
    std::perror(path.data());
    std::exit(1);
  }
  std::vector<uint8_t> bytes;
  for (int byte; (byte = std::getc(file)) != EOF;) bytes.push_back(static_cast<uint8_t>(byte));
  std::fclose(file);
  bytes.shrink_to_fit();
  return bytes;
}

double SecondsOf(const Path& file) {
  const std::vector<uint8_t> bytes = Content(file);
  const auto start = std::chrono::steady_clock::now();
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  size_t count = 0;
  double slowest = 0;
  Path slowest_file = {0};
  for (int i = 1; i < argc; ++i) {
    for (const Path& file : FilesIn(Path(argv[i], argv[i] + std::strlen(argv[i]) + 1))) {
      const double seconds = SecondsOf(file);
      ++count;
      if (seconds <= slowest) continue;
      slowest = seconds;
      slowest_file = file;
    }
  }
  std::printf("%zu inputs, the slowest took %.1f ms: %s\n", count, slowest * 1000, slowest_file.data());
  return count == 0;
}
