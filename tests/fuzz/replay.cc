// Runs a fuzz target once on each of the files that are named, folders
// included; for compilers without a fuzzer, valgrind and everyday tests. Tells
// which of them took longest for its size.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

using Path = std::filesystem::path;

std::vector<Path> FilesIn(const Path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  return files;
}

double SecondsOf(const Path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> content((std::istreambuf_iterator<char>(stream)), {});
  // Without spare capacity: a sanitizer sees the first byte read behind the end.
  const std::vector<uint8_t> bytes(content.begin(), content.end());
  const auto start = std::chrono::steady_clock::now();
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  size_t count = 0;
  double slowest = 0;
  Path slowest_file;
  for (int i = 1; i < argc; ++i) {
    for (const Path& file : FilesIn(argv[i])) {
      const double seconds = SecondsOf(file);
      ++count;
      if (seconds <= slowest) continue;
      slowest = seconds;
      slowest_file = file;
    }
  }
  std::printf("%zu inputs, the slowest took %.1f ms: %s\n", count, slowest * 1000, slowest_file.string().c_str());
  return count == 0;
}
