// kmcenc --report: all that can be seen of how a picture was encoded, on one page.
#ifndef KMC_TOOLS_REPORT_REPORT_PAGE_H_
#define KMC_TOOLS_REPORT_REPORT_PAGE_H_

#include "tools/encode_options.h"
#include "tools/encode_report.h"
#include "tools/image_file.h"

namespace kmc::tools {

// Before there is any work: throws the Failure if a page that was asked for could not be written.
void CheckReportPage(const EncodeOptions& options);

// `result.file` is what was written, and the picture has its pixels still. Throws Failure.
void WriteReportPage(const Picture& picture, const EncodeOptions& options, const Result& result);

}  // namespace kmc::tools

#endif  // KMC_TOOLS_REPORT_REPORT_PAGE_H_
