// How index codings are called on command lines.
#ifndef KMC_TOOLS_CODING_NAME_H_
#define KMC_TOOLS_CODING_NAME_H_

#include <map>
#include <string>

#include "codec/kmc.h"

namespace kmc::tools {

inline const std::map<std::string, kmc_coding> kCodings = {{"auto", KMC_CODING_AUTO},
                                                           {"packed", KMC_CODING_PACKED},
                                                           {"deflate", KMC_CODING_DEFLATE},
                                                           {"fast", KMC_CODING_FAST},
                                                           {"max", KMC_CODING_MAX}};

}  // namespace kmc::tools

#endif  // KMC_TOOLS_CODING_NAME_H_
