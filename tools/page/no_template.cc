// In the place of the pages where npm could not bundle them.
#include "tools/page/page_template.h"

namespace kmc::tools {

const PageTemplate kReportPage, kBenchPage, kGalleryPage;

}  // namespace kmc::tools
