// What a user may choose when a picture is exported, for dialogs and for the
// arguments of procedures.
#ifndef KMC_PLUGINS_GIMP_EXPORT_OPTIONS_H_
#define KMC_PLUGINS_GIMP_EXPORT_OPTIONS_H_

#include <array>

#include "codec/kmc.h"

namespace kmc::gimp {

// Plain data: GIMP 2 keeps the last values as bytes. 0 is "as usual" for every
// value, because that is what GIMP hands over for an argument that is not given.
struct ExportOptions {
  int colors = 0;  // 1..65536
  int effort = 0;  // 1..9
  int dither = 0;  // kmc_dither
  int coding = 0;  // kmc_coding
};

constexpr int kUsualColors = 256, kMaxColors = 65536;
constexpr int kUsualEffort = 5, kMaxEffort = 9;

struct Choice {
  int value;
  const char* name;   // for scripts
  const char* label;  // for dialogs
};
constexpr std::array<Choice, 3> kDithers = {{
    {KMC_DITHER_NONE, "none", "None"},
    {KMC_DITHER_FLOYD_STEINBERG, "floyd-steinberg", "Floyd-Steinberg"},
    {KMC_DITHER_ORDERED, "ordered", "Ordered (smaller files)"},
}};
constexpr std::array<Choice, 5> kCodings = {{
    {KMC_CODING_AUTO, "auto", "Automatic"},
    {KMC_CODING_FAST, "fast", "Fast"},
    {KMC_CODING_MAX, "max", "Smallest (several times slower)"},
    {KMC_CODING_DEFLATE, "deflate", "Deflate"},
    {KMC_CODING_PACKED, "packed", "Not compressed"},
}};

// Throws a Failure that names the value that is out of range.
void CheckOptions(const ExportOptions& options);

kmc_quantize_options QuantizeOptionsOf(const ExportOptions& options);
kmc_write_options WriteOptionsOf(const ExportOptions& options);

}  // namespace kmc::gimp

#endif  // KMC_PLUGINS_GIMP_EXPORT_OPTIONS_H_
