// The HTML pages, as the build bundled them (build.mjs).
#ifndef KMC_TOOLS_PAGE_PAGE_TEMPLATE_H_
#define KMC_TOOLS_PAGE_PAGE_TEMPLATE_H_

#include <string_view>

namespace kmc::tools {

// What comes before and behind the page's data. Empty if the build has left the pages out.
struct PageTemplate {
  std::string_view before, behind;
};

extern const PageTemplate kReportPage;   // kmcenc --report
extern const PageTemplate kBenchPage;    // kmcbench --html
extern const PageTemplate kGalleryPage;  // kmcgallery

}  // namespace kmc::tools

#endif  // KMC_TOOLS_PAGE_PAGE_TEMPLATE_H_
