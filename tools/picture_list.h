// Inputs that are files or folders of them.
#ifndef KMC_TOOLS_PICTURE_LIST_H_
#define KMC_TOOLS_PICTURE_LIST_H_

#include <string>
#include <vector>

namespace kmc::tools {

// Each file as it is named, and in the place of a folder the files in it and in
// its folders that have one of the extensions (".png", in lower case), sorted.
// Throws Failure, which names the folder, if one cannot be read.
std::vector<std::string> ListPictures(const std::vector<std::string>& inputs,
                                      const std::vector<std::string>& extensions);

// What tools/image_file reads.
extern const std::vector<std::string> kPictureExtensions;

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PICTURE_LIST_H_
