// kmc_make_vectors: writes the test vectors of the specification, or checks
// that those in a folder are still what it would write.
//
// usage: kmc_make_vectors [--check] FOLDER
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "tests/spec/vectors.h"

namespace kmc::spec {
namespace {

namespace fs = std::filesystem;

// Contents by path within the folder.
using Files = std::map<std::string, Bytes>;

Files MakeFiles() {
  Files files;
  std::string valid = std::string(kValidHeading) + "\n";
  for (const ValidVector& vector : ValidVectors()) {
    files["valid/" + vector.name + ".kmc"] = vector.file;
    valid += ManifestLine(vector.name, vector.image, vector.shows) + "\n";
  }
  std::string invalid = std::string(kInvalidHeading) + "\n";
  for (const InvalidVector& vector : InvalidVectors()) {
    files["invalid/" + vector.name + ".kmc"] = vector.file;
    invalid += ManifestLine(vector) + "\n";
  }
  files["valid/manifest.tsv"] = FromText(valid);
  files["invalid/manifest.tsv"] = FromText(invalid);
  return files;
}

Files ReadFiles(const fs::path& folder) {
  Files files;
  for (const char* part : {"valid", "invalid"}) {
    if (!fs::is_directory(folder / part)) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder / part)) {
      std::ifstream in(entry.path(), std::ios::binary);
      files[part + ("/" + entry.path().filename().string())] = {std::istreambuf_iterator<char>(in), {}};
    }
  }
  return files;
}

bool Write(const fs::path& folder, const Files& files) {
  for (const auto& [name, bytes] : files) {
    fs::create_directories((folder / name).parent_path());
    std::ofstream out(folder / name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) {
      std::fprintf(stderr, "kmc_make_vectors: cannot write %s\n", (folder / name).c_str());
      return false;
    }
  }
  return true;
}

// Names every file that differs, is missing or is not ours.
bool Check(const fs::path& folder, const Files& files) {
  const Files present = ReadFiles(folder);
  bool same = true;
  const auto complain = [&same](const std::string& name, const char* what) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), what);
    same = false;
  };
  for (const auto& [name, bytes] : files) {
    const auto found = present.find(name);
    if (found == present.end()) {
      complain(name, "is missing");
    } else if (found->second != bytes) {
      complain(name, "differs from what the generator makes");
    }
  }
  for (const auto& [name, bytes] : present) {
    if (!files.contains(name)) complain(name, "is not made by the generator");
  }
  return same;
}

int Main(int argc, char** argv) {
  const bool check = argc == 3 && std::string_view(argv[1]) == "--check";
  if (argc != 2 && !check) {
    std::fputs("usage: kmc_make_vectors [--check] FOLDER\n", stderr);
    return 2;
  }
  const fs::path folder = argv[argc - 1];
  const Files files = MakeFiles();
  return (check ? Check(folder, files) : Write(folder, files)) ? 0 : 1;
}

}  // namespace
}  // namespace kmc::spec

int main(int argc, char** argv) { return kmc::spec::Main(argc, argv); }
