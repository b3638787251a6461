// kmc_same_bytes: encodes every case with each SIMD target of this processor and
// with several numbers of threads, all of which have to write the same files,
// and compares their SHA-256 with those that other machines found.
//
// usage: kmc_same_bytes [--most-pixels N] [--check FILE | --write FILE]
//
// --most-pixels leaves out larger images, for slow machines. Without a file the hashes are printed.
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "codec/kernels.h"
#include "tests/same_bytes/cases.h"
#include "tests/spec/sha256.h"

namespace kmc {
namespace {

constexpr std::string_view kZlibLine = "# zlib ";
constexpr uint32_t kThreads[] = {1, 2, 3, 7, 16};

// By the names of the cases; and the zlib by which those were made that need one.
struct Hashes {
  std::string zlib;
  std::map<std::string, std::string> of;
};

std::vector<uint8_t> PixelsIn(const std::vector<uint8_t>& file, uint32_t threads) {
  kmc_work work;
  kmc_work_init(&work);
  work.threads = threads;
  Image image;
  if (kmc_read(file.data(), file.size(), &work, Out(image)) != KMC_OK) return {};
  const uint32_t width = kmc_image_width(image.get()), height = kmc_image_height(image.get());
  std::vector<uint8_t> rgba(size_t{width} * height * 4);
  const kmc_result result = kmc_image_rgba(image.get(), 0, 0, width, height, rgba.data(), size_t{width} * 4);
  return result == KMC_OK ? rgba : std::vector<uint8_t>();
}

// True if the case gives one file, which is read as one image, with every target and any number of
// threads. These go together, as there is nothing in one that asks for the other.
bool IsSameHere(const Case& one, std::string& hash) {
  const std::vector<std::string> targets = KernelTargets();
  std::vector<uint8_t> file, pixels;
  bool same = true;
  for (size_t i = 0; i < std::max(targets.size(), std::size(kThreads)); ++i) {
    const std::string& target = targets[i % targets.size()];
    const uint32_t threads = kThreads[i % std::size(kThreads)];
    RestrictKernels(target);
    const std::vector<uint8_t> its_file = one.Encode(threads), its_pixels = PixelsIn(its_file, threads);
    if (i == 0) {
      file = its_file;
      pixels = its_pixels;
    }
    if (its_file == file && its_pixels == pixels && !pixels.empty()) continue;
    std::fprintf(stderr, "%s: %s with %s and %u threads\n", one.name.c_str(),
                 its_file == file ? "read otherwise" : "another file", target.c_str(), threads);
    same = false;
  }
  hash = spec::Sha256(file);
  return same;
}

bool ReadHashes(const char* path, Hashes& hashes) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(kZlibLine)) {
      hashes.zlib = line.substr(kZlibLine.size());
    } else if (const size_t gap = line.find("  "); gap != std::string::npos) {
      hashes.of[line.substr(gap + 2)] = line.substr(0, gap);
    }
  }
  return in.eof() && !hashes.of.empty();
}

std::string Text(const std::vector<Case>& cases, const Hashes& hashes) {
  std::ostringstream text;
  text << kZlibLine << hashes.zlib << '\n';
  for (const Case& one : cases) text << hashes.of.at(one.name) << "  " << one.name << '\n';
  return text.str();
}

// Names all that differs. `all` cases were encoded: then there may be no more in the list.
bool Matches(const std::vector<Case>& cases, const Hashes& found, const Hashes& expected, bool all) {
  bool same = true;
  size_t incomparable = 0;
  for (const Case& one : cases) {
    const auto listed = expected.of.find(one.name);
    if (listed == expected.of.end()) {
      std::fprintf(stderr, "%s: is not in the list\n", one.name.c_str());
      same = false;
    } else if (one.NeedsZlib() && found.zlib != expected.zlib) {
      ++incomparable;
    } else if (listed->second != found.of.at(one.name)) {
      std::fprintf(stderr, "%s: not the bytes of the list\n", one.name.c_str());
      same = false;
    }
  }
  if (incomparable > 0) {
    std::printf("zlib is %s here and %s in the list: %zu files not compared\n", found.zlib.c_str(),
                expected.zlib.c_str(), incomparable);
  }
  if (all && expected.of.size() > cases.size()) {
    std::fputs("the list has cases that are no more\n", stderr);
    same = false;
  }
  return same;
}

struct Arguments {
  uint64_t most_pixels = UINT64_MAX;
  const char *check = nullptr, *write = nullptr;
};

bool Parse(int argc, char** argv, Arguments& arguments) {
  for (int i = 1; i < argc; i += 2) {
    const std::string_view option = argv[i];
    if (i + 1 == argc) return false;
    if (option == "--most-pixels") {
      arguments.most_pixels = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (option == "--check") {
      arguments.check = argv[i + 1];
    } else if (option == "--write") {
      arguments.write = argv[i + 1];
    } else {
      return false;
    }
  }
  return !arguments.check || !arguments.write;
}

int Main(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, arguments)) {
    std::fputs("usage: kmc_same_bytes [--most-pixels N] [--check FILE | --write FILE]\n", stderr);
    return 2;
  }
  std::vector<Case> cases = Cases();
  const size_t all = cases.size();
  std::erase_if(cases, [&](const Case& one) { return one.Pixels() > arguments.most_pixels; });
  std::string targets;
  for (const std::string& target : KernelTargets()) targets += " " + target;
  std::printf("%zu of %zu cases, each on%s\n", cases.size(), all, targets.c_str());

  Hashes found{zlibVersion(), {}}, expected;
  bool same = true;
  for (const Case& one : cases) same &= IsSameHere(one, found.of[one.name]);
  const std::string text = Text(cases, found);
  if (arguments.check) {
    if (!ReadHashes(arguments.check, expected)) {
      std::fprintf(stderr, "kmc_same_bytes: cannot read %s\n", arguments.check);
      return 2;
    }
    same &= Matches(cases, found, expected, cases.size() == all);
  } else if (arguments.write) {
    std::ofstream out(arguments.write);
    if (!(out << text).flush()) {
      std::fprintf(stderr, "kmc_same_bytes: cannot write %s\n", arguments.write);
      return 2;
    }
  } else {
    std::fputs(text.c_str(), stdout);
  }
  return same ? 0 : 1;
}

}  // namespace
}  // namespace kmc

int main(int argc, char** argv) {
  try {
    return kmc::Main(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "kmc_same_bytes: %s\n", failure.what());
    return 2;
  }
}
