#include "tools/picture_list.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

#include "tools/exit_code.h"

namespace kmc::tools {
namespace {

namespace fs = std::filesystem;

std::string LowerExtension(const fs::path& path) {
  std::string extension = path.extension();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension;
}

}  // namespace

const std::vector<std::string> kPictureExtensions = {".png", ".jpg", ".jpeg", ".pbm", ".pgm", ".ppm", ".pnm", ".pam"};

std::vector<std::string> ListPictures(const std::vector<std::string>& inputs,
                                      const std::vector<std::string>& extensions) {
  std::vector<std::string> files;
  for (const std::string& input : inputs) {
    std::error_code error;
    if (!fs::is_directory(input, error)) {
      files.push_back(input);
      continue;
    }
    std::vector<std::string> found;
    fs::recursive_directory_iterator at(input, fs::directory_options::skip_permission_denied, error), end;
    for (; !error && at != end; at.increment(error)) {
      std::error_code unreadable;
      const bool is_wanted = std::ranges::count(extensions, LowerExtension(at->path())) > 0;
      if (is_wanted && at->is_regular_file(unreadable)) found.push_back(at->path());
    }
    if (error) throw Failure(ExitCode::kUnreadable, error.message(), input);
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

}  // namespace kmc::tools
